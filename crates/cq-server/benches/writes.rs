//! Durable writes with their audit entry: 32 writers, each waiting for its own commit before the next write.
//!
//! A write is what a doctor's phone sends after a visit in vain: the try is inserted (twice indexed, a foreign key) and
//! the log entry chained. The floor is SQLite alone: one thread, the same statements with the hash given, the same
//! number of writes to a commit, no one waiting.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod measure;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use cq_platform::{
    audit::Subject,
    db::Db,
    policy::{Action, EVERYONE},
};
use measure::{
    Latencies, Outcome, Took, folder, head, median, note, row, setting, timed, world, world::World,
};
use rusqlite::Connection;
use serde_json::json;
use uuid::Uuid;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const TRY: Action = Action { name: "task.try", grants: EVERYONE };

const INSERT_TRY: &str =
    "INSERT INTO task_try (bureau_id, task_id, number, tried_on, again_on, noted_at, noted_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const NEXT: &str = "INSERT INTO audit_head (bureau_id, seq, hash) VALUES ($1, 1, $2)
    ON CONFLICT (bureau_id) DO UPDATE SET seq = audit_head.seq + 1 RETURNING seq, hash";
const ENTRY: &str = "INSERT INTO audit_entry (bureau_id, seq, at, account_id, name, action, kind, subject_id, detail, hash)
    VALUES ($1, $2, $3, NULL, 'changqing', 'task.try', 'task', $4, '{\"again_on\":\"2026-11-26\",\"number\":1}', $5)";
const ADVANCE: &str = "UPDATE audit_head SET hash = $2 WHERE bureau_id = $1";

struct Run {
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
    cpu_us: f64,
}

fn main() -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let (writers, rounds) = (setting("WRITERS", 32), setting("ROUNDS", 5));
        let seconds = Duration::from_secs(setting("RUN_SECONDS", 4) as u64);
        head(&["engine", "writers", "writes/s", "p50 ms", "p99 ms", "CPU µs a write", "against the floor"]);
        on_sqlite(writers, rounds, seconds).await?;
        let on_postgres = world::on_postgres(async |url| {
            let world = World::open(url).await?;
            let tasks = tasks(&world, writers).await?;
            let mut runs = Vec::new();
            for round in 0..rounds {
                runs.push(run(&world, &tasks, seconds, round).await?);
            }
            told("PostgreSQL", writers, &runs, "");
            Ok(())
        });
        if on_postgres.await?.is_none() {
            note("PostgreSQL left out: CHANGQING_TEST_PG names no server");
        }
        Ok(())
    })
}

async fn on_sqlite(writers: usize, rounds: usize, seconds: Duration) -> Outcome {
    let dir = tempfile::tempdir_in(folder())?;
    let url = dir.path().join("writes.db").to_string_lossy().into_owned();
    let world = World::open(&url).await?;
    let tasks = tasks(&world, writers).await?;
    let (mut runs, mut ratios) = (Vec::new(), Vec::new());
    let floor_file = dir.path().join("floor.db");
    let floor_tasks = floor_database(&floor_file, writers).await?;
    for round in 0..rounds {
        let floor = floor(&floor_file, &floor_tasks, seconds, round)?;
        let ours = run(&world, &tasks, seconds, round).await?;
        ratios.push(ours.per_second / floor.per_second);
        runs.push((ours, floor));
    }
    let (runs, floors): (Vec<Run>, Vec<Run>) = runs.into_iter().unzip();
    told("SQLite, FULL", writers, &runs, &format!("{:.2}", median(ratios)));
    told("SQLite alone, one thread", 1, &floors, "1");
    Ok(())
}

fn told(engine: &str, writers: usize, runs: &[Run], ratio: &str) {
    let middle = |of: fn(&Run) -> f64| median(runs.iter().map(of));
    row(&[
        engine.to_owned(),
        writers.to_string(),
        format!("{:.0}", middle(|run| run.per_second)),
        format!("{:.1}", middle(|run| run.p50_ms)),
        format!("{:.1}", middle(|run| run.p99_ms)),
        format!("{:.0}", middle(|run| run.cpu_us)),
        ratio.to_owned(),
    ]);
}

