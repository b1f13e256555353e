//! What the benchmarks share: wall and CPU time, percentiles, the median of several runs, one way to print a row.
//!
//! Other programs may run on the same machine. So each figure is the median of several runs, and what is held against a
//! goal is, where possible, a ratio of two figures taken in turn in one run.
#![allow(dead_code, clippy::print_stdout, reason = "each benchmark uses a part; it prints what it measured")]

pub mod client;
pub mod crowd;
pub mod registry;
pub mod world;

use std::{
    error::Error,
    path::PathBuf,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// What a benchmark ends with.
pub type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// Where databases are made and large ones kept: `CHANGQING_BENCH_DIR`, or a folder of the build.
pub fn folder() -> PathBuf {
    std::env::var_os("CHANGQING_BENCH_DIR").unwrap_or_else(|| env!("CARGO_TARGET_TMPDIR").into()).into()
}

/// A setting from the environment, e.g. `PEOPLE=100000`.
pub fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// How many threads answer requests: as many as the machine has.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, Into::into)
}

/// CPU time that this process has used, its children aside; counted by the system in hundredths of a second.
pub fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in brackets may hold spaces; user and system time are the 12th and 13th fields after it.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    let ticks: u64 = fields.filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// The most memory this process ever held, in MiB.
pub fn peak_memory_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// The most memory of its own that this process holds while `work` lasts, in MiB, looked at a hundred times a second: what
/// it allocated, without mapped files, which the system takes back when it wants.
pub fn own_memory_during<T>(work: impl FnOnce() -> T) -> (T, u64) {
    let own = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap_or_default();
        line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
    };
    let (over, most) = (AtomicBool::new(false), AtomicU64::new(0));
    let done = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                most.fetch_max(own(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        let done = work();
        over.store(true, Ordering::Relaxed);
        done
    });
    (done, most.into_inner())
}

/// Has the system forget the peak so far: the next is over what the process holds now.
pub fn forget_peak_memory() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// What a stretch of work took.
#[derive(Debug, Clone, Copy)]
pub struct Took {
    /// By the clock on the wall.
    pub wall: Duration,
    /// On all processors.
    pub cpu: Duration,
}

/// Runs `work` and says what it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Took) {
    let (cpu, wall) = (cpu_time(), Instant::now());
    let done = work();
    (done, Took { wall: wall.elapsed(), cpu: cpu_time() - cpu })
}

/// The middle one of several figures.
pub fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Waiting times, to be asked for percentiles.
#[derive(Debug, Default, Clone)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    /// One more.
    pub fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// Those of another.
    pub fn extend(&mut self, other: Latencies) {
        self.0.extend(other.0);
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The time within which `percent` of a hundred were done, in milliseconds.
    pub fn percentile_ms(&mut self, percent: f64) -> f64 {
        self.0.sort_unstable();
        let place = (self.0.len() as f64 * percent / 100.0).ceil() as usize;
        self.0.get(place.saturating_sub(1)).map_or(f64::NAN, |took| took.as_secs_f64() * 1e3)
    }
}

/// Prints the head of a table.
pub fn head(columns: &[&str]) {
    println!("| {} |", columns.join(" | "));
    println!("|{}", "---|".repeat(columns.len()));
}

/// Prints a row of a table.
pub fn row(cells: &[String]) {
    println!("| {} |", cells.join(" | "));
}

/// Prints a sentence below a table.
pub fn note(sentence: impl std::fmt::Display) {
    println!("{sentence}");
}
