//! 绿色通道: found at the desk, given a number, called, led through the steps, and home or admitted; the paired doctor is told.

use axum::http::{Method, StatusCode};
use cq_care::attendance::{actions as attendances, priority::Reason, said::Said};
use cq_platform::{Error, policy::Role};
use cq_registry::person::PersonId;
use serde_json::{Value, json};

use crate::{
    guide_desk::{desk_in, posted, received},
    ward::{Elder, Ward, elder},
    world::{Answer, Browser, PASSWORD, World, on_each_engine},
};

const ELDERS: [(&str, &str); 3] = [("单国英", "1947"), ("仇德昌", "1938"), ("解放军", "1950")];

async fn ward(world: &World) -> Ward {
    let all: Vec<Elder> = ELDERS.iter().map(|(name, born)| elder(name, born, "I25", Some(0))).collect();
    Ward::of(world, all).await
}

/// A desk in the town's hospital, and who stands at it, signed in.
async fn at_desk(world: &World) -> (String, Browser<'_>) {
    let desk = desk_in(world, "市人民医院", "08:00-12:00 13:30-17:30").await;
    let (staff, _) = posted(world, desk, "小周").await;
    (format!("/desks/{desk}"), world.signed_in_as(Role::Guide, "小周", Some(staff)).await)
}

/// Gives somebody a number; returns the attendance's address.
async fn receive(guide: &mut Browser<'_>, desk: &str, person: PersonId, told: &[&str]) -> String {
    let person = person.to_string();
    let mut fields = vec![("person", person.as_str()), ("what", "心口闷")];
    fields.extend(told.iter().map(|word| ("told", *word)));
    let answer = guide.post(&format!("{desk}/arrivals"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let to = answer.to.unwrap();
    format!("/attendances/{}", to.rsplit("#a-").next().unwrap())
}

async fn version(browser: &mut Browser<'_>, attendance: &str) -> String {
    let shown = browser.get(&format!("/api/v1{attendance}")).await;
    let shown: Value = serde_json::from_slice(&shown.body).unwrap();
    shown["version"].to_string()
}

async fn mark(browser: &mut Browser<'_>, attendance: &str, mark: &str) -> Answer {
    let version = version(browser, attendance).await;
    browser.post(&format!("{attendance}/marks"), &[("mark", mark), ("version", &version)]).await
}

async fn marked(browser: &mut Browser<'_>, attendance: &str, marks: &[&str]) {
    for word in marks {
        let answer = mark(browser, attendance, word).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{word}: {}", answer.text());
    }
}

async fn refused(browser: &mut Browser<'_>, attendance: &str, word: &str, why: &str) {
    let answer = mark(browser, attendance, word).await;
    let is_refused = matches!(answer.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT);
    assert!(is_refused && answer.text().contains(why), "{word}: {} {}", answer.status, answer.text());
}

#[test]
fn an_elder_is_found_given_a_number_and_led_through_every_step() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (desk, mut guide) = at_desk(&world).await;
        let page = guide.get(&format!("{desk}/arrivals?q=sgy")).await.text();
        assert!(page.contains("单国英") && page.contains("尾号 5520"), "{page}");
        assert!(!page.contains("15400005520") && !page.contains("文博路"), "no more than is needed: {page}");
        assert!(guide.get(&format!("{desk}/arrivals?q=单")).await.text().contains("至少输两个字"));
        assert!(guide.get(&format!("{desk}/arrivals?q=nobody")).await.text().contains("没有找到"));
        let visit = receive(&mut guide, &desk, ward.elders[0], &["unsteady"]).await;
        let page = guide.get(&format!("{desk}/queue")).await.text();
        assert!(page.contains("<span class=\"token\">1</span>") && page.contains("优先：行动不便"), "{page}");
        assert!(page.contains("叫号") && page.contains("心口闷"), "{page}");
        refused(&mut guide, &visit, "stamp:register", "还没有叫号").await;
        world.at("2026-11-23T01:34:00Z");
        marked(&mut guide, &visit, &["call"]).await;
        refused(&mut guide, &visit, "stamp:see", "先记挂号").await;
        refused(&mut guide, &visit, "close:home", "先记挂号").await;
        world.at("2026-11-23T01:40:00Z");
        marked(&mut guide, &visit, &["stamp:register"]).await;
        refused(&mut guide, &visit, "stamp:register", "这一步已经记过了").await;
        world.at("2026-11-23T02:30:00Z");
        let page = guide.get(&format!("{desk}/queue")).await.text();
        assert!(page.contains("等就诊 50 分钟，超 20 分钟") && page.contains("visit--overdue"), "{page}");
        marked(&mut guide, &visit, &["stamp:see"]).await;
        refused(&mut guide, &visit, "leave", "已经看过医生").await;
        marked(&mut guide, &visit, &["skip:examine", "stamp:dispense", "undo", "stamp:dispense"]).await;
        refused(&mut guide, &visit, "close:admitted", "先点“办了住院”").await;
        marked(&mut guide, &visit, &["close:home"]).await;
        let page = guide.get(&visit).await.text();
        for word in ["看完回家", "10:30", "不用", "撤回上一步", "小周"] {
            assert!(page.contains(word), "{word}: {page}");
        }
        world.at("2026-11-23T03:00:00Z");
        refused(&mut guide, &visit, "undo", "过了 10 分钟").await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let page = clerk.get("/attendances/figures?month=2026-11").await.text();
        assert!(page.contains("等就诊") && page.contains("50 分钟"), "{page}");
        let page = clerk.get("/attendances?month=2026-11&leg=see&over=1").await.text();
        assert!(page.contains("单国英") && page.contains("50 分钟"), "{page}");
        let page = clerk.get("/attendances?month=2026-11&leg=dispense&over=1").await.text();
        assert!(!page.contains("单国英"), "{page}");
        let page = clerk.get(&format!("/people/{}", ward.elders[0])).await.text();
        assert!(page.contains("看完回家") && page.contains("053183210000"), "the desk and its phone: {page}");
    });
}

