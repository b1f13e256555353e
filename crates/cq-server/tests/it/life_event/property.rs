//! Whatever happens to people, and whatever else happens since: taking one event back gives exactly the state before it, and all
//! that came later.

use std::collections::BTreeSet;

use cq_platform::{Error, db::Tx, policy::Role};
use cq_registry::{
    life_event::{Event, EventId, Kind, actions},
    person::{Category, PersonId, Rank},
};
use cq_server::consequences::CONSEQUENCES;
use jiff::{ToSpan, civil::date};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::{Home, owe, texts};
use crate::{
    dump::{Row, Rows, Table, dump},
    world::{World, on_each_engine},
};

/// Every table that an event may touch, its key first; guards and instants of change move on and are left out.
const TABLES: [Table; 9] = [
    (
        "person",
        1,
        "id, category, rank, retired, unit_id, area_id, address, latitude, longitude, living, marital, settled_at, ended_on, ended_because, died_on, death_cause, farewell, phone, remark",
    ),
    ("person_past", 3, "person_id, field, held_until, value"),
    ("relation", 1, "id, person_id, other_id, kind, since, until, ended_because"),
    ("responsibility", 1, "id, person_id, kind, staff_id, since, until, ended_because, reason"),
    (
        "task",
        1,
        "id, person_id, owner_id, form, opens_on, due_on, next_on, state, again_on, tries, done_on, cancelled_because, closed_at",
    ),
    ("task_try", 2, "task_id, number, tried_on, again_on"),
    ("membership", 1, "id, group_id, person_id, since, until, ended_because"),
    ("post", 1, "id, group_id, person_id, kind, since, until, ended_because"),
    ("person_group", 1, "id, kind, name, closed_on"),
];

/// Whether the event ended a membership whose place somebody has given to a newer one since: of the two, that one stays.
fn is_taken(key: &str, was: &Row, made: &Row, later: &Rows) -> bool {
    let holds = |row: &Row| row["until"].is_empty();
    let is_same_place =
        |row: &Row| row["group_id"] == was["group_id"] && row["person_id"] == was["person_id"];
    key.starts_with("membership ")
        && holds(was)
        && !holds(made)
        && later.iter().any(|(other, row)| {
            other != key && other.starts_with("membership ") && holds(row) && is_same_place(row)
        })
}

/// What must be there after `undo`: what came later where it came later, else what was before.
fn expected(before: &Rows, after: &Rows, later: &Rows) -> Rows {
    let mut rows = Rows::new();
    let keys: BTreeSet<&String> = before.keys().chain(later.keys()).collect();
    for key in keys {
        match (before.get(key), after.get(key), later.get(key)) {
            (None, None, Some(made_later)) => drop(rows.insert(key.clone(), made_later.clone())),
            (None, Some(made), Some(now)) => {
                // Made by the event: gone, unless somebody has done something with it since.
                if made != now || is_past_of_a_later_change(key, after, later) {
                    rows.insert(key.clone(), now.clone());
                }
            }
            (Some(was), Some(made), Some(now)) if is_taken(key, was, made, later) => {
                assert_eq!(made, now, "{key}: what cannot be taken up again stays as it is");
                rows.insert(key.clone(), now.clone());
            }
            (Some(was), Some(made), Some(now)) => {
                let column = |name: &String| {
                    let value = if made[name] == now[name] { &was[name] } else { &now[name] };
                    (name.clone(), value.clone())
                };
                rows.insert(key.clone(), was.keys().map(column).collect());
            }
            other => panic!("{key}: a row vanished: {other:?}"),
        }
    }
    rows
}

/// The past of a field that was changed again stays: so does the change.
fn is_past_of_a_later_change(key: &str, after: &Rows, later: &Rows) -> bool {
    let Some(rest) = key.strip_prefix("person_past ") else { return false };
    let mut parts = rest.split(' ');
    let (person, field) = (parts.next().unwrap(), parts.next().unwrap());
    let column = match field {
        "area" => "area_id",
        "unit" => "unit_id",
        other => other,
    };
    let row = format!("person {person}");
    after[&row][column] != later[&row][column]
}

