//! Planners: pure functions from structs to a plan with its reasons.
//!
//! No database, no clock, no web and no randomness live here; the same input always gives the same plan.
//!
//! * [`transport`] – the sparse transportation problem, solved exactly, with prices.
//! * [`certificate`] – an independent check that an answer is optimal; every solve passes it.
//! * [`pairing`] – who is whose doctor: least cost, with a reason for every pair and every person left over.
//! * [`rounds`] – who is visited when: one day's tour, one worker's days, a team that meets, a shared fleet.
//! * [`formats`] – readers for public benchmark instances, to measure the solver against known optima.

pub mod certificate;
pub mod formats;
pub mod pairing;
pub mod rounds;
pub mod transport;
