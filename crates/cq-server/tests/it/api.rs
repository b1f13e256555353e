//! The API: the pages' lists and actions for programs, with the same rights, and what it says of itself.

use axum::http::{Method, StatusCode};
use cq_platform::policy::Role;
use cq_registry::person;
use serde_json::{Value, json};

use crate::{
    desk::Desk,
    world::{Answer, Browser, World, on_each_engine},
};

const NOBODY: &str = "/api/v1/people/01900000-0000-7000-8000-000000000000";

fn read(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("{}: {}", answer.status, answer.text()))
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

/// Checks that the answer is problem details with that status and code; returns them.
fn problem(answer: &Answer, status: u16, code: &str) -> Value {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    assert_eq!(header(answer, "content-type"), "application/problem+json", "{}", answer.text());
    let problem = read(answer);
    assert_eq!(problem["type"], format!("urn:changqing:problem:{code}"));
    assert_eq!(problem["status"], status);
    assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty() && !title.starts_with("error-")));
    problem
}

fn fields(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect()
}

fn elder(name: &str) -> Value {
    json!({ "name": name, "sex": "male", "category": "retired", "born": "1949-10", "phone": "15400001234", "conditions": ["I10", "E11.9"] })
}

async fn registered(clerk: &mut Browser<'_>, name: &str) -> Answer {
    let answer = clerk.json(Method::POST, "/api/v1/people", &[], &elder(name)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer
}

async fn people(clerk: &mut Browser<'_>) -> usize {
    read(&clerk.get("/api/v1/people").await)["people"].as_array().unwrap().len()
}

#[test]
fn a_person_registered_by_a_program_is_the_same_as_by_a_clerk() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let made = registered(&mut clerk, "周明远").await;
        let at = header(&made, "location").to_owned();
        let shown = clerk.get(&at).await;
        assert_eq!(read(&shown), read(&made));
        assert_eq!(header(&shown, "etag"), header(&made, "etag"));
        let whole = read(&shown);
        assert_eq!(
            (&whole["name"], &whole["born"], &whole["conditions"]),
            (&json!("周明远"), &json!("1949-10"), &json!(["E11.9", "I10"]))
        );
        assert!(clerk.get(&at.replace("/api/v1", "")).await.text().contains("周明远"));
    });
}

#[test]
fn what_is_not_named_stays_and_null_takes_away() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let made = registered(&mut clerk, "周明远").await;
        let (at, tag) = (header(&made, "location").to_owned(), header(&made, "etag").to_owned());
        let with = [("if-match", tag.as_str())];
        let note = json!({ "health_note": "夜里血压高", "phone": null, "conditions": ["I10"] });
        let changed = clerk.json(Method::PATCH, &at, &with, &note).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        let whole = read(&changed);
        assert_eq!((&whole["phone"], &whole["has_health_note"]), (&Value::Null, &json!(true)));
        assert_eq!((&whole["born"], &whole["conditions"]), (&json!("1949-10"), &json!(["I10"])));
        let tag = header(&changed, "etag").to_owned();
        assert_ne!(tag, with[0].1);
        let forgotten =
            clerk.json(Method::PATCH, &at, &[("if-match", &tag)], &json!({ "health_note": null })).await;
        assert_eq!(read(&forgotten)["has_health_note"], json!(false), "{}", forgotten.text());
    });
}

#[test]
fn nothing_is_changed_that_was_not_seen() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let made = registered(&mut clerk, "周明远").await;
        let (at, tag) = (header(&made, "location").to_owned(), header(&made, "etag").to_owned());
        let post = |post: &str| json!({ "post": post });
        problem(&clerk.json(Method::PATCH, &at, &[], &post("书记")).await, 428, "unguarded");
        problem(&clerk.json(Method::PATCH, &at, &[("if-match", "\"x\"")], &post("书记")).await, 412, "stale");
        let (mut first, mut second) = (clerk.clone(), clerk.clone());
        let with = [("if-match", tag.as_str())];
        let (one, two) = (post("书记"), post("局长"));
        let (one, two) = tokio::join!(
            first.json(Method::PATCH, &at, &with, &one),
            second.json(Method::PATCH, &at, &with, &two)
        );
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        let known = clerk
            .json(
                Method::GET,
                &at,
                &[("if-none-match", header(if one.status == 200 { &one } else { &two }, "etag"))],
                &Value::Null,
            )
            .await;
        assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
    });
}

