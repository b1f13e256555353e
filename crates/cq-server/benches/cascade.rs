//! One death in a large bureau: looking at all that it would touch, doing it durably, and taking it back.
//!
//! The dead are spread over the whole registry. Each has a responsible doctor, a wife in the registry, five visits owed, one
//! done, a branch, a club and a post in it; so one death touches some twenty things, each kept sealed for the way back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod measure;

use std::time::Instant;

use cq_platform::{actor::Act, db::Tx, ids::StaffId};
use cq_registry::{
    life_event::{Event, actions},
    person::PersonId,
};
use cq_server::consequences::CONSEQUENCES;
use jiff::{ToSpan, civil::date};
use measure::{Latencies, Outcome, head, note, registry, row, setting, world, world::World};
use uuid::Uuid;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many die.
const DEATHS: usize = 200;

fn main() -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let count = setting("PEOPLE", 100_000);
    head(&["registry", "step", "p50 ms", "p99 ms", "longest ms", "things touched"]);
    runtime.block_on(async {
        let (kept, file) = registry::on_sqlite(count).await?;
        drop(kept);
        let copy = file.with_extension("cascade");
        std::fs::copy(&file, &copy)?;
        let told = told(&World::open(&copy.to_string_lossy()).await?, "SQLite", count).await;
        std::fs::remove_file(&copy)?;
        told?;
        let on_postgres = world::on_postgres(async |url| {
            let world = World::open(url).await?;
            registry::fill(&world, count).await?;
            self::told(&world, "PostgreSQL", count).await
        });
        if on_postgres.await?.is_none() {
            note("PostgreSQL left out: CHANGQING_TEST_PG names no server");
        }
        Ok(())
    })
}

async fn told(world: &World, engine: &str, count: usize) -> Outcome {
    let people = prepared(world, count).await?;
    let (mut looks, mut notes, mut undoes) =
        (Latencies::default(), Latencies::default(), Latencies::default());
    let mut touched = 0;
    for person in &people {
        let (person, event) = (*person, death());
        let (act, said) = (world.hand(), event.clone());
        let started = Instant::now();
        let look = move |conn: &cq_platform::db::Conn<'_>| {
            let preview = actions::preview(conn, &act, CONSEQUENCES, person, said)?;
            Ok((preview.seen, preview.planned.len()))
        };
        let (seen, planned) = world.app.db.read(look).await?;
        looks.add(started.elapsed());
        touched = planned.max(touched);
        let act = world.hand();
        let started = Instant::now();
        let note = move |tx: &Tx<'_>| actions::note(tx, &act, CONSEQUENCES, person, event, &seen);
        let id = world.app.db.write(note).await?;
        notes.add(started.elapsed());
        let act = world.hand();
        let started = Instant::now();
        let undo = move |tx: &Tx<'_>| actions::undo(tx, &act, CONSEQUENCES, id, 1, "bench".into());
        let put_back = world.app.db.write(undo).await?;
        undoes.add(started.elapsed());
        assert_eq!(put_back.kept, 0, "all of it goes back");
    }
    let steps = [("look", &mut looks), ("note, durably", &mut notes), ("take back", &mut undoes)];
    for (step, took) in steps {
        row(&[
            format!("{engine}, {count}"),
            step.to_owned(),
            format!("{:.1}", took.percentile_ms(50.0)),
            format!("{:.1}", took.percentile_ms(99.0)),
            format!("{:.1}", took.percentile_ms(100.0)),
            touched.to_string(),
        ]);
    }
    Ok(())
}

fn death() -> Event {
    Event::Death {
        on: date(2026, 11, 20),
        known: None,
        cause: Some("心肌梗死".into()),
        farewell: Some("从简".into()),
        at_work: false,
        pay_fen: Some(680_000),
    }
}

