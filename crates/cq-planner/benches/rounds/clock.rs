//! Seconds of CPU, and the folder of public instances.

use std::path::PathBuf;
use std::time::Instant;

/// CPU seconds of this thread since it was made; where the system does not tell, seconds of the wall clock.
#[derive(Clone, Copy)]
pub struct Cpu {
    wall: Instant,
    spent: Option<f64>,
}

impl Cpu {
    pub fn start() -> Self {
        Self { wall: Instant::now(), spent: spent() }
    }

    pub fn seconds(&self) -> f64 {
        let since = self.spent.zip(spent()).map(|(before, now)| now - before);
        since.unwrap_or_else(|| self.wall.elapsed().as_secs_f64())
    }
}

fn spent() -> Option<f64> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(line.split_ascii_whitespace().next()?.parse::<f64>().ok()? / 1e9)
}

/// The folder of instances: beside the project, or where `CHANGQING_BENCH_DIR` says.
pub fn instances(family: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/bench");
    let dir = std::env::var_os("CHANGQING_BENCH_DIR").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let dir = dir.join(family);
    if dir.is_dir() {
        return Some(dir);
    }
    println!("{family}: left out, no public instances in {} (set CHANGQING_BENCH_DIR)", dir.display());
    None
}

/// A number from the environment, or what is usual.
pub fn setting(name: &str, usual: f64) -> f64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}