#[test]
fn every_error_is_problem_details() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        problem(&world.browser().get("/api/v1/people").await, 401, "signed-out");
        let mut clerk = world.signed_in(Role::Clerk).await;
        problem(&clerk.get(NOBODY).await, 404, "not-found");
        problem(&clerk.get("/api/v1/nothing").await, 404, "not-found");
        problem(&clerk.json(Method::DELETE, NOBODY, &[], &json!({})).await, 405, "no-such-method");
        problem(&clerk.post_raw("/api/v1/people", &[("name", "周明远")]).await, 415, "not-json");
        problem(&clerk.json(Method::POST, "/api/v1/people", &[], &json!(["周明远"])).await, 400, "malformed");
        let wrong = json!({ "name": "", "sex": "male", "category": "retired", "born": "1949-13", "colour": "green", "unit": {} });
        let wrong = problem(&clerk.json(Method::POST, "/api/v1/people", &[], &wrong).await, 422, "invalid");
        for field in ["name", "born", "colour", "unit"] {
            assert!(fields(&wrong).contains(&field), "{field} in {wrong}");
        }
        problem(&clerk.get("/api/v1/people?limit=900").await, 422, "invalid");
        problem(&clerk.get("/api/v1/tasks?cursor=x").await, 422, "invalid");
        let abroad = [("origin", "https://elsewhere.example")];
        problem(&clerk.json(Method::POST, "/api/v1/people", &abroad, &elder("周明远")).await, 403, "forged");
        let mut doctor = world.signed_in_as(Role::Doctor, "doctor", Some(desk.doctor)).await;
        problem(&doctor.json(Method::POST, "/api/v1/people", &[], &elder("周明远")).await, 403, "forbidden");
        problem(&doctor.get(&format!("/api/v1/people/{}", desk.other)).await, 404, "not-found");
    });
}

#[test]
fn somebody_known_is_registered_again_only_by_who_has_looked() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let known = person::Facts {
            sex: person::Sex::Female,
            ..crate::desk::elder("周明远", "11010519491231002X")
        };
        person::actions::create(&world.app, &world.hand(Role::Clerk), known).await.unwrap();
        let mut again = json!({ "name": "周明远", "sex": "female", "category": "retired", "citizen_id": "11010519491231002X", "born": "1949-12-31" });
        let refused = clerk.json(Method::POST, "/api/v1/people", &[], &again).await;
        assert_eq!(fields(&problem(&refused, 422, "invalid")), ["citizen_id"]);
        again["citizen_id"] = Value::Null;
        problem(&clerk.json(Method::POST, "/api/v1/people", &[], &again).await, 422, "refused");
        again["looked_at"] = json!(true);
        let made = clerk.json(Method::POST, "/api/v1/people", &[], &again).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    });
}

#[test]
fn asked_twice_under_one_key_it_is_done_once() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let with = [("idempotency-key", "8e03978e-40d5-43dd-bc93-6894a57f9324")];
        let body = elder("周明远");
        let first = clerk.json(Method::POST, "/api/v1/people", &with, &body).await;
        let again = clerk.json(Method::POST, "/api/v1/people", &with, &body).await;
        assert_eq!((first.status, &first.body), (StatusCode::CREATED, &again.body));
        for name in ["etag", "location", "content-type"] {
            assert_eq!(header(&first, name), header(&again, name), "{name}");
        }
        assert_eq!(
            (header(&first, "idempotency-replayed"), header(&again, "idempotency-replayed")),
            ("", "true")
        );
        assert_eq!(people(&mut clerk).await, 1);
        let other = clerk.json(Method::POST, "/api/v1/people", &with, &elder("吴秀英")).await;
        problem(&other, 422, "key-reused");
        // The key is the asker's own.
        let mut colleague = world.signed_in_as(Role::Clerk, "wang", None).await;
        let theirs = colleague.json(Method::POST, "/api/v1/people", &with, &elder("吴秀英")).await;
        assert_eq!(theirs.status, StatusCode::CREATED, "{}", theirs.text());
        // Four days later it is free again.
        world.at("2026-11-27T01:29:59Z");
        clerk.sign_in("clerk", crate::world::PASSWORD).await;
        problem(
            &clerk.json(Method::POST, "/api/v1/people", &with, &elder("李大山")).await,
            422,
            "key-reused",
        );
        world.at("2026-11-27T01:30:00Z");
        let fresh = clerk.json(Method::POST, "/api/v1/people", &with, &elder("李大山")).await;
        assert_eq!(fresh.status, StatusCode::CREATED, "{}", fresh.text());
        assert_eq!(people(&mut clerk).await, 3);
    });
}