#[test]
fn whoever_is_urgent_or_very_old_is_called_first_and_the_page_says_why() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (desk, mut guide) = at_desk(&world).await;
        for (elder, told) in [(0, &[][..]), (1, &[]), (2, &["urgent"])] {
            receive(&mut guide, &desk, ward.elders[elder], told).await;
        }
        let page = guide.get(&format!("{desk}/queue")).await.text();
        let place = |name: &str| page.find(name).unwrap();
        assert!(place("解放军") < place("仇德昌") && place("仇德昌") < place("单国英"), "{page}");
        assert!(page.contains("优先：病情急") && page.contains("优先：高龄"), "{page}");
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let page = clerk.get("/settings/green-channel").await.text();
        assert!(page.contains("病情急") && page.contains("高龄"), "{page}");
        let mut fields = vec![("aged_from", "60"), ("undo_minutes", "5")];
        let words = ["points_urgent", "points_unsteady", "points_alone", "points_aged", "points_honoured"];
        fields.extend(words.map(|name| (name, if name == "points_aged" { "50" } else { "0" })));
        let limits =
            ["call", "register", "see", "examine", "dispense", "admit"].map(|leg| format!("limit_{leg}"));
        let wrong = clerk.post("/settings/green-channel", &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "no limits");
        fields.extend(limits.iter().map(|name| (name.as_str(), "20")));
        assert_eq!(clerk.post("/settings/green-channel", &fields).await.status, StatusCode::SEE_OTHER);
        let desk = desk_in(&world, "双山街道卫生院", "08:00-12:00").await;
        let (staff, _) = posted(&world, desk, "小吴").await;
        let mut wu = world.signed_in_as(Role::Guide, "小吴", Some(staff)).await;
        let page = wu.get(&format!("/desks/{desk}/arrivals?q=单国英")).await.text();
        assert!(page.contains("单国英"), "{page}");
        let there =
            wu.post(&format!("/desks/{desk}/arrivals"), &[("person", &ward.elders[0].to_string())]).await;
        assert!(there.text().contains("这一天已经登记在市人民医院了"), "{}", there.text());
    });
}

