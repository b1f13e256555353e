//! 钱款台账: append-only double entry that every feature with money posts to, and that knows none of them.
//!
//! A posting takes an amount from one account to another, so it sums to zero by its shape. What leaves an account that takes two people
//! has been agreed to by a second one; no account falls below its floor, whoever posts at once; nothing is ever changed: a correction is
//! another posting. All four are kept by the types here and by named constraints of the database.

mod fen;
pub mod store;

use cq_platform::{
    Error,
    ids::StaffId,
    messages::{Locale, Text},
};
use uuid::Uuid;

pub use fen::{Amount, NotAnAmount};

cq_platform::id_type! {
    /// An account.
    AccountId
    /// A posting.
    PostingId
}

/// How long a posting can be taken back, in minutes (适老化 2021: money submission is reversible for ten).
pub const REVERSIBLE_MINUTES: i64 = 10;

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["ledger"];

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = store::STATEMENTS;

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// It never holds less, in fen; none where it stands for the world outside.
    pub floor_fen: Option<i64>,
    /// What leaves it takes two people.
    pub takes_two: bool,
}

impl Terms {
    /// The world outside: shops, banks, somebody's own pocket.
    pub const OUTSIDE: Terms = Terms { floor_fen: None, takes_two: false };
}

/// Who posts: one, or one with the agreement of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    /// One.
    One(StaffId),
    /// Two who are not one and the same.
    Two(Both),
}

/// Who made a posting and who agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Both {
    made: StaffId,
    agreed: StaffId,
}

impl Signed {
    /// Made by one and agreed to by another; nothing where that is one person.
    pub fn two(made: StaffId, agreed: StaffId) -> Option<Self> {
        (made != agreed).then_some(Self::Two(Both { made, agreed }))
    }

    fn made(self) -> StaffId {
        match self {
            Signed::One(made) | Signed::Two(Both { made, .. }) => made,
        }
    }

    fn agreed(self) -> Option<StaffId> {
        match self {
            Signed::One(_) => None,
            Signed::Two(Both { agreed, .. }) => Some(agreed),
        }
    }
}

/// An amount on its way from one account to another.
#[derive(Debug, Clone, Copy)]
pub struct Posting<'p> {
    /// Identity, chosen by whoever posts.
    pub id: PostingId,
    /// Which account it leaves.
    pub from: AccountId,
    /// Which it comes to.
    pub to: AccountId,
    /// How much.
    pub amount: Amount,
    /// Why: a word of whoever posts.
    pub cause: &'p str,
    /// What for: the errand, the grant.
    pub subject: Uuid,
}

/// Why the ledger says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The account would hold less than it may.
    Overdrawn,
    /// It takes two people.
    Alone,
    /// It was taken back already.
    Reversed,
    /// More than ten minutes ago.
    Late,
    /// What was taken back is posted anew, not taken back again.
    IsReversal,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Error::Refused(Text::new(match refused {
            Refused::Overdrawn => "ledger-refused-overdrawn",
            Refused::Alone => "ledger-refused-alone",
            Refused::Reversed => "ledger-refused-reversed",
            Refused::Late => "ledger-refused-late",
            Refused::IsReversal => "ledger-refused-is-reversal",
        }))
    }
}
