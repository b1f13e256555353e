//! Errands (代办): what somebody cannot do for themselves any more, done for them; the money that goes with it; and the ledger that every fen
//! stands in, which knows nothing of errands.

pub mod errand;
pub mod ledger;
pub mod purse;
pub mod repeat;
