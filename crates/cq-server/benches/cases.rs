//! First contact under load: the sweep of the ladder over very many open cases, and many clerks at once.
//!
//! The sweep is measured twice: where every hundredth case has just come due, and right after it, where none has.
//!
//! Each clerk lists, opens, receives, hands on, answers and calls back through the whole program, waits as somebody at a desk does, and
//! goes on. What is measured is each request by itself. At the end the database must hold exactly what was answered.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod measure;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use cq_case::case;
use cq_platform::{
    db::{Param, Tx},
    identity::{self, NewAccount},
    ids::StaffId,
    policy::Role,
    secrets::Place,
};
use cq_registry::person::PersonId;
use cq_server::site;
use measure::{Latencies, Outcome, client::Client, head, note, registry, row, setting, world, world::World};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Cases of one transaction while filling.
const AT_ONCE: usize = 20_000;
/// One of so many has come due.
const LATE_ONE_OF: usize = 100;
/// The hundredth part of an hour, in milliseconds.
const STEP_MS: i64 = 36_000;

fn main() -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let people = setting("PEOPLE", 10_000);
    runtime.block_on(async {
        if setting("SWEEP", 1) == 1 {
            head(&["sweep over", "open cases", "told", "ms", "right after, none due, ms"]);
            on_each(people, async |world, engine| sweep(world, engine, setting("CASES", 1_000_000)).await)
                .await?;
        }
        if setting("TRAFFIC", 1) == 1 {
            head(&["engine", "clerks", "kind", "requests", "a second", "p50 ms", "p99 ms", "longest ms"]);
            on_each(people, async |world, engine| traffic(world, engine).await).await?;
        }
        Ok(())
    })
}

/// Over a copy of the kept registry on SQLite, and over one filled for it on PostgreSQL.
async fn on_each(people: usize, work: impl AsyncFn(&World, &str) -> Outcome) -> Outcome {
    let (kept, file) = registry::on_sqlite(people).await?;
    drop(kept);
    let copy = file.with_extension("cases");
    std::fs::copy(&file, &copy)?;
    let done = work(&World::open(&copy.to_string_lossy()).await?, "SQLite").await;
    for end in ["cases", "cases-wal", "cases-shm"] {
        drop(std::fs::remove_file(file.with_extension(end)));
    }
    done?;
    let on_postgres = world::on_postgres(async |url| {
        let world = World::open(url).await?;
        registry::fill(&world, people).await?;
        work(&world, "PostgreSQL").await
    });
    if on_postgres.await?.is_none() {
        note("PostgreSQL left out: CHANGQING_TEST_PG names no server");
    }
    Ok(())
}

async fn sweep(world: &World, engine: &str, cases: usize) -> Outcome {
    fill(world, cases).await?;
    let mut took = Vec::new();
    for _ in 0..2 {
        let (act, started) = (world.hand(), Instant::now());
        let told = world.app.db.write(move |tx| case::sweep(tx, &act)).await?;
        took.push((told, started.elapsed().as_secs_f64() * 1e3));
    }
    let (told, first) = took[0];
    assert_eq!((told, took[1].0), (cases / LATE_ONE_OF, 0), "all that are due are told, once");
    row(&[
        engine.to_owned(),
        cases.to_string(),
        told.to_string(),
        format!("{first:.0}"),
        format!("{:.2}", took[1].1),
    ]);
    Ok(())
}

/// `count` open cases of the registry's people and doctors, of which one of [`LATE_ONE_OF`] is late since a while.
async fn fill(world: &World, count: usize) -> Outcome {
    let started = Instant::now();
    let act = world.hand();
    let (people, staff): (Vec<(PersonId,)>, Vec<(StaffId,)>) = world
        .app
        .db
        .read(move |conn| {
            Ok((
                conn.list("SELECT id FROM person WHERE bureau_id = $1 ORDER BY id", &[act.bureau()])?,
                conn.list("SELECT id FROM staff WHERE bureau_id = $1 ORDER BY id", &[act.bureau()])?,
            ))
        })
        .await?;
    let (people, staff) = (Arc::new(people), Arc::new(staff));
    for first in (0..count).step_by(AT_ONCE) {
        let (act, people, staff) = (world.hand(), people.clone(), staff.clone());
        let last = (first + AT_ONCE).min(count);
        let insert = move |tx: &Tx<'_>| {
            let now = act.at.as_millisecond();
            let mut cells: Vec<Box<dyn Param>> = Vec::new();
            for at in first..last {
                let id: Uuid = act.new_id();
                let said = r#"{"name":"","phone":"","asked":"老伴住院了，想请人陪着跑一趟医保报销"}"#;
                let said = act.secrets.seal(Place { table: "case_file", column: "said", row: id }, said)?;
                let (person, by) = (people[at % people.len()].0, staff[at % staff.len()].0);
                let until = (at % 5_000 + 1) as i64 * STEP_MS;
                let due = if at % LATE_ONE_OF == 0 { now - until % 3_600_000 } else { now + until };
                let received = due - 3 * 24 * 100 * STEP_MS;
                macro_rules! put { ($($cell:expr),+) => { cells.extend([$(Box::new($cell) as Box<dyn Param>),+]) }; }
                put!(
                    *act.bureau(),
                    id,
                    person,
                    "medical",
                    "ordinary",
                    "phone",
                    "elder",
                    said,
                    by,
                    received,
                    "working"
                );
                put!(by, 0_i64, 1_i64, 3_360_i64, 0_i64, received, due - STEP_MS, due, due + 100 * STEP_MS);
                put!(due + 200 * STEP_MS, 0_i64, due, 1_i64, due, 0_i64, 1_i64);
            }
            let cells: Vec<&dyn Param> = cells.iter().map(|cell| &**cell as &dyn Param).collect();
            tx.insert_many(CASES, 27, &cells)?;
            Ok(())
        };
        world.app.db.write(insert).await?;
    }
    world.app.db.analyze().await?;
    note(format_args!("filled {count} cases in {:.0} s", started.elapsed().as_secs_f64()));
    Ok(())
}

