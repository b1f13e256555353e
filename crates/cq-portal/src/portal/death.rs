//! What a death does to accounts of the elders' page: the elder's own is closed, and that of a family who speak for nobody else. Whoever
//! speaks for somebody else too keeps theirs. With the death undone they are opened again while nobody else has the number.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    identity,
    ids::AccountId,
    web::Ui,
};
use cq_registry::{
    life_event::{Case, Consequence, Done, Group, Kept, Said, Undone, model},
    person::PersonId,
};
use serde::{Deserialize, Serialize};

use super::{model::AsWho, store};

/// See the [module](self).
pub struct Accounts;

/// An account that is closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    account: AccountId,
    version: i64,
    login: String,
    name: String,
    person: PersonId,
    as_who: AsWho,
}

impl Consequence for Accounts {
    type Change = Change;
    const NAME: &'static str = "portal";

    fn plan(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Change>> {
        if case.event.ends() != Some(model::Ended::Died) {
            return Ok(Vec::new());
        }
        let (person, mut changes) = (case.person, Vec::new());
        for guest in store::of_person(conn, act.bureau(), person)? {
            let seen = store::seen(conn, act.bureau(), guest.account)?;
            if guest.as_who == AsWho::Family && seen.iter().any(|seen| seen.id != person) {
                continue;
            }
            let Some(account) = identity::store::find_by_id(conn, act.bureau(), guest.account)? else {
                continue;
            };
            changes.push(Change {
                account: account.id,
                version: account.version,
                login: account.login,
                name: account.name,
                person,
                as_who: guest.as_who,
            });
        }
        Ok(changes)
    }

    fn say(&self, ui: &Ui, change: &Change) -> Said {
        let key = match change.as_who {
            AsWho::Oneself => "portal-event-own-closed",
            AsWho::Family => "portal-event-family-closed",
        };
        Said::new(Group::Duties, ui.a1(key, "name", &change.name))
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, _: &Case, change: &Change) -> Result<Done> {
        let account = identity::store::find_by_id(tx, act.bureau(), change.account)?;
        account.filter(|account| account.version == change.version).ok_or(Error::Conflict)?;
        store::end(tx, act, change.account, change.person)?;
        identity::close_account(tx, act, change.account)?;
        Ok(Done { subject: change.account.0, after_version: Some(change.version + 1) })
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, change: &Change, done: Done) -> Result<Undone> {
        let version = done.after_version.unwrap_or_default();
        if !identity::reopen_account(tx, act, (change.account, version), &change.login)? {
            return Ok(Undone::Kept(Kept::Changed));
        }
        store::let_in(tx, act, change.account, change.person, change.as_who)?;
        Ok(Undone::Restored)
    }
}
