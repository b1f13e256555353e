//! When somebody ceased to be served, and when they died.

use cq_calendar::PartialDate;

use super::Person;
use crate::person::Ended;

impl Person {
    /// When and why they ceased to be served.
    pub fn ended(&self) -> Option<Ended> {
        self.open.ended
    }

    /// When they died, served until then or moved away before.
    pub fn died(&self) -> Option<PartialDate> {
        self.open.died()
    }
}
