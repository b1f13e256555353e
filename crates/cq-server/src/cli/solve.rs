//! `changqing solve …`: a planner's core on a public benchmark file, in the file's own format.

use std::{path::PathBuf, process::ExitCode, time::Instant};

use clap::{Args, Subcommand};
use cq_planner::formats::{Error, Solved, Use, assignment, dimacs};
use serde::Serialize;

use super::out;

/// Reads an instance in its own published format and solves it.
type Reader = fn(&str) -> Result<Solved, Error>;

#[derive(Subcommand)]
pub enum Solve {
    /// OR-Library assignment problem: n, then n × n costs.
    Assignment(Instance),
    /// DIMACS minimum-cost flow (p min, n, a).
    Transport(Instance),
}

#[derive(Args)]
pub struct Instance {
    /// The benchmark file
    file: PathBuf,
    /// Print the plan too, as JSON
    #[arg(long)]
    json: bool,
    /// Taken for the sake of the other kinds: these are solved exactly and end by themselves
    #[arg(long = "seconds")]
    _seconds: Option<f64>,
    /// Taken for the sake of the other kinds: nothing here is left to chance
    #[arg(long = "seed")]
    _seed: Option<u64>,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Printed<'s> {
    cost: i128,
    bound: i128,
    optimal: bool,
    seconds: f64,
    solution: &'s [Use],
}

pub fn run(command: Solve) -> ExitCode {
    let (instance, solve): (_, Reader) = match command {
        Solve::Assignment(instance) => (instance, |text| assignment::solve(&assignment::read(text)?)),
        Solve::Transport(instance) => (instance, |text| dimacs::solve(&dimacs::read(text)?)),
    };
    let text = match std::fs::read_to_string(&instance.file) {
        Ok(text) => text,
        Err(error) => return unreadable(&instance, &error),
    };
    let begun = Instant::now();
    match solve(&text) {
        Ok(solved) => {
            tell(&solved, begun.elapsed().as_secs_f64(), instance.json);
            ExitCode::SUCCESS
        }
        Err(error) => unreadable(&instance, &error),
    }
}

fn tell(solved: &Solved, seconds: f64, as_json: bool) {
    let Solved { cost, bound, optimal, ref plan } = *solved;
    let printed = Printed { cost, bound, optimal, seconds, solution: plan };
    match serde_json::to_string(&printed) {
        Ok(text) if as_json => out::say(&text),
        _ => out::say(&format!("cost {cost}, bound {bound}, optimal {optimal}, {seconds:.3} s")),
    }
}

/// Input that cannot be read or solved ends with 2, as every command's does.
fn unreadable(instance: &Instance, cause: &dyn std::fmt::Display) -> ExitCode {
    out::tell(&format!("changqing: {}: {cause}", instance.file.display()));
    ExitCode::from(2)
}
