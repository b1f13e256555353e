//! The project's own checks and set-up: `cargo xtask help`.
#![allow(clippy::print_stdout)]

mod arguments;
mod postgres;
mod process;
mod tidy;

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use arguments::Arguments;

/// What a task returns: its failure is one message for the person at the terminal.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const HELP: &str = "\
cargo xtask postgres start|stop|url [--port 54329] [--data DIR]
    a private PostgreSQL for tests; start prints its address, stop deletes it
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
        "postgres" => postgres::command(words)?,
        "tidy" => {
            words.finish()?;
            for finding in tidy::findings(&root())? {
                println!("{finding}");
            }
        }
        "help" | "--help" | "-h" => print!("{HELP}"),
        other => return Err(format!("there is no task {other}\n\n{HELP}").into()),
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
