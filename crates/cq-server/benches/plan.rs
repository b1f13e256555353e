//! Planning: forty rules for everybody over the next 90 days from nothing, held against hand-written set SQL that makes the same rows;
//! then the daily run over what is planned already, one changed fact, and the day of somebody who owes 500 of all these tasks.
//!
//! `PEOPLE=1000000` says how many; 10,000 are measured first, so that the cost of a person can be compared. The floor is checked to have
//! made the same rows, ids aside. `ENGINE=sqlite` or `ENGINE=postgres` measures one of the two.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod measure;

use std::{collections::BTreeSet, time::Instant};

use cq_calendar::SolarTerm;
use cq_platform::{db::Tx, ids::StaffId};
use cq_registry::{
    person::{self, Illness, Living, PersonId},
    rule::{
        self, Content,
        content::{Clock, Counted, Owner, Period, Unit, When, Window},
        plan,
    },
    segment::{Condition, Segment, condition::Ailment},
    staff::{self, Staff},
    task::model::Form,
};
use measure::{
    Outcome,
    client::Client,
    folder, head, median, note, own_memory_during, registry, row, setting,
    world::{self, World},
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// So many are measured first.
const SMALL: usize = 10_000;

/// For whom, as the rule says it and as a hand would write it.
fn segments() -> [(&'static str, Segment, &'static str); 5] {
    const ALONE: &str = "p.living LIKE '%alone%'";
    const ILL: &str =
        "EXISTS (SELECT 1 FROM person_condition c WHERE c.bureau_id = p.bureau_id AND c.person_id = p.id
        AND c.code >= 'I10' AND c.code < 'I16')";
    let alone = || Condition::Living([Living::Alone].into());
    let ill = || Condition::Ill([Ailment::Block(Illness::Hypertension)].into());
    [
        ("everybody", Segment::default(), "1 = 1"),
        ("alone", Segment::of(alone()), ALONE),
        ("ill", Segment::of(ill()), ILL),
        (
            "both",
            Segment::all([alone(), ill()]),
            "p.living LIKE '%alone%' AND EXISTS (SELECT 1 FROM person_condition c
            WHERE c.bureau_id = p.bureau_id AND c.person_id = p.id AND c.code >= 'I10' AND c.code < 'I16')",
        ),
        ("old", Segment::of(Condition::Age { from: Some(80), to: None }), "p.born <= '1946-11-23'"),
    ]
}

fn whens() -> [(&'static str, When); 8] {
    let cycle = |every, counted| When::Cycle { every, unit: Unit::Days, counted };
    [
        ("month", When::Each { period: Period::Month }),
        ("quarter", When::Each { period: Period::Quarter }),
        ("december", When::Dates { months: [12].into(), day: 31 }),
        ("solstice", When::Term { term: SolarTerm::DongZhi, offset: 0 }),
        ("laba", When::Lunar { month: 12, day: 8, offset: 0 }),
        ("14 days", cycle(14, Counted::Fixed)),
        ("30 days", cycle(30, Counted::Fixed)),
        ("30 days rolling", cycle(30, Counted::Rolling)),
    ]
}

async fn publish(world: &World) -> Outcome<StaffId> {
    let act = world.hand();
    let write = move |tx: &Tx<'_>| {
        let fallback = rule::actions::myself(tx, &act)?;
        for (whom, segment, _) in segments() {
            for (when_name, when) in whens() {
                let content = Content {
                    whom: segment.clone().into(),
                    when,
                    window: Window { before: 7, grace: 3, clock: Clock::Calendar },
                    owner: Owner::PairedDoctor,
                    substitute: None,
                    fallback,
                    form: Form::HomeVisit,
                    season: None,
                    ends_hard: false,
                    cap: 2_000_000,
                    weekly: 500,
                };
                let id = rule::actions::create(tx, &act, format!("{whom}, {when_name}"), content)?;
                rule::actions::publish(tx, &act, id, 1, act.today())?;
            }
        }
        Ok(fallback)
    };
    Ok(world.app.db.write(write).await?)
}

