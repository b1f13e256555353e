//! Visits that take two: both doctors have them at one time, hear of it when nothing comes of it, and are free again; nobody else sees them.

use axum::http::{Method, StatusCode};
use cq_care::round::{
    self,
    model::PlanId,
    store::{due, sheet},
    wish::Wish,
};
use cq_platform::{
    Error,
    db::{Param, Tx},
    ids::StaffId,
    policy::Role,
};
use cq_registry::task::TaskId;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    round::{NAMES, Town, propose, publish, times},
    world::{Browser, World, on_each_engine},
};

const FROM: Date = date(2026, 11, 24);
const UNTIL: Date = date(2026, 12, 11);

/// Two come to the first elder, says the clerk, and plans for 王建国.
async fn drafted(world: &World, town: &Town, clerk: &mut Browser<'_>) -> String {
    let wish = format!("/people/{}/wish", town.people[0]);
    let days = ["1", "2", "3", "4", "5"].map(|day| ("weekday", day));
    let fields = [&[("part", "any"), ("needs_two", "yes"), ("version", "0")][..], &days].concat();
    assert_eq!(clerk.post(&wish, &fields).await.status, StatusCode::SEE_OTHER);
    assert!(company(world, town.wang).await.is_empty());
    propose(clerk, town.wang, "2026-11-24", "2026-12-11").await
}

async fn planned(world: &World, town: &Town, clerk: &mut Browser<'_>) -> Date {
    let plan = drafted(world, town, clerk).await;
    assert_eq!(publish(clerk, &plan).await, StatusCode::SEE_OTHER);
    let held = times(world).await;
    held.iter().find(|(name, ..)| name == NAMES[0]).unwrap().2.parse().unwrap()
}

/// Whom a doctor comes along to: the visit, its day and when it begins.
async fn company(world: &World, staff: StaffId) -> Vec<(TaskId, Date, i64)> {
    let bureau = world.bureau.id;
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        let mut along = Vec::new();
        let mut on = FROM;
        while on <= UNTIL {
            let visits = sheet::day(conn, &bureau, staff, on)?.into_iter().filter(|visit| visit.is_along);
            along.extend(visits.map(|visit| (visit.task, on, visit.starts)));
            on = on.tomorrow().unwrap();
        }
        Ok(along)
    };
    world.app.db.read(read).await.unwrap()
}

/// Whether anything stands in a doctor's days when others are planned.
async fn is_free(world: &World, staff: StaffId) -> bool {
    let bureau = world.bureau.id;
    let standing = world.app.db.read(move |conn| due::standing(conn, &bureau, FROM, UNTIL)).await.unwrap();
    standing.iter().all(|one| one.staff != staff)
}

async fn change(world: &World, sql: &'static str, task: TaskId) {
    let bureau = world.bureau.id;
    world.app.db.write(move |tx| tx.execute_one(sql, &[&bureau, &task])).await.unwrap();
}

async fn away(world: &World, staff: StaffId, substitute: StaffId) {
    let act = world.hand(Role::Clerk);
    let work = move |tx: &Tx<'_>| {
        let (id, bureau): (Uuid, _) = (act.new_id(), act.bureau());
        let cells: [&dyn Param; 4] = [bureau, &id, &staff, &substitute];
        tx.execute_one(
            "INSERT INTO absence (bureau_id, id, staff_id, reason, from_on, until_on, substitute_id, state, made_at, version)
             VALUES ($1, $2, $3, 'leave', '2026-11-23', '2026-12-31', $4, 'holds', 0, 1)",
            &cells,
        )
    };
    world.app.db.write(work).await.unwrap();
}

/// What a doctor's own page of a day says of the first elder's visit.
async fn told(doctor: &mut Browser<'_>, (staff, on): (StaffId, Date)) -> String {
    let page = doctor.get(&format!("/rounds/doctors/{staff}?on={on}")).await.text();
    let article = page.split("<article").skip(1).find(|article| article.contains(NAMES[0]));
    article.unwrap_or_else(|| panic!("{page}")).split("</article>").next().unwrap().to_owned()
}

