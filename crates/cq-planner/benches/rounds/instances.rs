//! The folder of public instances, and what the environment sets.

use std::path::PathBuf;

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
