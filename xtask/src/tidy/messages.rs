//! Every sentence exists in both languages with the same variables, every key in use exists, every key is in use.

use std::collections::BTreeSet;

use super::fluent::{Language, is_key};
use super::markup::without_comments;
use super::rust::Rust;
use super::{File, Finding, Tree};

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// What stands before a literal that can be nothing but a key.
const LOOKUPS: [&str; 6] = [".m(", ".a1(", ".a2(", "Text::new(", "Error::refused(", "key:"];

/// What stands before the family of a closed list's words: `w("sex", …)`, a table with `family: "sex"` and a column that is
/// `Shown::Words("sex")` say `sex-female`.
const FAMILIES: [&str; 3] = [".w(", "family:", "Shown::Words("];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let [chinese, english] = LANGUAGES.map(|name| {
        let mut language = Language::default();
        let folder = format!("/locales/{name}/");
        let files = tree.ending(".ftl").filter(|file| file.path.contains(&folder));
        findings.extend(files.flat_map(|file| language.read(file)));
        language
    });
    findings.extend(differences(&chinese, &english, LANGUAGES[1]));
    findings.extend(differences(&english, &chinese, LANGUAGES[0]));
    let uses = uses(tree);
    findings.extend(missing(&uses, &chinese));
    findings.extend(unused(&uses, &chinese));
    findings
}

fn differences(here: &Language, there: &Language, name: &str) -> Vec<Finding> {
    let messages = here.messages.iter();
    messages
        .filter_map(|(key, message)| {
            let reason = match there.messages.get(key) {
                None => format!("{key} does not exist in {name}"),
                Some(other) if !message.variables.is_subset(&other.variables) => {
                    format!("{key} does not use the same variables in {name}")
                }
                Some(_) => return None,
            };
            Some(message.file.finding(message.line, reason))
        })
        .collect()
}

/// A literal that may name a message.
struct Use<'t> {
    file: &'t File,
    line: usize,
    text: String,
    /// It stands where only a key can stand.
    is_lookup: bool,
    in_template: bool,
}

fn uses(tree: &Tree) -> Vec<Use<'_>> {
    let in_code = tree.rust().filter(|(file, _)| !file.path.starts_with("xtask/"));
    let in_code = in_code.flat_map(|(file, rust)| literals(file, rust, 0, false));
    let in_templates = tree.templates().flat_map(|file| {
        let template = without_comments(&file.text);
        let expressions = expressions(&template);
        expressions
            .into_iter()
            .flat_map(move |(line, text)| literals(file, &Rust::read(&text), line - 1, true))
    });
    in_code.chain(in_templates).collect()
}

fn literals<'t>(file: &'t File, rust: &Rust, above: usize, in_template: bool) -> Vec<Use<'t>> {
    let literals = rust.literals().iter();
    literals
        .map(|literal| {
            let before = rust.code.get(..literal.at).unwrap_or_default().trim_end();
            let is_family = FAMILIES.iter().any(|call| before.ends_with(call));
            let text = if is_family { format!("{}-", literal.text) } else { literal.text.clone() };
            let is_asked = is_family || LOOKUPS.iter().any(|call| before.ends_with(call));
            let is_lookup = is_asked && !file.is_test() && !rust.in_tests(literal.line);
            Use { file, line: above + literal.line, text, is_lookup, in_template }
        })
        .collect()
}

/// What stands between a template's braces, with the line on which it begins.
fn expressions(template: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (open, close) in [("{{", "}}"), ("{%", "%}")] {
        for (at, _) in template.match_indices(open) {
            let rest = template.get(at + open.len()..).unwrap_or_default();
            let inside = rest.split_once(close).map_or(rest, |(inside, _)| inside);
            found.push((super::line_of(template, at), inside.to_owned()));
        }
    }
    found
}

fn missing(uses: &[Use<'_>], language: &Language) -> Vec<Finding> {
    let nouns: BTreeSet<&str> = language.messages.keys().filter_map(|key| noun(key)).collect();
    let names_a_message = |it: &&Use<'_>| {
        let sounds_like_one =
            it.in_template && is_key(&it.text) && noun(&it.text).is_some_and(|it| nouns.contains(it));
        it.is_lookup || sounds_like_one
    };
    let absent = |it: &&Use<'_>| match it.text.strip_suffix('-') {
        Some(_) => !language.messages.keys().any(|key| key.starts_with(&it.text)),
        None => !language.messages.contains_key(it.text.as_str()),
    };
    let absent = uses.iter().filter(names_a_message).filter(absent);
    absent.map(|it| it.file.finding(it.line, format!("there is no message {}", it.text))).collect()
}

