//! The solver against the published optima of public instances, when these are at hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

use cq_planner::formats::{assignment, dimacs, tsptw};
use cq_planner::rounds::{Unlimited, check, tour};
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

#[test]
fn tours_with_time_windows_cost_what_is_published_and_are_proven() {
    let Some(dir) = bench_dir() else { return };
    for family in ["Dumas", "Langevin"] {
        let known = std::fs::read_to_string(dir.join(format!("tsptw/best_known/{family}.txt"))).unwrap();
        for line in known.lines().filter(|line| !line.starts_with('#')).step_by(3) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let text = std::fs::read_to_string(dir.join("tsptw").join(family).join(words[0])).unwrap();
            let instance = tsptw::read(&text).unwrap();
            let published = (words[1].parse::<f64>().unwrap() * instance.scale as f64).round() as i64;
            let problem = instance.problem();
            let tour::Outcome::Planned(tour) = tour::solve(&problem, &mut Unlimited).unwrap() else {
                panic!("{}", words[0]);
            };
            check::tour(&problem, &tour).unwrap();
            assert_eq!((tour.cost, tour.optimal), (published, true), "{}", words[0]);
        }
    }
}
