//! An opening and its review.

use cq_platform::{
    Error,
    ids::{AccountId, StaffId},
    messages::Text,
    words,
};
use cq_registry::person::PersonId;
use jiff::{Timestamp, civil::Date};

cq_platform::id_type! {
    /// An opening of a health file.
    OpeningId
}

words! {
    /// What came of the review.
    pub enum Verdict {
        /// 应当.
        Justified = "justified",
        /// 不应当.
        NotJustified = "not-justified",
    }
}

/// How an opening stands.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Nobody has looked at it.
    Unreviewed,
    /// Somebody has.
    Reviewed {
        /// What came of it.
        verdict: Verdict,
        /// In a sentence.
        finding: String,
        /// When.
        at: Timestamp,
        /// By whom.
        by: AccountId,
    },
}

/// A health file read in an emergency.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// Identity.
    pub id: OpeningId,
    /// Whose file.
    pub person: PersonId,
    /// Which doctor.
    pub staff: StaffId,
    /// With which account.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// On which day.
    pub on: Date,
    /// The last day on which it can be read.
    pub until: Date,
    /// Why, in the doctor's words.
    pub reason: String,
    /// How it stands.
    pub state: State,
    /// Guards the next change.
    pub version: i64,
}

/// Who reviews.
#[derive(Debug, Clone, Copy)]
pub struct Reviewer {
    /// With which account.
    pub account: AccountId,
    /// Who that is among those who work here.
    pub staff: Option<StaffId>,
    /// The day.
    pub today: Date,
    /// The instant.
    pub at: Timestamp,
}

/// Why an opening cannot be reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Somebody was first.
    Reviewed,
    /// Nobody says of themselves that they were right.
    Own,
    /// The day is not over.
    TooSoon,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Reviewed => Error::Overtaken(Text::new("opening-overtaken")),
            Refused::Own => Error::refused("opening-own"),
            Refused::TooSoon => Error::refused("opening-too-soon"),
        }
    }
}

impl Opening {
    /// Whether the file can be read by it on `day`.
    pub fn lasts(&self, day: Date) -> bool {
        self.until >= day
    }

    /// Whether it is time to look at it, and nobody has.
    pub fn is_due(&self, today: Date) -> bool {
        self.state == State::Unreviewed && today > self.on
    }

    /// Says whether it was justified.
    pub fn review(self, verdict: Verdict, finding: String, reviewer: Reviewer) -> Result<Self, Refused> {
        if self.state != State::Unreviewed {
            return Err(Refused::Reviewed);
        }
        if reviewer.account == self.by || reviewer.staff == Some(self.staff) {
            return Err(Refused::Own);
        }
        if reviewer.today <= self.on {
            return Err(Refused::TooSoon);
        }
        let state = State::Reviewed { verdict, finding, at: reviewer.at, by: reviewer.account };
        Ok(Self { state, ..self })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    const ON: Date = date(2026, 11, 23);

    fn opening() -> Opening {
        Opening {
            id: OpeningId(Uuid::from_u128(1)),
            person: PersonId(Uuid::from_u128(2)),
            staff: StaffId(Uuid::from_u128(3)),
            by: AccountId(Uuid::from_u128(4)),
            at: Timestamp::UNIX_EPOCH,
            on: ON,
            until: ON.tomorrow().unwrap(),
            reason: "夜间急诊，昏迷送来".into(),
            state: State::Unreviewed,
            version: 1,
        }
    }

    fn reviewer(account: u128, staff: Option<u128>, today: Date) -> Reviewer {
        let staff = staff.map(|staff| StaffId(Uuid::from_u128(staff)));
        Reviewer { account: AccountId(Uuid::from_u128(account)), staff, today, at: Timestamp::UNIX_EPOCH }
    }

    fn reviewed(reviewer: Reviewer) -> Result<Opening, Refused> {
        opening().review(Verdict::Justified, "急诊记录相符".into(), reviewer)
    }

    #[test]
    fn somebody_else_says_the_next_day_whether_it_was_justified() {
        let next = date(2026, 11, 24);
        let done = reviewed(reviewer(5, None, next)).unwrap();
        assert!(matches!(&done.state, State::Reviewed { verdict: Verdict::Justified, .. }));
        assert_eq!(
            done.review(Verdict::NotJustified, "再看".into(), reviewer(6, None, next)),
            Err(Refused::Reviewed)
        );
        assert_eq!(reviewed(reviewer(5, None, ON)), Err(Refused::TooSoon));
    }

    #[test]
    fn nobody_reviews_what_they_opened_themselves_with_this_account_or_another() {
        let next = date(2026, 11, 24);
        assert_eq!(reviewed(reviewer(4, None, next)), Err(Refused::Own));
        assert_eq!(reviewed(reviewer(5, Some(3), next)), Err(Refused::Own));
    }

    #[test]
    fn it_lasts_until_the_end_of_its_last_day() {
        let lasts = [24, 25].map(|day| opening().lasts(date(2026, 11, day)));
        assert_eq!(lasts, [true, false]);
    }
}
