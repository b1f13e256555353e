//! Links between documents lead somewhere: to a file, a folder, a heading.

use super::{File, Finding, Tree, numbered};

pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.ending(".md").flat_map(|file| dead_links(tree, file)).collect()
}

fn dead_links(tree: &Tree, file: &File) -> Vec<Finding> {
    let text = without_code(&file.text);
    let links = numbered(&text).flat_map(|(number, line)| targets(line).map(move |target| (number, target)));
    links
        .filter(|(_, target)| !is_elsewhere(target) && !leads_somewhere(tree, file, target))
        .map(|(number, target)| file.finding(number, format!("{target} leads nowhere")))
        .collect()
}

/// The document with fenced blocks and `code` taken out; every line stays on its line.
fn without_code(text: &str) -> String {
    let mut fenced = false;
    let lines = text.lines().map(|line| {
        let is_fence = line.trim_start().starts_with("```");
        fenced ^= is_fence;
        if fenced || is_fence {
            String::new()
        } else {
            line.split('`').step_by(2).collect::<Vec<_>>().join(" ")
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// `[text](target)` and `[name]: target`.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let inline = line.match_indices("](").filter_map(|(at, open)| {
        let target = line.get(at + open.len()..)?;
        target.get(..target.find([')', ' '])?)
    });
    let defined =
        line.strip_prefix('[').and_then(|rest| rest.split_once("]: ")).map(|(_, target)| target.trim());
    inline.chain(defined)
}

fn is_elsewhere(target: &str) -> bool {
    ["http://", "https://", "mailto:"].iter().any(|scheme| target.starts_with(scheme))
}

fn leads_somewhere(tree: &Tree, from: &File, target: &str) -> bool {
    let (path, heading) =
        target.split_once('#').map_or((target, None), |(path, heading)| (path, Some(heading)));
    let Some(path) = (if path.is_empty() { Some(from.path.clone()) } else { resolve(&from.path, path) })
    else {
        return false;
    };
    let headed =
        |heading: &str| tree.find(&path).is_some_and(|file| headings(&file.text).any(|it| it == heading));
    let is_document = path.ends_with(".md");
    tree.has(&path) && heading.filter(|_| is_document).is_none_or(headed)
}

/// `path` as seen from the document `from`; none when it leaves the repository.
fn resolve(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// Headings as their anchors are written: lower case, hyphens for spaces, no punctuation.
fn headings(text: &str) -> impl Iterator<Item = String> {
    let heads = text.lines().filter(|line| line.starts_with('#'));
    heads.map(|line| {
        let words = line.trim_start_matches('#').trim().to_lowercase();
        let kept = words.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::places;

    const OTHERS: [(&str, &str); 2] = [("docs/adr/0001.md", "# One text, two engines\n"), ("STYLE.md", "")];

    fn dead(text: &str) -> Vec<String> {
        places(check, &[("docs/a.md", text), OTHERS[0], OTHERS[1]])
    }

    #[test]
    fn links_that_lead_somewhere_are_fine() {
        let text = "# 代办 Errand\n[a](adr/0001.md#one-text-two-engines) [b](../STYLE.md) [c](adr/) [d](https://x.y)\n\
                    [e](#代办-errand) `[f](no.md)`\n```\n[g](no.md)\n```\n[h]: ../STYLE.md\n";
        assert!(dead(text).is_empty(), "{:?}", dead(text));
    }

    #[test]
    fn dead_links_are_found() {
        assert_eq!(dead("\n[a](no.md)"), ["docs/a.md:2"]);
        assert_eq!(dead("[a](adr/0001.md#three-engines)"), ["docs/a.md:1"]);
        assert_eq!(dead("[a](../../elsewhere.md)"), ["docs/a.md:1"]);
        assert_eq!(dead("[a]: no.md"), ["docs/a.md:1"]);
    }
}