const CASES: &str = "INSERT INTO case_file (bureau_id, id, person_id, kind, urgency, channel, asker, said, first_id, received_at, stage,
    handler_id, tries, round, allowed_minutes, used_minutes, running_since, near_at, due_at, head_at,
    leader_at, level, escalate_at, is_open, sort_at, open_steps, version)";

/// What clerks have in hand, by clerk, and what waits to be called back, each with whose answer it was.
#[derive(Default)]
struct Desks {
    held: BTreeMap<usize, VecDeque<String>>,
    answered: VecDeque<(usize, String)>,
}

/// What was done, to be held against the database.
#[derive(Default, Clone, Copy)]
struct Done {
    received: i64,
    entries: i64,
    closed: i64,
}

async fn traffic(world: &World, engine: &str) -> Outcome {
    fill(world, setting("OPEN_CASES", 50_000)).await?;
    let clerks = setting("CLERKS", 200);
    let (before, people) = (counted(world).await?, some_people(world).await?);
    let desks = Arc::new(Mutex::new(Desks::default()));
    let (router, _) = site::site(&world.app);
    let mut all = Vec::new();
    for at in 0..clerks {
        let new = NewAccount {
            login: format!("clerk{at:03}"),
            name: name(at),
            role: Role::Clerk,
            staff: None,
            password: registry::PASSWORD.into(),
            must_change: false,
        };
        identity::create_account(&world.app, world.hand_as(Role::Admin), new).await?;
        all.push(Client::signed_in_as(world, router.clone(), &format!("clerk{at:03}")).await?);
    }
    note(format_args!("{clerks} clerks signed in"));
    let (started, seconds) = (Instant::now(), Duration::from_secs(setting("RUN_SECONDS", 30) as u64));
    let mut running = Vec::new();
    for (at, client) in all.into_iter().enumerate() {
        let (desks, people) = (desks.clone(), people.clone());
        let clerk =
            Clerk { at, of: clerks, client, desks, people, waits: BTreeMap::new(), done: Done::default() };
        running.push(tokio::spawn(clerk.works(started, seconds)));
    }
    let (mut waits, mut done) = (BTreeMap::<&str, Latencies>::new(), Done::default());
    for clerk in running {
        let (its, did) = clerk.await??;
        its.into_iter().for_each(|(kind, more)| waits.entry(kind).or_default().extend(more));
        done.received += did.received;
        done.entries += did.entries;
        done.closed += did.closed;
    }
    let took = started.elapsed().as_secs_f64();
    let after = counted(world).await?;
    assert_eq!(after.received - before.received, done.received, "every case received is there");
    assert_eq!(after.entries - before.entries, done.entries, "and every step");
    assert_eq!(after.closed - before.closed, done.closed, "and every call");
    let mut whole = Latencies::default();
    waits.values().for_each(|some| whole.extend(some.clone()));
    waits.insert("all", whole);
    for (kind, mut some) in waits {
        row(&[
            engine.to_owned(),
            clerks.to_string(),
            kind.to_owned(),
            some.len().to_string(),
            format!("{:.1}", some.len() as f64 / took),
            format!("{:.1}", some.percentile_ms(50.0)),
            format!("{:.1}", some.percentile_ms(99.0)),
            format!("{:.0}", some.percentile_ms(100.0)),
        ]);
    }
    Ok(())
}

/// Somebody at a desk.
struct Clerk {
    at: usize,
    of: usize,
    client: Client,
    desks: Arc<Mutex<Desks>>,
    people: Arc<Vec<PersonId>>,
    waits: BTreeMap<&'static str, Latencies>,
    done: Done,
}

