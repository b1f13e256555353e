//! What an event may not do, and what its undoing may not.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::{person::PersonId, relation};

use super::{Home, hidden, last_event, look, note, owed, texts, undo};
use crate::{
    person::{known, register},
    world::{World, on_each_engine},
};

const DEATH: [(&str, &str); 2] = [("kind", "death"), ("on", "2026-11-20")];

async fn execute(world: &World, sql: &'static str, person: PersonId) {
    let bureau = world.bureau.id;
    world.app.db.write(move |tx| tx.execute_one(sql, &[&bureau, &person])).await.unwrap();
}

async fn record(world: &World, person: PersonId) -> String {
    let sql =
        "SELECT category || ' ' || COALESCE(marital, '') || ' ' || COALESCE(ended_because, '') FROM person
        WHERE bureau_id = $1 AND id = $2";
    texts(world, sql, person).await.remove(0)
}

/// Doctors who answer for somebody now.
async fn doctors(world: &World, person: PersonId) -> Vec<String> {
    let sql =
        "SELECT s.name FROM responsibility r JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
        WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.until IS NULL";
    texts(world, sql, person).await
}

#[test]
fn of_two_who_come_back_from_the_dead_one_has_the_doctors_last_place() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let mut deaths = Vec::new();
        for person in [home.husband, home.neighbour] {
            note(&mut clerk, person, &DEATH).await;
            deaths.push(last_event(&world).await);
        }
        execute(&world, "UPDATE doctor SET capacity = 2 WHERE bureau_id = $1 AND id IN (SELECT staff_id FROM responsibility
            WHERE bureau_id = $1 AND person_id = $2)", home.husband).await;
        let newcomer = register(&world, &known("赵大海")).await;
        home.ward.pair(&world, newcomer, Some(home.ward.wang)).await;
        let (mut one, mut other) = (clerk.clone(), clerk.clone());
        let (a, b) = tokio::join!(undo(&mut one, &deaths[0]), undo(&mut other, &deaths[1]));
        assert_eq!(
            (a.status, b.status),
            (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER),
            "{}{}",
            a.text(),
            b.text()
        );
        let back = [doctors(&world, home.husband).await, doctors(&world, home.neighbour).await];
        assert_eq!(back.concat(), ["王建国"], "two places, one of them taken since");
        let lost = if back[0].is_empty() { &deaths[0] } else { &deaths[1] };
        let page = clerk.get(lost).await.text();
        assert!(page.contains("王建国") && page.contains("没有动：这位医生的名额已经满了"), "{page}");
        assert!(page.contains("保留 1 处"), "{page}");
    });
}

#[test]
fn a_move_noted_late_does_not_make_the_dead_somebody_who_moved() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, home.husband, &DEATH).await;
        let far = [("kind", "move"), ("on", "2026-11-10"), ("address", "青岛市市南区"), ("leaves", "yes")];
        note(&mut clerk, home.husband, &far).await;
        assert_eq!(record(&world, home.husband).await, "retired  died");
    });
}

#[test]
fn nobody_marries_while_still_married_nor_after_death() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, home.husband, &DEATH).await;
        let marries = |on| [("kind", "remarriage"), ("on", on), ("spouse", "仇德昌")];
        let early = look(&mut clerk, home.wife, &marries("2026-11-19")).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.text().contains("这一天还在上一段婚姻里（到 2026-11-20 为止）"), "{}", early.text());
        let dead = look(&mut clerk, home.husband, &marries("2026-11-19")).await;
        assert!(dead.text().contains("不能再补记再婚"), "{}", dead.text());
        let page = note(&mut clerk, home.wife, &marries("2026-11-20")).await;
        assert!(page.contains("登记和仇德昌的婚姻关系"), "{page}");
    });
}