#[test]
fn two_at_once_under_one_key_are_told_the_same() {
    on_each_engine(async |world| {
        let clerk = world.signed_in(Role::Clerk).await;
        for (round, name) in ["周明远", "吴秀英", "李大山", "陈桂芳"].into_iter().enumerate() {
            let key = format!("round-{round}");
            let with = [("idempotency-key", key.as_str())];
            let body = elder(name);
            let (mut one, mut two, mut three) = (clerk.clone(), clerk.clone(), clerk.clone());
            let (one, two, three) = tokio::join!(
                one.json(Method::POST, "/api/v1/people", &with, &body),
                two.json(Method::POST, "/api/v1/people", &with, &body),
                three.json(Method::POST, "/api/v1/people", &with, &body),
            );
            assert_eq!(one.status, StatusCode::CREATED, "{}", one.text());
            assert_eq!((&one.body, &one.body), (&two.body, &three.body));
            assert_eq!(people(&mut clerk.clone()).await, round + 1);
        }
    });
}

#[test]
fn a_refusal_does_not_use_the_key_up() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let with = [("idempotency-key", "once")];
        let wrong = json!({ "name": "周明远", "sex": "male", "category": "retired", "born": "1949-13" });
        problem(&clerk.json(Method::POST, "/api/v1/people", &with, &wrong).await, 422, "invalid");
        let made = clerk.json(Method::POST, "/api/v1/people", &with, &elder("周明远")).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        problem(
            &clerk.json(Method::POST, "/api/v1/people", &[("idempotency-key", "")], &wrong).await,
            400,
            "malformed",
        );
    });
}

#[test]
fn a_doctor_writes_a_visit_down_by_a_program() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut doctor = world.signed_in_as(Role::Doctor, "doctor", Some(desk.doctor)).await;
        let at = format!("/api/v1/tasks/{}", desk.his_task);
        let list = read(&doctor.get("/api/v1/tasks").await);
        let ids: Vec<&str> =
            list["tasks"].as_array().unwrap().iter().map(|task| task["id"].as_str().unwrap()).collect();
        assert!(
            ids.contains(&desk.his_task.to_string().as_str())
                && !ids.contains(&desk.other_task.to_string().as_str())
        );
        let tag = header(&doctor.get(&at).await, "etag").to_owned();
        let again = json!({ "tried_on": "2026-11-23", "again_on": "2026-11-26" });
        let tried =
            doctor.json(Method::POST, &format!("{at}/not-reached"), &[("if-match", &tag)], &again).await;
        assert_eq!(
            (tried.status, &read(&tried)["next_on"]),
            (StatusCode::OK, &json!("2026-11-26")),
            "{}",
            tried.text()
        );
        let visit = json!({ "on": "2026-11-23", "condition": "good", "condition_note": "精神好", "treatment": "量血压", "advice": "少盐",
            "services": ["treatment", "medication"], "needs": "aids" });
        let done = format!("{at}/done");
        problem(&doctor.json(Method::POST, &done, &[("if-match", &tag)], &visit).await, 412, "stale");
        problem(&doctor.json(Method::POST, &done, &[], &visit).await, 428, "unguarded");
        let tag = header(&tried, "etag").to_owned();
        let with = [("if-match", tag.as_str()), ("idempotency-key", "visit")];
        let missing = problem(
            &doctor.json(Method::POST, &done, &with, &json!({ "on": "2026-11-23" })).await,
            422,
            "invalid",
        );
        assert_eq!(fields(&missing), ["condition", "services", "treatment", "advice"]);
        let (mut one, mut two) = (doctor.clone(), doctor.clone());
        let (one, two) = tokio::join!(
            one.json(Method::POST, &done, &with, &visit),
            two.json(Method::POST, &done, &with, &visit)
        );
        assert_eq!((one.status, &one.body), (StatusCode::OK, &two.body), "{}", one.text());
        let shown = read(&one);
        assert_eq!((&shown["standing"], &shown["report"]["advice"]), (&json!("done"), &json!("少盐")));
        let report = &shown["report"];
        assert_eq!(
            (&report["services"], &report["needs"]),
            (&json!(["medication", "treatment"]), &json!(["aids"]))
        );
        let other = format!("/api/v1/tasks/{}/done", desk.other_task);
        problem(&doctor.json(Method::POST, &other, &with[..1], &visit).await, 404, "not-found");
        // A leader sees that it was done and not what was found.
        let mut leader = world.signed_in(Role::Leader).await;
        assert_eq!(read(&leader.get(&at).await)["report"], Value::Null);
        problem(&leader.json(Method::POST, &done, &with, &visit).await, 403, "forbidden");
    });
}

