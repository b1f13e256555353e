//! Where the command line speaks.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the one place that prints")]

use std::process::ExitCode;

/// A result, to standard output.
pub fn say(text: &str) {
    println!("{text}");
}

/// Progress or a message, to standard error.
pub fn tell(text: &str) {
    eprintln!("{text}");
}

/// A command's failure.
pub fn failed(cause: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("changqing: {cause}");
    ExitCode::FAILURE
}
