//! SQL stands in stores, and in the few files of the platform that are the database itself.

use super::{File, Finding, Tree};

const PLATFORM: [&str; 3] = ["db", "audit", "migrations"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let sources = tree.rust().filter(|(file, _)| !file.is_test() && !may_hold_sql(file));
    sources
        .flat_map(|(file, rust)| {
            let statements = rust.shipped_literals().filter(|literal| is_statement(&literal.text));
            statements.map(|it| file.finding(it.line, "SQL stands in a store.rs")).collect::<Vec<_>>()
        })
        .collect()
}

fn may_hold_sql(file: &File) -> bool {
    let in_platform = |part: &str| {
        let module = format!("crates/cq-platform/src/{part}");
        file.path == format!("{module}.rs") || file.path.starts_with(&format!("{module}/"))
    };
    file.name() == "store.rs"
        || file.path.contains("/store/")
        || PLATFORM.iter().any(|part| in_platform(part))
}

fn is_statement(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', '\n', '(']).filter(|word| !word.is_empty()).collect();
    let follows = |first: &str, then: &str| words.windows(2).any(|pair| pair == [first, then]);
    let update = words.iter().position(|word| *word == "UPDATE");
    let sets = update.is_some_and(|at| words.iter().skip(at).any(|word| *word == "SET"));
    let selects = words.iter().position(|word| *word == "SELECT").is_some_and(|at| at + 1 < words.len());
    selects || sets || follows("INSERT", "INTO") || follows("DELETE", "FROM")
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::places;

    const SELECT: &str = "const A: &str = \"SELECT id\n FROM person\";";

    #[test]
    fn stores_the_platform_and_tests_may_hold_sql() {
        for path in
            ["crates/c/src/a/store.rs", "crates/c/src/store/list.rs", "crates/cq-platform/src/db/lite.rs"]
        {
            assert!(places(check, &[(path, SELECT)]).is_empty(), "{path}");
        }
        assert!(places(check, &[("crates/cq-server/tests/it/main.rs", SELECT)]).is_empty());
        let tested = format!("#[cfg(test)]\nmod tests {{ {SELECT} }}");
        assert!(places(check, &[("crates/c/src/a.rs", &tested)]).is_empty());
    }

    #[test]
    fn nobody_else_may() {
        for statement in
            ["SELECT 1", "INSERT INTO a", "UPDATE a\n SET b = 1", "DELETE FROM a", "WITH a AS (SELECT 1)"]
        {
            let source = format!("\nlet sql = r\"{statement}\";");
            assert_eq!(places(check, &[("crates/c/src/a/pages.rs", &source)]).len(), 1, "{statement}");
        }
    }

    #[test]
    fn words_that_only_sound_like_it_pass() {
        let source = "let a = \"Please SELECT\"; let b = \"UPDATE\"; // SELECT 1";
        assert!(places(check, &[("crates/c/src/a/pages.rs", source)]).is_empty());
    }
}