#[derive(Debug, Clone)]
enum Step {
    /// An event of a kind, for one of the three, so many days ago.
    Event(Kind, usize, i64),
    /// An edit of something no event touches.
    Phone(usize),
    /// An edit of what events touch too.
    Address(usize),
    /// A new visit owed.
    Visit(usize, i64),
    /// Somebody joins another club.
    Club(usize),
}

fn event(kind: Kind, days: i64) -> Event {
    let on = date(2026, 11, 23).saturating_sub(days.days());
    match kind {
        Kind::Death => Event::Death {
            on,
            known: None,
            cause: Some("心衰".into()),
            farewell: Some("从简".into()),
            at_work: false,
            pay_fen: Some(680_000),
        },
        Kind::Admission => Event::Admission { on, hospital: "市人民医院".into(), reason: None },
        Kind::Discharge => Event::Discharge { on },
        Kind::Move => Event::Move {
            on,
            address: format!("龙山路 {days} 号"),
            area: Some("龙山街道".into()),
            leaves: days % 5 == 4,
        },
        Kind::Away => Event::Away { on, until: Some(on.saturating_add(60.days())), place: "济南".into() },
        Kind::Return => Event::Return { on },
        Kind::Retirement => Event::Retirement {
            on,
            category: Category::Retired,
            rank: Some(Rank::TownshipChief),
            unit: Some("县农业局".into()),
        },
        Kind::Widowed | Kind::Remarriage => Event::Widowed { on, name: None },
    }
}

fn kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![
        Kind::Death,
        Kind::Admission,
        Kind::Discharge,
        Kind::Move,
        Kind::Away,
        Kind::Return,
        Kind::Retirement,
        Kind::Widowed,
    ])
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (kind(), 0_usize..3, 0_i64..20).prop_map(|(kind, who, days)| Step::Event(kind, who, days)),
        1 => (0_usize..3).prop_map(Step::Phone),
        1 => (0_usize..3).prop_map(Step::Address),
        2 => (0_usize..3, 1_i64..90).prop_map(|(who, days)| Step::Visit(who, days)),
        1 => (0_usize..3).prop_map(Step::Club),
    ]
}

/// Notes an event; one that is refused did not happen.
async fn note(world: &World, person: PersonId, event: Event) -> Option<EventId> {
    let act = world.hand(Role::Clerk);
    let noted = world.app.db.write(move |tx| {
        let seen = actions::preview(tx, &act, CONSEQUENCES, person, event.clone())?.seen;
        actions::note(tx, &act, CONSEQUENCES, person, event, &seen)
    });
    match noted.await {
        Ok(id) => Some(id),
        Err(Error::Refused(_) | Error::Invalid(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

async fn take(world: &World, home: &Home, step: &Step, number: usize) {
    let people = [home.husband, home.wife, home.neighbour];
    let (act, wang) = (world.hand(Role::Clerk), home.ward.wang);
    let edit = move |column: &'static str, value: String, who: usize| {
        move |tx: &Tx<'_>, bureau: cq_platform::ids::BureauId| {
            let sql = format!(
                "UPDATE person SET {column} = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2"
            );
            tx.execute_one(&sql, &[&bureau, &people[who], &value])
        }
    };
    let bureau = world.bureau.id;
    match step.clone() {
        Step::Event(kind, who, days) => drop(note(world, people[who], event(kind, days)).await),
        Step::Phone(who) => {
            let edit = edit("phone", format!("1540000{number:04}"), who);
            world.app.db.write(move |tx| edit(tx, bureau)).await.unwrap();
        }
        Step::Address(who) => {
            let edit = edit("address", format!("改过的住址 {number}"), who);
            world.app.db.write(move |tx| edit(tx, bureau)).await.unwrap();
        }
        Step::Visit(who, days) => {
            let due = date(2026, 11, 23).saturating_add(days.days()).to_string();
            let owe =
                move |tx: &Tx<'_>| owe(tx, &bureau, act.new_id(), people[who], wang, "2026-11-01", &due);
            world.app.db.write(owe).await.unwrap();
        }
        Step::Club(who) => {
            let club = home.club;
            let join = move |tx: &Tx<'_>| {
                tx.execute(
                    "INSERT INTO membership (bureau_id, id, group_id, person_id, since, version)
                     VALUES ($1, $2, $3, $4, '2026-11', 1) ON CONFLICT DO NOTHING",
                    &[&bureau, &act.new_id::<uuid::Uuid>(), &club, &people[who]],
                )
            };
            world.app.db.write(join).await.unwrap();
        }
    }
}

async fn has_died_elsewhere(world: &World, person: PersonId) -> bool {
    let sql = "SELECT COALESCE(died_on, '') FROM person WHERE bureau_id = $1 AND id = $2";
    !texts(world, sql, person).await.concat().is_empty()
}

/// Counters say what is there.
async fn tallies_are_right(world: &World) {
    let bureau = world.bureau.id;
    let kept =
        "SELECT category, people FROM person_tally WHERE bureau_id = $1 AND people <> 0 ORDER BY category";
    let counted = "SELECT category, COUNT(*) FROM person WHERE bureau_id = $1 AND ended_on IS NULL AND category <> 'relative'
        GROUP BY category ORDER BY category";
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        Ok((conn.list::<(String, i64)>(kept, &[&bureau])?, conn.list::<(String, i64)>(counted, &[&bureau])?))
    };
    let (kept, counted) = world.app.db.read(read).await.unwrap();
    assert_eq!(kept, counted);
}