/// One task for each writer, with all that a task hangs on.
async fn tasks(world: &World, writers: usize) -> Outcome<Vec<Uuid>> {
    let act = world.hand();
    let tasks: Vec<Uuid> = (0..writers).map(|_| act.new_id()).collect();
    let made = tasks.clone();
    let (person, staff): (Uuid, Uuid) = (act.new_id(), act.new_id());
    let work = move |tx: &cq_platform::db::Tx<'_>| {
        tx.execute_one(
            "INSERT INTO person (bureau_id, id, name, pinyin, sex, category, living, created_at, updated_at, version)
             VALUES ($1, $2, '王晓明', 'wang xiao ming', 'male', 'retired', '', 0, 0, 1)",
            &[act.bureau(), &person],
        )?;
        tx.execute_one(
            "INSERT INTO staff (bureau_id, id, name, pinyin, version) VALUES ($1, $2, '王医生', 'wang', 1)",
            &[act.bureau(), &staff],
        )?;
        made.iter().try_for_each(|task| {
            tx.execute_one(
                "INSERT INTO task (bureau_id, id, person_id, owner_id, form, opens_on, due_on, next_on, state, tries, version)
                 VALUES ($1, $2, $3, $4, 'home-visit', '2026-11-07', '2027-02-04', '2027-02-04', 'open', 0, 1)",
                &[act.bureau(), task, &person, &staff],
            )
        })
    };
    world.app.db.write(work).await?;
    Ok(tasks)
}

/// All writers at once, for as long as asked.
async fn run(world: &World, tasks: &[Uuid], seconds: Duration, round: usize) -> Outcome<Run> {
    let (cpu, started) = (measure::cpu_time(), Instant::now());
    let mut running = Vec::new();
    for task in tasks {
        let (app, actor, task) = (world.app.clone(), world.hand().actor, *task);
        running.push(tokio::spawn(async move {
            let mut waits = Latencies::default();
            let mut number = round as i64 * 1_000_000;
            while started.elapsed() < seconds {
                number += 1;
                let (act, asked) = (app.act(actor.clone()), Instant::now());
                write(&app.db, act, task, number).await?;
                waits.add(asked.elapsed());
            }
            Ok::<_, cq_platform::Error>(waits)
        }));
    }
    let mut waits = Latencies::default();
    for writer in running {
        waits.extend(writer.await??);
    }
    Ok(figures(waits, Took { wall: started.elapsed(), cpu: measure::cpu_time() - cpu }))
}

async fn write(db: &Db, act: cq_platform::actor::Act, task: Uuid, number: i64) -> cq_platform::Result<()> {
    db.write(move |tx| {
        let (tried_on, again_on) = (act.today(), act.today().saturating_add(jiff::Span::new().days(3)));
        tx.execute_one(
            INSERT_TRY,
            &[act.bureau(), &task, &number, &tried_on, &again_on, &act.at, &act.actor.account],
        )?;
        act.record(tx, &TRY, Subject::one("task", task), &json!({ "number": number, "again_on": again_on }))
    })
    .await
}

fn figures(mut waits: Latencies, took: Took) -> Run {
    let writes = waits.len() as f64;
    Run {
        per_second: writes / took.wall.as_secs_f64(),
        p50_ms: waits.percentile_ms(50.0),
        p99_ms: waits.percentile_ms(99.0),
        cpu_us: took.cpu.as_secs_f64() * 1e6 / writes,
    }
}

async fn floor_database(file: &Path, writers: usize) -> Outcome<Vec<Uuid>> {
    let world = World::open(&file.to_string_lossy()).await?;
    tasks(&world, writers).await
}

/// SQLite by itself: the statements of a write, prepared once, so many writes to a commit as there are writers.
fn floor(file: &Path, tasks: &[Uuid], seconds: Duration, round: usize) -> Outcome<Run> {
    let conn = Connection::open(file)?;
    conn.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; PRAGMA foreign_keys=ON;
         PRAGMA cache_size=-65536; PRAGMA mmap_size=4294967296;",
    )?;
    let bureau: Vec<u8> = conn.query_row("SELECT bureau_id FROM bureau", [], |row| row.get(0))?;
    let (mut try_, mut next) = (conn.prepare(INSERT_TRY)?, conn.prepare(NEXT)?);
    let (mut entry, mut advance) = (conn.prepare(ENTRY)?, conn.prepare(ADVANCE)?);
    let mut number = round as i64 * 1_000_000;
    let (waits, took) = timed(|| -> Outcome<Latencies> {
        let (mut waits, started) = (Latencies::default(), Instant::now());
        while started.elapsed() < seconds {
            let asked = Instant::now();
            conn.execute_batch("BEGIN IMMEDIATE")?;
            number += 1;
            for task in tasks {
                let task = task.as_bytes().as_slice();
                try_.execute((&bureau, task, number, "2026-11-23", "2026-11-26", 0_i64, None::<Vec<u8>>))?;
                let (seq, hash): (i64, Vec<u8>) =
                    next.query_row((&bureau, [0_u8; 32].as_slice()), |row| Ok((row.get(0)?, row.get(1)?)))?;
                entry.execute((&bureau, seq, 0_i64, task, &hash))?;
                advance.execute((&bureau, &hash))?;
            }
            conn.execute_batch("COMMIT")?;
            tasks.iter().for_each(|_| waits.add(asked.elapsed()));
        }
        Ok(waits)
    });
    Ok(figures(waits?, took))
}
