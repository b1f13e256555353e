//! What must always hold of rounds: tours, plans of many days, teams and fleets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod fleet;
mod plan;
mod team;
mod together;
mod tour;
