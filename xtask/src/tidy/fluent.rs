//! Messages as Fluent files hold them: keys, the variables each needs, the messages each refers to.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, Finding};

/// All messages of one language, over all crates.
#[derive(Default)]
pub struct Language<'t> {
    pub messages: BTreeMap<&'t str, Message<'t>>,
}

/// One message: where it stands and what it needs.
pub struct Message<'t> {
    pub file: &'t File,
    pub line: usize,
    pub variables: BTreeSet<&'t str>,
    pub references: BTreeSet<&'t str>,
}

impl<'t> Language<'t> {
    /// Reads one file; lines that are no Fluent and keys that stand there twice come back as findings.
    pub fn read(&mut self, file: &'t File) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut key = "";
        for (line, text) in file.lines() {
            if text.starts_with('#') || text.trim().is_empty() {
                continue;
            }
            if !text.starts_with([' ', '}']) {
                let Some((name, _)) = text.split_once('=').filter(|(name, _)| is_key(name.trim())) else {
                    findings.push(file.finding(line, "neither a message nor a comment"));
                    continue;
                };
                key = name.trim();
                let message = Message { file, line, variables: BTreeSet::new(), references: BTreeSet::new() };
                if self.messages.insert(key, message).is_some() {
                    findings.push(file.finding(line, format!("{key} stands here twice")));
                }
            }
            if let Some(message) = self.messages.get_mut(key) {
                message.variables.extend(names_after(text, "$"));
                message.references.extend(names_after(text, "{").filter(|name| is_key(name)));
            }
        }
        findings
    }
}

/// Whether a word has the shape of a message's key, `person-title`, or of a term's, `-brand`.
pub fn is_key(word: &str) -> bool {
    let word = word.strip_prefix('-').unwrap_or(word);
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

fn names_after<'t>(text: &'t str, mark: &'static str) -> impl Iterator<Item = &'t str> {
    text.match_indices(mark).filter_map(move |(at, _)| {
        let name = text.get(at + mark.len()..)?.trim_start();
        let end =
            name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(name.len());
        name.get(..end).filter(|name| !name.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::Language;
    use crate::tidy::{File, Tree};

    fn file(text: &str) -> File {
        Tree::of(&[("a.ftl", text)]).0.remove(0)
    }

    #[test]
    fn a_message_knows_its_variables_and_references() {
        let file = file(
            "# 人员\nperson-count = { $count ->\n    [one] { $count } { person-noun }\n   *[other] { -brand }\n}\nb = b\n",
        );
        let mut language = Language::default();
        assert!(language.read(&file).is_empty());
        let count = &language.messages["person-count"];
        assert_eq!(count.variables.iter().copied().collect::<Vec<_>>(), ["count"]);
        assert_eq!(count.references.iter().copied().collect::<Vec<_>>(), ["-brand", "person-noun"]);
        assert_eq!(language.messages["b"].line, 6);
    }

    #[test]
    fn broken_lines_and_doubles_are_found() {
        let file = file("a = 1\na = 2\nnonsense\n");
        let lines: Vec<usize> = Language::default().read(&file).iter().map(|it| it.line).collect();
        assert_eq!(lines, [2, 3]);
    }
}
