//! The rules of STYLE.md that a machine can check, each a small lint: what clippy does not know about us.

mod chinese;
mod clock;
mod features;
mod fluent;
mod layers;
mod length;
mod links;
mod markup;
mod messages;
mod paths;
mod rust;
mod sql;

use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{Result, process};
use rust::Rust;

/// One place that breaks one rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    path: String,
    line: usize,
    message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.message)
    }
}

type Lint = fn(&Tree) -> Vec<Finding>;

const LINTS: [Lint; 10] = [
    layers::check,
    features::check,
    sql::check,
    clock::check,
    length::check,
    chinese::check,
    markup::check,
    messages::check,
    paths::check,
    links::check,
];

/// Everything in the repository at `root` that breaks a rule, in the order of its files.
pub fn findings(root: &Path) -> Result<Vec<Finding>> {
    let tree = Tree::read(root)?;
    let mut findings: Vec<Finding> = LINTS.iter().flat_map(|lint| lint(&tree)).collect();
    findings.sort();
    findings.dedup();
    Ok(findings)
}

/// The files that git knows or would add.
struct Tree(Vec<File>);

/// One file; `text` is empty where it is not UTF-8.
struct File {
    path: String,
    text: String,
    rust: Option<Rust>,
}

impl Tree {
    fn read(root: &Path) -> Result<Self> {
        let mut git = Command::new("git");
        git.current_dir(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let listed = process::read(&mut git)?;
        let present = listed.split('\0').filter(|path| root.join(path).is_file());
        let files = present.map(|path| {
            let text = String::from_utf8(fs::read(root.join(path))?).unwrap_or_default();
            Ok(File::new(path, text))
        });
        files.collect::<Result<_>>().map(Self)
    }

    #[cfg(test)]
    fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| File::new(path, (*text).to_owned())).collect())
    }

    fn files(&self) -> impl Iterator<Item = &File> {
        self.0.iter()
    }

    fn find(&self, path: &str) -> Option<&File> {
        self.files().find(|file| file.path == path)
    }

    /// Whether a file or a folder stands at `path`.
    fn has(&self, path: &str) -> bool {
        let folder = if path.is_empty() { String::new() } else { format!("{path}/") };
        self.files().any(|file| file.path == path || file.path.starts_with(&folder))
    }

    /// Rust sources with what was read in them.
    fn rust(&self) -> impl Iterator<Item = (&File, &Rust)> {
        self.files().filter_map(|file| Some((file, file.rust.as_ref()?)))
    }

    fn ending<'t>(&'t self, ending: &'t str) -> impl Iterator<Item = &'t File> {
        self.files().filter(move |file| file.path.ends_with(ending))
    }

    fn templates(&self) -> impl Iterator<Item = &File> {
        self.ending(".html").filter(|file| file.path.contains("/templates/"))
    }
}

impl File {
    fn new(path: &str, text: String) -> Self {
        let rust = path.ends_with(".rs").then(|| Rust::read(&text));
        Self { path: path.to_owned(), text, rust }
    }

    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Whether the whole file is tests, benchmarks or examples.
    fn is_test(&self) -> bool {
        self.name() == "tests.rs"
            || self.path.split('/').any(|it| ["tests", "benches", "examples"].contains(&it))
    }

    fn finding(&self, line: usize, message: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, message: message.into() }
    }

    /// Lines with their numbers from 1.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        numbered(&self.text)
    }
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

/// The number, from 1, of the line in which the byte `at` stands.
fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::{Finding, Lint, Tree};

    /// What a lint says about these files, as `path:line`.
    pub(super) fn places(lint: Lint, files: &[(&str, &str)]) -> Vec<String> {
        let findings: Vec<Finding> = lint(&Tree::of(files));
        findings.iter().map(|it| format!("{}:{}", it.path, it.line)).collect()
    }

    #[test]
    fn a_finding_reads_as_a_place_and_a_sentence() {
        let finding = Finding { path: "a.rs".into(), line: 3, message: "no".into() };
        assert_eq!(finding.to_string(), "a.rs:3: no");
    }

    #[test]
    fn folders_are_known_by_their_files() {
        let tree = Tree::of(&[("docs/adr/0001.md", "")]);
        assert!(tree.has("docs/adr") && tree.has("docs/adr/0001.md") && tree.has(""));
        assert!(!tree.has("docs/ad"));
    }
}
