//! Import of 100,000 people from xlsx, against the reading library alone on the same file.
//!
//! The file is what a large bureau might hold: a sheet a unit, each in its unit's habits. Each step runs in a process of
//! its own, so that its memory is its own: the library streaming every cell; the check, which reads, understands and
//! holds each row against the registry; the import, which does that and writes it, searchable, sealed and on record; and
//! the floor under the import: SQLite alone, given the very rows that the import wrote, prepared and in the order of their keys.
//!
//! Last, 100,000 rows that say something else of people whom a registry of `KNOWN` knows; with `ROUNDS=0` that alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod measure;

use std::{path::Path, process::Command};

use calamine::{DataRef, Reader, Xlsx};
use cq_demo::Scale;
use cq_registry::intake::{self, Brought, Options};
use cq_server::ledgers::LEDGERS;
use measure::{
    Outcome, folder, head, median, note, own_memory_during, peak_memory_mib, registry, row, setting, timed,
    world::World,
};
use rusqlite::{Connection, params_from_iter, types::Value};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const STEPS: [(&str, &str); 4] = [
    ("stream", "reading library alone"),
    ("check", "check, nothing written"),
    ("import", "import, written"),
    ("floor", "SQLite alone, the same rows"),
];

/// Rows of the ledger that changes what is known.
const CHANGED: usize = 100_000;

/// What an import fills, each table after those it refers to.
const TABLES: [&str; 10] = [
    "bureau",
    "unit",
    "area",
    "person",
    "person_condition",
    "person_tally",
    "search_term",
    "relation",
    "intake",
    "intake_row",
];

fn main() -> Outcome {
    match std::env::var("BENCH_STEP") {
        Ok(step) => one_step(&step, Path::new(&std::env::var("BENCH_FILE")?)),
        Err(_) => all_steps(),
    }
}

#[derive(Clone, Copy)]
struct Run {
    wall_s: f64,
    cpu_s: f64,
    peak_mib: f64,
    own_mib: f64,
}

fn all_steps() -> Outcome {
    let rounds = setting("ROUNDS", 5);
    if rounds == 0 {
        return changed_rows();
    }
    let people = setting("PEOPLE", 100_000);
    let file = folder().join(format!("people-{people}.xlsx"));
    if !file.exists() {
        let scale = Scale { people, doctors: 391, seed: 1, today: jiff::civil::date(2026, 11, 23) };
        let ledgers = cq_demo::ledgers(&cq_demo::bureau(scale))?;
        let ledger =
            ledgers.into_iter().find(|ledger| ledger.kind == "people").ok_or("no ledger of people")?;
        std::fs::write(&file, ledger.bytes)?;
    }
    note(format_args!("{people} people in {} KiB", std::fs::metadata(&file)?.len() / 1024));
    let mut runs: [Vec<Run>; STEPS.len()] = Default::default();
    for _ in 0..rounds {
        for ((step, _), runs) in STEPS.iter().zip(&mut runs) {
            runs.push(child(step, &file)?);
        }
    }
    head(&[
        "step",
        "seconds",
        "CPU seconds",
        "of the library alone",
        "of its CPU",
        "peak memory MiB",
        "of it its own",
    ]);
    let alone = runs[0].clone();
    for ((_, name), runs) in STEPS.iter().zip(&runs) {
        let against =
            |of: fn(&Run) -> f64| median(runs.iter().zip(&alone).map(|(run, alone)| of(run) / of(alone)));
        let middle = |of: fn(&Run) -> f64| median(runs.iter().map(of));
        row(&[
            (*name).to_owned(),
            format!("{:.2}", middle(|run| run.wall_s)),
            format!("{:.2}", middle(|run| run.cpu_s)),
            format!("{:.1}", against(|run| run.wall_s)),
            format!("{:.1}", against(|run| run.cpu_s)),
            format!("{:.0}", middle(|run| run.peak_mib)),
            format!("{:.0}", middle(|run| run.own_mib)),
        ]);
    }
    changed_rows()
}

/// A ledger that says something else of people whom a large registry knows.
fn changed_rows() -> Outcome {
    let known = setting("KNOWN", 1_000_000);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (world, file) = runtime.block_on(registry::on_sqlite(known))?;
    drop(world);
    let run = child("changed", &file)?;
    note(format_args!(
        "{CHANGED} changed rows against {known} people: {:.1} s, {:.1} s of CPU, {:.0} MiB, of it {:.0} its own",
        run.wall_s, run.cpu_s, run.peak_mib, run.own_mib
    ));
    Ok(())
}

fn child(step: &str, file: &Path) -> Outcome<Run> {
    let output =
        Command::new(std::env::current_exe()?).env("BENCH_STEP", step).env("BENCH_FILE", file).output()?;
    let said = String::from_utf8(output.stdout)?;
    let figures = said
        .lines()
        .find_map(|line| line.strip_prefix("figures "))
        .ok_or_else(|| format!("{step} failed: {said}{}", String::from_utf8_lossy(&output.stderr)))?;
    let figures = figures.split(' ').map(str::parse).collect::<Result<Vec<f64>, _>>()?;
    let [wall_s, cpu_s, peak_mib, own_mib] = figures[..] else { return Err(said.into()) };
    Ok(Run { wall_s, cpu_s, peak_mib, own_mib })
}