/// Who is who of `first`, the one whose event is taken back, does not matter for those who come later: events that reach into
/// the same marriage are told as stories of their own.
fn is_unrelated(first: usize, step: &Step) -> bool {
    match step {
        Step::Event(kind, who, _) => {
            let is_family = first < 2 && *who < 2;
            !is_family || (*who == first && !matches!(kind, Kind::Death | Kind::Widowed | Kind::Retirement))
        }
        _ => true,
    }
}

#[test]
fn taking_back_gives_the_state_before_and_all_that_came_later() {
    on_each_engine(async |world| {
        let handle = tokio::runtime::Handle::current();
        let cases = if std::env::var_os("CASES_MANY").is_some() { 200 } else { 20 };
        let config = Config { cases, failure_persistence: None, max_shrink_iters: 60, ..Config::default() };
        let history = (
            prop::collection::vec(step(), 0..4),
            (kind(), 0_usize..3, 0_i64..20),
            prop::collection::vec(step(), 0..5),
        );
        let world = &world;
        let told = |(earlier, (kind, who, days), later): (Vec<Step>, (Kind, usize, i64), Vec<Step>)| {
            tokio::task::block_in_place(|| {
                handle.block_on(async {
                    let home = Home::of(world).await;
                    for (step, number) in earlier.iter().zip(0..) {
                        take(world, &home, step, number).await;
                    }
                    let people = [home.husband, home.wife, home.neighbour];
                    let before = dump(world, &TABLES).await;
                    let Some(id) = note(world, people[who], event(kind, days)).await else { return };
                    let after = dump(world, &TABLES).await;
                    for (step, number) in later.iter().filter(|step| is_unrelated(who, step)).zip(100..) {
                        take(world, &home, step, number).await;
                    }
                    let since = dump(world, &TABLES).await;
                    let act = world.hand(Role::Clerk);
                    let undo = move |tx: &Tx<'_>| {
                        actions::undo(tx, &act, CONSEQUENCES, id, 1, "记错了人".into()).map(drop)
                    };
                    match world.app.db.write(undo).await {
                        // A move away stands as long as a death after it is known; nothing was done.
                        Err(Error::Refused(_)) if has_died_elsewhere(world, people[who]).await => {
                            assert_eq!(dump(world, &TABLES).await, since);
                            return;
                        }
                        undone => undone.unwrap(),
                    }
                    let now = dump(world, &TABLES).await;
                    let expected = expected(&before, &after, &since);
                    for (key, row) in &expected {
                        assert_eq!(now.get(key), Some(row), "{key}");
                    }
                    assert_eq!(now.len(), expected.len());
                    tallies_are_right(world).await;
                });
            });
            Ok(())
        };
        TestRunner::new(config).run(&history, told).unwrap();
    });
}
