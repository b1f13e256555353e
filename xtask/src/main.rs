//! The project's own checks and set-up: `cargo xtask help`.
#![allow(clippy::print_stdout)]

mod arguments;
mod bench;
mod build_folder;
mod postgres;
mod process;
mod setup;
mod tally;
mod test;
mod tidy;

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use arguments::Arguments;

/// What a task returns: its failure is one message for the person at the terminal.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const HELP: &str = "\
cargo xtask test [--fast] [--only STEP] [--no-browser] [--no-postgres]
    Everything that proves the program works: setup, fmt, clippy, tidy, tests, browser.
    --fast leaves out fmt, clippy and browser; STEP is one of these names.
    The last line is the count: N passed, N failed.
cargo xtask setup
    Installs what the checks need, or names it.
cargo xtask fmt | lint | tidy
    Formats the sources; runs clippy; checks the rules of STYLE.md.
cargo xtask bench [NAME]
    Measures what docs/benchmarks.md tells: cascade, cases, export, import, list, pairing, plan, reports, rounds, search, segments,
    writes. An idle machine measures best.
cargo xtask postgres start|stop|url [--port 54329] [--data DIR]
    A private PostgreSQL for tests; start prints its address, stop deletes it.

Examples
    cargo xtask test --fast                   after every change
    cargo xtask test --only browser           the stories, desktop, phone and without JavaScript
    export CHANGQING_TEST_PG=$(cargo xtask postgres start)
    cargo nextest run -p cq-registry          one crate, on both engines
";

fn main() -> ExitCode {
    let mut words = Arguments::new(env::args().skip(1));
    let task = words.next().unwrap_or_else(|| "help".to_owned());
    match run(&task, words) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("cargo xtask {task}: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: &str, words: Arguments) -> Result<ExitCode> {
    match task {
        "test" => return test::command(words),
        "bench" => bench::command(words)?,
        "postgres" => postgres::command(words)?,
        "help" | "--help" | "-h" => print!("{HELP}"),
        _ => {
            words.finish()?;
            return plain(task);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The tasks that take no words.
fn plain(task: &str) -> Result<ExitCode> {
    match task {
        "setup" => setup::prepare(setup::Parts { postgres: true, browser: true })?,
        "fmt" => process::run(Command::new("cargo").args(["fmt", "--all"]))?,
        "lint" => {
            let words = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
            process::run(Command::new("cargo").args(words))?;
        }
        "tidy" => return test::tidy_command(),
        _ => return Err(format!("there is no such task\n\n{HELP}").into()),
    }
    Ok(ExitCode::SUCCESS)
}

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or_else(|| here.clone(), PathBuf::from)
}

/// The folder that takes everything built or written by a check.
pub fn target_folder() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}
