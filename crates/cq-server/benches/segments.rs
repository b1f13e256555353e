//! Segments at a million people: how long the exact count and the first page take on both engines, and the test of one person.
//!
//! Each figure is the median of several runs, after one that brings the data into memory.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod measure;

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    hint::black_box,
    time::Instant,
};

use cq_platform::{db::MIGRATIONS, policy::Scope};
use cq_registry::{
    person::{Illness, Living, Sex, store::list},
    segment::{
        Condition, Profile, Segment,
        condition::{Ailment, Field, Gap, PlaceKind},
        store,
    },
};
use measure::{
    Outcome, crowd, folder, head, median, note, row, setting,
    world::{self, World},
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Segments of five conditions.
fn segments() -> Vec<(&'static str, Segment)> {
    let ill = |illness| Condition::Ill([Ailment::Block(illness)].into());
    let alone = || Condition::Living([Living::Alone, Living::EmptyNest].into());
    let aged = |from| Condition::Age { from: Some(from), to: None };
    let men = || Condition::Word { field: Field::Sex, any: [Sex::Male.to_string()].into() };
    let unseen = || Condition::Unseen { days: 30 };
    vec![
        (
            "alone or empty nest, 80+, hypertension, unseen 30 days, within 2 km of a hospital",
            Segment::all([
                alone(),
                aged(80),
                ill(Illness::Hypertension),
                unseen(),
                Condition::Near { of: PlaceKind::Hospital, id: None, within_m: 2_000 },
            ]),
        ),
        (
            "men, alone or empty nest, 80+, hypertension, unseen 30 days",
            Segment::all([men(), alone(), aged(80), ill(Illness::Hypertension), unseen()]),
        ),
        (
            "men, alone, 90+, dementia, no phone",
            Segment::all([
                men(),
                Condition::Living([Living::Alone].into()),
                aged(90),
                ill(Illness::Dementia),
                Condition::Lacks([Gap::Phone].into()),
            ]),
        ),
        ("hypertension", Segment::all([ill(Illness::Hypertension)])),
        ("dementia", Segment::all([ill(Illness::Dementia)])),
        ("80+", Segment::all([aged(80)])),
        ("everybody", Segment::default()),
    ]
}

fn main() -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let count = setting("PEOPLE", 1_000_000);
    runtime.block_on(async {
        head(&["engine", "segment", "people in it", "count ms", "first page ms"]);
        let world = on_sqlite(count).await?;
        measured("SQLite", &world).await?;
        one_person(&world).await?;
        drop(world);
        let done = world::on_postgres(async |url| {
            let world = World::open(url).await?;
            crowd::fill(&world, count).await?;
            // As the server's own housekeeping leaves a registry that has been in use for a while.
            world::statement(url, "VACUUM ANALYZE").await?;
            measured("PostgreSQL", &world).await
        });
        if done.await?.is_none() {
            note("PostgreSQL left out: CHANGQING_TEST_PG names no server");
        }
        Ok(())
    })
}

async fn on_sqlite(count: usize) -> Outcome<World> {
    let mut schema = DefaultHasher::new();
    MIGRATIONS.iter().for_each(|step| step.sql.hash(&mut schema));
    let file = folder().join(format!("crowd-{count}-{:016x}.db", schema.finish()));
    if !file.exists() {
        let half = file.with_extension("half");
        let world = World::open(&half.to_string_lossy()).await?;
        crowd::fill(&world, count).await?;
        drop(world);
        std::fs::rename(&half, &file)?;
    }
    World::open(&file.to_string_lossy()).await
}

async fn measured(engine: &str, world: &World) -> Outcome {
    let (bureau, today) = (world.bureau.id, world.hand().today());
    for (name, segment) in segments() {
        let (mut people, mut counts, mut pages) = (0, Vec::new(), Vec::new());
        for round in 0..=setting("ROUNDS", 7) {
            let segment = segment.clone();
            let (count, counted, paged) = world
                .app
                .db
                .report(move |conn| {
                    let bound = store::bind(conn, &bureau, segment, today)?;
                    let started = Instant::now();
                    let count = store::people::count(conn, &Scope::BUREAU, &bureau, &bound)?;
                    let counted = started.elapsed();
                    let started = Instant::now();
                    black_box(list::page(
                        conn,
                        &Scope::BUREAU,
                        &bureau,
                        &bound,
                        Some(count),
                        &list::Turn::First,
                        50,
                    )?);
                    Ok((count, counted, started.elapsed()))
                })
                .await?;
            people = count;
            if round > 0 {
                counts.push(counted.as_secs_f64() * 1e3);
                pages.push(paged.as_secs_f64() * 1e3);
            }
        }
        row(&[
            engine.to_owned(),
            name.to_owned(),
            people.to_string(),
            format!("{:.0}", median(counts)),
            format!("{:.1}", median(pages)),
        ]);
    }
    Ok(())
}

/// The test in memory, over people in turn.
async fn one_person(world: &World) -> Outcome {
    let (bureau, today) = (world.bureau.id, world.hand().today());
    let read = world.app.db.read(move |conn| {
        let ids = conn.list::<(cq_registry::person::PersonId,)>(
            "SELECT id FROM person WHERE bureau_id = $1 LIMIT 1000",
            &[&bureau],
        )?;
        let profiles: cq_platform::Result<Vec<Option<Profile>>> =
            ids.iter().map(|(id,)| store::profile::profile(conn, &bureau, *id)).collect();
        let bounds: cq_platform::Result<Vec<_>> = segments()
            .into_iter()
            .map(|(name, segment)| Ok((name, store::bind(conn, &bureau, segment, today)?)))
            .collect();
        Ok((profiles?, bounds?))
    });
    let (profiles, bounds) = read.await?;
    head(&["segment", "test of one person, ns"]);
    for (name, bound) in &bounds {
        let runs = (0..setting("ROUNDS", 7)).map(|_| {
            let started = Instant::now();
            for _ in 0..100 {
                for profile in profiles.iter().flatten() {
                    black_box(bound.admits(black_box(profile)));
                }
            }
            started.elapsed().as_secs_f64() * 1e9 / (100 * profiles.len()) as f64
        });
        row(&[(*name).to_owned(), format!("{:.0}", median(runs))]);
    }
    Ok(())
}
