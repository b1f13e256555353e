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

/// A file that only its owner may read.
pub fn write_private(file: &std::path::Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}
