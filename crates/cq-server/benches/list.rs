//! The list of people at a million: the page for programs and the page for people against the bare query.
//!
//! Each turn asks for pages that begin at people spread over the whole registry. The floor is the same statement,
//! prepared once, on plain connections on as many threads as answer requests, every cell looked at and none kept. The
//! pages come from the whole program as a service in the same process: session, policy, messages, template; then over
//! real connections, where the processor time of the server alone is counted and the load generator's is not.

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
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use cq_registry::person::{Mark, store::list};
use measure::{
    Outcome, Took, client::Client, cores, cpu_time, folder, head, median, note, registry, row, setting,
    world::World,
};
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use uuid::Uuid;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Places in the registry where pages begin.
const STARTS: usize = 5_000;

struct Start {
    pinyin: String,
    id: Vec<u8>,
    /// As addresses name it.
    mark: String,
}

/// One kind of page.
struct Kind {
    name: &'static str,
    /// How many rows its statement asks for: one more than it shows.
    rows: i64,
    path: fn(&Start) -> String,
}

const KINDS: [Kind; 2] = [
    Kind {
        name: "JSON, 20 people",
        rows: 21,
        path: |start| format!("/api/v1/people?limit=20&cursor={}", start.mark),
    },
    Kind { name: "HTML, 50 people", rows: 51, path: |start| format!("/people?after={}", start.mark) },
];

struct Run {
    per_second: f64,
    cpu_us: f64,
}

impl Run {
    fn of(done: usize, took: Took) -> Self {
        Self {
            per_second: done as f64 / took.wall.as_secs_f64(),
            cpu_us: took.cpu.as_secs_f64() * 1e6 / done as f64,
        }
    }
}

/// The same kind of page, at its three distances from the engine, in one round.
struct Round {
    floor: Run,
    service: Run,
    http: Option<Run>,
}

fn main() -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(cores()).enable_all().build()?;
    let count = setting("PEOPLE", 1_000_000);
    let seconds = Duration::from_secs(setting("RUN_SECONDS", 3) as u64);
    let (world, file) = runtime.block_on(registry::on_sqlite(count))?;
    let client = runtime.block_on(Client::signed_in(&world))?;
    let starts = starts(&world, &file, count)?;
    let address = runtime.block_on(serve(&client))?;
    let mut tables: Vec<(&Kind, Vec<Round>)> = KINDS.iter().map(|kind| (kind, Vec::new())).collect();
    for _ in 0..setting("ROUNDS", 7) {
        for (kind, rounds) in &mut tables {
            rounds.push(Round {
                floor: floor(&file, &starts, kind.rows, seconds)?,
                service: runtime.block_on(service(&client, &starts, kind, seconds))?,
                http: http(&client, &address, &starts, kind, seconds)?,
            });
        }
    }
    head(&["page", "way", "requests/s", "CPU µs a request", "throughput of floor", "floor's CPU of its own"]);
    tables.iter().for_each(|(kind, rounds)| told(kind, rounds));
    Ok(())
}

fn told(kind: &Kind, rounds: &[Round]) {
    type Of = fn(&Round) -> Option<&Run>;
    let ways: [(&str, Of); 3] = [
        ("bare query", |round| Some(&round.floor)),
        ("whole program, in process", |round| Some(&round.service)),
        ("whole program, HTTP", |round| round.http.as_ref()),
    ];
    for (way, of) in ways {
        let runs: Vec<(&Run, &Run)> =
            rounds.iter().filter_map(|round| Some((of(round)?, &round.floor))).collect();
        if runs.is_empty() {
            note(format_args!("{way} left out: wrk is not installed"));
            continue;
        }
        let of_floor = median(runs.iter().map(|(run, floor)| run.per_second / floor.per_second));
        let of_cpu = median(runs.iter().map(|(run, floor)| floor.cpu_us / run.cpu_us));
        row(&[
            kind.name.to_owned(),
            way.to_owned(),
            format!("{:.0}", median(runs.iter().map(|(run, _)| run.per_second))),
            format!("{:.0}", median(runs.iter().map(|(run, _)| run.cpu_us))),
            format!("{:.0} %", of_floor * 100.0),
            format!("{:.0} %", of_cpu * 100.0),
        ]);
    }
}

fn reader(file: &Path) -> Outcome<Connection> {
    let conn = Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    conn.execute_batch("PRAGMA cache_size=-65536; PRAGMA mmap_size=4294967296; PRAGMA temp_store=MEMORY;")?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(conn)
}

