//! Health files: who reads one and what that leaves in the log, and that nothing written in one is ever written over.

use axum::http::StatusCode;
use cq_care::health::{
    self,
    model::{Content, EntryId, Medicine, Reading, Supply, Value},
};
use cq_platform::{Error, audit, db::Conn, policy::Role};
use cq_registry::person::PersonId;
use jiff::civil::{Date, date};

use crate::{
    ward::{Ward, elder},
    world::{Browser, PASSWORD, World, on_each_engine},
};

pub const TODAY: Date = date(2026, 11, 23);

/// What `person` takes: for the matrix.
pub async fn sample(world: &World, person: PersonId) -> EntryId {
    let act = world.hand(Role::Clerk);
    world.app.db.write(move |tx| health::actions::note(tx, &act, person, taken(28))).await.unwrap()
}

fn taken(days: u32) -> Content {
    Content::Medicine(Medicine {
        name: "氨氯地平".into(),
        dose: "5 mg".into(),
        often: "每日一次".into(),
        since: "2024-05".parse().ok(),
        until: None,
        supply: Some(Supply { on: date(2026, 11, 1), days }),
    })
}

/// Two of Wang's, one of Zhang's, one of nobody's.
pub async fn ward(world: &World) -> Ward {
    let elders = vec![
        elder("单国英", "1947-03", "I10", Some(0)),
        elder("仇德昌", "1938", "J44", Some(0)),
        elder("令狐守义", "1931", "I10", Some(1)),
        elder("解秀兰", "1936", "I10", None),
    ];
    Ward::of(world, elders).await
}

pub fn file(person: PersonId) -> String {
    format!("/people/{person}/health")
}

/// What the log says of the readings of somebody's file, the latest first.
pub async fn readings(world: &World, person: PersonId) -> Vec<serde_json::Value> {
    let bureau = world.bureau.id;
    let read = move |conn: &Conn<'_>| audit::store::list_about(conn, &bureau, "person", person.0, 100);
    let entries = world.app.db.read(read).await.unwrap();
    let read = entries.iter().filter(|entry| entry.action == "health.read");
    read.map(|entry| serde_json::from_str(&entry.detail).unwrap()).collect()
}

fn pressure<'f>(on: &'f str, upper: &'f str, lower: &'f str) -> [(&'f str, &'f str); 4] {
    [("kind", "pressure"), ("on", on), ("value", upper), ("lower", lower)]
}

/// Where the entry that the page speaks of is put right.
fn entry_in(page: &str, person: PersonId) -> String {
    let own = format!("/people/{person}/health/");
    let links = page.split(own.as_str()).skip(1);
    let id = links.map(|rest| &rest[..36.min(rest.len())]).find(|id| id.parse::<uuid::Uuid>().is_ok());
    format!("{own}{}", id.unwrap_or_else(|| panic!("no entry in\n{page}")))
}

#[test]
fn a_file_is_asked_for_with_a_purpose_and_each_reading_is_logged_with_it() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        let own = file(ward.elders[0]);
        let person = wang.get(&format!("/people/{}", ward.elders[0])).await.text();
        assert!(person.contains(&own), "the person's page leads there: {person}");
        let asked = wang.get(&own).await.text();
        assert!(asked.contains("这次看档案是为了什么") && !asked.contains("没有记过敏"), "{asked}");
        assert!(readings(&world, ward.elders[0]).await.is_empty(), "the question shows nothing");
        let page = wang.get(&format!("{own}?for=medicine")).await.text();
        assert!(
            page.contains("没有记过敏") && page.contains("用药指导") && page.contains("高血压"),
            "{page}"
        );
        let said = readings(&world, ward.elders[0]).await;
        assert_eq!(
            (said.len(), &said[0]["purpose"], &said[0]["basis"]),
            (1, &"medicine".into(), &"paired".into())
        );
        let asked = wang.get(&format!("{own}?for=emergency")).await.text();
        assert!(asked.contains("这次看档案是为了什么"), "an emergency is not a purpose to be chosen");
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get(&format!("{own}?for=records")).await;
        assert_eq!(readings(&world, ward.elders[0]).await[0]["basis"], "role");
    });
}

