//! Rounds against what is published and against the county's own size, on one core. `cargo bench -p cq-planner
//! --bench rounds -- NAME` runs one of them; without a name, all. Every answer is checked before it is counted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints what it measured and fails loudly"
)]

#[path = "../clock/mod.rs"]
mod clock;
mod county;
mod hhcrsp;
mod instances;
mod tsptw;
mod vrptw;

fn main() {
    let all: [(&str, fn()); 4] =
        [("tsptw", tsptw::run), ("county", county::run), ("hhcrsp", hhcrsp::run), ("vrptw", vrptw::run)];
    let named: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    for (name, run) in all {
        if named.is_empty() || named.iter().any(|word| word == name) {
            run();
        }
    }
}
