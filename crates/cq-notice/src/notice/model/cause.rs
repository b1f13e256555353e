//! Why somebody is told something, and who.

use cq_platform::{ids::StaffId, words};
use cq_registry::person::PersonId;
use uuid::Uuid;

words! {
    /// What happened that somebody ought to know.
    pub enum Kind {
        /// What was asked for is registered.
        CaseReceived = "case-received",
        /// A case is late.
        CaseLate = "case-late",
        /// Somebody comes for an errand.
        ErrandAssigned = "errand-assigned",
        /// A clerk has written to many.
        Circular = "circular",
    }
}

/// What happened, to which thing, which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// What.
    pub kind: Kind,
    /// To which thing.
    pub id: Uuid,
    /// Which time it happens to that thing: the same one is told once.
    pub occasion: i64,
}

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addressee {
    /// Somebody of the registry.
    Person(PersonId),
    /// Somebody who works here.
    Staff(StaffId),
}

impl Addressee {
    /// Whichever it is.
    pub const fn id(self) -> Uuid {
        match self {
            Addressee::Person(id) => id.0,
            Addressee::Staff(id) => id.0,
        }
    }

    /// The person, if it is one.
    pub const fn person(self) -> Option<PersonId> {
        match self {
            Addressee::Person(id) => Some(id),
            Addressee::Staff(_) => None,
        }
    }

    /// Who works here, if it is one of them.
    pub const fn staff(self) -> Option<StaffId> {
        match self {
            Addressee::Staff(id) => Some(id),
            Addressee::Person(_) => None,
        }
    }
}

words! {
    /// Why a notice goes the way it goes.
    pub enum Because {
        /// Its addressee wishes it so.
        Wished = "wished",
        /// The addressee has not said; the first way for which there is an address.
        Usual = "usual",
        /// For the way that was wished there is no address.
        Missing = "missing",
        /// A clerk has chosen it after another way had failed.
        Instead = "instead",
    }
}
