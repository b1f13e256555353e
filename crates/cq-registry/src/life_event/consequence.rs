//! What follows an event: the one seam at which features join the cascade.
//!
//! A consequence first says what it would change, as data with before and after. That plan is what the preview shows, what is
//! carried out, what is kept beside the event, and what undoing goes back by: so the four can never disagree.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::StaffId,
    web::Ui,
    words,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{
    model::{Ended, Event, EventId, Kind, Standing},
    rules::Rules,
    store::{held::Held, kin::Spouse},
};
use crate::person::{Category, PersonId};

/// How many days after it was due something is opened no more: the farewell of a death decades ago.
pub const LONG_OVER_DAYS: i64 = 60;
/// How many days after a death its benefit is claimed no more: a year, for money is owed longer than a farewell.
const CLAIM_OVER_DAYS: i64 = 366;

/// Everything known of one event while it is looked at or noted.
pub struct Case {
    /// The event's identity to be.
    pub id: EventId,
    /// To whom it happened.
    pub person: PersonId,
    /// What is known of them.
    pub held: Held,
    /// What happened.
    pub event: Event,
    /// Spouses in the registry, by marriages that hold.
    pub spouses: Vec<Spouse>,
    /// Of a re-marriage: the other.
    pub other: Option<Held>,
    /// How things stand.
    pub standing: Standing,
    /// What the bureau has settled about what follows.
    pub rules: Rules,
    /// What else is noted of them, and for which days; what was undone is not.
    pub noted: Vec<(Kind, Date)>,
    /// The day.
    pub today: Date,
}

impl Case {
    /// The day it happened.
    pub fn on(&self) -> Date {
        self.event.on()
    }

    /// Whether the person is served once this has happened: a relative only who retires.
    pub fn is_served(&self) -> bool {
        let is_elder = self.held.category != Category::Relative || self.event.kind() == Kind::Retirement;
        is_elder && self.standing.ended.is_none() && self.event.ends().is_none()
    }

    /// Whether somebody died whose service had ended before, by a move away: nothing follows for the bureau but that it knows.
    pub fn is_death_elsewhere(&self) -> bool {
        let is_gone = |because| matches!(because, Ended::Moved | Ended::Other);
        self.event.kind() == Kind::Death
            && self
                .standing
                .ended
                .is_some_and(|(day, because)| is_gone(because) && self.on() > day.last_day())
    }

    /// Whether something of that kind is noted for the same day or a later one: then this event is noted late, and what is known
    /// today is what the later one says.
    pub fn is_followed_by(&self, kind: Kind) -> bool {
        self.noted.iter().any(|(of, on)| *of == kind && *on >= self.on())
    }

    /// Whether they were in hospital, or away, before this happened: the last of the two kinds is the one that begins it.
    pub fn is_between(&self, begins: Kind, ends: Kind) -> bool {
        let last = |kind| {
            self.noted.iter().filter(|(of, on)| *of == kind && *on <= self.on()).map(|(_, on)| *on).max()
        };
        last(begins).is_some_and(|began| last(ends).is_none_or(|ended| ended < began))
    }

    /// Whether what would have been due so many days after the event was due so long ago that nobody waits for it.
    pub fn is_long_over(&self, days: i64) -> bool {
        let due_on = self.on().saturating_add(jiff::ToSpan::days(days));
        due_on < self.today.saturating_sub(jiff::ToSpan::days(LONG_OVER_DAYS))
    }

    /// Whether a death lies so far back that its benefit was claimed long ago, or is another matter.
    pub fn is_claim_over(&self) -> bool {
        self.on() < self.today.saturating_sub(jiff::ToSpan::days(CLAIM_OVER_DAYS))
    }

    /// So many days after the event, or after today where it is noted late: nothing is overdue as soon as it is opened.
    pub fn within(&self, days: i64) -> Date {
        let from = self.on().max(self.today);
        from.saturating_add(jiff::ToSpan::days(days))
    }
}

/// Where in the preview an effect stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The person's own record.
    Own,
    /// Spouse and marriage.
    Family,
    /// Who answers for them.
    Duties,
    /// What is owed to them.
    Tasks,
    /// Branches, clubs, posts.
    Groups,
    /// What is to be done next.
    Next,
}

impl Group {
    /// Every group, in the order in which they stand.
    pub const ALL: [Group; 6] =
        [Group::Own, Group::Family, Group::Duties, Group::Tasks, Group::Groups, Group::Next];

    /// As keys name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Group::Own => "own",
            Group::Family => "family",
            Group::Duties => "duties",
            Group::Tasks => "tasks",
            Group::Groups => "groups",
            Group::Next => "next",
        }
    }
}

