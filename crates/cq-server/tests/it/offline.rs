//! The phone without network: what it may take along, and that what it sends late arrives once and overwrites nothing.

use axum::http::{Method, StatusCode};
use cq_platform::{ids::StaffId, policy::Role};
use cq_registry::{
    person::PersonId,
    task::{self, Task, model::Form},
};
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    desk::Desk,
    world::{Answer, World, on_each_engine},
};

const DAY: &str = "/api/v1/my-day";

fn read(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

fn ids(day: &Value) -> Vec<String> {
    day["visits"].as_array().unwrap().iter().map(|visit| visit["id"].as_str().unwrap().to_owned()).collect()
}

/// A visit that `owner` owes, promised for `due`.
async fn owed(world: &World, person: PersonId, owner: StaffId, form: Form, due: Date) -> String {
    let act = world.hand(Role::Clerk);
    let id: Uuid = act.new_id();
    let task = Task { form, ..Task::new(id.into(), person, owner, None, date(2026, 11, 1), due) };
    world.app.db.write(move |tx| task::store::insert_all(tx, act.bureau(), &[task])).await.unwrap();
    id.to_string()
}

fn visit(on: &str) -> Value {
    json!({ "on": on, "condition": "fair", "condition_note": "", "services": "medication treatment", "treatment": "血压 150/86",
        "advice": "少盐", "needs": "medicine other", "need_note": "想配老花镜" })
}

#[test]
fn a_doctor_takes_along_what_is_his_and_near() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let (his, doctor) = (desk.his, desk.doctor);
        let tomorrow = owed(&world, his, doctor, Form::HomeVisit, date(2026, 11, 24)).await;
        let today = owed(&world, his, doctor, Form::PhoneCall, date(2026, 11, 23)).await;
        let overdue = owed(&world, his, doctor, Form::ReturnVisit, date(2026, 11, 20)).await;
        let later = owed(&world, his, doctor, Form::HomeVisit, date(2026, 11, 25)).await;
        let others = owed(&world, desk.other, desk.colleague, Form::HomeVisit, date(2026, 11, 23)).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(doctor)).await;
        let day = read(&wang.get(DAY).await);
        assert_eq!(ids(&day), [overdue, today, tomorrow]);
        assert_eq!((&day["today"], &day["kept_hours"]), (&json!("2026-11-23"), &json!(72)));
        let last = &day["visits"][2];
        assert_eq!(
            [&last["person"], &last["address"], &last["phone"], &last["illnesses"], &last["what"]],
            ["王晓明", "永宁街道 1 号", "15400001234", "高血压", "上门"]
        );
        assert_eq!((&last["version"], &last["may_record"]), (&json!(1), &json!(true)));
        assert_eq!(day["visits"][1]["may_record"], json!(false), "a call is made where there is a signal");
        assert!(!day.to_string().contains("11010519491231002X"), "more than is needed at the door");
        assert!(!day.to_string().contains("夜里血压高"), "a note of health stays where it is sealed");
        assert_eq!(ids(&read(&wang.get(&format!("{DAY}?days=3")).await))[3], later);
        assert!(!day.to_string().contains(&others));
        assert_eq!(wang.get(&format!("{DAY}?days=8")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wang.get(&format!("{DAY}/{others}")).await.status, StatusCode::NOT_FOUND);
        let mut auditor = world.signed_in(Role::Auditor).await;
        let log = auditor.get("/audit").await.text();
        assert!(log.contains("把上门名单带到手机上"), "{log}");
    });
}

#[test]
fn who_owes_nothing_takes_nothing_and_strangers_are_sent_away() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let day = read(&clerk.get(DAY).await);
        assert!(ids(&day).is_empty());
        assert_eq!(read(&clerk.get("/api/v1/my-account").await)["account"], day["account"]);
        let mut auditor = world.signed_in(Role::Auditor).await;
        assert_eq!(auditor.get(DAY).await.status, StatusCode::FORBIDDEN);
        let mut nobody = world.browser();
        for path in [DAY, "/api/v1/my-account"] {
            assert_eq!(nobody.get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
        }
    });
}

