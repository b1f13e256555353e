//! Search as you type: what each keystroke waits for at the server, at 100,000 and at 1,000,000 people.
//!
//! Somebody is looked for letter by letter, by one of the ways that clerks use; every letter is a request for the
//! suggestions below the box, given to the whole program in the same process. The same people are looked for in both
//! registries. Waiting is told by the clock and by the processor time of the answering thread, which other programs on
//! the machine do not lengthen.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod measure;

use std::time::{Duration, Instant};

use cq_demo::PersonRecord;
use cq_registry::person::pinyin;
use measure::{
    Latencies, Outcome, client::Client, head, median, note, registry, row, setting, thread_cpu_time, world,
    world::World,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// People looked for.
const LOOKED_FOR: usize = 400;

struct Round {
    wall: Latencies,
    cpu: Latencies,
    /// The slowest keystroke, on the processor.
    slowest: (Duration, String),
}

struct Side {
    name: String,
    world: World,
    client: Client,
    rounds: Vec<Round>,
}

fn main() -> Outcome {
    // One thread, so that what a keystroke costs is what this thread did.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (small, large) = (setting("SMALL", 100_000), setting("PEOPLE", 1_000_000));
    let keystrokes = keystrokes(small);
    let rounds = setting("ROUNDS", 7);
    note(format_args!(
        "{LOOKED_FOR} people looked for with {} keystrokes, {rounds} rounds",
        keystrokes.len()
    ));
    runtime.block_on(async {
        let mut sides = vec![sqlite(small).await?, sqlite(large).await?];
        measure(&mut sides, &keystrokes, rounds).await?;
        told(&mut sides);
        drop(sides);
        let on_postgres = world::on_postgres(async |url| {
            let world = World::open(url).await?;
            registry::fill(&world, small).await?;
            let client = Client::signed_in(&world).await?;
            let name = format!("PostgreSQL, {small}");
            let mut sides = [Side { name, world, client, rounds: Vec::new() }];
            measure(&mut sides, &keystrokes, rounds).await?;
            told(&mut sides);
            Ok(())
        });
        if on_postgres.await?.is_none() {
            note("PostgreSQL left out: CHANGQING_TEST_PG names no server");
        }
        Ok(())
    })
}

async fn sqlite(people: usize) -> Outcome<Side> {
    let (world, _) = registry::on_sqlite(people).await?;
    let client = Client::signed_in(&world).await?;
    Ok(Side { name: format!("SQLite, {people}"), world, client, rounds: Vec::new() })
}

async fn measure(sides: &mut [Side], keystrokes: &[String], rounds: usize) -> Outcome {
    for round in 0..=rounds {
        for side in &mut *sides {
            let done = look_for(&side.client, keystrokes).await?;
            // The first round brings the registry into memory.
            side.rounds.extend((round > 0).then_some(done));
        }
    }
    Ok(())
}

async fn look_for(client: &Client, keystrokes: &[String]) -> Outcome<Round> {
    let (mut wall, mut cpu) = (Latencies::default(), Latencies::default());
    let mut slowest = (Duration::ZERO, String::new());
    for path in keystrokes {
        let (asked, before) = (Instant::now(), thread_cpu_time());
        std::hint::black_box(client.get(path).await?);
        let (waited, worked) = (asked.elapsed(), thread_cpu_time() - before);
        wall.add(waited);
        cpu.add(worked);
        if worked > slowest.0 {
            slowest = (worked, path.clone());
        }
    }
    Ok(Round { wall, cpu, slowest })
}

fn told(sides: &mut [Side]) {
    head(&["registry", "p50 ms", "p99 ms", "longest ms", "CPU p50 ms", "CPU p99 ms", "CPU longest ms"]);
    let mut p99s = Vec::new();
    for side in &mut *sides {
        let mut of = |pick: fn(&mut Round) -> &mut Latencies, percent: f64| {
            median(side.rounds.iter_mut().map(|round| pick(round).percentile_ms(percent)))
        };
        let wall = [50.0, 99.0, 100.0].map(|percent| of(|round| &mut round.wall, percent));
        let cpu = [50.0, 99.0, 100.0].map(|percent| of(|round| &mut round.cpu, percent));
        let figures = wall.iter().chain(&cpu).map(|ms| format!("{ms:.2}"));
        row(&std::iter::once(side.name.clone()).chain(figures).collect::<Vec<_>>());
        p99s.push((wall[1], cpu[1]));
    }
    if let [(wall, cpu), (larger_wall, larger_cpu)] = p99s[..] {
        note(format_args!(
            "p99 of the larger over the smaller: {:.2}; on the processor {:.2}",
            larger_wall / wall,
            larger_cpu / cpu
        ));
    }
    for side in sides {
        let slowest = side.rounds.iter().map(|round| &round.slowest).max();
        let (took, path) = slowest.cloned().unwrap_or_default();
        let embedded = side.world.app.db.is_embedded();
        note(format_args!(
            "{}: most work {:.2} ms{} for {path}",
            side.name,
            took.as_secs_f64() * 1e3,
            if embedded { "" } else { " (of the program)" }
        ));
    }
}

/// Requests, one a letter, for people of the smaller registry.
fn keystrokes(small: usize) -> Vec<String> {
    let people = registry::people(small).step_by((small / LOOKED_FOR).max(1)).take(LOOKED_FOR);
    let words = people.enumerate().map(|(nth, person)| typed(nth, &person));
    let prefixes = words.flat_map(|word| {
        let ends: Vec<usize> = word.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        ends.into_iter().filter_map(move |end| word.get(..end).map(str::to_owned)).collect::<Vec<_>>()
    });
    prefixes
        .map(|prefix| {
            let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", &prefix).finish();
            format!("/people/search?{query}")
        })
        .collect()
}

/// How somebody looks for `person`: each way in its turn.
fn typed(nth: usize, person: &PersonRecord) -> String {
    let reading = pinyin::sort_key(&person.name);
    let syllables: Vec<&str> = reading.split(' ').collect();
    let initials: String = syllables.iter().filter_map(|syllable| syllable.chars().next()).collect();
    let given: String = person.name.chars().skip(1).collect();
    let phone = person.phone.clone().unwrap_or_default();
    let phone_tail = phone.get(phone.len().saturating_sub(4)..).unwrap_or_default();
    let id_tail = person.citizen_id.get(14..).unwrap_or_default();
    match nth % 10 {
        0 => person.name.clone(),
        1 => initials,
        2 => syllables.concat(),
        3 => given,
        4 => phone_tail.to_owned(),
        5 => id_tail.to_owned(),
        6 => format!("{} {phone_tail}", syllables.first().unwrap_or(&"")),
        7 => format!("{initials} {id_tail}"),
        8 => format!("{} {}", person.name.chars().next().unwrap_or('王'), person.unit().name),
        // A name that nobody bears, as after a slip of the finger.
        _ => format!("{}q", syllables.concat()),
    }
}