#[test]
fn two_numbers_given_out_at_once_are_two_numbers() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let desk = desk_in(&world, "市人民医院", "08:00-12:00").await;
        let acts = [world.hand(Role::Clerk), world.hand(Role::Clerk)];
        let arrivals = [0, 1].map(|n| attendances::Arrival {
            person: ward.elders[n],
            told: vec![],
            said: Said::default(),
        });
        let [one, other] = acts.clone();
        let [first, second] = arrivals.clone();
        let (a, b) = tokio::join!(
            world.app.db.write(move |tx| attendances::receive(tx, &one, desk, &first)),
            world.app.db.write(move |tx| attendances::receive(tx, &other, desk, &second)),
        );
        let (a, b) = (a.unwrap(), b.unwrap());
        let (bureau, ids) = (world.bureau.id, [a, b]);
        let tokens = world
            .app
            .db
            .read(move |conn| {
                let find = "SELECT token FROM attendance WHERE bureau_id = $1 AND id = $2";
                ids.iter().map(|id| conn.one::<(i64,)>(find, &[&bureau, id]).map(|(token,)| token)).collect()
            })
            .await;
        let mut tokens: Vec<i64> = tokens.unwrap();
        tokens.sort_unstable();
        assert_eq!(tokens, [1, 2]);
        // The same elder, by two at once: one of them is told that it was done.
        let third = attendances::Arrival { person: ward.elders[2], ..arrivals[0].clone() };
        let [one, other] = acts;
        let again = third.clone();
        let (a, b) = tokio::join!(
            world.app.db.write(move |tx| attendances::receive(tx, &one, desk, &third)),
            world.app.db.write(move |tx| attendances::receive(tx, &other, desk, &again)),
        );
        assert_eq!([a.is_ok(), b.is_ok()].iter().filter(|is_ok| **is_ok).count(), 1, "{a:?} {b:?}");
        // The database itself gives no number twice.
        let sql = "UPDATE attendance SET token = 1 WHERE bureau_id = $1 AND token = 2";
        let same = world.app.db.write(move |tx| tx.execute(sql, &[&bureau])).await;
        assert!(matches!(same, Err(Error::Db(_))), "{same:?}");
    });
}

#[test]
fn two_mark_the_same_step_at_once_and_the_second_is_told_who_was_first() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (desk, mut guide) = at_desk(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let visit = receive(&mut guide, &desk, ward.elders[0], &[]).await;
        clerk.get(&visit).await;
        let (path, fields) = (format!("{visit}/marks"), [("mark", "call"), ("version", "1")]);
        let (a, b) = tokio::join!(guide.post(&path, &fields), clerk.post(&path, &fields));
        let (lost, winner) = if a.status == StatusCode::SEE_OTHER { (b, "小周") } else { (a, "张科员") };
        assert_eq!(lost.status, StatusCode::CONFLICT, "{}", lost.text());
        assert!(lost.text().contains(&format!("{winner}刚刚记过")), "{}", lost.text());
    });
}

