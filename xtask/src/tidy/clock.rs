//! Time is a parameter: only the platform's clock asks the machine, only its ids draw from time and chance, and no
//! statement asks the database. `Instant::now` is free: it measures how long something took, and names no day.

use super::rust::Rust;
use super::{File, Finding, Tree, line_of};

const EDGE: [&str; 2] = ["crates/cq-platform/src/clock.rs", "crates/cq-platform/src/ids.rs"];

const CALLS: [&str; 4] = ["::now(", "::now_v7(", "::new_v4(", "::today("];

const STATEMENTS: [&str; 6] =
    ["now()", "current_timestamp", "current_date", "current_time", "datetime('now", "date('now"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let sources = tree.rust().filter(|(file, _)| !EDGE.contains(&file.path.as_str()));
    sources.flat_map(|(file, rust)| calls(file, rust).into_iter().chain(statements(file, rust))).collect()
}

fn calls(file: &File, rust: &Rust) -> Vec<Finding> {
    let calls = CALLS.iter().flat_map(|call| rust.code.match_indices(call));
    calls
        .filter(|(at, _)| !rust.code.get(..*at).unwrap_or_default().ends_with("Instant"))
        .map(|(at, call)| {
            let message = format!("{call}…) asks the machine: take a Clock or an Ids as a parameter");
            file.finding(line_of(&rust.code, at), message)
        })
        .collect()
}

fn statements(file: &File, rust: &Rust) -> Vec<Finding> {
    let asks = |text: &str| {
        let text = text.to_ascii_lowercase();
        STATEMENTS.iter().any(|word| text.contains(word))
    };
    let literals = rust.shipped_literals().filter(|literal| !file.is_test() && asks(&literal.text));
    let message = "a statement takes the time as a parameter";
    literals.filter(|_| !file.path.starts_with("xtask/")).map(|it| file.finding(it.line, message)).collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::places;

    #[test]
    fn a_clock_handed_in_and_a_stopwatch_are_fine() {
        let source = "fn due(clock: &dyn Clock) { clock.now(); Instant::now(); } // Zoned::now()";
        assert!(places(check, &[("crates/c/src/a.rs", source)]).is_empty());
        let edge = "fn now() { Timestamp::now() }";
        assert!(places(check, &[("crates/cq-platform/src/clock.rs", edge)]).is_empty());
    }

    #[test]
    fn the_machine_and_the_database_are_not_asked() {
        for source in
            ["\nZoned::now()", "\nUuid::now_v7()", "\n\"SELECT now()\"", "\n\"VALUES (CURRENT_TIMESTAMP)\""]
        {
            assert_eq!(
                places(check, &[("crates/c/src/a/store.rs", source)]),
                ["crates/c/src/a/store.rs:2"],
                "{source}"
            );
        }
    }
}
