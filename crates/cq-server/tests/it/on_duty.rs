//! When a guide reaches her desk: on her days, in the stead of somebody away, on a Saturday that is worked, and not on a holiday; and what
//! she reads on the days on which she reaches none.

use axum::http::{Method, StatusCode};
use cq_care::desk::{
    DeskId,
    actions::{self, Shift, Who},
    hours::Weekdays,
};
use cq_platform::{db::Tx, ids::StaffId, policy::Role};
use cq_registry::absence::{
    AbsenceId, actions as absences,
    model::{Draft, Reason},
};
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use crate::{
    guide_desk::{desk_in, received},
    ward::{Ward, elder},
    world::{Browser, PASSWORD, World, on_each_engine},
};

/// Somebody new stands at a desk on those days from today on.
async fn on_days(world: &World, desk: DeskId, name: &'static str, days: &'static str) -> StaffId {
    let act = world.hand(Role::Clerk);
    let work = move |tx: &Tx<'_>| {
        let shift =
            Shift { days: Weekdays::parse(days).unwrap(), hours: None, from: act.today(), until: None };
        actions::post(tx, &act, desk, Who::New(name.into(), None), shift)
    };
    world.app.db.write(work).await.unwrap()
}

async fn noted(world: &World, day: &'static str, kind: &'static str) {
    let act = world.hand(Role::Clerk);
    let work = move |tx: &Tx<'_>| {
        let sql = "INSERT INTO calendar_day (bureau_id, id, day, kind, name, version) VALUES ($1, $2, $3, $4, '国务院办公厅通知', 1)";
        let day: Date = day.parse().unwrap();
        tx.execute(sql, &[act.bureau(), &act.new_id::<Uuid>(), &day, &kind])
    };
    world.app.db.write(work).await.unwrap();
}

async fn away(world: &World, staff: StaffId, (from, until): (&str, &str), instead: StaffId) -> AbsenceId {
    let act = world.hand(Role::Clerk);
    let draft = Draft {
        staff,
        reason: Reason::Leave,
        from: from.parse().unwrap(),
        until: Some(until.parse().unwrap()),
        substitutes: vec![instead],
        chosen: Vec::new(),
    };
    let work = move |tx: &Tx<'_>| {
        let seen = absences::preview::<cq_errand::errand::leaver::Leaver>(tx, &act, &draft)?.seen;
        absences::make::<cq_errand::errand::leaver::Leaver>(tx, &act, &draft, &seen)
    };
    world.app.db.write(work).await.unwrap()
}

/// The day dawns, and whoever signs in reads what is theirs.
async fn morning(world: &World, guide: &mut Browser<'_>, login: &str, day: &str) {
    world.at(&format!("{day}T01:30:00Z"));
    guide.sign_in(login, PASSWORD).await;
}

/// She is led to that desk's queue at once.
async fn reaches(guide: &mut Browser<'_>, desk: DeskId) {
    let queue = format!("/desks/{desk}/queue");
    let answer = guide.get("/queue").await;
    assert_eq!(answer.to.as_deref(), Some(queue.as_str()), "{}", answer.text());
    assert_eq!(guide.get(&queue).await.status, StatusCode::OK);
    assert_eq!(guide.get(&format!("/desks/{desk}/arrivals")).await.status, StatusCode::OK);
}

/// Nothing of that desk is there for her, and the page of her desks says all of `why`.
async fn reaches_none(guide: &mut Browser<'_>, desk: DeskId, why: &[&str]) {
    let answer = guide.get("/queue").await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.to);
    for word in why {
        assert!(answer.text().contains(word), "{word}: {}", answer.text());
    }
    for closed in [
        format!("/desks/{desk}/queue"),
        format!("/desks/{desk}/arrivals"),
        format!("/api/v1/desks/{desk}/queue"),
    ] {
        assert_eq!(guide.get(&closed).await.status, StatusCode::NOT_FOUND, "{closed}");
    }
}