impl Clerk {
    /// One thing after the other, with pauses between, until time is up.
    async fn works(
        mut self,
        started: Instant,
        seconds: Duration,
    ) -> Outcome<(BTreeMap<&'static str, Latencies>, Done)> {
        let mut dice = ChaCha8Rng::seed_from_u64(self.at as u64);
        let think = setting("THINK_MS", 2_000) as u64;
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..think.max(1)))).await;
        while started.elapsed() < seconds {
            match dice.random_range(0..100) {
                0..25 => drop(self.get("list mine", "/cases").await?),
                25..35 => drop(self.get("list all", "/cases?whose=all").await?),
                35..60 => self.receive(&mut dice).await?,
                60..75 => self.hand_on(&mut dice).await?,
                75..90 => self.answer().await?,
                _ => self.call().await?,
            }
            tokio::time::sleep(Duration::from_millis(dice.random_range(0..(2 * think).max(1)))).await;
        }
        Ok((self.waits, self.done))
    }

    async fn get(&mut self, kind: &'static str, path: &str) -> Outcome<String> {
        let asked = Instant::now();
        let page = self.client.get(path).await?;
        self.waits.entry(kind).or_default().add(asked.elapsed());
        Ok(String::from_utf8_lossy(&page).into_owned())
    }

    async fn post(&mut self, kind: &'static str, path: &str, fields: &[(&str, &str)]) -> Outcome<String> {
        let asked = Instant::now();
        let to = self.client.post(path, fields).await?;
        self.waits.entry(kind).or_default().add(asked.elapsed());
        Ok(to)
    }

    async fn receive(&mut self, dice: &mut ChaCha8Rng) -> Outcome {
        let person = self.people[dice.random_range(0..self.people.len())].to_string();
        let fields = [
            ("person", person.as_str()),
            ("kind", "medical"),
            ("urgency", "ordinary"),
            ("channel", "phone"),
            ("asker", "elder"),
            ("asked", "老伴住院了，想请人陪着跑一趟医保报销"),
            ("way", "me"),
        ];
        let to = self.post("receive", "/cases", &fields).await?;
        let case = to.split('?').next().unwrap_or_default().to_owned();
        self.desks.lock().unwrap().held.entry(self.at).or_default().push_back(case);
        self.done.received += 1;
        self.done.entries += 1;
        Ok(())
    }

    /// What this clerk has had longest.
    fn held(&self) -> Option<String> {
        self.desks.lock().unwrap().held.entry(self.at).or_default().pop_front()
    }

    async fn hand_on(&mut self, dice: &mut ChaCha8Rng) -> Outcome {
        let Some(case) = self.held() else { return Ok(()) };
        let to = (self.at + dice.random_range(1..self.of)) % self.of;
        let page = self.get("open", &case).await?;
        let before = page.split(&format!("{}（", name(to))).next().ok_or("nobody to hand it to")?;
        let value =
            before.rsplit("value=\"").next().and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let fields = [("version", version(&page)?), ("hand_to", value), ("hand_note", "他管医保")];
        self.post("hand on", &format!("{case}/hand"), &fields).await?;
        self.desks.lock().unwrap().held.entry(to).or_default().push_back(case);
        self.done.entries += 1;
        Ok(())
    }

    async fn answer(&mut self) -> Outcome {
        let Some(case) = self.held() else { return Ok(()) };
        let page = self.get("open", &case).await?;
        let fields = [("version", version(&page)?), ("answered", "已陪同办妥，单据交给本人")];
        self.post("answer", &format!("{case}/answer"), &fields).await?;
        self.desks.lock().unwrap().answered.push_back((self.at, case));
        self.done.entries += 1;
        Ok(())
    }

    /// Calls back about what somebody else answered.
    async fn call(&mut self) -> Outcome {
        let case = {
            let mut desks = self.desks.lock().unwrap();
            let place = desks.answered.iter().position(|(by, _)| *by != self.at);
            place.and_then(|place| desks.answered.remove(place))
        };
        let Some((_, case)) = case else { return Ok(()) };
        let page = self.get("open", &case).await?;
        let fields =
            [("version", version(&page)?), ("verdict", "satisfied"), ("call_words", "都办好了，谢谢")];
        self.post("call back", &format!("{case}/call"), &fields).await?;
        self.done.entries += 1;
        self.done.closed += 1;
        Ok(())
    }
}

fn name(at: usize) -> String {
    format!("科员{at:03}")
}

fn version(page: &str) -> Outcome<&str> {
    let after = page.split("name=\"version\" value=\"").nth(1).ok_or("nothing can be done with it")?;
    Ok(after.split('"').next().unwrap_or_default())
}

async fn some_people(world: &World) -> Outcome<Arc<Vec<PersonId>>> {
    let bureau = *world.hand().bureau();
    let sql = "SELECT id FROM person WHERE bureau_id = $1 AND ended_on IS NULL ORDER BY id LIMIT 5000";
    let people = world.app.db.read(move |conn| conn.list::<(PersonId,)>(sql, &[&bureau])).await?;
    Ok(Arc::new(people.into_iter().map(|(id,)| id).collect()))
}

async fn counted(world: &World) -> Outcome<Done> {
    let bureau = *world.hand().bureau();
    let sql = "SELECT (SELECT COUNT(*) FROM case_file WHERE bureau_id = $1), (SELECT COUNT(*) FROM case_entry WHERE bureau_id = $1),
        (SELECT COUNT(*) FROM case_file WHERE bureau_id = $1 AND stage = 'closed')";
    let (received, entries, closed) =
        world.app.db.read(move |conn| conn.one::<(i64, i64, i64)>(sql, &[&bureau])).await?;
    Ok(Done { received, entries, closed })
}