#[test]
fn another_doctors_elder_is_not_there_and_other_roles_do_not_read() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        for person in [ward.elders[2], ward.elders[3]] {
            for address in
                [file(person), format!("{}?for=visit", file(person)), format!("{}/new", file(person))]
            {
                assert_eq!(wang.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
            }
            let answer = wang.post(&file(person), &pressure("2026-11-20", "150", "86")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            assert!(readings(&world, person).await.is_empty());
        }
        for role in [Role::Leader, Role::Auditor, Role::Admin] {
            let mut other = world.signed_in(role).await;
            let answer = other.get(&format!("{}?for=visit", file(ward.elders[0]))).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role}");
        }
        let mut leader = world.browser();
        leader.sign_in("leader", PASSWORD).await;
        let page = leader.get(&format!("/people/{}", ward.elders[0])).await.text();
        assert!(!page.contains("健康档案"), "nor is a leader led there: {page}");
        // An entry is found in its own person's file alone.
        let entry = sample(&world, ward.elders[2]).await;
        let strange = format!("{}/{entry}", file(ward.elders[0]));
        assert_eq!(wang.get(&strange).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn who_stands_in_reads_and_writes_until_the_absence_ends() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let own = format!("{}?for=visit", file(ward.elders[0]));
        let mut zhang = world.signed_in_as(Role::Doctor, "zhang", Some(ward.zhang)).await;
        assert_eq!(zhang.get(&own).await.status, StatusCode::NOT_FOUND);
        let act = world.hand(Role::Clerk);
        let (wang, covers) = (ward.wang, ward.zhang);
        let away = move |tx: &cq_platform::db::Tx<'_>| {
            let draft = cq_registry::absence::model::Draft {
                staff: wang,
                reason: cq_registry::absence::Reason::Leave,
                from: TODAY,
                until: Some(date(2026, 11, 29)),
                substitutes: vec![covers],
                chosen: Vec::new(),
            };
            cq_registry::absence::store::insert(tx, &act, act.new_id(), &draft, covers, &[])
        };
        world.app.db.write(away).await.unwrap();
        assert_eq!(zhang.get(&own).await.status, StatusCode::OK);
        assert_eq!(readings(&world, ward.elders[0]).await[0]["basis"], "cover");
        let answer = zhang.post(&file(ward.elders[0]), &pressure("2026-11-23", "150", "86")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        world.at("2026-11-30T01:30:00Z");
        let mut zhang = world.browser();
        zhang.sign_in("zhang", PASSWORD).await;
        assert_eq!(zhang.get(&own).await.status, StatusCode::NOT_FOUND, "it is over");
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        assert!(wang.get(&own).await.text().contains("150/86 mmHg"));
    });
}

#[test]
fn each_mistake_stands_at_its_field_and_nothing_is_kept_of_it() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        let own = file(ward.elders[0]);
        wang.get(&format!("{own}/new?kind=pressure")).await;
        let wrong = async |wang: &mut Browser<'_>, fields: &[(&str, &str)], said: &str| {
            let answer = wang.post(&own, fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            let page = answer.text();
            assert!(page.contains(said), "{said} in {page}");
        };
        wrong(&mut wang, &pressure("2026-11-24", "150", "86"), "不能写以后的日子").await;
        wrong(&mut wang, &pressure("1940", "150", "86"), "在出生以前").await;
        wrong(&mut wang, &pressure("2026-11-20", "15", "86"), "60 到 280").await;
        wrong(&mut wang, &pressure("2026-11-20", "86", "150"), "是不是填反了").await;
        wrong(
            &mut wang,
            &[("kind", "glucose"), ("on", "2026-11"), ("value", "6.12"), ("moment", "any")],
            "一位小数",
        )
        .await;
        wrong(&mut wang, &[("kind", "blood"), ("on", "2026-11-20")], "").await;
        wrong(
            &mut wang,
            &[("kind", "medicine"), ("name", "氨氯地平"), ("dose", ""), ("often", "")],
            "这一项要填",
        )
        .await;
        let page = wang.get(&format!("{own}?for=visit")).await.text();
        assert!(page.contains("还没有测量记录") && page.contains("没有记正在吃的药"), "{page}");
    });
}

