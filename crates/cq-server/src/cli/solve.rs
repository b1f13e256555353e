//! `changqing solve …`: a planner's core on a public benchmark file, in the file's own format.

use std::{path::PathBuf, process::ExitCode, time::Instant};

use clap::{Args, Subcommand};
use cq_planner::formats::{Error, Solved, assignment, dimacs};
use serde_json::json;

use super::out;

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
}

pub fn run(command: Solve) -> ExitCode {
    let (instance, solve): (_, fn(&str) -> Result<Solved, Error>) = match command {
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
    let Solved { cost, bound, optimal, plan } = solved;
    if as_json {
        let printed = json!({ "cost": cost, "bound": bound, "optimal": optimal, "seconds": seconds, "solution": plan });
        out::say(&printed.to_string());
    } else {
        out::say(&format!("cost {cost}, bound {bound}, optimal {optimal}, {seconds:.3} s"));
    }
}

/// Input that cannot be read or solved ends with 2, as every command's does.
fn unreadable(instance: &Instance, cause: &dyn std::fmt::Display) -> ExitCode {
    out::tell(&format!("changqing: {}: {cause}", instance.file.display()));
    ExitCode::from(2)
}
