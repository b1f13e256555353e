//! What of a pillar waits for whoever reads, as it stands above their day: each kind of it a line with how much, the most pressing by name.

use askama::Template;

use crate::{Error, Result};

/// One thing that waits.
pub struct Line {
    /// Its page.
    pub href: String,
    /// Who, and what.
    pub text: String,
    /// Names a style: `overdue`, `near`, `coming`.
    pub style: &'static str,
    /// How it stands.
    pub state: String,
    /// When it is due; empty where no day is set.
    pub due: String,
}

/// Everything that waits for one thing to be done.
pub struct Part {
    /// The list.
    pub href: String,
    /// What is to be done, and of how many.
    pub text: String,
    /// The most pressing ones.
    pub lines: Vec<Line>,
}

/// What of a pillar waits.
#[derive(Template)]
#[template(path = "waiting.html")]
struct Waiting<'w> {
    id: &'w str,
    title: &'w str,
    is_overdue: bool,
    parts: &'w [Part],
}

/// The section of what waits, under an `id` on its page; nothing where nothing does.
pub fn section(id: &str, title: &str, parts: &[Part]) -> Result<Option<String>> {
    if parts.is_empty() {
        return Ok(None);
    }
    let is_overdue = parts.iter().flat_map(|part| &part.lines).any(|line| line.style == "overdue");
    Waiting { id, title, is_overdue, parts }.render().map(Some).map_err(Error::internal)
}