#[test]
fn what_is_put_right_is_not_written_over_and_two_do_not_overwrite_each_other() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let own = file(ward.elders[0]);
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        wang.get(&format!("{own}/new")).await;
        for (on, upper, lower) in [("2026-11-01", "150", "86"), ("2026-11-20", "510", "68")] {
            let status = wang.post(&own, &pressure(on, upper, lower)).await.status;
            assert_eq!(status == StatusCode::SEE_OTHER, upper == "150");
        }
        wang.post(&own, &pressure("2026-11-20", "180", "68")).await;
        let page = wang.get(&format!("{own}?for=visit")).await.text();
        assert!(page.contains("plot-line") && page.contains("180/68 mmHg"), "two days are drawn: {page}");
        let entry = entry_in(&page, ward.elders[0]);
        let filled = wang.get(&entry).await.text();
        assert!(filled.contains("value=\"180\""), "the latest stands first: {filled}");
        let right = |version: &'static str, because: &'static str| {
            let mut fields = pressure("2026-11-20", "158", "86").to_vec();
            fields.extend([("version", version), ("because", because)]);
            fields
        };
        assert_eq!(wang.post(&entry, &right("1", "")).await.status, StatusCode::UNPROCESSABLE_ENTITY, "why?");
        let (mut one, mut two) = (wang.clone(), world.signed_in(Role::Clerk).await);
        let (first, fields) = (right("1", "看错了"), right("1", "听错了"));
        let (one, two) = tokio::join!(one.post(&entry, &first), two.post(&entry, &fields));
        let mut both = [one.status, two.status];
        both.sort();
        assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
        let page = wang.get(&format!("{own}?for=visit")).await.text();
        assert!(
            page.contains("158/86 mmHg") && page.contains("<del>血压 2026年11月20日 180/68 mmHg</del>"),
            "{page}"
        );
        let gone =
            wang.post(&format!("{entry}/withdraw"), &[("version", "2"), ("gone_because", "不是她")]).await;
        assert_eq!(gone.status, StatusCode::CONFLICT, "what was put right is not taken out");
    });
}

#[test]
fn a_supply_runs_out_is_listed_and_dispensed_again() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        for (person, days) in [(0, 21), (1, 40), (2, 24)] {
            let (act, person) = (world.hand(Role::Clerk), ward.elders[person]);
            let note =
                move |tx: &cq_platform::db::Tx<'_>| health::actions::note(tx, &act, person, taken(days));
            world.app.db.write(note).await.unwrap();
        }
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        let list = wang.get("/health/refills").await.text();
        assert!(list.contains("单国英") && list.contains("2026年11月22日"), "{list}");
        assert!(!list.contains("仇德昌"), "not for weeks");
        assert!(!list.contains("令狐守义"), "another doctor's");
        assert!(!list.contains("氨氯地平"), "what it is stands in the file");
        let mut clerk = world.signed_in(Role::Clerk).await;
        assert!(clerk.get("/health/refills").await.text().contains("令狐守义"));
        let own = file(ward.elders[0]);
        let page = wang.get(&format!("{own}?for=medicine")).await.text();
        let entry = entry_in(&page, ward.elders[0]);
        wang.get(&entry).await;
        let refill = format!("{entry}/refill");
        let fields = |on: &'static str| [("version", "1"), ("supplied_on", on), ("supply_days", "28")];
        assert_eq!(wang.post(&refill, &fields("2026-11-25")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wang.post(&refill, &fields("2026-11-23")).await.status, StatusCode::SEE_OTHER);
        assert_eq!(
            wang.post(&refill, &fields("2026-11-23")).await.status,
            StatusCode::CONFLICT,
            "clicked twice"
        );
        assert!(!wang.get("/health/refills").await.text().contains("单国英"));
        let page = wang.get(&format!("{own}?for=medicine")).await.text();
        assert!(page.contains("2026年12月21日用完"), "{page}");
    });
}

#[test]
fn nothing_medical_lies_open_in_the_tables_or_in_the_log() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let entry = sample(&world, ward.elders[0]).await;
        let bureau = world.bureau.id;
        let read = move |conn: &Conn<'_>| {
            let sql = "SELECT content FROM health_entry WHERE bureau_id = $1 AND id = $2";
            let (content,) = conn.one::<(Vec<u8>,)>(sql, &[&bureau, &entry])?;
            let log = audit::store::list_after(conn, &bureau, 0, 1_000)?;
            Ok((content, log))
        };
        let (content, log) = world.app.db.read(read).await.unwrap();
        assert!(!String::from_utf8_lossy(&content).contains("氨氯地平"));
        assert!(log.iter().any(|entry| entry.action == "health.note"));
        assert!(log.iter().all(|entry| !entry.detail.contains("氨氯地平")));
    });
}

#[test]
fn nothing_is_measured_of_somebody_after_their_death() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let person = ward.elders[0];
        let act = world.hand(Role::Clerk);
        let reading =
            |on: Date| Content::Reading(Reading { on: on.into(), value: Value::Pulse { beats: 72 } });
        let work = move |tx: &cq_platform::db::Tx<'_>| {
            tx.execute(
                "UPDATE person SET ended_on = '2026-11-10', ended_because = 'died' WHERE bureau_id = $1 AND id = $2",
                &[act.bureau(), &person],
            )?;
            health::actions::note(tx, &act, person, reading(date(2026, 11, 9)))?;
            let late = health::actions::note(tx, &act, person, reading(date(2026, 11, 11)));
            assert!(matches!(late, Err(Error::Invalid(_))), "{late:?}");
            Ok(())
        };
        world.app.db.write(work).await.unwrap();
    });
}
