//! Files stay short enough to be read in one go. Functions are clippy's `too_many_lines`.

use super::{Finding, Tree};

const MOST_LINES: usize = 400;

pub fn check(tree: &Tree) -> Vec<Finding> {
    // A table of column names is data, however long.
    let is_table = |path: &str| path.ends_with("/columns.rs") || path.ends_with("/surnames.rs");
    let sources = tree.rust().filter(|(file, _)| !file.is_test() && !is_table(&file.path));
    sources
        .filter_map(|(file, rust)| {
            let lines = file.lines().filter(|(number, _)| !rust.in_tests(*number)).count();
            let message =
                format!("{lines} lines without tests; {MOST_LINES} are the most: what is it two of?");
            (lines > MOST_LINES).then(|| file.finding(MOST_LINES + 1, message))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::places;

    #[test]
    fn tests_do_not_count() {
        let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "//\n".repeat(300));
        let source = "//\n".repeat(400) + &tests;
        assert!(
            places(check, &[("crates/c/src/a.rs", &source), ("crates/c/tests/it/a.rs", &"\n".repeat(500))])
                .is_empty()
        );
    }

    #[test]
    fn one_line_too_many_is_found() {
        assert_eq!(places(check, &[("crates/c/src/a.rs", &"//\n".repeat(401))]), ["crates/c/src/a.rs:401"]);
    }
}