/// The same rows by one statement a rule: who, cross the days, which are taken from what the planner found. Returns seconds.
async fn floor(world: &World, fallback: StaffId, new_id: &'static str) -> Outcome<(f64, i64)> {
    let bureau = world.bureau.id;
    let keep = "CREATE TABLE planned AS SELECT * FROM task WHERE rule_id IS NOT NULL";
    let days = "CREATE TABLE days AS SELECT DISTINCT rule_id, slot, nth, opens_on, due_on FROM planned";
    world
        .app
        .db
        .write(move |tx| {
            tx.batch(keep)?;
            tx.batch(days)?;
            tx.execute("DELETE FROM task WHERE bureau_id = $1 AND rule_id IS NOT NULL", &[&bureau])
        })
        .await?;
    let rules: Vec<(rule::RuleId, String)> = world
        .app
        .db
        .read(move |conn| conn.list("SELECT id, name FROM rule WHERE bureau_id = $1 ORDER BY id", &[&bureau]))
        .await?;
    let today = world.hand().today();
    let started = Instant::now();
    for (id, name) in rules {
        let (_, _, condition) = segments().into_iter().find(|(whom, ..)| name.starts_with(whom)).unwrap();
        let sql = format!(
            "INSERT INTO task (bureau_id, id, person_id, owner_id, form, opens_on, due_on, next_on, state, tries, version, rule_id, slot,
            rule_number, nth, since_on, is_fallback, priority, need)
            SELECT p.bureau_id, {new_id}, p.id, COALESCE(r.staff_id, $3), 'home-visit', o.opens_on, o.due_on, o.due_on, 'open', 0, 1, o.rule_id,
            o.slot, 1, o.nth, $4, CASE WHEN r.staff_id IS NULL THEN 1 ELSE 0 END,
            CASE WHEN p.self_care = 'none' THEN 3 ELSE 0 END + CASE WHEN p.living LIKE '%alone%' THEN 2 ELSE 0 END
            + CASE WHEN p.born <= '1946-11-23' THEN 1 ELSE 0 END,
            TRIM(CASE WHEN p.self_care = 'none' THEN 'no-self-care ' ELSE '' END || CASE WHEN p.living LIKE '%alone%' THEN 'alone ' ELSE '' END
            || CASE WHEN p.born <= '1946-11-23' THEN 'old' ELSE '' END)
            FROM person p CROSS JOIN days o LEFT JOIN responsibility r ON r.bureau_id = p.bureau_id AND r.person_id = p.id
            AND r.kind = 'doctor' AND r.until IS NULL
            WHERE p.bureau_id = $1 AND o.rule_id = $2 AND p.ended_on IS NULL AND p.category <> 'relative' AND {condition}"
        );
        world.app.db.write(move |tx| tx.execute(&sql, &[&bureau, &id, &fallback, &today])).await?;
    }
    let took = started.elapsed().as_secs_f64();
    const COLUMNS: &str = "person_id, owner_id, form, opens_on, due_on, next_on, state, tries, rule_id, slot, rule_number, nth, since_on,
        is_fallback, priority, need";
    // What the changed facts opened and closed again is cancelled: the floor knows nothing of it.
    let differing = format!(
        "SELECT (SELECT COUNT(*) FROM (SELECT {COLUMNS} FROM planned WHERE state = 'open' EXCEPT SELECT {COLUMNS} FROM task
            WHERE rule_id IS NOT NULL) a)
            + (SELECT COUNT(*) FROM (SELECT {COLUMNS} FROM task WHERE rule_id IS NOT NULL EXCEPT SELECT {COLUMNS} FROM planned
            WHERE state = 'open') b)"
    );
    let (differing,) = world.app.db.read(move |conn| conn.one::<(i64,)>(&differing, &[])).await?;
    Ok((took, differing))
}

async fn measured(engine: &str, world: &World, count: usize, new_id: &'static str) -> Outcome {
    let fallback = publish(world).await?;
    let act = world.hand();
    let started = Instant::now();
    let handle = tokio::runtime::Handle::current();
    let (outcomes, memory) = tokio::task::block_in_place(|| {
        own_memory_during(|| handle.block_on(plan::run(&world.app, &act, None, None)))
    });
    let (outcomes, planned) = (outcomes?, started.elapsed().as_secs_f64());
    let made: u64 = outcomes.iter().map(|outcome| outcome.counts.made).sum();
    let again = Instant::now();
    let nothing = plan::run(&world.app, &act, None, None).await?;
    let rolled = again.elapsed().as_secs_f64();
    assert!(
        nothing.iter().all(|outcome| outcome.counts.is_nothing()),
        "the second run found something to do"
    );
    let changed = one_fact(world).await?;
    world.app.db.analyze().await?;
    let (floor, differing) = floor(world, fallback, new_id).await?;
    let day = my_day(world).await?;
    row(&[
        engine.into(),
        count.to_string(),
        made.to_string(),
        format!("{planned:.1}"),
        format!("{floor:.1}"),
        format!("{:.1}", planned / floor),
        format!("{rolled:.1}"),
        format!("{:.2}", rolled / planned),
        format!("{:.0}", planned * 1e6 / count as f64),
        format!("{changed:.1}"),
        format!("{day:.1}"),
        memory.to_string(),
    ]);
    note(format_args!("{engine}: open tasks that only one of planner and floor has: {differing}"));
    Ok(())
}

