//! Relief (救助): somebody in need asks, the bureau looks into it, a meeting decides, the decision is on notice, two approve, the bank pays,
//! and the file is closed. Every fen goes from the budget of a year through the ledger.

pub mod application;
pub mod batch;
pub mod budget;
pub mod meeting;
pub mod notice;
pub mod reversal;