#[test]
fn both_have_it_at_one_time_and_one_of_them_writes_it_down() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 4).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let plan = drafted(&world, &town, &mut clerk).await;
        let draft = clerk.get(&plan).await.text();
        assert!(draft.contains("与张丽华同去") && draft.contains("张丽华同去"), "{draft}");
        assert!(company(&world, town.zhang).await.is_empty(), "a draft changes nothing");
        assert_eq!(publish(&mut clerk, &plan).await, StatusCode::SEE_OTHER);
        let along = company(&world, town.zhang).await;
        let [(task, on, starts)] = along[..] else { panic!("{along:?}") };
        assert_eq!(task, town.tasks[0]);
        let held = times(&world).await;
        assert_eq!(held.len(), 4);
        assert!(held.contains(&(NAMES[0].into(), "王建国".into(), on.to_string(), starts)), "{held:?}");
        assert!(!is_free(&world, town.zhang).await);
        let span = format!("{:02}:{:02}–", starts / 60, starts % 60);
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(town.wang)).await;
        let his = told(&mut wang, (town.wang, on)).await;
        assert!(his.contains(&span) && his.contains("张丽华同去") && his.contains("记录"), "{his}");
        let mut zhang = world.signed_in_as(Role::Doctor, "zhang", Some(town.zhang)).await;
        let hers = told(&mut zhang, (town.zhang, on)).await;
        assert!(hers.contains(&span) && hers.contains("由王建国上门并记录"), "{hers}");
        assert!(!hers.contains("张丽华"), "nobody comes along with herself: {hers}");
        let path = format!("/tasks/{task}");
        assert!(his.contains(&path) && !hers.contains(&path), "she has nothing to write down");
        let week = zhang.get("/rounds").await.text();
        assert!(week.contains("同去；由王建国上门并记录") && !week.contains(&path), "{week}");
        assert_eq!(zhang.get(&path).await.status, StatusCode::NOT_FOUND);
        // Planned for herself, she is elsewhere at no such time.
        let own = town.owe(&world, town.people[3], town.zhang, (on, on)).await;
        let plan = propose(&mut clerk, town.zhang, "2026-11-24", "2026-12-11").await;
        assert_eq!(publish(&mut clerk, &plan).await, StatusCode::SEE_OTHER);
        let bureau = world.bureau.id;
        let day = world.app.db.read(move |conn| sheet::day(conn, &bureau, town.zhang, on)).await.unwrap();
        let [one, other] = &day[..] else { panic!("{}", day.len()) };
        assert!(one.ends + other.travel <= other.starts);
        assert!([one.task, other.task].contains(&own) && [one.task, other.task].contains(&task));
    });
}