#[test]
fn the_database_takes_no_step_out_of_order_and_nobody_seen_for_left() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let desk = desk_in(&world, "市人民医院", "08:00-12:00").await;
        let id = received(&world, desk, ward.elders[0], vec![Reason::Urgent]).await;
        let bureau = world.bureau.id;
        for (sql, why) in [
            ("UPDATE attendance SET see_at = arrived_at WHERE bureau_id = $1 AND id = $2", "seen and not called"),
            (
                "UPDATE attendance SET stage = 'going', called_at = arrived_at, see_at = arrived_at WHERE bureau_id = $1 AND id = $2",
                "seen and not registered",
            ),
            (
                "UPDATE attendance SET stage = 'going', called_at = arrived_at, register_at = arrived_at - 1 WHERE bureau_id = $1 AND id = $2",
                "registered before being called",
            ),
            (
                "UPDATE attendance SET stage = 'closed', is_open = 0, closed_at = arrived_at, called_at = arrived_at, outcome = 'admitted'
                 WHERE bureau_id = $1 AND id = $2",
                "admitted without a stamp",
            ),
            (
                "UPDATE attendance SET stage = 'left', is_open = 0, closed_at = arrived_at, called_at = arrived_at, register_at = arrived_at,
                 see_at = arrived_at WHERE bureau_id = $1 AND id = $2",
                "seen and left unseen",
            ),
            ("UPDATE attendance SET stage = 'closed' WHERE bureau_id = $1 AND id = $2", "over without an end"),
            ("UPDATE attendance SET token = NULL WHERE bureau_id = $1 AND id = $2", "here without a number"),
        ] {
            let done = world.app.db.write(move |tx| tx.execute(sql, &[&bureau, &id])).await;
            assert!(matches!(done, Err(Error::Db(_))), "{why}: {done:?}");
        }
    });
}

#[test]
fn an_announcement_from_a_case_waits_at_the_desk_and_the_doctor_is_told() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (desk, mut guide) = at_desk(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut doctor = world.signed_in_as(Role::Doctor, "王建国", Some(ward.wang)).await;
        let mut other = world.signed_in_as(Role::Doctor, "陈志强", Some(ward.chen)).await;
        assert!(!doctor.get("/today").await.text().contains("您的服务对象今天在医院"));
        let person = ward.elders[0].to_string();
        let case = [
            ("person", person.as_str()),
            ("kind", "medical"),
            ("urgency", "ordinary"),
            ("channel", "phone"),
            ("asker", "elder"),
            ("asked", "明早想去看心口闷"),
            ("way", "me"),
        ];
        let case = clerk.post("/cases", &case).await.to.unwrap().split('?').next().unwrap().to_owned();
        let case = case.rsplit('/').next().unwrap().to_owned();
        let page = clerk.get(&format!("/attendances/new?case={case}")).await.text();
        assert!(page.contains("明早想去看心口闷") && page.contains("市人民医院"), "{page}");
        let id = desk.rsplit('/').next().unwrap().to_owned();
        let fields = |on: &'static str, expected: &'static str| {
            vec![
                ("person", person.clone()),
                ("case", case.clone()),
                ("desk", id.clone()),
                ("on", on.to_owned()),
                ("expected", expected.to_owned()),
                ("what", "明早想去看心口闷".to_owned()),
            ]
        };
        for (on, expected, why) in [
            ("2026-11-22", "", "这一天已经过去"),
            ("2026-11-24", "早上", "时间写成 9:30 这样"),
            ("", "", "id=\"f-on\""),
        ] {
            let sent = fields(on, expected);
            let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = clerk.post("/attendances", &sent).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{on}{expected}");
            assert!(answer.text().contains(why), "{}", answer.text());
        }
        let sent = fields("2026-11-24", "9:30");
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let made = clerk.post("/attendances", &sent).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let visit = made.to.unwrap().split('?').next().unwrap().to_owned();
        let twice = clerk.post("/attendances", &sent).await;
        assert!(twice.text().contains("这一天已经登记在市人民医院了"), "{}", twice.text());
        assert!(!guide.get(&format!("{desk}/queue")).await.text().contains("单国英"), "tomorrow");
        world.at("2026-11-24T01:20:00Z");
        for (browser, login) in [(&mut guide, "小周"), (&mut doctor, "王建国"), (&mut other, "陈志强")]
        {
            browser.sign_in(login, PASSWORD).await;
        }
        let page = guide.get(&format!("{desk}/queue")).await.text();
        assert!(page.contains("预约今天来 1 位") && page.contains("09:30"), "{page}");
        refused(&mut guide, &visit, "call", "人还没有到").await;
        let page = doctor.get("/today").await.text();
        assert!(!page.contains("您的服务对象今天在医院"), "only expected: {page}");
        marked(&mut guide, &visit, &["arrive", "call"]).await;
        let page = doctor.get("/today").await.text();
        assert!(page.contains("单国英今天在市人民医院就诊"), "{page}");
        assert!(doctor.get(&visit).await.text().contains("心口闷"), "his own elder's");
        assert!(doctor.get("/attendances/mine").await.text().contains("单国英"));
        assert!(!other.get("/today").await.text().contains("单国英"));
        assert_eq!(other.get(&visit).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            doctor.post(&format!("{visit}/marks"), &[("mark", "call")]).await.status,
            StatusCode::FORBIDDEN
        );
    });
}