fn noun(key: &str) -> Option<&str> {
    key.split_once('-').map(|(noun, _)| noun)
}

fn unused(uses: &[Use<'_>], language: &Language) -> Vec<Finding> {
    let whole: BTreeSet<&str> = uses.iter().map(|it| it.text.as_str()).collect();
    let beginnings: BTreeSet<&str> = whole.iter().filter_map(|text| beginning(text)).collect();
    let referred: BTreeSet<&str> =
        language.messages.values().flat_map(|it| it.references.iter().copied()).collect();
    let is_used = |key: &str| {
        whole.contains(key) || referred.contains(key) || beginnings.iter().any(|start| key.starts_with(start))
    };
    let unused = language.messages.iter().filter(|(key, _)| !is_used(key));
    unused.map(|(key, it)| it.file.finding(it.line, format!("nobody uses {key}"))).collect()
}

/// The fixed part of a key that is put together: `"visit-state-"` or `"visit-state-{}"`.
fn beginning(text: &str) -> Option<&str> {
    let fixed = text.split_once('{').map_or(text, |(fixed, _)| fixed);
    (fixed.ends_with('-') && is_key(fixed)).then_some(fixed)
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::places;

    const ZH: &str = "crates/c/locales/zh-CN/a.ftl";
    const EN: &str = "crates/c/locales/en/a.ftl";
    const PAGE: &str = "crates/c/templates/a/index.html";

    fn found(zh: &str, en: &str, page: &str) -> Vec<String> {
        places(
            check,
            &[
                (ZH, zh),
                (EN, en),
                (PAGE, page),
                ("crates/c/src/a.rs", "f(\"a-used\", format!(\"a-state-{s}\"))"),
            ],
        )
    }

    #[test]
    fn two_languages_with_the_same_keys_and_every_key_in_use_are_fine() {
        let zh = "a-title = 人员\na-count = { $n } { a-noun }\na-noun = 人\na-used = 用\na-state-open = 开\n";
        let en = "a-title = People\na-count = { $n ->\n  [one] { $n } person\n *[other] { $n } people\n}\na-noun = p\na-used = u\na-state-open = o\n";
        assert!(
            found(zh, en, "{{ ui.m(\"a-title\") }}\n{% call b(ui, \"a-count\", \"btn-main\") %}").is_empty()
        );
    }

    #[test]
    fn a_key_or_a_variable_in_one_language_only_is_found() {
        assert_eq!(found("a-used = 用\n", "", ""), [format!("{ZH}:1")]);
        assert_eq!(found("", "a-used = u\n", ""), [format!("{EN}:1")]);
        assert_eq!(found("a-used = { $n }\n", "a-used = u\n", ""), [format!("{ZH}:1")]);
    }

    #[test]
    fn a_key_that_nobody_wrote_is_found() {
        let both = "a-used = u\n";
        assert_eq!(found(both, both, "\n{{ ui.m(\"b-title\") }}"), [format!("{PAGE}:2")]);
        assert_eq!(
            found(both, both, "{# ui.m(\"b-c\") #}\n\n{% call b(\"a-usd\") %}"),
            [format!("{PAGE}:3")]
        );
    }

    #[test]
    fn a_family_of_words_counts_as_used_and_must_have_one() {
        let both = "a-used = u\na-sex-female = f\n";
        assert!(found(both, both, "{{ ui.w(\"a-sex\", person.sex) }}").is_empty());
        assert_eq!(found("a-used = u\n", "a-used = u\n", "{{ ui.w(\"b-sex\", x) }}"), [format!("{PAGE}:1")]);
    }

    #[test]
    fn code_that_asks_for_a_key_nobody_wrote_is_found() {
        let path = "crates/c/src/b.rs";
        let source = "Text::new(\"b-sent\");\nNavItem { key: \"b-nav\" };\n#[cfg(test)]\nmod tests { x.m(\"b-test\") }";
        assert_eq!(places(check, &[(path, source)]), [format!("{path}:1"), format!("{path}:2")]);
    }

    #[test]
    fn a_key_that_nobody_reads_is_found() {
        let both = "a-used = u\na-left = l\n";
        assert_eq!(found(both, both, ""), [format!("{ZH}:2")]);
    }
}