#[test]
fn both_die_on_one_day_and_each_death_is_taken_back_by_itself() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, home.husband, &DEATH).await;
        let his = last_event(&world).await;
        assert_eq!(record(&world, home.wife).await, "survivor 30 ");
        note(&mut clerk, home.wife, &DEATH).await;
        let hers = last_event(&world).await;
        assert_eq!(record(&world, home.wife).await, "survivor 30 died");
        assert_eq!(owed(&world, home.wife).await, ["farewell clerk 2026-11-26"], "nobody consoles the dead");
        assert!(undo(&mut clerk, &his).await.to.unwrap().contains("in-part"), "she is dead all the same");
        assert!(clerk.get(&his).await.text().contains("没有动：其中一位已经去世"));
        assert_eq!(record(&world, home.husband).await, "retired  ");
        assert_eq!(undo(&mut clerk, &hers).await.status, StatusCode::SEE_OTHER);
        assert_eq!(record(&world, home.wife).await, "relative 21 ", "as she was before he died");
    });
}

#[test]
fn a_spouse_whom_the_bureau_does_not_serve_is_left_alone_and_the_page_says_so() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let rules = [
            ("farewell_days", "3"),
            ("claim_days", "30"),
            ("care_days", "7"),
            ("welcome_days", "14"),
            ("hospital_visit_days", "3"),
            ("return_visit_days", "7"),
            ("review_days", "7"),
        ];
        clerk.get("/settings/benefits").await;
        let saved = clerk.post("/settings/benefits/rules", &rules).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let page = note(&mut clerk, home.husband, &DEATH).await;
        assert!(!page.contains("丧偶关怀") && !page.contains("亲属 → 遗属"), "{page}");
        assert_eq!(record(&world, home.wife).await, "relative 30 ", "widowed, and a relative as before");
        assert!(owed(&world, home.wife).await.is_empty());
    });
}

#[test]
fn a_rate_entered_wrong_is_corrected_by_whoever_saw_it_as_it_is() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut admin = world.signed_in(Role::Admin).await;
        admin.get("/settings/benefits").await;
        let rate = |income: &'static str| {
            [
                ("since", "2026-01-01"),
                ("income", income),
                ("months", "40"),
                ("multiple", "2"),
                ("multiple_at_work", "20"),
                ("source", "虚构的文号 1 号"),
            ]
        };
        let entered = admin.post("/settings/benefits", &rate("5418")).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text());
        let form = "/settings/benefits?since=2026-01-01";
        let page = admin.get(form).await.text();
        assert!(page.contains("更正从 2026年1月1日 起的标准") && page.contains("5418.00"), "{page}");
        let was = hidden(&page, "was");
        let mut mend = rate("54188").to_vec();
        mend.extend([("corrects", "2026-01-01"), ("was", was.as_str())]);
        let wrong =
            [("corrects", "2026-01-01"), ("since", "2026-01-01"), ("income", "many"), ("was", was.as_str())];
        let wrong = admin.post("/settings/benefits", &wrong).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("更正从"), "the form stays one of correcting: {}", wrong.text());
        let saved = admin.post("/settings/benefits", &mend).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let late = admin.post("/settings/benefits", &mend).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "somebody else corrected it meanwhile");
        assert_eq!(admin.get("/settings/benefits?since=2025-01-01").await.status, StatusCode::NOT_FOUND);
        let mut clerk = world.signed_in(Role::Clerk).await;
        let death = [("kind", "death"), ("on", "2026-11-20"), ("pay", "6800")];
        let page = look(&mut clerk, home.husband, &death).await.text();
        assert!(page.contains("抚恤金 380,376.00 元"), "{page}");
    });
}

#[test]
fn an_event_that_lies_before_others_is_noted_with_a_warning() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let admission = [("kind", "admission"), ("on", "2026-11-20"), ("hospital", "市人民医院")];
        note(&mut clerk, home.husband, &admission).await;
        let same_day = look(&mut clerk, home.husband, &DEATH).await.text();
        assert!(!same_day.contains("这一天以后还登记有别的经历"), "on the day itself: {same_day}");
        let early = [("kind", "death"), ("on", "2026-11-18")];
        let page = note(&mut clerk, home.husband, &early).await;
        assert!(page.contains("这一天以后还登记有别的经历"), "{page}");
    });
}

