//! No text in code: what a person reads is a message in `locales/`.

use super::markup::without_comments;
use super::{File, Finding, Tree, numbered};

/// Where Chinese in a Rust source is data, not text: the beginning or the end of a path, and why.
const DATA: [(Place, &str); 9] = [
    (Place::Begins("crates/cq-demo/"), "names, streets and illnesses of invented people"),
    (Place::Begins("crates/cq-calendar/"), "names of solar terms and lunar days, as the calendar has them"),
    (Place::Begins("crates/cq-sheet/src/word.rs"), "how ledgers spell yes, no, nothing and their last line"),
    (Place::Begins("crates/cq-sheet/src/header.rs"), "words that stand around a column's name"),
    (Place::Begins("crates/cq-registry/src/person/code/"), "how ledgers write the words of closed lists"),
    (
        Place::Begins("crates/cq-errand/src/errand/forbidden.rs"),
        "words that tell of what nobody does for an elder",
    ),
    (Place::Begins("crates/cq-platform/src/unwritten"), "words that tell of what nobody may write down"),
    (Place::Ends("/columns.rs"), "how ledgers head their columns"),
    (Place::Ends("/surnames.rs"), "surnames with a reading of their own"),
];

enum Place {
    Begins(&'static str),
    Ends(&'static str),
}

pub fn check(tree: &Tree) -> Vec<Finding> {
    let sources = tree.rust().filter(|(file, _)| !file.is_test() && !is_data(file));
    let in_code = sources.flat_map(|(file, rust)| {
        let literals = rust.shipped_literals().filter(|literal| has_chinese(&literal.text));
        literals.map(|it| file.finding(it.line, "text belongs into locales/")).collect::<Vec<_>>()
    });
    let in_templates = tree.templates().flat_map(|file| {
        let text = without_comments(&file.text);
        let lines = numbered(&text).filter(|(_, line)| has_chinese(line)).map(|(number, _)| number);
        lines.map(|line| file.finding(line, "text belongs into locales/")).collect::<Vec<_>>()
    });
    in_code.chain(in_templates).collect()
}

fn is_data(file: &File) -> bool {
    DATA.iter().any(|(place, _)| match place {
        Place::Begins(start) => file.path.starts_with(start),
        Place::Ends(end) => file.path.ends_with(end),
    })
}

fn has_chinese(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::places;

    #[test]
    fn comments_tests_and_data_may_be_chinese() {
        let source = "/// 代办\nfn f() {}\n#[cfg(test)]\nmod tests { const A: &str = \"王晓明\"; }";
        let template = "{# 首页 #}\n<!-- 首页\n首页 -->{{ ui.m(\"home-title\") }}";
        let good = [
            ("crates/c/src/a.rs", source),
            ("crates/c/tests/it/a.rs", "\"王\""),
            ("crates/cq-registry/src/person/columns.rs", "\"姓名\""),
            ("crates/c/templates/home/index.html", template),
        ];
        assert!(places(check, &good).is_empty());
    }

    #[test]
    fn text_in_code_and_templates_is_found() {
        assert_eq!(places(check, &[("crates/c/src/a.rs", "\nlet a = \"保存\";")]), ["crates/c/src/a.rs:2"]);
        let path = "crates/c/templates/a/index.html";
        assert_eq!(places(check, &[(path, "{# 好 #}\n<p>保存</p>")]), [format!("{path}:2")]);
    }
}
