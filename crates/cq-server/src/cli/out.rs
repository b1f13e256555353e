//! Where the command line speaks. A reader that has gone away (`| head`) is no failure.

use std::{io::Write, process::ExitCode};

use cq_platform::{Error, messages::Lang, web::App};

/// A result, to standard output.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Progress or a message, to standard error.
pub fn tell(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A command's failure.
pub fn failed(cause: &dyn std::fmt::Display) -> ExitCode {
    tell(&format!("changqing: {cause}"));
    ExitCode::FAILURE
}

/// A file that only its owner may read.
pub fn write_private(file: &std::path::Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}

/// The operator's language, as the shell says.
pub fn lang() -> Lang {
    match std::env::var("LANG") {
        Ok(lang) if lang.starts_with("en") => Lang::En,
        _ => Lang::Zh,
    }
}

/// What an error says to a person.
pub fn sentences(app: &App, error: &Error) -> Vec<String> {
    let say = |text| app.messages.tell(lang(), text).into_owned();
    match error {
        Error::Refused(text) => vec![say(text)],
        Error::Invalid(errors) => {
            errors.iter().map(|(field, text)| format!("{field}: {}", say(text))).collect()
        }
        error => {
            vec![app.messages.say(lang(), &format!("error-{}-title", error.status_and_code().1)).to_owned()]
        }
    }
}