#[test]
fn the_shell_holds_nobodys_data() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        owed(&world, desk.his, desk.doctor, Form::HomeVisit, date(2026, 11, 23)).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(desk.doctor)).await;
        let (his, strangers) = (wang.get("/offline").await, world.browser().get("/offline").await);
        assert_eq!(his.text(), strangers.text(), "the same for everybody");
        assert!(!his.text().contains("_csrf") && !his.text().contains("王晓明"));
        let worker = wang.get("/offline/worker.js").await;
        assert_eq!(worker.headers["service-worker-allowed"], "/offline");
        assert_eq!(worker.headers["cache-control"], "no-cache");
        assert!(worker.headers["content-type"].to_str().unwrap().starts_with("text/javascript"));
        let script = worker.text();
        let shell = script.split_once("start(self, ").unwrap().1.rsplit_once(");").unwrap().0;
        let shell: Value = serde_json::from_str(shell).unwrap();
        assert_eq!(shell["version"], his.headers["offline-version"].to_str().unwrap());
        let assets = shell["assets"].as_array().unwrap();
        assert!(assets.len() > 10);
        for asset in assets {
            let address = asset.as_str().unwrap();
            assert_eq!(wang.get(address).await.status, StatusCode::OK, "{address}");
            let is_of_this_build = address.contains(shell["version"].as_str().unwrap());
            assert!(is_of_this_build || address == "/offline/app.webmanifest", "{address}");
        }
    });
}

#[test]
fn a_report_whose_answer_was_lost_is_written_down_once() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let task = owed(&world, desk.his, desk.doctor, Form::HomeVisit, date(2026, 11, 23)).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(desk.doctor)).await;
        let path = format!("/api/v1/tasks/{task}/not-reached");
        let with = [("if-match", "\"1\""), ("idempotency-key", "c0ffee00-0000-4000-8000-000000000001")];
        let tried = json!({ "tried_on": "2026-11-23", "again_on": "2026-11-28" });
        let (mut first, mut second) = (wang.clone(), wang.clone());
        let (one, two) = tokio::join!(
            first.json(Method::POST, &path, &with, &tried),
            second.json(Method::POST, &path, &with, &tried)
        );
        assert_eq!(read(&one), read(&two), "both tabs are told the same");
        // Three days without a signal, and signed in anew.
        world.at("2026-11-26T01:00:00Z");
        wang.sign_in("wang", crate::world::PASSWORD).await;
        let again = wang.json(Method::POST, &path, &with, &tried).await;
        assert_eq!(read(&again), read(&one));
        let now = read(&wang.get(&format!("{DAY}/{task}")).await);
        assert_eq!((&now["version"], &now["is_open"]), (&json!(2), &json!(true)));
        assert_eq!(now["last_try"], tried);
        assert_eq!(now["said"].as_array().unwrap().len(), 1, "{now}");
    });
}

#[test]
fn whoever_comes_second_is_shown_both_and_overwrites_nothing() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let task = owed(&world, desk.his, desk.doctor, Form::HomeVisit, date(2026, 11, 23)).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(desk.doctor)).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let declined = [
            ("version", "1"),
            ("declined_on", "2026-11-23"),
            ("declined_by", "family"),
            ("reason", "住到女儿家去了"),
        ];
        let answer = clerk.post(&format!("/tasks/{task}/declined"), &declined).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let with = [("if-match", "\"1\""), ("idempotency-key", "c0ffee00-0000-4000-8000-000000000002")];
        let path = format!("/api/v1/tasks/{task}/done");
        let second = wang.json(Method::POST, &path, &with, &visit("2026-11-23")).await;
        assert_eq!(second.status, StatusCode::PRECONDITION_FAILED, "{}", second.text());
        let now = read(&wang.get(&format!("{DAY}/{task}")).await);
        assert_eq!((&now["is_open"], &now["is_mine"]), (&json!(false), &json!(false)));
        assert_eq!(now["closed_by"], "clerk");
        assert!(now["said"].to_string().contains("住到女儿家去了"), "{now}");
        // Written down by himself it is his, with every part to be held against the phone's.
        let own = owed(&world, desk.his, desk.doctor, Form::HomeVisit, date(2026, 11, 24)).await;
        let path = format!("/api/v1/tasks/{own}/done");
        read(&wang.json(Method::POST, &path, &[("if-match", "\"1\"")], &visit("2026-11-22")).await);
        let now = read(&wang.get(&format!("{DAY}/{own}")).await);
        assert_eq!((&now["is_mine"], &now["done_on"]), (&json!(true), &json!("2026-11-22")));
        assert_eq!(now["visit"]["treatment"], "血压 150/86");
        let said = ["services", "needs", "need_note"].map(|part| now["visit"][part].as_str().unwrap());
        assert_eq!(said, ["medication treatment", "medicine other", "想配老花镜"]);
        assert!(now["said"].to_string().contains("用药指导、医疗救治"), "{now}");
    });
}

#[test]
fn signing_out_tells_the_browser_to_let_go_of_everything() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let answer = clerk.post("/sign-out", &[]).await;
        assert_eq!(answer.headers["clear-site-data"], "\"storage\"");
    });
}
