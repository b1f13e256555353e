//! Who acts, and the hand that acts: actor, instant, ids and secrets travel together through an action.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{
    Error, Result, audit,
    clock::day_in_china,
    db::Tx,
    ids::{AccountId, BureauId, Ids, StaffId},
    once::{self, Once},
    policy::{Action, Reach, Role, Scope},
    secrets::Secrets,
};

/// Somebody signed in, or the program itself.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The tenant whose data this is about.
    pub bureau: BureauId,
    /// The account; none when the program acts by itself, e.g. from the command line.
    pub account: Option<AccountId>,
    /// Shown on pages and in the log.
    pub name: String,
    /// What the account is for.
    pub role: Role,
    /// Whose promises these are, for roles that own some.
    pub staff: Option<StaffId>,
    /// The day on which they act, in China: what somebody may reach can depend on it. Set by the hand.
    pub today: Option<Date>,
    /// The password was given by somebody else and is not yet the actor's own.
    pub must_change_password: bool,
}

impl Actor {
    /// The reach of `action`, or [`Error::Forbidden`].
    pub fn may(&self, action: &Action) -> Result<Reach> {
        action.reach(self.role).ok_or(Error::Forbidden)
    }

    /// The scope of `action` over things whose "answers for it" is `own`.
    pub fn scope(&self, action: &Action, own: &'static str) -> Result<Scope> {
        Scope::of(self, self.may(action)?, own)
    }
}

/// Everything an action needs besides its input and its transaction. Cheap to clone.
#[derive(Clone)]
pub struct Act {
    /// Who.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
    /// With which keys.
    pub secrets: Arc<Secrets>,
    ids: Arc<Ids>,
    once: Option<Arc<Once>>,
}

impl Act {
    /// The hand of `actor` at `at`.
    pub fn new(actor: Actor, at: Timestamp, ids: Arc<Ids>, secrets: Arc<Secrets>) -> Self {
        let actor = Actor { today: Some(day_in_china(at)), ..actor };
        Self { actor, at, secrets, ids, once: None }
    }

    /// The same hand doing what was asked under a key: its first entry in the log claims the key.
    #[must_use]
    pub(crate) fn under(self, once: Option<Arc<Once>>) -> Self {
        Self { once, ..self }
    }

    /// The tenant.
    pub fn bureau(&self) -> &BureauId {
        &self.actor.bureau
    }

    /// The day in China.
    pub fn today(&self) -> Date {
        day_in_china(self.at)
    }

    /// A new typed id.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        self.ids.next(self.at)
    }

    /// Writes to the log, in the change's own transaction. `detail` holds facts, never secrets or health notes.
    pub fn record(
        &self,
        tx: &Tx<'_>,
        action: &Action,
        subject: audit::Subject,
        detail: &serde_json::Value,
    ) -> Result<()> {
        if let Some(once) = &self.once {
            once::claim(tx, self, once)?;
        }
        audit::record(tx, self, action.name, subject, detail)
    }
}
