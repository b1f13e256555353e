//! The official tables at a million: counting, the change against a closed year, the names behind a figure, closing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod measure;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use cq_platform::{actor::Act, db::Db, ids::BureauId};
use cq_registry::{
    person::PersonId,
    report::{
        actions::{self, Asked},
        closing,
        model::table::Kind,
    },
};
use jiff::civil::{Date, date};
use measure::{
    Outcome, crowd, head, median, note, registry, row, setting,
    world::{self, World},
};
use uuid::Uuid;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const TODAY: Date = date(2026, 11, 23);
const YEAR_END: Date = date(2025, 12, 31);

fn main() -> Outcome {
    let people = setting("PEOPLE", 1_000_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        head(&["engine", "table", "on", "median ms"]);
        let (world, _) = registry::on_sqlite(people).await?;
        measured("SQLite", &world).await?;
        drop(world);
        let on_postgres = world::on_postgres(async |url| {
            let world = World::open(url).await?;
            crowd::fill(&world, people).await?;
            // As the server's own housekeeping leaves a registry that has been in use for a while.
            world::statement(url, "VACUUM ANALYZE").await?;
            measured("PostgreSQL", &world).await
        });
        if on_postgres.await?.is_none() {
            note("PostgreSQL left out: CHANGQING_TEST_PG names no server");
        }
        Ok(())
    })
}

async fn measured(engine: &str, world: &World) -> Outcome {
    let rounds = setting("ROUNDS", 5);
    tables(engine, world, rounds, "open").await?;
    let hand = world.hand();
    let (started, is_over) = (Instant::now(), Arc::new(AtomicBool::new(false)));
    let others = tokio::spawn(others_write(world.app.db.clone(), world.bureau.id, is_over.clone()));
    let closed = closing::close(&world.app, &hand.actor, YEAR_END).await;
    let took = started.elapsed();
    is_over.store(true, Ordering::Relaxed);
    let waited = others.await??;
    match closed {
        Ok(()) => {
            note(format_args!(
                "closing took {:.1} s; of {} others who wrote meanwhile half waited {:.0} ms, a hundredth {:.0} ms, the longest {:.0} ms",
                took.as_secs_f64(),
                waited.len(),
                share(&waited, 0.5),
                share(&waited, 0.99),
                share(&waited, 1.0),
            ));
        }
        Err(cq_platform::Error::Conflict) => note("closed by an earlier run"),
        Err(error) => return Err(error.into()),
    }
    world.app.db.analyze().await?;
    tables(engine, world, rounds, "closed").await
}

/// Somebody who writes a row every few moments, until the year is closed; how long each took, in milliseconds, the shortest first.
async fn others_write(db: Db, bureau: BureauId, is_over: Arc<AtomicBool>) -> cq_platform::Result<Vec<f64>> {
    let mut waited = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        let started = Instant::now();
        db.write(move |tx| tx.execute_one("UPDATE bureau SET name = name WHERE bureau_id = $1", &[&bureau]))
            .await?;
        waited.push(started.elapsed().as_secs_f64() * 1e3);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    waited.sort_unstable_by(f64::total_cmp);
    Ok(waited)
}

fn share(sorted: &[f64], part: f64) -> f64 {
    let at = (sorted.len() as f64 * part) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}

async fn tables(engine: &str, world: &World, rounds: usize, state: &str) -> Outcome {
    for (kind, day) in
        [(Kind::Basic, TODAY), (Kind::Change, TODAY), (Kind::Basic, YEAR_END), (Kind::Change, YEAR_END)]
    {
        let mut took = Vec::new();
        for _ in 0..rounds {
            let (act, started) = (world.hand(), Instant::now());
            world.app.db.report(move |conn| actions::read(conn, &act, kind, day)).await?;
            took.push(started.elapsed().as_secs_f64() * 1e3);
        }
        row(&[
            engine.into(),
            format!("{kind}, the year before {state}"),
            day.to_string(),
            format!("{:.0}", median(took)),
        ]);
    }
    let mut took = Vec::new();
    for _ in 0..rounds {
        let (act, started) = (world.hand(), Instant::now());
        world.app.db.report(move |conn| names(conn, &act)).await?;
        took.push(started.elapsed().as_secs_f64() * 1e3);
    }
    row(&[engine.into(), "100 names over eighty".into(), TODAY.to_string(), format!("{:.0}", median(took))]);
    Ok(())
}

fn names(conn: &cq_platform::db::Conn<'_>, act: &Act) -> cq_platform::Result<()> {
    let asked = Asked { kind: Kind::Ages, day: TODAY, row: "retired".into(), column: "80".into() };
    actions::behind(conn, act, &asked, &(String::new(), PersonId(Uuid::nil())), 100).map(drop)
}