#[test]
fn who_is_admitted_is_offered_to_the_clerk_who_looks_first_and_then_notes_the_stay() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (desk, mut guide) = at_desk(&world).await;
        let visit = receive(&mut guide, &desk, ward.elders[0], &["urgent"]).await;
        let steps = ["call", "stamp:register", "stamp:see", "stamp:examine", "skip:dispense", "stamp:admit"];
        marked(&mut guide, &visit, &steps).await;
        refused(&mut guide, &visit, "close:home", "结果只能是住院").await;
        marked(&mut guide, &visit, &["close:admitted"]).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let page = clerk.get("/queue").await.text();
        assert!(page.contains("1 位办了住院，还没有登记"), "{page}");
        let person = ward.elders[0];
        let event = [("kind", "admission"), ("on", "2026-11-23"), ("hospital", "市人民医院")];
        let preview = clerk.post(&format!("/people/{person}/events/preview"), &event).await;
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.text());
        assert!(clerk.get("/queue").await.text().contains("1 位办了住院"), "looking notes nothing");
        let text = preview.text();
        let seen = text.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let mut fields = event.to_vec();
        fields.push(("seen", seen));
        let noted = clerk.post(&format!("/people/{person}/events"), &fields).await;
        assert_eq!(noted.status, StatusCode::SEE_OTHER, "{}", noted.text());
        assert!(!clerk.get("/queue").await.text().contains("办了住院，还没有登记"));
        assert!(guide.get("/queue").await.to.is_some(), "a guide is offered none of it");
    });
}

#[test]
fn the_board_shows_numbers_to_anybody_and_no_names() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (desk, mut guide) = at_desk(&world).await;
        let first = receive(&mut guide, &desk, ward.elders[0], &[]).await;
        receive(&mut guide, &desk, ward.elders[1], &[]).await;
        marked(&mut guide, &first, &["call"]).await;
        let board = format!("/board/{}", desk.rsplit('/').next().unwrap());
        let mut anybody = world.browser();
        let shown = anybody.get(&board).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
        assert_eq!(shown.headers.get("refresh").unwrap(), "15", "by itself, without script");
        let page = shown.text();
        assert!(
            page.contains("<li>1</li>") && page.contains("<li>2</li>") && page.contains("后面还有 1 位"),
            "{page}"
        );
        assert!(!page.contains("单国英") && !page.contains("仇德昌") && !page.contains("心口闷"), "{page}");
        marked(&mut guide, &first, &["stamp:register"]).await;
        let page = anybody.get(&board).await.text();
        assert!(!page.contains("<li>1</li>") && page.contains("<li>2</li>"), "has come to the desk: {page}");
        for nowhere in ["/board/01900000-0000-7000-8000-000000000000", "/board/x"] {
            assert_eq!(anybody.get(nowhere).await.status, StatusCode::NOT_FOUND);
        }
    });
}