fn one_step(step: &str, file: &Path) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let dir = tempfile::tempdir_in(folder())?;
    let url = dir.path().join("import.db").to_string_lossy().into_owned();
    if step == "changed" {
        std::fs::copy(file, &url)?;
        let world = runtime.block_on(World::open(&url))?;
        let bytes = other_phones(CHANGED);
        return told(|| {
            let report = runtime.block_on(taken_in(&world, "phones.csv", bytes, false))?;
            if report.counts.changed == CHANGED as i64 {
                Ok(())
            } else {
                Err(format!("{:?}", report.counts).into())
            }
        });
    }
    let world = runtime.block_on(World::open(&url))?;
    let bytes = std::fs::read(file)?;
    if step == "floor" {
        runtime.block_on(take_in(&world, bytes, false))?;
        drop(world);
        let other = dir.path().join("floor.db");
        drop(runtime.block_on(World::open(&other.to_string_lossy()))?);
        return floor(Path::new(&url), &other);
    }
    told(|| match step {
        "stream" => stream(bytes),
        _ => runtime.block_on(take_in(&world, bytes, step == "check")),
    })
}

/// Does `work` and tells what it took.
fn told(work: impl FnOnce() -> Outcome) -> Outcome {
    let ((done, took), own) = own_memory_during(|| timed(work));
    done?;
    let (wall, cpu) = (took.wall.as_secs_f64(), took.cpu.as_secs_f64());
    note(format_args!("figures {wall} {cpu} {} {own}", peak_memory_mib()));
    Ok(())
}

/// Puts every row of `from` into `to`, whose schema stands, in one transaction.
fn floor(from: &Path, to: &Path) -> Outcome {
    let (from, to) = (Connection::open(from)?, Connection::open(to)?);
    to.execute_batch(
        "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;
        DELETE FROM bureau; PRAGMA foreign_keys=ON;",
    )?;
    let mut tables = Vec::new();
    for table in TABLES {
        let mut all = from.prepare(&format!("SELECT * FROM {table}"))?;
        let width = all.column_count();
        let rows = all.query_map([], |row| (0..width).map(|at| row.get::<_, Value>(at)).collect())?;
        tables.push((table, width, rows.collect::<rusqlite::Result<Vec<Vec<Value>>>>()?));
    }
    told(|| {
        to.execute_batch("BEGIN IMMEDIATE")?;
        for (table, width, rows) in &tables {
            let places = vec!["?"; *width].join(",");
            let mut insert = to.prepare(&format!("INSERT INTO {table} VALUES ({places})"))?;
            for row in rows {
                insert.execute(params_from_iter(row))?;
            }
            if *table == "intake" {
                // Long, and read whole for each row that refers to it: the import leaves it out till the end too.
                to.execute("UPDATE intake SET mapping = ''", [])?;
            }
        }
        Ok(to.execute_batch("COMMIT")?)
    })?;
    for (table, _, rows) in &tables {
        note(format_args!("{table}: {} rows", rows.len()));
    }
    Ok(())
}

/// Every cell of every sheet, looked at and not kept.
fn stream(bytes: Vec<u8>) -> Outcome {
    let mut book = Xlsx::new(std::io::Cursor::new(bytes))?;
    for sheet in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&sheet)?;
        while let Some(cell) = cells.next_cell()? {
            std::hint::black_box(*cell.get_value() != DataRef::Empty);
        }
    }
    Ok(())
}

async fn take_in(world: &World, bytes: Vec<u8>, dry_run: bool) -> Outcome {
    let report = taken_in(world, "people.xlsx", bytes, dry_run).await?;
    // A few rows of every such ledger are wrong on purpose.
    if report.written == dry_run || report.counts.new < 1_000 || report.counts.wrong > 100 {
        return Err(format!("{:?}, written: {}", report.counts, report.written).into());
    }
    Ok(())
}

async fn taken_in(world: &World, name: &str, bytes: Vec<u8>, dry_run: bool) -> Outcome<intake::Report> {
    let brought = Brought { kind: "people".into(), file_name: name.into(), bytes, as_of: None };
    let options = Options { dry_run, skip_bad: true, new_names: true, ..Options::default() };
    Ok(intake::run(&world.app, world.hand(), LEDGERS, brought, options).await?)
}

/// The first people of the registry, each with another telephone.
fn other_phones(count: usize) -> Vec<u8> {
    let mut csv = String::from("姓名,身份证号码,人员类别,联系电话\n");
    for (nth, person) in registry::people(setting("KNOWN", 1_000_000)).take(count).enumerate() {
        let category = match person.category {
            cq_demo::Category::Honoured => "离休",
            cq_demo::Category::Retired => "退休",
            cq_demo::Category::Survivor => "遗属",
        };
        csv.push_str(&format!("{},{},{category},199{nth:08}\n", person.name, person.citizen_id));
    }
    csv.into_bytes()
}
