//! Readers for public benchmark instances, each with a `solve` that answers with cost, bound and plan.

pub mod assignment;
pub mod dimacs;
pub mod hhcrsp;
pub mod solomon;
pub mod tsptw;

use crate::transport;
use serde::Serialize;

/// A solved instance, ready to be shown as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Solved {
    /// Cost of the plan, in the instance's own units.
    pub cost: i128,
    /// What every plan costs at least.
    pub bound: i128,
    /// Cost and bound are equal, so the plan is proven optimal.
    pub optimal: bool,
    /// What is used, in the instance's own numbering.
    pub plan: Vec<Use>,
}

/// One line of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Use {
    /// Where it comes from, counted from 1.
    pub from: u32,
    /// Where it goes, counted from 1.
    pub to: u32,
    /// How many units.
    pub units: u64,
}

/// Why an instance was not solved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A line is not what the format allows.
    #[error("line {line}: {what}")]
    Malformed {
        /// Line, counted from 1.
        line: usize,
        /// What was expected, for the log.
        what: &'static str,
    },
    /// Numbers are too large for exact computation.
    #[error("the instance is too large")]
    TooLarge,
    /// Supplies and demands do not add up to the same.
    #[error("supplies exceed demands by {excess}")]
    Unbalanced {
        /// Supply less demand, in units.
        excess: i128,
    },
    /// No plan satisfies every node.
    #[error("{missing} units cannot be sent")]
    Infeasible {
        /// Units for which there is no way.
        missing: u64,
    },
    /// The problem made of the instance was refused.
    #[error(transparent)]
    Invalid(#[from] transport::Invalid),
    /// The solver failed.
    #[error(transparent)]
    Solver(#[from] transport::Error),
}

/// A price for leaving over so high that as much as possible is placed first: above any chain of moves that
/// visits each of `columns` columns once, at costs of at most `widest` in size.
fn prohibitive(columns: usize, widest: i64) -> Result<i64, Error> {
    let longest = i64::try_from(columns).ok().and_then(|n| n.checked_add(2));
    let dearest = widest.checked_mul(2).and_then(|n| n.checked_add(1));
    let price = longest.zip(dearest).and_then(|(n, cost)| n.checked_mul(cost));
    price.filter(|&price| price <= transport::COST_LIMIT).ok_or(Error::TooLarge)
}