#[test]
fn what_was_left_over_yesterday_is_only_ended_and_as_it_was() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (desk, mut guide) = at_desk(&world).await;
        let visit = receive(&mut guide, &desk, ward.elders[0], &[]).await;
        marked(&mut guide, &visit, &["call"]).await;
        world.at("2026-11-24T01:30:00Z");
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let looked = async || {
            let sql = "SELECT COUNT(*) FROM audit_entry WHERE action = 'attendance.queue'";
            world.app.db.read(move |conn| conn.one::<(i64,)>(sql, &[])).await.unwrap().0
        };
        let before = looked().await;
        let page = clerk.get("/queue").await.text();
        assert_eq!(looked().await, before + 1, "names were read");
        assert!(page.contains("1 位前几天的就诊没有收尾") && page.contains("单国英"), "{page}");
        let page = clerk.get(&visit).await.text();
        assert!(page.contains("close:admitted"), "{page}");
        assert!(!page.contains("stamp:register") && !page.contains("skip:register"), "{page}");
        refused(&mut clerk, &visit, "stamp:register", "只能收尾").await;
        marked(&mut clerk, &visit, &["close:admitted"]).await;
        assert!(clerk.get("/queue").await.text().contains("1 位办了住院，还没有登记"));
    });
}

#[test]
fn what_is_over_is_not_taken_back_while_they_are_at_another_desk() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (desk, mut guide) = at_desk(&world).await;
        let other = desk_in(&world, "双山街道卫生院", "08:00-12:00 13:30-17:30").await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let visit = receive(&mut guide, &desk, ward.elders[0], &[]).await;
        marked(&mut guide, &visit, &["leave"]).await;
        let there = receive(&mut clerk, &format!("/desks/{other}"), ward.elders[0], &[]).await;
        refused(&mut guide, &visit, "undo", "这一天已经登记在双山街道卫生院了").await;
        marked(&mut clerk, &there, &["leave"]).await;
        marked(&mut guide, &visit, &["undo"]).await;
        let gone = receive(&mut guide, &desk, ward.elders[1], &[]).await;
        marked(&mut guide, &gone, &["leave"]).await;
        crate::repeat::died(&world, ward.elders[1]).await;
        refused(&mut guide, &gone, "undo", "不在服务范围").await;
    });
}

#[test]
fn programs_do_the_same_with_what_they_have_seen() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (desk, mut guide) = at_desk(&world).await;
        let api = format!("/api/v1{desk}");
        let arrival = json!({ "person": ward.elders[1].to_string(), "told": ["urgent"], "what": "发烧" });
        let made = guide.json(Method::POST, &format!("{api}/arrivals"), &[], &arrival).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let made: Value = serde_json::from_slice(&made.body).unwrap();
        assert_eq!((made["token"].as_i64(), made["stage"].as_str()), (Some(1), Some("waiting")));
        let marks = format!("/api/v1/attendances/{}/marks", made["id"].as_str().unwrap());
        let call = json!({ "mark": "call" });
        let blind = guide.json(Method::POST, &marks, &[], &call).await;
        assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
        let called = guide.json(Method::POST, &marks, &[("if-match", "\"1\"")], &call).await;
        assert_eq!(called.status, StatusCode::OK, "{}", called.text());
        let stale = guide.json(Method::POST, &marks, &[("if-match", "\"1\"")], &call).await;
        assert!(
            matches!(stale.status, StatusCode::PRECONDITION_FAILED | StatusCode::CONFLICT),
            "{}",
            stale.status
        );
        for (body, why) in [
            (json!({ "mark": "stamp" }), "step"),
            (json!({ "mark": "close", "outcome": "heaven" }), "outcome"),
            (json!({ "mark": "dance" }), "mark"),
        ] {
            let wrong = guide.json(Method::POST, &marks, &[("if-match", "\"2\"")], &body).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
            assert!(wrong.text().contains(why), "{}", wrong.text());
        }
        let stamp = json!({ "mark": "stamp", "step": "register" });
        let stamped = guide.json(Method::POST, &marks, &[("if-match", "\"2\"")], &stamp).await;
        let stamped: Value = serde_json::from_slice(&stamped.body).unwrap();
        assert_eq!(stamped["steps"][0]["state"], "done");
        assert_eq!(stamped["waits_for"], "see");
        let queue = guide.get(&format!("{api}/queue")).await;
        let queue: Value = serde_json::from_slice(&queue.body).unwrap();
        assert_eq!(queue["attendances"].as_array().unwrap().len(), 1);
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let desks = clerk.get("/api/v1/desks").await;
        let desks: Value = serde_json::from_slice(&desks.body).unwrap();
        assert_eq!(desks["desks"][0]["gaps"], json!([]));
        assert_eq!(desks["desks"][0]["guides"][0]["days"], "12345");
    });
}

