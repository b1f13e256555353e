//! Errands (代办): what somebody cannot do for themselves any more, done for them; and the money that goes with it.

pub mod errand;
pub mod purse;
pub mod repeat;