/// People evenly spread over the order of the list, in an order that jumps about.
fn starts(world: &World, file: &Path, count: usize) -> Outcome<Vec<Start>> {
    let conn = reader(file)?;
    let mut all = conn.prepare("SELECT pinyin, id FROM person ORDER BY bureau_id, pinyin, id")?;
    let rows = all.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let mut rows = rows.step_by((count / STARTS).max(1)).collect::<Result<Vec<_>, _>>()?;
    rows.sort_by_key(|(_, id)| {
        let id = Uuid::from_slice(id).unwrap_or_default();
        id.as_u128().wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
    });
    let (secrets, bureau) = (&world.app.secrets, &world.bureau.id);
    rows.into_iter()
        .map(|(pinyin, id)| {
            let mark = Mark { pinyin: pinyin.clone(), id: Uuid::from_slice(&id)?.into() };
            Ok(Start { mark: mark.sealed(secrets, bureau)?, pinyin, id })
        })
        .collect()
}

/// The statement alone.
fn floor(file: &Path, starts: &[Start], rows: i64, seconds: Duration) -> Outcome<Run> {
    let sql = list::STATEMENTS[0].replace("{reach}", "1=1");
    let (cpu, started, next) = (cpu_time(), Instant::now(), AtomicUsize::new(0));
    let one_thread = || -> Outcome {
        let conn = reader(file)?;
        let bureau: Vec<u8> = conn.query_row("SELECT bureau_id FROM bureau", [], |row| row.get(0))?;
        let mut statement = conn.prepare(&sql)?;
        let columns = statement.column_count();
        while started.elapsed() < seconds {
            let start = &starts[next.fetch_add(1, Ordering::Relaxed) % starts.len()];
            let mut found = statement.query((&bureau, &start.pinyin, &start.id, rows))?;
            while let Some(row) = found.next()? {
                for column in 0..columns {
                    std::hint::black_box(row.get_ref(column)?);
                }
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores()).map(|_| scope.spawn(one_thread)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a thread fell")?)
    })?;
    Ok(Run::of(next.into_inner(), Took { wall: started.elapsed(), cpu: cpu_time() - cpu }))
}

/// The whole program without a network.
async fn service(client: &Client, starts: &[Start], kind: &Kind, seconds: Duration) -> Outcome<Run> {
    let paths: std::sync::Arc<Vec<String>> = std::sync::Arc::new(starts.iter().map(kind.path).collect());
    let next = std::sync::Arc::new(AtomicUsize::new(0));
    let (cpu, started) = (cpu_time(), Instant::now());
    let mut running = Vec::new();
    for _ in 0..cores() {
        let (client, paths, next) = (client.clone(), paths.clone(), next.clone());
        running.push(tokio::spawn(async move {
            while started.elapsed() < seconds {
                client.get(&paths[next.fetch_add(1, Ordering::Relaxed) % paths.len()]).await?;
                tokio::task::yield_now().await;
            }
            Outcome::Ok(())
        }));
    }
    for task in running {
        task.await??;
    }
    Ok(Run::of(next.load(Ordering::Relaxed), Took { wall: started.elapsed(), cpu: cpu_time() - cpu }))
}

async fn serve(client: &Client) -> Outcome<String> {
    let listener = cq_server::serve::bind(([127, 0, 0, 1], 0).into()).await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(cq_server::serve::serve(listener, client.router(), std::future::pending()));
    Ok(address)
}

/// The whole program over kept connections from another process.
fn http(
    client: &Client,
    address: &str,
    starts: &[Start],
    kind: &Kind,
    seconds: Duration,
) -> Outcome<Option<Run>> {
    let script = folder().join("list.lua");
    let paths: Vec<String> = starts.iter().map(|start| format!("'{}'", (kind.path)(start))).collect();
    std::fs::write(
        &script,
        format!(
            "local paths = {{ {} }}\nlocal at = 0\nwrk.headers['cookie'] = '{}'\n\
             request = function() at = at + 1; return wrk.format('GET', paths[at % #paths + 1]) end\n\
             done = function(summary) print('DONE', summary.requests, summary.duration, summary.errors.status) end\n",
            paths.join(","),
            client.cookies
        ),
    )?;
    let cpu = cpu_time();
    let mut wrk = Command::new("wrk");
    wrk.args(["-t1", "-c16", &format!("-d{}s", seconds.as_secs()), "-s"]).arg(&script).arg(address);
    let Ok(output) = wrk.output() else { return Ok(None) };
    let said = String::from_utf8(output.stdout)?;
    let figures = said.lines().find_map(|line| line.strip_prefix("DONE")).ok_or("wrk gave no figures")?;
    let figures = figures.split_whitespace().map(str::parse).collect::<Result<Vec<u64>, _>>()?;
    let [requests, micros, 0] = figures[..] else { return Err(format!("wrk saw errors: {said}").into()) };
    let took = Took { wall: Duration::from_micros(micros), cpu: cpu_time() - cpu };
    Ok(Some(Run::of(usize::try_from(requests)?, took)))
}