/// An effect in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Where it stands.
    pub group: Group,
    /// What changes, a sentence.
    pub text: String,
    /// Where it can be looked at; empty where it does not exist yet.
    pub href: String,
    /// Says something of somebody's health: not for everybody's eyes.
    pub is_sensitive: bool,
}

impl Said {
    /// A plain sentence.
    pub fn new(group: Group, text: impl Into<String>) -> Self {
        Self { group, text: text.into(), href: String::new(), is_sensitive: false }
    }

    /// With where to look.
    #[must_use]
    pub fn at(self, href: String) -> Self {
        Self { href, ..self }
    }
}

/// An effect carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// The row that was changed or made.
    pub subject: Uuid,
    /// Its version afterwards, where it has one.
    pub after_version: Option<i64>,
}

words! {
    /// Why something that an event did was not put back.
    pub enum Kept {
        /// It was changed since.
        Changed = "changed",
        /// What the event had asked for was done since.
        Done = "done",
        /// Whoever answered has no place left, or is no doctor any more.
        Full = "full",
        /// Somebody else answers now.
        Another = "another",
        /// One of the two has married since.
        Married = "married",
        /// One of the two has died since.
        Died = "died",
        /// The group was closed since, or the post given to somebody else.
        Taken = "taken",
        /// It is not there any more.
        Gone = "gone",
    }
}

/// What became of an effect when its event was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undone {
    /// It is as it was.
    Restored,
    /// It stays, and why.
    Kept(Kept),
}

/// One feature's part in what follows an event.
pub trait Consequence: Sync {
    /// One thing it would change: before and after, and the names by which it is said.
    type Change: Serialize + DeserializeOwned;

    /// Under which name its changes are kept; never given another.
    const NAME: &'static str;

    /// Whether what it changes is something to be done, by a day.
    const OPENS: bool = false;

    /// What it would change. Writes nothing; the same database gives the same plan.
    fn plan(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Self::Change>>;

    /// One change in words.
    fn say(&self, ui: &Ui, change: &Self::Change) -> Said;

    /// Carries one change out. What is no longer as the plan found it is a [`Error::Conflict`].
    fn apply(&self, tx: &Tx<'_>, act: &Act, case: &Case, change: &Self::Change) -> Result<Done>;

    /// Puts one change back, as far as nobody has changed it since.
    fn undo(&self, tx: &Tx<'_>, act: &Act, change: &Self::Change, done: Done) -> Result<Undone>;
}

/// A [`Consequence`] whose changes travel as JSON.
pub trait AnyConsequence: Sync {
    /// [`Consequence::NAME`].
    fn name(&self) -> &'static str;
    /// [`Consequence::OPENS`].
    fn opens(&self) -> bool;
    /// [`Consequence::plan`].
    fn plan(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<String>>;
    /// [`Consequence::say`].
    fn say(&self, ui: &Ui, change: &str) -> Result<Said>;
    /// [`Consequence::apply`].
    fn apply(&self, tx: &Tx<'_>, act: &Act, case: &Case, change: &str) -> Result<Done>;
    /// [`Consequence::undo`].
    fn undo(&self, tx: &Tx<'_>, act: &Act, change: &str, done: Done) -> Result<Undone>;
}

/// Every consequence, in the order in which they are carried out; undone the other way round.
pub type Consequences = &'static [&'static dyn AnyConsequence];

impl<C: Consequence> AnyConsequence for C {
    fn name(&self) -> &'static str {
        C::NAME
    }

    fn opens(&self) -> bool {
        C::OPENS
    }

    fn plan(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<String>> {
        let changes = Consequence::plan(self, conn, act, case)?;
        changes.iter().map(|change| serde_json::to_string(change).map_err(Error::internal)).collect()
    }

    fn say(&self, ui: &Ui, change: &str) -> Result<Said> {
        Ok(Consequence::say(self, ui, &read::<C>(change)?))
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, case: &Case, change: &str) -> Result<Done> {
        Consequence::apply(self, tx, act, case, &read::<C>(change)?)
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, change: &str, done: Done) -> Result<Undone> {
        Consequence::undo(self, tx, act, &read::<C>(change)?, done)
    }
}

fn read<C: Consequence>(change: &str) -> Result<C::Change> {
    serde_json::from_str(change).map_err(|error| Error::internal(format!("a change of {}: {error}", C::NAME)))
}

/// Who is to do what an event opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// A named one.
    Staff(StaffId, String),
    /// Whoever notes the event, by name.
    Noter(String),
}