/// People spread over the registry, each with all that a death can touch.
async fn prepared(world: &World, count: usize) -> Outcome<Vec<PersonId>> {
    let act = world.hand();
    let step = (count / DEATHS / 2).max(1);
    let prepare = move |tx: &Tx<'_>| {
        let sql =
            "SELECT r.person_id, r.staff_id FROM responsibility r WHERE r.bureau_id = $1 AND r.until IS NULL
            ORDER BY r.person_id";
        let all: Vec<(PersonId, StaffId)> = tx.list(sql, &[act.bureau()])?;
        let chosen: Vec<(PersonId, StaffId)> = all.into_iter().step_by(step).collect();
        appoint(tx, &act)?;
        let (branch, club): (Uuid, Uuid) = (act.new_id(), act.new_id());
        for (id, kind, name) in [(branch, "branch", "第一支部"), (club, "club", "书画社")] {
            tx.execute(
                "INSERT INTO person_group (bureau_id, id, kind, name, version) VALUES ($1, $2, $3, $4, 1)",
                &[act.bureau(), &id, &kind, &name],
            )?;
        }
        tx.execute(
            "INSERT INTO benefit_rate (bureau_id, since, urban_income_fen, months_pay, income_multiple, income_multiple_at_work, source)
             VALUES ($1, '2026-01-01', 5000000, 40, 2, 20, 'bench')",
            &[act.bureau()],
        )?;
        let mut people = Vec::new();
        for pair in chosen.chunks_exact(2).take(DEATHS) {
            let [(person, doctor), (wife, _)] = pair else { continue };
            surround(tx, &act, *person, *wife, *doctor, [branch, club])?;
            people.push(*person);
        }
        Ok(people)
    };
    Ok(world.app.db.write(prepare).await?)
}

/// Makes whoever answers for somebody a doctor with one place to spare, so that an elder can be given back.
fn appoint(tx: &Tx<'_>, act: &Act) -> cq_platform::Result<()> {
    let hospital: Uuid = act.new_id();
    tx.execute(
        "INSERT INTO hospital (bureau_id, id, name, version) VALUES ($1, $2, '县人民医院', 1)",
        &[act.bureau(), &hospital],
    )?;
    tx.execute(
        "INSERT INTO doctor (bureau_id, id, hospital_id, sex, specialty, capacity)
         SELECT r.bureau_id, r.staff_id, $2, 'unknown', 'general', COUNT(*) + 1 FROM responsibility r
         WHERE r.bureau_id = $1 GROUP BY r.bureau_id, r.staff_id",
        &[act.bureau(), &hospital],
    )?;
    Ok(())
}

fn surround(
    tx: &Tx<'_>,
    act: &Act,
    person: PersonId,
    wife: PersonId,
    doctor: StaffId,
    groups: [Uuid; 2],
) -> cq_platform::Result<()> {
    let (bureau, id) = (act.bureau(), || act.new_id::<Uuid>());
    tx.execute(
        "INSERT INTO relation (bureau_id, id, person_id, other_id, kind, is_contact, is_proxy, version)
         VALUES ($1, $2, $3, $4, 'spouse', 1, 0, 1)",
        &[bureau, &id(), &person, &wife],
    )?;
    for group in groups {
        tx.execute(
            "INSERT INTO membership (bureau_id, id, group_id, person_id, since, version) VALUES ($1, $2, $3, $4, '2020', 1)",
            &[bureau, &id(), &group, &person],
        )?;
    }
    tx.execute(
        "INSERT INTO post (bureau_id, id, group_id, person_id, kind, since, version)
         VALUES ($1, $2, $3, $4, 'backbone', '2021', 1)",
        &[bureau, &id(), &groups[0], &person],
    )?;
    for week in 0..5_i64 {
        let due = date(2026, 11, 30).saturating_add(week.weeks());
        tx.execute(
            "INSERT INTO task (bureau_id, id, person_id, owner_id, form, opens_on, due_on, next_on, state, tries, version)
             VALUES ($1, $2, $3, $4, 'home-visit', '2026-11-01', $5, $5, 'open', 0, 1)",
            &[bureau, &id(), &person, &doctor, &due],
        )?;
    }
    Ok(())
}
