//! The official tables at a million: counting, the change against a closed year, the names behind a figure, closing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod measure;

use std::time::Instant;

use cq_platform::actor::Act;
use cq_registry::{
    person::PersonId,
    report::{
        actions::{self, Asked},
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
    let started = Instant::now();
    match world.app.db.write(move |tx| actions::close(tx, &hand, YEAR_END)).await {
        Ok(()) => note(format_args!("closing took {:.1} s", started.elapsed().as_secs_f64())),
        Err(cq_platform::Error::Conflict) => note("closed by an earlier run"),
        Err(error) => return Err(error.into()),
    }
    world.app.db.analyze().await?;
    tables(engine, world, rounds, "closed").await
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
