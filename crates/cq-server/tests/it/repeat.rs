//! 定期代办: taken down once, made by the daily job once for each of its days, changed from the next time on, and stopped by who asked or by
//! a death.

use axum::http::StatusCode;
use cq_case::case::model::Channel;
use cq_errand::{
    errand::said::Said,
    repeat::{
        RepeatId, actions,
        model::{Plan, Rhythm},
    },
};
use cq_platform::{Error, db::Tx, policy::Role};
use cq_registry::{
    life_event::{self, Event, EventId},
    person::PersonId,
};
use cq_server::{consequences::CONSEQUENCES, jobs};
use jiff::{ToSpan, civil::Weekday};

use crate::{
    errands::{self, done, step, take, worker},
    world::{Browser, PASSWORD, World, on_each_engine},
};

/// Shopping every Thursday, for the matrix.
pub async fn sample(world: &World, person: PersonId) -> RepeatId {
    let act = world.hand(Role::Clerk);
    let plan = Plan {
        rhythm: Rhythm::Weekly(Weekday::Thursday),
        from: act.today(),
        until: act.today().saturating_add(1.years()),
        lead_days: 2,
    };
    let said = Said { wanted: "买菜".into(), ..Said::default() };
    let draft = actions::Draft { person, kind: "shopping".into(), channel: Channel::Phone, said, plan };
    world.app.db.write(move |tx| actions::begin(tx, &act, &draft)).await.unwrap()
}

fn filled(person: &str) -> Vec<(&str, &str)> {
    vec![
        ("person", person),
        ("kind", "shopping"),
        ("channel", "phone"),
        ("wanted", "每个星期四买一次菜"),
        ("every", "weekly"),
        ("weekday", "4"),
        ("until", "2026-12-31"),
        ("lead_days", "2"),
    ]
}

async fn begun(clerk: &mut Browser<'_>, person: PersonId) -> String {
    clerk.get("/errands/repeats/new").await;
    let answer = clerk.post("/errands/repeats", &filled(&person.to_string())).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.to.unwrap().split('?').next().unwrap().to_owned()
}

async fn errands_of_repeats(world: &World) -> Vec<(String, String)> {
    let sql = "SELECT repeat_on, needed_on FROM errand WHERE repeat_id IS NOT NULL ORDER BY repeat_on";
    world.app.db.read(move |conn| conn.list::<(String, String)>(sql, &[])).await.unwrap()
}

fn pairs(days: &[(&str, &str)]) -> Vec<(String, String)> {
    days.iter().map(|(of, needed)| ((*of).to_owned(), (*needed).to_owned())).collect()
}

#[test]
fn every_thursday_an_errand_is_made_two_days_ahead_once_whoever_runs_the_job() {
    on_each_engine(async |world| {
        let ward = errands::ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let repeat = begun(&mut clerk, ward.elders[0]).await;
        assert!(errands_of_repeats(&world).await.is_empty(), "Monday: three days are left");
        let page = clerk.get("/errands/repeats").await.text();
        assert!(
            page.contains("单国英") && page.contains("每周星期四") && page.contains("2026年11月26日"),
            "{page}"
        );
        world.at("2026-11-24T01:30:00Z");
        let (one, other) = (jobs::every_bureau(&world.app), jobs::every_bureau(&world.app));
        let (a, b) = tokio::join!(one, other);
        a.unwrap();
        b.unwrap();
        assert_eq!(errands_of_repeats(&world).await, pairs(&[("2026-11-26", "2026-11-26")]), "raced by two");
        jobs::every_bureau(&world.app).await.unwrap();
        assert_eq!(errands_of_repeats(&world).await.len(), 1);
        clerk.sign_in("张科员", PASSWORD).await;
        let page = clerk.get("/errands").await.text();
        assert!(page.contains("单国英") && page.contains("每个星期四买一次菜"), "{page}");
        let page = clerk.get(&repeat).await.text();
        assert!(page.contains("已经成了 1 件代办") && page.contains("2026年12月3日"), "{page}");
        // The program was off for three weeks: what was missed has one errand, needed now.
        world.at("2026-12-18T01:30:00Z");
        jobs::every_bureau(&world.app).await.unwrap();
        let made = pairs(&[("2026-11-26", "2026-11-26"), ("2026-12-17", "2026-12-18")]);
        assert_eq!(errands_of_repeats(&world).await, made);
        let (bureau, sql) = (
            world.bureau.id,
            "UPDATE errand SET repeat_on = '2026-11-26' WHERE bureau_id = $1 AND repeat_id IS NOT NULL",
        );
        let twice = world.app.db.write(move |tx| tx.execute(sql, &[&bureau])).await;
        assert!(matches!(twice, Err(Error::Db(_))), "the database itself: {twice:?}");
        world.at("2026-12-29T01:30:00Z");
        jobs::every_bureau(&world.app).await.unwrap();
        world.at("2027-01-05T01:30:00Z");
        jobs::every_bureau(&world.app).await.unwrap();
        clerk.sign_in("张科员", PASSWORD).await;
        let page = clerk.get("/errands/repeats?state=over").await.text();
        assert!(page.contains("单国英"), "{page}");
    });
}

