//! Deaths that become known late, and deaths of those who moved away before.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::{
    duplicate::{
        Case, Side,
        actions::{self, Choice},
    },
    intake::{self, Brought, Options},
    person::PersonId,
};
use cq_server::{ledgers::LEDGERS, references::REFERENCES};

use super::{Home, hidden, last_event, look, note, owed, texts, undo};
use crate::world::{World, on_each_engine};

const AWAY: [(&str, &str); 4] =
    [("kind", "move"), ("on", "2026-11-10"), ("address", "青岛市市南区"), ("leaves", "yes")];

fn dies(on: &'static str) -> [(&'static str, &'static str); 2] {
    [("kind", "death"), ("on", on)]
}

/// Why and until when served, and the death after that.
async fn ended(world: &World, person: PersonId) -> String {
    let sql = "SELECT COALESCE(ended_because, '') || ' ' || COALESCE(ended_on, '') || ' ' || COALESCE(died_on, '') FROM person
        WHERE bureau_id = $1 AND id = $2";
    texts(world, sql, person).await.remove(0)
}

#[test]
fn money_is_claimed_for_a_year_and_what_is_opened_no_more_is_named() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = look(&mut clerk, home.husband, &dies("2025-06-01")).await.text();
        for sentence in ["不再开出送别、丧偶关怀。", "抚恤金如还没办，请另行办理"] {
            assert!(page.contains(sentence), "{sentence}\n{page}");
        }
        assert!(!page.contains("抚恤金申领：单国英") && !page.contains("从今天起算期限"), "{page}");

        let page = note(&mut clerk, home.husband, &dies("2026-05-20")).await;
        for sentence in [
            "抚恤金申领：单国英，由clerk在 2026年12月23日 前办",
            "期限已过 60 天，不再开出送别、丧偶关怀。",
            "从今天起算期限",
        ] {
            assert!(page.contains(sentence), "{sentence}\n{page}");
        }
        assert!(!page.contains("请另行办理"), "{page}");
        assert_eq!(owed(&world, home.husband).await, ["benefit-claim clerk 2026-12-23"]);
    });
}

#[test]
fn who_died_after_moving_away_is_known_to_have_died_and_counts_as_moved() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, home.husband, &AWAY).await;
        let departure = last_event(&world).await;
        let kinds = clerk.get(&format!("/people/{}/events/new", home.husband)).await.text();
        let (now, late) = kinds.split_once("补记迁走以前的事").expect("what was before stands apart");
        for kind in ["kind=death", "kind=return"] {
            assert!(now.contains(kind) && !late.contains(kind), "{kind}\n{kinds}");
        }
        assert!(!now.contains("kind=admission") && late.contains("kind=admission"), "{kinds}");

        let page = note(&mut clerk, home.husband, &dies("2026-11-20")).await;
        for sentence in ["2026年11月20日在外地去世", "和马玉珍的婚姻关系到此为止", "统计上仍算迁出"]
        {
            assert!(page.contains(sentence), "{sentence}\n{page}");
        }
        assert!(!page.contains("亲属 → 遗属") && !page.contains("送别：单国英"), "{page}");
        let death = last_event(&world).await;
        assert_eq!(ended(&world, home.husband).await, "moved 2026-11-10 2026-11-20");
        assert!(owed(&world, home.husband).await.is_empty() && owed(&world, home.wife).await.is_empty());
        let marital =
            "SELECT category || ' ' || COALESCE(marital, '') FROM person WHERE bureau_id = $1 AND id = $2";
        assert_eq!(
            texts(&world, marital, home.wife).await,
            ["relative 30"],
            "a widow, and served by nobody here"
        );
        let page = clerk.get(&format!("/people/{}", home.husband)).await.text();
        assert!(page.contains("2026年11月20日在外地去世"), "{page}");
        let kinds = clerk.get(&format!("/people/{}/events/new", home.husband)).await.text();
        assert!(!kinds.contains("kind=death") && !kinds.contains("kind=return"), "{kinds}");

        let back = [("kind", "return"), ("on", "2026-11-15")];
        for again in [dies("2026-11-21"), back] {
            let told = look(&mut clerk, home.husband, &again).await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(told.text().contains("这位已经登记去世（2026-11-20）"), "{}", told.text());
        }
        let refused = undo(&mut clerk, &departure).await;
        assert!(refused.text().contains("先撤销去世那一次登记"), "{}", refused.text());
        assert_eq!(undo(&mut clerk, &death).await.status, StatusCode::SEE_OTHER);
        assert_eq!(ended(&world, home.husband).await, "moved 2026-11-10 ");
        assert_eq!(undo(&mut clerk, &departure).await.status, StatusCode::SEE_OTHER);
        assert_eq!(ended(&world, home.husband).await, "  ");
    });
}

