//! A responsibility and its one transition.

use cq_platform::{Error, Result, ids::StaffId, messages::Text, words};
use jiff::civil::Date;

use crate::person::PersonId;

cq_platform::id_type! {
    /// A responsibility.
    ResponsibilityId
}

words! {
    /// As what somebody answers.
    pub enum Kind {
        /// 责任医生.
        Doctor = "doctor",
        /// 联络员.
        Liaison = "liaison",
    }
}

words! {
    /// Why one ended.
    pub enum Ended {
        /// Another took over by a published pairing.
        Replaced = "replaced",
        /// A published pairing left the person without anybody.
        Released = "released",
        /// The ledger says so.
        Ledger = "ledger",
        /// The person died.
        Died = "died",
        /// The person moved to where the bureau does not serve.
        Moved = "moved",
        /// Whoever answered has left and handed over.
        HandedOver = "handed-over",
    }
}

/// What both states share.
#[derive(Debug, Clone, PartialEq)]
pub struct Bond {
    /// Identity.
    pub id: ResponsibilityId,
    /// For whom.
    pub person: PersonId,
    /// As what.
    pub kind: Kind,
    /// Who.
    pub staff: StaffId,
    /// From this day on.
    pub since: Date,
    /// Why this one, as data to be said in words (JSON).
    pub reason: String,
}

/// Somebody answers now.
#[derive(Debug, Clone, PartialEq)]
pub struct Active {
    /// What it is.
    pub bond: Bond,
    /// Guard.
    pub version: i64,
}

/// A responsibility in whichever state.
#[derive(Debug, Clone, PartialEq)]
pub enum Responsibility {
    /// Holds.
    Active(Active),
    /// Held once.
    Past {
        /// What it was.
        bond: Bond,
        /// The last day.
        until: Date,
        /// Why it ended.
        because: Ended,
    },
}

impl Active {
    /// Ends it with `until` as its last day, which cannot lie before its first.
    pub fn end(self, until: Date, because: Ended) -> Result<Responsibility> {
        if until < self.bond.since {
            return Err(Error::Refused(Text::new("responsibility-ends-before-it-began")));
        }
        Ok(Responsibility::Past { bond: self.bond, until, because })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    fn active() -> Active {
        let bond = Bond {
            id: ResponsibilityId(Uuid::nil()),
            person: PersonId(Uuid::nil()),
            kind: Kind::Doctor,
            staff: StaffId(Uuid::nil()),
            since: date(2026, 3, 1),
            reason: "{}".into(),
        };
        Active { bond, version: 1 }
    }

    #[test]
    fn it_ends_on_or_after_the_day_it_began() {
        assert!(active().end(date(2026, 3, 1), Ended::Replaced).is_ok());
        assert!(active().end(date(2026, 2, 28), Ended::Replaced).is_err());
    }
}
