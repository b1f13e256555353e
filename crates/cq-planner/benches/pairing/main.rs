//! Pairing at three sizes, on one core: each elder's 20 nearest doctors alone, all pairs, and one change after another in
//! the first. `cargo bench -p cq-planner --bench pairing -- 4000` runs one size, `nearest`, `all` or `changes` one part;
//! without any, everything. `EXPORT=FOLDER` writes the first problem of each size as a DIMACS file, for other solvers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints what it measured and fails loudly"
)]

mod change;
#[path = "../clock/mod.rs"]
mod clock;
mod memory;
mod province;

use clock::Cpu;
use cq_planner::certificate;
use cq_planner::formats::dimacs;
use cq_planner::pairing::{Earlier, Pairing, PairingProblem};
use cq_planner::transport::{self, Problem};
use province::province;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Candidates of each elder in the problem of the nearest alone.
const NEAREST: usize = 20;
/// CPU seconds that are measured at the least.
const SHORTEST: f64 = 0.3;
const SIZES: [(usize, usize); 3] = [(4_000, 391), (100_000, 5_000), (1_000_000, 50_000)];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let (sizes, parts): (Vec<_>, Vec<_>) = words.into_iter().partition(|word| word.parse::<usize>().is_ok());
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|word| word == part);
    let sizes = SIZES.iter().filter(|(elders, _)| sizes.is_empty() || sizes.contains(&elders.to_string()));
    println!(
        "| elders × doctors | pairs looked at | CPU s | check, CPU s | peak MiB | cost | bound | placed | left over |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut changes = Vec::new();
    for &(elders, doctors) in sizes {
        let size = format!("{elders} × {doctors}");
        let province = province(elders, doctors, 1);
        let problem = Pairing::new(&province).unwrap().cheapest(NEAREST).unwrap();
        export(&problem);
        if wanted("nearest") {
            nearest(&size, &problem);
        }
        if wanted("changes") {
            changes.extend(change::follow(&problem).into_iter().map(|took| (size.clone(), took)));
        }
        drop(problem);
        if wanted("all") {
            all(&size, &province);
        }
    }
    println!("\n| elders × doctors | change | median ms | longest ms | over 10 ms |");
    println!("|---|---|---|---|---|");
    for (size, took) in changes {
        let (slow, all) = took.slow();
        println!(
            "| {size} | {} | {:.3} | {:.3} | {slow} of {all} |",
            took.what,
            took.median(),
            took.longest()
        );
    }
}

fn nearest(size: &str, problem: &Problem) {
    memory::forget_peak();
    let cpu = Cpu::start();
    let (solution, proof) = transport::solve(problem).unwrap();
    let mut solved = 1.0;
    // The clock ticks coarsely.
    while cpu.seconds() < SHORTEST {
        transport::solve(problem).unwrap();
        solved += 1.0;
    }
    let seconds = cpu.seconds() / solved;
    let peak = memory::peak_mib();
    let cpu = Cpu::start();
    assert_eq!(certificate::check(problem, &solution), Ok(proof));
    let checked = cpu.seconds();
    let placed = solution.placements.len();
    let left = problem.rows() - placed;
    let certificate::Certificate { cost, bound } = proof;
    println!(
        "| {size} | 20 nearest | {seconds:.3} | {checked:.3} | {peak} | {cost} | {bound} | {placed} | {left} |"
    );
}

fn all(size: &str, province: &PairingProblem) {
    memory::forget_peak();
    let cpu = Cpu::start();
    let pairing = Pairing::new(province).unwrap();
    let proposal = pairing.propose(&Earlier::default()).unwrap();
    let seconds = cpu.seconds();
    let peak = memory::peak_mib();
    assert!(proposal.optimal);
    let (cost, bound) = (proposal.cost, proposal.bound);
    let (placed, left) = (proposal.pairs.len(), proposal.left_over.len());
    println!("| {size} | all | {seconds:.3} | | {peak} | {cost} | {bound} | {placed} | {left} |");
}

fn export(problem: &Problem) {
    let Some(folder) = std::env::var_os("EXPORT") else { return };
    let file = Path::new(&folder).join(format!("pairing-{}.min", problem.rows()));
    let mut out = BufWriter::new(File::create(file).unwrap());
    dimacs::write(problem, &mut out).unwrap();
    out.flush().unwrap();
}