#[test]
fn a_guide_reaches_her_desk_on_her_own_days_and_reads_when_her_next_turn_is() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, vec![elder("单国英", "1947", "I25", Some(0))]).await;
        let desk = desk_in(&world, "市人民医院", "08:00-12:00").await;
        let staff = on_days(&world, desk, "小周", "24").await;
        let visit = received(&world, desk, ward.elders[0], vec![]).await;
        let mut guide = world.signed_in_as(Role::Guide, "小周", Some(staff)).await;
        let why = ["今天不是您当班", "今天没有排您的班", "下次当班：11月24日 星期二，市人民医院 08:00–12:00"];
        reaches_none(&mut guide, desk, &why).await;
        let visit = format!("/attendances/{visit}");
        assert_eq!(
            guide.get(&visit).await.status,
            StatusCode::NOT_FOUND,
            "today's, at her desk, on a Monday"
        );
        guide.get("/queue").await;
        let person = ward.elders[0].to_string();
        for (path, fields) in [
            (format!("/desks/{desk}/arrivals"), [("person", person.as_str())].to_vec()),
            (format!("{visit}/marks"), [("mark", "call"), ("version", "1")].to_vec()),
        ] {
            assert_eq!(guide.post(&path, &fields).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let (marks, call) = (format!("/api/v1{visit}/marks"), json!({ "mark": "call" }));
        let mark = guide.json(Method::POST, &marks, &[("if-match", "\"1\"")], &call).await;
        assert_eq!(mark.status, StatusCode::NOT_FOUND, "nor as a program");
        morning(&world, &mut guide, "小周", "2026-11-24").await;
        reaches(&mut guide, desk).await;
        morning(&world, &mut guide, "小周", "2026-11-25").await;
        reaches_none(&mut guide, desk, &["下次当班：11月26日 星期四"]).await;
        let mut nobody = world.signed_in_as(Role::Guide, "没人", None).await;
        let page = nobody.get("/queue").await.text();
        assert!(page.contains("您现在不在任何导医台") && page.contains("安排您在岗"), "{page}");
    });
}

#[test]
fn whoever_stands_in_reaches_the_desk_and_whoever_is_away_does_not() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, vec![elder("单国英", "1947", "I25", Some(0))]).await;
        let hers = desk_in(&world, "市人民医院", "08:00-12:00").await;
        let others = desk_in(&world, "双山街道卫生院", "08:00-12:00").await;
        let zhou = on_days(&world, hers, "小周", "12345").await;
        let wu = on_days(&world, others, "小吴", "12345").await;
        let absence = away(&world, zhou, ("2026-11-24", "2026-11-25"), wu).await;
        let (mut zhou, mut wu) = (
            world.signed_in_as(Role::Guide, "小周", Some(zhou)).await,
            world.signed_in_as(Role::Guide, "小吴", Some(wu)).await,
        );
        reaches(&mut zhou, hers).await;
        assert_eq!(wu.get(&format!("/desks/{hers}/queue")).await.status, StatusCode::NOT_FOUND, "not yet");
        morning(&world, &mut zhou, "小周", "2026-11-24").await;
        let why = ["您请假到2026年11月25日", "由小吴顶班", "下次当班：11月26日 星期四，市人民医院"];
        reaches_none(&mut zhou, hers, &why).await;
        wu.sign_in("小吴", PASSWORD).await;
        let page = wu.get("/queue").await.text();
        assert!(
            page.contains("市人民医院") && page.contains("双山街道卫生院"),
            "her own and the other's: {page}"
        );
        wu.get(&format!("/desks/{hers}/arrivals")).await;
        let person = ward.elders[0].to_string();
        let arrived = wu.post(&format!("/desks/{hers}/arrivals"), &[("person", &person)]).await;
        assert_eq!(arrived.status, StatusCode::SEE_OTHER, "{}", arrived.text());
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let page = clerk.get(&format!("/desks/{hers}")).await.text();
        assert!(!page.contains("没有人在岗"), "somebody stands in: {page}");
        let act = world.hand(Role::Clerk);
        world.app.db.write(move |tx: &Tx<'_>| absences::undo(tx, &act, absence, 1)).await.unwrap();
        reaches(&mut zhou, hers).await;
        assert_eq!(wu.get(&format!("/desks/{hers}/queue")).await.status, StatusCode::NOT_FOUND, "no more");
    });
}

#[test]
fn a_worked_saturday_is_a_fridays_turn_and_a_holiday_is_nobodys() {
    on_each_engine(async |world| {
        let desk = desk_in(&world, "市人民医院", "08:00-12:00").await;
        let staff = on_days(&world, desk, "小周", "5").await;
        noted(&world, "2026-11-27", "holiday").await;
        noted(&world, "2026-11-28", "workday").await;
        let mut guide = world.signed_in_as(Role::Guide, "小周", Some(staff)).await;
        morning(&world, &mut guide, "小周", "2026-11-27").await;
        reaches_none(&mut guide, desk, &["今天放假", "下次当班：11月28日 星期六，市人民医院 08:00–12:00"])
            .await;
        morning(&world, &mut guide, "小周", "2026-11-28").await;
        reaches(&mut guide, desk).await;
        morning(&world, &mut guide, "小周", "2026-12-05").await;
        reaches_none(&mut guide, desk, &["今天没有排您的班", "下次当班：12月11日 星期五"]).await;
        morning(&world, &mut guide, "小周", "2026-12-11").await;
        reaches(&mut guide, desk).await;
    });
}