#[test]
fn who_comes_along_has_it_on_the_phone_and_others_see_nothing() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 1).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let sql =
            "UPDATE task SET next_on = '2026-11-24', due_on = '2026-11-24' WHERE bureau_id = $1 AND id = $2";
        change(&world, sql, town.tasks[0]).await;
        assert_eq!(planned(&world, &town, &mut clerk).await, FROM);
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(town.wang)).await;
        let mut zhang = world.signed_in_as(Role::Doctor, "zhang", Some(town.zhang)).await;
        let mut days = Vec::new();
        for doctor in [&mut wang, &mut zhang] {
            let day: Value = serde_json::from_slice(&doctor.get("/api/v1/my-day").await.body).unwrap();
            let [visit] = &day["visits"].as_array().unwrap()[..] else { panic!("{day}") };
            assert_eq!((&visit["person"], &visit["on"]), (&json!(NAMES[0]), &json!("2026-11-24")));
            days.push(visit.clone());
        }
        assert_eq!(days[0]["time"], days[1]["time"]);
        assert_eq!((&days[0]["other"], &days[0]["may_record"]), (&json!("张丽华同去"), &json!(true)));
        assert_eq!(
            (&days[1]["other"], &days[1]["may_record"]),
            (&json!("同去；由王建国上门并记录"), &json!(false))
        );
        let path = format!("/api/v1/tasks/{}/done", town.tasks[0]);
        let with = [("if-match", "\"1\""), ("idempotency-key", "c0ffee00-0000-4000-8000-000000000086")];
        let report = json!({ "on": "2026-11-23", "condition": "fair", "condition_note": "", "treatment": "", "advice": "" });
        let sent = zhang.json(Method::POST, &path, &with, &report).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "{}", sent.text());
        assert_eq!(
            zhang.get(&format!("/rounds/doctors/{}", town.wang)).await.status,
            StatusCode::NOT_FOUND,
            "she sees the visit, not his days"
        );
        let third = town.colleague(&world, "李文秀").await;
        let mut li = world.signed_in_as(Role::Doctor, "li", Some(third)).await;
        assert!(!li.get("/rounds").await.text().contains(NAMES[0]));
        assert!(!li.get("/api/v1/my-day").await.text().contains(NAMES[0]));
        assert_eq!(li.get(&format!("/rounds/doctors/{}", town.zhang)).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn who_is_away_is_named_to_the_other() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 3).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let on = planned(&world, &town, &mut clerk).await;
        let third = town.colleague(&world, "李文秀").await;
        away(&world, town.zhang, third).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(town.wang)).await;
        let his = told(&mut wang, (town.wang, on)).await;
        assert!(his.contains("张丽华这天不在岗"), "{his}");
        assert!(wang.get("/rounds").await.text().contains("有 1 次上门还没排好"));
        // Planned again, another comes along, and she has nothing more to do with it.
        let plan = propose(&mut clerk, town.wang, "2026-11-24", "2026-12-11").await;
        assert_eq!(publish(&mut clerk, &plan).await, StatusCode::SEE_OTHER);
        assert!(company(&world, town.zhang).await.is_empty());
        assert_eq!(company(&world, third).await.len(), 1);
        away(&world, town.wang, third).await;
        let mut li = world.signed_in_as(Role::Doctor, "li", Some(third)).await;
        let hers = li.get("/rounds").await.text();
        assert!(hers.contains("王建国这天不在岗，不用去"), "{hers}");
        assert!(is_free(&world, third).await, "her hour is free for others");
    });
}

#[test]
fn what_comes_to_nothing_frees_both() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 3).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let on = planned(&world, &town, &mut clerk).await;
        let agreed = "UPDATE task SET again_on = '2026-12-10', next_on = '2026-12-10', tries = 1, version = version + 1
            WHERE bureau_id = $1 AND id = $2";
        assert_ne!(on, date(2026, 12, 10));
        change(&world, agreed, town.tasks[0]).await;
        let mut zhang = world.signed_in_as(Role::Doctor, "zhang", Some(town.zhang)).await;
        let hers = told(&mut zhang, (town.zhang, on)).await;
        assert!(hers.contains("另约了"), "{hers}");
        assert!(is_free(&world, town.zhang).await);
        assert!(!zhang.get("/api/v1/my-day?days=7").await.text().contains(NAMES[0]));
        // The elder wishes for one only from now on.
        let plan = propose(&mut clerk, town.wang, "2026-11-24", "2026-12-11").await;
        let act = world.hand(Role::Clerk);
        let person = town.people[0];
        let alone = Wish::default();
        let note = move |tx: &Tx<'_>| round::actions::note_wish(tx, &act, person, alone, 1);
        world.app.db.write(note).await.unwrap();
        assert_eq!(publish(&mut clerk, &plan).await, StatusCode::SEE_OTHER);
        assert_eq!(company(&world, town.zhang).await[0].1, date(2026, 12, 10), "the plan was made before");
        let plan = propose(&mut clerk, town.wang, "2026-11-24", "2026-12-11").await;
        assert_eq!(publish(&mut clerk, &plan).await, StatusCode::SEE_OTHER);
        assert!(company(&world, town.zhang).await.is_empty());
        assert!(is_free(&world, town.zhang).await);
        assert!(!zhang.get("/rounds").await.text().contains(NAMES[0]));
    });
}

