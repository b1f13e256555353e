//! The solver against the published optima of public instances, when these are at hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

use cq_planner::formats::{assignment, dimacs};
use std::path::PathBuf;

/// The folder of instances: beside the project, or where `CHANGQING_BENCH_DIR` says.
fn bench_dir() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/bench");
    let dir = std::env::var_os("CHANGQING_BENCH_DIR").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    if dir.is_dir() {
        return Some(dir);
    }
    eprintln!("skipped: no public instances in {} (set CHANGQING_BENCH_DIR)", dir.display());
    None
}

#[test]
fn assign100_costs_305() {
    let Some(dir) = bench_dir() else { return };
    let text = std::fs::read_to_string(dir.join("assignment/assign100.txt")).unwrap();
    let solved = assignment::solve(&assignment::read(&text).unwrap()).unwrap();
    assert_eq!((solved.cost, solved.bound, solved.plan.len()), (305, 305, 100));
}

#[test]
fn netgen_networks_cost_what_is_published() {
    let Some(dir) = bench_dir() else { return };
    let optima = std::fs::read_to_string(dir.join("mcf/OPTIMA.csv")).unwrap();
    for line in optima.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let text = std::fs::read_to_string(dir.join(format!("mcf/netgen_{}.min", fields[0]))).unwrap();
        let solved = dimacs::solve(&dimacs::read(&text).unwrap()).unwrap();
        assert_eq!((solved.cost, solved.bound), (fields[3].parse().unwrap(), solved.cost), "{}", fields[0]);
    }
}