#[test]
fn whoever_is_served_no_more_gets_no_number() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (desk, mut guide) = at_desk(&world).await;
        let (bureau, gone) = (world.bureau.id, ward.elders[0]);
        let sql = "UPDATE person SET ended_on = '2026-11-01', ended_because = 'died' WHERE bureau_id = $1 AND id = $2";
        world.app.db.write(move |tx| tx.execute(sql, &[&bureau, &gone])).await.unwrap();
        assert!(guide.get(&format!("{desk}/arrivals?q=单国英")).await.text().contains("没有找到"));
        let answer = guide.post(&format!("{desk}/arrivals"), &[("person", &gone.to_string())]).await;
        assert!(answer.text().contains("不在服务范围"), "{}", answer.text());
        let nobody = guide.post(&format!("{desk}/arrivals"), &[("person", "x"), ("told", "tired")]).await;
        let text = nobody.text();
        assert!(text.contains("请先选是哪位老干部") && text.contains("id=\"f-person\""), "{text}");
        let count =
            world.app.db.read(|conn| conn.one::<(i64,)>("SELECT COUNT(*) FROM attendance", &[])).await;
        assert_eq!(count.unwrap().0, 0);
    });
}

#[test]
fn whoever_has_died_is_not_expected_any_more_and_is_again_when_that_was_a_mistake() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (desk, mut guide) = at_desk(&world).await;
        let act = world.hand(Role::Clerk);
        let draft = attendances::Announcement {
            person: ward.elders[0],
            desk: desk.rsplit('/').next().unwrap().parse().unwrap(),
            on: act.today(),
            expected: None,
            unmanned: false,
            case: None,
            told: vec![],
            said: Said::default(),
        };
        world.app.db.write(move |tx| attendances::announce(tx, &act, &draft)).await.unwrap();
        assert!(guide.get(&format!("{desk}/queue")).await.text().contains("预约今天来 1 位"));
        let event = crate::repeat::died(&world, ward.elders[0]).await;
        assert!(!guide.get(&format!("{desk}/queue")).await.text().contains("预约今天来"));
        crate::repeat::undone(&world, event).await;
        assert!(guide.get(&format!("{desk}/queue")).await.text().contains("预约今天来 1 位"));
    });
}

#[test]
fn nobody_is_sent_to_a_desk_that_is_shut_and_to_an_unmanned_one_only_when_that_is_said() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (desk, _) = at_desk(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let empty = desk_in(&world, "中医院", "08:00-12:00").await.to_string();
        let (desk, person) = (desk.rsplit('/').next().unwrap().to_owned(), ward.elders[0].to_string());
        for (desk, on, expected, why) in [
            (&desk, "2026-11-29", "", "下次开是 2026-11-30 08:00–12:00 13:30–17:30"),
            (&desk, "2026-11-24", "12:30", "那天开 08:00–12:00 13:30–17:30"),
            (&empty, "2026-11-24", "", "没有人值班"),
        ] {
            let sent = [("person", person.as_str()), ("desk", desk), ("on", on), ("expected", expected)];
            let answer = clerk.post("/attendances", &sent).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
            assert!(answer.text().contains(why), "{why}: {}", answer.text());
        }
        let sent = [("person", person.as_str()), ("desk", &empty), ("on", "2026-11-24"), ("unmanned", "yes")];
        let made = clerk.post("/attendances", &sent).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    });
}