#[test]
fn a_death_noted_long_after_it_opens_nothing_that_was_due_long_ago() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, home.neighbour, &[("kind", "death"), ("on", "2026-09-20")]).await;
        let open = owed(&world, home.neighbour).await;
        assert!(!open.iter().any(|task| task.starts_with("farewell")), "due on 23 September: {open:?}");
        assert!(open.iter().any(|task| task.starts_with("benefit-claim")), "due on 20 October: {open:?}");
    });
}

#[test]
fn an_event_is_held_to_what_the_forms_hold_a_record_to() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let father =
            register(&world, &cq_registry::person::Facts { born: "1915".parse().ok(), ..known("仇德山") })
                .await;
        let new = |other, kind| relation::New {
            other: relation::Other::Known(other),
            kind,
            is_contact: false,
            is_proxy: false,
            since: None,
            remark: None,
        };
        let act = world.hand(Role::Clerk);
        relation::add(&world.app, &act, home.neighbour, new(father, relation::Kind::Parent)).await.unwrap();
        let marries = async |clerk: &mut crate::world::Browser<'_>, on: &str, spouse: PersonId| {
            let spouse = spouse.to_string();
            look(clerk, home.neighbour, &[("kind", "remarriage"), ("on", on), ("spouse_id", &spouse)])
                .await
                .text()
        };
        let page = marries(&mut clerk, "2026-11-01", father).await;
        assert!(page.contains("这两位的关系已经登记过了"), "his own father: {page}");
        let young =
            register(&world, &cq_registry::person::Facts { born: "1990-05".parse().ok(), ..known("赵小海") })
                .await;
        let page = marries(&mut clerk, "1989-01-01", young).await;
        assert!(page.contains("赵小海还没有出生"), "{page}");

        let honoured = [("kind", "retirement"), ("on", "2010-11-01"), ("category", "honoured")];
        let page = look(&mut clerk, home.husband, &honoured).await.text();
        assert!(page.contains("离休须在 1949 年 10 月 1 日以前"), "{page}");
        assert!(!page.contains("name=\"seen\""), "born in 1947, he did no work in the revolution: {page}");
        let past = format!("/people/{}/past/category", home.husband);
        let version = hidden(&clerk.get(&past).await.text(), "version");
        let was = [
            ("version", version.as_str()),
            ("category", "honoured"),
            ("until", "2015-01"),
            ("reason", "补记"),
        ];
        let refused = clerk.post(&past, &was).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("离休须在 1949 年 10 月 1 日以前"), "{}", refused.text());

        execute(
            &world,
            "UPDATE person SET retired = '2007-04' WHERE bureau_id = $1 AND id = $2",
            home.husband,
        )
        .await;
        let page = look(&mut clerk, home.husband, &[("kind", "death"), ("on", "2006-01-01")]).await.text();
        assert!(page.contains("离退休时间是") && !page.contains("name=\"seen\""), "{page}");
        let page = look(&mut clerk, home.husband, &[("kind", "death"), ("on", "2019-01-01")]).await.text();
        assert!(page.contains("才加入晚霞书画社") && page.contains("王建国从"), "both began later: {page}");
    });
}

#[test]
fn a_marriage_that_a_second_one_kept_ended_is_taken_up_once_that_one_never_was() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, home.husband, &DEATH).await;
        let death = last_event(&world).await;
        let spouse = home.neighbour.to_string();
        note(&mut clerk, home.wife, &[("kind", "remarriage"), ("on", "2026-11-22"), ("spouse_id", &spouse)])
            .await;
        let marriage = last_event(&world).await;
        undo(&mut clerk, &death).await;
        undo(&mut clerk, &marriage).await;
        let open = "SELECT p.name || ' ' || o.name FROM relation r JOIN person p ON p.bureau_id = r.bureau_id AND p.id = r.person_id
            JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.other_id
            WHERE r.bureau_id = $1 AND r.kind = 'spouse' AND r.until IS NULL AND (r.person_id = $2 OR r.other_id = $2)";
        assert_eq!(texts(&world, open, home.husband).await, ["马玉珍 单国英"], "nobody died");
        let marital = "SELECT COALESCE(marital, '') FROM person WHERE bureau_id = $1 AND id = $2";
        assert_eq!(texts(&world, marital, home.wife).await, ["21"], "nor is she a widow");
    });
}