#[test]
fn lists_go_on_where_they_ended() {
    on_each_engine(async |world| {
        let _desk = Desk::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        for list in ["people", "tasks", "doctors"] {
            let all = read(&clerk.get(&format!("/api/v1/{list}?limit=200")).await)[list]
                .as_array()
                .unwrap()
                .clone();
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = read(&clerk.get(&format!("/api/v1/{list}?limit=1&cursor={cursor}")).await);
                seen.extend(page[list].as_array().unwrap().clone());
                match page["cursor"].as_str() {
                    Some(next) => cursor = next.to_owned(),
                    None => break,
                }
            }
            assert!(all.len() > 1, "{list}");
            assert_eq!(seen, all, "{list}");
        }
    });
}

/// What is in the description and in the answers, on one engine: neither depends on it.
#[tokio::test]
async fn every_route_is_described_and_answers_as_described() {
    let world = World::on_sqlite().await;
    let desk = Desk::of(&world).await;
    let case = crate::cases::sample(&world, desk.his, desk.doctor).await.0;
    let errand = crate::errands::sample(&world, desk.his, desk.doctor).await;
    let notice = crate::notices::sample(&world, desk.his).await;
    let guide_desk = crate::guide_desk::sample(&world, desk.his, "东关卫生院", "小周").await;
    let relief = crate::relief::sample(&world).await.application;
    let mut clerk = world.signed_in(Role::Clerk).await;
    let described = read(&world.browser().get("/api/openapi.json").await);
    let mut names = Vec::new();
    for route in
        world.routes.clone().iter().filter(|route| route.is_api() && route.path != "/api/openapi.json")
    {
        let method = route.method.as_str().to_lowercase();
        let operation = &described["paths"][route.path][method.as_str()];
        assert!(operation.is_object(), "{method} {} is not described", route.path);
        assert_eq!(operation["x-action"], route.action.name);
        names.push(operation["operationId"].as_str().unwrap().to_owned());
        if route.method != Method::GET {
            continue;
        }
        let id = match route.path {
            "/api/v1/people/{id}" | "/api/v1/people/{id}/notice-preference" => desk.his.to_string(),
            "/api/v1/notices/{id}" => notice.to_string(),
            "/api/v1/tasks/{id}" | "/api/v1/my-day/{id}" => desk.his_task.to_string(),
            "/api/v1/doctors/{id}" | "/api/v1/rounds/{id}" => desk.doctor.to_string(),
            "/api/v1/campaigns/{id}" => desk.campaign.to_string(),
            "/api/v1/cases/{id}" => case.to_string(),
            "/api/v1/errands/{id}" | "/api/v1/errands/{id}/money" => errand.to_string(),
            "/api/v1/desks/{id}/queue" => guide_desk.desk.to_string(),
            "/api/v1/attendances/{id}" => guide_desk.attendance.to_string(),
            "/api/v1/reliefs/{id}" => relief.to_string(),
            "/api/v1/segments/{id}" => desk.segment.to_string(),
            path => {
                assert!(!path.contains('{'), "no sample for {path}");
                String::new()
            }
        };
        let answer = clerk.get(&route.path.replace("{id}", &id)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}: {}", route.path, answer.text());
        assert_shape(&described, operation, "200", &read(&answer), route.path);
        let is_tagged = operation["responses"]["200"]["headers"]["ETag"].is_object();
        assert_eq!(!header(&answer, "etag").is_empty(), is_tagged, "{}", route.path);
    }
    let made = registered(&mut clerk, "周明远").await;
    assert_shape(&described, &described["paths"]["/api/v1/people"]["post"], "201", &read(&made), "register");
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "two operations share a name");
}

/// Holds an answer against the shape described, names it does not know included.
fn assert_shape(described: &Value, operation: &Value, status: &str, answer: &Value, told: &str) {
    let schema = &operation["responses"][status]["content"]["application/json"]["schema"];
    let mut whole = schema.clone();
    whole["components"] = described["components"].clone();
    let validator = jsonschema::draft202012::new(&whole).unwrap();
    let wrong: Vec<String> =
        validator.iter_errors(answer).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{told}: {wrong:#?}");
    let shape = schema["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
    let known = |properties: &Value, name: &str| properties.get(name).is_some();
    let schema = &described["components"]["schemas"][shape];
    let parts: Vec<&Value> =
        schema["allOf"].as_array().map_or_else(|| vec![schema], |parts| parts.iter().collect());
    for name in answer.as_object().unwrap().keys() {
        let in_any = parts.iter().any(|part| {
            let of = part["$ref"]
                .as_str()
                .map(|name| &described["components"]["schemas"][name.rsplit('/').next().unwrap()]);
            known(&of.unwrap_or(part)["properties"], name)
        });
        assert!(in_any, "{told}: {name} is not described");
    }
}