#[test]
fn what_is_cancelled_or_somebody_elses_now_is_on_neither_sheet() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 2).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        planned(&world, &town, &mut clerk).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(town.wang)).await;
        let mut zhang = world.signed_in_as(Role::Doctor, "zhang", Some(town.zhang)).await;
        assert!(zhang.get("/rounds").await.text().contains(NAMES[0]));
        let third = town.colleague(&world, "李文秀").await;
        let (task, bureau) = (town.tasks[0], world.bureau.id);
        let moved = "UPDATE task SET owner_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2";
        world.app.db.write(move |tx| tx.execute_one(moved, &[&bureau, &task, &third])).await.unwrap();
        assert!(!wang.get("/rounds").await.text().contains(NAMES[0]));
        assert!(!zhang.get("/rounds").await.text().contains(NAMES[0]), "with whom she would have come");
        assert!(is_free(&world, town.zhang).await);
        let back = "UPDATE task SET owner_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2";
        world.app.db.write(move |tx| tx.execute_one(back, &[&bureau, &task, &town.wang])).await.unwrap();
        assert!(zhang.get("/rounds").await.text().contains(NAMES[0]));
        let gone = "UPDATE task SET state = 'cancelled', cancelled_because = 'withdrawn', closed_at = 0, version = version + 1
            WHERE bureau_id = $1 AND id = $2";
        change(&world, gone, task).await;
        assert!(!wang.get("/rounds").await.text().contains(NAMES[0]));
        assert!(!zhang.get("/rounds").await.text().contains(NAMES[0]));
        assert!(company(&world, town.zhang).await.is_empty() && is_free(&world, town.zhang).await);
    });
}

#[test]
fn an_old_draft_does_not_run_over_what_who_comes_along_has_meanwhile() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 3).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let plan = drafted(&world, &town, &mut clerk).await;
        let stale = clerk.post(&format!("{plan}/publish"), &[("version", "2")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        town.owe(&world, town.people[2], town.zhang, (FROM, UNTIL)).await;
        let hers = propose(&mut clerk, town.zhang, "2026-11-24", "2026-12-11").await;
        assert_eq!(publish(&mut clerk, &hers).await, StatusCode::SEE_OTHER);
        let late = clerk.post(&format!("{plan}/publish"), &[("version", "1")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.text().contains("发布了别的日程"), "{}", late.text());
        assert!(company(&world, town.zhang).await.is_empty());
        assert_eq!(times(&world).await.len(), 1);
    });
}

#[test]
fn of_his_plan_and_hers_published_at_once_one_holds() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 3).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        town.owe(&world, town.people[2], town.zhang, (FROM, UNTIL)).await;
        let his = drafted(&world, &town, &mut clerk).await;
        let hers = propose(&mut clerk, town.zhang, "2026-11-24", "2026-12-11").await;
        let both = [&his, &hers].map(|plan| {
            let id: PlanId = plan.rsplit('/').next().unwrap().parse().unwrap();
            let (db, act) = (world.app.db.clone(), world.hand(Role::Clerk));
            tokio::spawn(async move { db.write(move |tx| round::actions::publish(tx, &act, id, 1)).await })
        });
        let mut won = Vec::new();
        for one in both {
            match one.await.unwrap() {
                Ok(visits) => won.push(visits),
                Err(error) => assert!(matches!(error, Error::Overtaken(_)), "{error}"),
            }
        }
        assert_eq!(won.len(), 1);
        assert_eq!(times(&world).await.len() as u64, won[0]);
        assert_eq!(company(&world, town.zhang).await.len(), usize::from(won[0] == 3));
    });
}
