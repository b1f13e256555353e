//! Search as you type: what each keystroke waits for at the server, at 100,000 and at 1,000,000 people.
//!
//! Somebody is looked for letter by letter, by one of the ways that clerks use; every letter is a request for the
//! suggestions below the box, given to the whole program in the same process. The same people are looked for in both
//! registries, in turn and several times over. A keystroke's time is the median of its rounds, so that what else the
//! machine does is left out; the p99 of all single answers, with what else it does, stands beside.

mod measure;

use std::time::{Duration, Instant};

use cq_demo::PersonRecord;
use cq_registry::person::pinyin;
use measure::{
    Latencies, Outcome, client::Client, cpu_time, head, note, registry, row, setting, world, world::World,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// People looked for.
const LOOKED_FOR: usize = 400;

struct Side {
    name: String,
    _world: World,
    client: Client,
    /// Of each keystroke, what each round took.
    took: Vec<Vec<Duration>>,
    cpu: Duration,
}

fn main() -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (small, large) = (setting("SMALL", 100_000), setting("PEOPLE", 1_000_000));
    let keystrokes = keystrokes(small);
    let rounds = setting("ROUNDS", 9);
    note(format_args!(
        "{LOOKED_FOR} people looked for with {} keystrokes, {rounds} rounds",
        keystrokes.len()
    ));
    head(&["registry", "p50 ms", "p99 ms", "longest ms", "p99 ms with all else", "CPU µs a keystroke"]);
    runtime.block_on(async {
        let mut sides = vec![sqlite(small).await?, sqlite(large).await?];
        measure(&mut sides, &keystrokes, rounds).await?;
        told(&sides, &keystrokes);
        drop(sides);
        let on_postgres = world::on_postgres(async |url| {
            let world = World::open(url).await?;
            registry::fill(&world, small).await?;
            let mut sides = [Side::of(format!("PostgreSQL, {small}"), world).await?];
            measure(&mut sides, &keystrokes, rounds).await?;
            told(&sides, &keystrokes);
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
    Side::of(format!("SQLite, {people}"), world).await
}

impl Side {
    async fn of(name: String, world: World) -> Outcome<Self> {
        let client = Client::signed_in(&world).await?;
        Ok(Self { name, _world: world, client, took: Vec::new(), cpu: Duration::ZERO })
    }

    async fn look_for(&mut self, keystrokes: &[String]) -> Outcome {
        self.took.resize(keystrokes.len(), Vec::new());
        let cpu = cpu_time();
        for (path, took) in keystrokes.iter().zip(&mut self.took) {
            let asked = Instant::now();
            std::hint::black_box(self.client.get(path).await?);
            took.push(asked.elapsed());
        }
        self.cpu += cpu_time() - cpu;
        Ok(())
    }
}

async fn measure(sides: &mut [Side], keystrokes: &[String], rounds: usize) -> Outcome {
    for round in 0..=rounds {
        for side in &mut *sides {
            side.look_for(keystrokes).await?;
            if round == 0 {
                // The first round only brought the registry into memory.
                side.took.clear();
                side.cpu = Duration::ZERO;
            }
        }
    }
    Ok(())
}

fn told(sides: &[Side], keystrokes: &[String]) {
    let mut p99s = Vec::new();
    let mut longest = Vec::new();
    for side in sides {
        let (mut own, mut all) = (Latencies::default(), Latencies::default());
        let mut slowest = (Duration::ZERO, "");
        for (took, path) in side.took.iter().zip(keystrokes) {
            took.iter().for_each(|took| all.add(*took));
            let mut sorted = took.clone();
            sorted.sort_unstable();
            let middle = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
            own.add(middle);
            slowest = slowest.max((middle, path));
        }
        let cpu_us = side.cpu.as_secs_f64() * 1e6 / all.len() as f64;
        let figures = [
            own.percentile_ms(50.0),
            own.percentile_ms(99.0),
            own.percentile_ms(100.0),
            all.percentile_ms(99.0),
        ];
        let cells = figures.iter().map(|ms| format!("{ms:.2}")).chain([format!("{cpu_us:.0}")]);
        row(&std::iter::once(side.name.clone()).chain(cells).collect::<Vec<_>>());
        p99s.push(own.percentile_ms(99.0));
        longest.push(format!("{}: {}", side.name, slowest.1));
    }
    if let [smaller, larger] = p99s[..] {
        note(format_args!("p99 of the larger over the smaller: {:.2}", larger / smaller));
    }
    note(format_args!("longest at {}", longest.join("; ")));
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
    match nth % 12 {
        0 => person.name.clone(),
        1 => initials,
        2 => syllables.concat(),
        3 => given,
        4 => phone_tail.to_owned(),
        5 => id_tail.to_owned(),
        6 => format!("{} {phone_tail}", syllables.first().unwrap_or(&"")),
        7 => format!("{initials} {id_tail}"),
        8 => format!("{} {}", person.name.chars().next().unwrap_or('王'), person.unit().name),
        9 => misspelt(&syllables.concat()),
        10 => syllables.concat().replacen("ng", "n", 1),
        // A name that nobody bears, as after a slip of the finger.
        _ => format!("{}q", syllables.concat()),
    }
}

/// Two letters the wrong way round.
fn misspelt(reading: &str) -> String {
    let mut letters: Vec<char> = reading.chars().collect();
    let middle = letters.len() / 2;
    if middle > 0 {
        letters.swap(middle - 1, middle);
    }
    letters.into_iter().collect()
}
