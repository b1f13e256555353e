//! How many tests passed, as the test runners say it.

use std::fmt;
use std::ops::AddAssign;

/// Results of one step or of many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Tally {
    /// A step that is one check.
    pub fn one(passed: bool) -> Self {
        Self { passed: u64::from(passed), failed: u64::from(!passed), skipped: 0 }
    }

    /// Sums the summaries in what a runner printed; none if there was no summary.
    pub fn read(output: &str) -> Option<Self> {
        let mut sum = None;
        for line in output.lines() {
            if let Some(tally) = summary(&without_colour(line)) {
                *sum.get_or_insert_with(Self::default) += tally;
            }
        }
        sum
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(out, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

/// `test result: …` (cargo test), `Summary […] 3 tests run: …` (nextest) or one of node's `ℹ pass 3`.
fn summary(line: &str) -> Option<Tally> {
    let line = line.trim();
    if let Some(result) = line.strip_prefix("test result:") {
        let counts = result.split_once(". ")?.1;
        return Some(counted(counts.split(';')));
    }
    if line.starts_with("Summary [") {
        return Some(counted(line.split_once("run:")?.1.split(',')));
    }
    let words = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# "))?;
    let (word, count) = words.split_once(' ')?;
    Some(named(word, count.parse().ok()?))
}

/// Counts such as `3 passed (1 slow)` and `1 timed out`.
fn counted<'t>(parts: impl Iterator<Item = &'t str>) -> Tally {
    let mut tally = Tally::default();
    for part in parts {
        let mut words = part.split_whitespace();
        let count = words.next().and_then(|count| count.parse().ok());
        if let (Some(count), Some(word)) = (count, words.next()) {
            tally += named(word, count);
        }
    }
    tally
}

fn named(word: &str, count: u64) -> Tally {
    match word {
        "passed" | "pass" => Tally { passed: count, ..Tally::default() },
        "failed" | "fail" | "timed" | "exec" | "cancelled" => Tally { failed: count, ..Tally::default() },
        "skipped" | "ignored" | "todo" => Tally { skipped: count, ..Tally::default() },
        _ => Tally::default(),
    }
}

/// The line without the escapes that colour it.
fn without_colour(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let plain = parts.next().unwrap_or_default().to_owned();
    parts.fold(plain, |plain, part| plain + part.split_once('m').map_or(part, |(_, text)| text))
}

#[cfg(test)]
mod tests {
    use super::Tally;

    fn tally(passed: u64, failed: u64, skipped: u64) -> Option<Tally> {
        Some(Tally { passed, failed, skipped })
    }

    #[test]
    fn each_runner_is_understood() {
        let cargo =
            "test result: ok. 38 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(Tally::read(cargo), tally(38, 0, 1));
        let nextest = "     Summary [   0.005s] 12 tests run: 8 passed (1 slow), 2 failed, 1 timed out, 1 exec failed, 3 skipped";
        assert_eq!(Tally::read(nextest), tally(8, 4, 3));
        let node = "ℹ tests 4\nℹ pass 3\nℹ fail 1\nℹ cancelled 0\nℹ skipped 0\nℹ todo 0\nℹ duration_ms 81.4";
        assert_eq!(Tally::read(node), tally(3, 1, 0));
    }

    #[test]
    fn colours_do_not_hide_a_summary() {
        let line = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.1s] \u{1b}[1m2\u{1b}[0m tests run: \u{1b}[1m2\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, \u{1b}[1m0\u{1b}[0m skipped";
        assert_eq!(Tally::read(line), tally(2, 0, 0));
    }

    #[test]
    fn summaries_add_up_and_no_summary_is_none() {
        let two = "test result: ok. 1 passed; 0 failed; 0 ignored\ntest result: FAILED. 1 passed; 2 failed; 0 ignored";
        assert_eq!(Tally::read(two), tally(2, 2, 0));
        assert_eq!(Tally::read("error: could not compile"), None);
    }

    #[test]
    fn the_last_line_has_one_form() {
        assert_eq!(tally(3, 0, 0).unwrap().to_string(), "3 passed, 0 failed");
        assert_eq!(tally(3, 1, 2).unwrap().to_string(), "3 passed, 1 failed, 2 skipped");
    }
}