#[test]
fn a_sheet_of_deaths_knows_those_who_moved_away() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, home.neighbour, &AWAY).await;
        let sheet = || Brought {
            kind: "deaths".into(),
            file_name: "离世人员.csv".into(),
            bytes: "姓名,去世日期\n仇德昌,2026-11-18\n".into(),
            as_of: None,
        };
        let take = async || {
            let hand = world.hand(Role::Clerk);
            intake::run(&world.app, hand, LEDGERS, sheet(), Options::default()).await.unwrap()
        };
        let report = take().await;
        assert_eq!((report.counts.new, report.counts.wrong), (1, 0), "{:?}", report.errors);
        assert_eq!(ended(&world, home.neighbour).await, "moved 2026-11-10 2026-11-18");
        assert_eq!(take().await.counts.same, 1, "the same sheet again says nothing new");
    });
}

#[test]
fn a_death_after_a_move_goes_with_the_move_where_two_records_become_one() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, home.husband, &AWAY).await;
        note(&mut clerk, home.husband, &dies("2026-11-20")).await;
        for (side, said) in [(Side::Kept, "  "), (Side::Gone, "moved 2026-11-10 2026-11-20")] {
            let case = Case { kept: home.neighbour, gone: home.husband };
            let act = world.hand(Role::Clerk);
            let merge = move |tx: &cq_platform::db::Tx<'_>| {
                let version = |id: PersonId| {
                    let sql = "SELECT version FROM person WHERE bureau_id = $1 AND id = $2";
                    tx.one::<(i64,)>(sql, &[act.bureau(), &id]).map(|(version,)| version)
                };
                let versions = (version(case.kept)?, version(case.gone)?);
                let choice =
                    Choice { versions, fields: [("ended".to_owned(), side)].into(), ..Choice::default() };
                actions::merge_in(tx, &act, REFERENCES, case, &choice)
            };
            let merge = world.app.db.write(merge).await.unwrap();
            assert_eq!(ended(&world, home.neighbour).await, said);
            actions::undo(&world.app, &world.hand(Role::Clerk), REFERENCES, merge).await.unwrap();
            assert_eq!(ended(&world, home.neighbour).await, "  ");
            assert_eq!(ended(&world, home.husband).await, "moved 2026-11-10 2026-11-20");
        }
    });
}

#[test]
fn what_a_death_emptied_is_filled_again_from_a_day_that_is_asked_for() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, home.husband, &dies("2026-11-20")).await;
        let path = format!("/people/{}", home.wife);
        let form = clerk.get(&format!("{path}/edit")).await.text();
        assert!(form.contains("name=\"living_since\""), "blank, but since a day that is known: {form}");
        let version = hidden(&form, "version");
        let fields = [
            ("version", version.as_str()),
            ("name", "马玉珍"),
            ("sex", "unknown"),
            ("category", "survivor"),
            ("marital", "30"),
            ("living", "children"),
            ("living_since", "2026-11-22"),
        ];
        let saved = clerk.post(&path, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let past = "SELECT held_until || ' ' || COALESCE(value, '') FROM person_past
            WHERE bureau_id = $1 AND person_id = $2 AND field = 'living' ORDER BY held_until";
        assert_eq!(texts(&world, past, home.wife).await, ["2026-11-20 spouse", "2026-11-22 "]);
        let page = clerk.get(&path).await.text();
        assert!(
            page.contains("→ 与子女同住（2026年11月22日起）"),
            "from what to what, and since when: {page}"
        );
    });
}