#[test]
fn it_is_changed_from_the_next_time_on_and_stopped() {
    on_each_engine(async |world| {
        let ward = errands::ward(&world).await;
        world.at("2026-11-24T01:30:00Z");
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let repeat = begun(&mut clerk, ward.elders[0]).await;
        assert_eq!(errands_of_repeats(&world).await.len(), 1, "due already when it was taken down");
        let version = errands::version(&clerk.get(&repeat).await.text());
        let change = |every: &'static str, day: &'static str, until: &'static str| {
            vec![("every", every), ("weekday", day), ("monthday", day), ("until", until), ("lead_days", "0")]
        };
        for (fields, why) in [
            (change("weekly", "9", "2026-12-31"), "id=\"f-weekday\""),
            (change("daily", "1", "2026-12-31"), "id=\"f-every\""),
            (change("monthly", "5", "2026-12-01"), "一次也轮不到"),
            (change("weekly", "2", ""), "id=\"f-until\""),
        ] {
            let mut fields = fields;
            fields.push(("version", &version));
            let answer = clerk.post(&repeat, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}: {}", answer.text());
            assert!(answer.text().contains(why), "{why}: {}", answer.text());
        }
        let mut fields = change("monthly", "5", "2027-06-30");
        fields.push(("version", &version));
        assert_eq!(clerk.post(&repeat, &fields).await.status, StatusCode::SEE_OTHER);
        let page = clerk.get(&repeat).await.text();
        assert!(page.contains("每月 5 日") && page.contains("2026年12月5日"), "{page}");
        let stale = clerk.post(&format!("{repeat}/stop"), &[("version", &version)]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "as somebody read it before");
        let version = errands::version(&clerk.get(&repeat).await.text());
        let stopped = clerk.post(&format!("{repeat}/stop"), &[("version", &version)]).await;
        assert_eq!(stopped.status, StatusCode::SEE_OTHER);
        world.at("2026-12-05T01:30:00Z");
        jobs::every_bureau(&world.app).await.unwrap();
        assert_eq!(
            errands_of_repeats(&world).await,
            pairs(&[("2026-11-26", "2026-11-26")]),
            "what was made stays"
        );
        let mut doctor = world.signed_in_as(Role::Doctor, "王建国", Some(ward.wang)).await;
        assert_eq!(doctor.get(&repeat).await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn what_a_repeat_must_not_be_is_refused_at_its_place() {
    on_each_engine(async |world| {
        let ward = errands::ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let person = ward.elders[0].to_string();
        clerk.get("/errands/repeats/new").await;
        for (field, value, why) in [
            ("person", "x", "请先选是哪位老干部的事"),
            ("kind", "loan", "id=\"f-kind\""),
            ("wanted", "卡号 6222 0212 3456 7890", "卡号、存折号不能记"),
            ("wanted", "身份证 11010519491231002X", "身份证号不用写在这里"),
            ("lead_days", "7", "id=\"f-lead_days\""),
            ("until", "2026-11-20", "不能早于开始的那天"),
            ("until", "2026-11-24", "一次也轮不到"),
        ] {
            let mut fields: Vec<_> = filled(&person).into_iter().filter(|(name, _)| *name != field).collect();
            fields.push((field, value));
            let answer = clerk.post("/errands/repeats", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
            assert!(answer.text().contains(why), "{field}: {}", answer.text());
        }
    });
}

/// Somebody dies today.
pub async fn died(world: &World, person: PersonId) -> EventId {
    let act = world.hand(Role::Clerk);
    let event = Event::Death {
        on: act.today(),
        known: None,
        cause: None,
        farewell: None,
        at_work: false,
        pay_fen: None,
    };
    let note = move |tx: &Tx<'_>| {
        let seen = life_event::actions::preview(tx, &act, CONSEQUENCES, person, event.clone())?.seen;
        life_event::actions::note(tx, &act, CONSEQUENCES, person, event, &seen)
    };
    world.app.db.write(note).await.unwrap()
}

pub async fn undone(world: &World, event: EventId) {
    let act = world.hand(Role::Clerk);
    let undo = move |tx: &Tx<'_>| {
        life_event::actions::undo(tx, &act, CONSEQUENCES, event, 1, "记错了人".into()).map(drop)
    };
    world.app.db.write(undo).await.unwrap();
}

#[test]
fn what_fell_due_before_a_death_was_taken_back_is_made_at_once() {
    on_each_engine(async |world| {
        let ward = errands::ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        begun(&mut clerk, ward.elders[0]).await;
        let event = died(&world, ward.elders[0]).await;
        world.at("2026-11-24T01:30:00Z");
        jobs::every_bureau(&world.app).await.unwrap();
        assert!(errands_of_repeats(&world).await.is_empty(), "stopped");
        undone(&world, event).await;
        assert_eq!(errands_of_repeats(&world).await, pairs(&[("2026-11-26", "2026-11-26")]));
    });
}

#[test]
fn a_death_ends_what_is_under_way_and_leaves_what_has_money_out_to_be_settled() {
    on_each_engine(async |world| {
        let ward = errands::ward(&world).await;
        let person = ward.elders[0];
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (zhao_id, mut zhao) = worker(&world, "小赵", "双山街道").await;
        let repeat = begun(&mut clerk, person).await;
        let waiting = take(&mut clerk, person, "cleaning").await;
        let paid = take(&mut clerk, person, "shopping").await;
        done(&mut zhao, &paid, "claim", &[]).await;
        crate::errand_money::mandated(&mut zhao, &paid).await;
        crate::errand_money::posted(&mut zhao, &paid, "from-elder", "100", &[]).await;
        let preview = [("kind", "death"), ("on", "2026-11-23")];
        let page = clerk.post(&format!("/people/{person}/events/preview"), &preview).await.text();
        for line in ["不再去办：卫生保洁", "代办员手里的 100.00 元先结清", "不再定期办：购物买菜"]
        {
            assert!(page.contains(line), "{line}: {page}");
        }
        let event = died(&world, person).await;
        assert!(clerk.get(&waiting).await.text().contains("已撤销"));
        assert!(clerk.get("/errands/repeats?state=stopped").await.text().contains("单国英"));
        let page = zhao.get(&paid).await.text();
        assert!(page.contains("只结清钱") && !page.contains("办好了</button>"), "{page}");
        let more = crate::errand_money::moved(&mut zhao, &paid, "from-elder", "5", &[]).await;
        assert!(more.text().contains("只结清钱"), "{}", more.text());
        for (verb, fields) in [("done", ("done_note", "买了")), ("promise", ("promised_on", "2026-11-25"))]
        {
            let refused = step(&mut zhao, &paid, verb, &[fields]).await;
            assert!(refused.text().contains("只结清钱"), "{verb}: {}", refused.text());
        }
        let sent = step(&mut clerk, &paid, "assign", &[("to", &zhao_id.to_string())]).await;
        assert!(sent.status != StatusCode::SEE_OTHER, "nobody is sent");
        let early = step(&mut clerk, &paid, "cancel", &[("cancel_note", "人已去世")]).await;
        assert!(early.text().contains("100.00 元"), "not before it is settled: {}", early.text());
        undone(&world, event).await;
        assert!(clerk.get("/errands/repeats").await.text().contains("单国英"), "goes on");
        assert!(clerk.get(&waiting).await.text().contains("还没有人接"));
        assert!(!zhao.get(&paid).await.text().contains("不再派人去办"));
        died(&world, person).await;
        crate::errand_money::posted(&mut zhao, &paid, "to-elder", "100", &[]).await;
        done(&mut clerk, &paid, "cancel", &[("cancel_note", "人已去世，钱交给女儿")]).await;
        assert!(clerk.get(&paid).await.text().contains("已撤销"));
        let open = world
            .app
            .db
            .read(|conn| conn.one::<(i64,)>("SELECT COUNT(*) FROM errand WHERE is_open = 1", &[]))
            .await;
        assert_eq!(open.unwrap().0, 0);
        assert!(repeat.starts_with("/errands/repeats/"));
    });
}
