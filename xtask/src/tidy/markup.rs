//! Templates carry no script and no style of their own: the content security policy forbids them, and a page that
//! needs them fails in the browser.

use super::{File, Finding, Tree, line_of};

pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.templates().flat_map(inline).collect()
}

/// The template with its comments blanked; every line stays on its line.
pub fn without_comments(template: &str) -> String {
    let hidden = blanked(template, "{#", "#}");
    blanked(&hidden, "<!--", "-->")
}

fn inline(file: &File) -> Vec<Finding> {
    let template = without_comments(&file.text);
    let markup = blanked(&blanked(&template, "{{", "}}"), "{%", "%}");
    let mut findings = Vec::new();
    for (at, tag) in tags(&markup) {
        let line = line_of(&markup, at);
        let (name, attributes) = tag.split_once(|c: char| c.is_whitespace() || c == '/').unwrap_or((tag, ""));
        findings.extend(attribute_names(attributes).into_iter().filter(|it| is_inline(it)).map(
            |attribute| {
                file.finding(line, format!("{attribute}= is inline: use a class or a module in web/"))
            },
        ));
        if name == "style" {
            findings.push(file.finding(line, "<style> is inline: use a stylesheet in web/"));
        }
        let rest = template.get(at + tag.len() + 2..).unwrap_or_default();
        let body = rest.split_once("</script").map_or(rest, |(body, _)| body);
        if name == "script" && !body.trim().is_empty() {
            findings.push(file.finding(line, "<script> with a body: use a module in web/"));
        }
    }
    findings
}

fn is_inline(attribute: &str) -> bool {
    attribute == "style" || attribute.starts_with("on") || attribute.starts_with("hx-on")
}

/// Opening tags, without their brackets, and where they begin.
fn tags(markup: &str) -> Vec<(usize, &str)> {
    let opens = markup.match_indices('<').map(|(at, _)| at);
    opens
        .filter_map(|at| {
            let rest = markup.get(at + 1..)?;
            let named = rest.starts_with(|c: char| c.is_ascii_alphabetic());
            named.then(|| (at, rest.get(..tag_end(rest)).unwrap_or(rest)))
        })
        .collect()
}

fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    tag.len()
}

fn attribute_names(attributes: &str) -> Vec<String> {
    let bare = blanked(&blanked(attributes, "\"", "\""), "'", "'");
    let words = bare.split_whitespace().filter_map(|word| word.split_once('=').map(|(name, _)| name));
    words.map(str::to_ascii_lowercase).collect()
}

/// `text` with everything from `open` to `close` made spaces.
fn blanked(text: &str, open: &str, close: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once(open) {
        let length = inside.find(close).map_or(inside.len(), |at| at + close.len());
        let (hidden, after) = inside.split_at(length);
        result.push_str(before);
        result.extend(open.bytes().map(|_| ' '));
        // A byte for a byte, so that what stands behind keeps its place.
        result.extend(hidden.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        rest = after;
    }
    result + rest
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::places;

    const PATH: &str = "crates/c/templates/a/index.html";

    fn lines(template: &str) -> Vec<String> {
        let places = places(check, &[(PATH, template)]);
        places.iter().map(|place| place.replace(PATH, "")).collect()
    }

    #[test]
    fn classes_and_modules_are_fine() {
        let good = "<script type=\"module\" src=\"/a.js\"></script>\n<p class=\"a\" data-on=\"x\">a < b on=1</p>\n\
                    {# <p style=\"\"> #}<!-- <script>x</script> --><a title=\"a > b style='x' \" href=\"{{ on=\"1\" }}\">";
        assert!(lines(good).is_empty(), "{:?}", lines(good));
    }

    #[test]
    fn handlers_styles_and_scripts_are_found() {
        assert_eq!(lines("{# 好 #}\n<p style=\"color:red\">"), [":2"]);
        assert_eq!(lines("<button\n type=button\n onclick='go()'>"), [":1"]);
        assert_eq!(lines("<form hx-on:click=\"go()\">"), [":1"]);
        assert_eq!(lines("\n\n<script>go()</script>"), [":3"]);
        assert_eq!(lines("<style>p{}</style>"), [":1"]);
        assert_eq!(lines("<p {% if a > b %}class=\"x\"{% endif %} style=\"x\">"), [":1"]);
    }
}