/// A new illness and its end again, through the ordinary action: milliseconds, the median of some.
async fn one_fact(world: &World) -> Outcome<f64> {
    let bureau = world.bureau.id;
    let sql = "SELECT id FROM person WHERE bureau_id = $1 ORDER BY id LIMIT 21";
    let people: Vec<(PersonId,)> = world.app.db.read(move |conn| conn.list(sql, &[&bureau])).await?;
    let mut took = Vec::new();
    for (id,) in people {
        let act = world.hand();
        let (person, before) = person::actions::load(&world.app, &act, id).await?;
        let mut facts = before.clone();
        if !facts.conditions.remove("I10") {
            facts.conditions.insert("I10".into());
        }
        let started = Instant::now();
        person::actions::change(&world.app, &act, person, &before, facts).await?;
        took.push(started.elapsed().as_secs_f64() * 1e3);
        // Back to what it was, so that the floor makes the same rows.
        let (person, now) = person::actions::load(&world.app, &act, id).await?;
        person::actions::change(&world.app, &act, person, &now, before).await?;
    }
    Ok(median(took))
}

/// The page 今日 of somebody who owes 500 of all the tasks, by the whole program in this process: milliseconds, the median of some.
async fn my_day(world: &World) -> Outcome<f64> {
    let (act, today) = (world.hand(), world.hand().today());
    let login = registry::LOGIN;
    let give = move |tx: &Tx<'_>| {
        let (bureau, id) = (act.bureau(), act.new_id::<StaffId>());
        staff::store::insert(tx, bureau, &Staff::new(id, "张科员".into(), None))?;
        tx.execute_one(
            "UPDATE account SET staff_id = $3 WHERE bureau_id = $1 AND login = $2",
            &[bureau, &login, &id],
        )?;
        let give = "UPDATE task SET owner_id = $2 WHERE bureau_id = $1 AND id IN (SELECT t.id FROM task t
            WHERE t.bureau_id = $1 AND t.state = 'open' AND t.opens_on <= $3 ORDER BY t.id LIMIT 500)";
        tx.execute(give, &[bureau, &id, &today])
    };
    let given = world.app.db.write(give).await?;
    assert_eq!(given, 500, "too few people for a day of 500");
    world.app.db.analyze().await?;
    let client = Client::signed_in(world).await?;
    let mut took = Vec::new();
    for _ in 0..31 {
        let started = Instant::now();
        client.get("/today").await?;
        took.push(started.elapsed().as_secs_f64() * 1e3);
    }
    Ok(median(took))
}

fn main() -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let count = setting("PEOPLE", SMALL);
    runtime.block_on(async {
        head(&[
            "engine",
            "people",
            "tasks",
            "from nothing s",
            "floor s",
            "ratio",
            "daily run s",
            "of the first",
            "µs a person",
            "one fact ms",
            "day of 500 ms",
            "memory MiB",
        ]);
        let only = std::env::var("ENGINE").unwrap_or_default();
        let sizes: BTreeSet<usize> = [count.min(SMALL), count].into();
        for count in sizes.iter().copied().filter(|_| only != "postgres") {
            let dir = tempfile::tempdir_in(folder())?;
            let world = World::open(&dir.path().join("plan.db").to_string_lossy()).await?;
            registry::fill(&world, count).await?;
            measured("SQLite", &world, count, "randomblob(16)").await?;
        }
        for count in sizes.into_iter().filter(|_| only != "sqlite") {
            let done = world::on_postgres(async |url| {
                let world = World::open(url).await?;
                registry::fill(&world, count).await?;
                world::statement(url, "VACUUM ANALYZE").await?;
                measured("PostgreSQL", &world, count, "gen_random_uuid()").await
            });
            if done.await?.is_none() {
                note("PostgreSQL left out: CHANGQING_TEST_PG names no server");
            }
        }
        Ok(())
    })
}
