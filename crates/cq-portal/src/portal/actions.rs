//! Letting somebody in, reading one's own page, and asking.

use cq_case::case::{
    CaseId,
    actions::ask::{self, Asked},
};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    identity::{self, model::Account},
    ids::AccountId,
    messages::Text,
    policy::Role,
};
use cq_registry::person::{self, PersonId};
use serde_json::json;

use super::{
    LET_IN, VIEW,
    model::{AsWho, Seen},
    store,
};

/// Lets somebody in to a served person's page under an account to be made, or under the one that is theirs already. Returns whether it was
/// made: then its first password is to be handed over.
pub fn let_in(tx: &Tx<'_>, act: &Act, person: PersonId, account: &Account, who: AsWho) -> Result<bool> {
    act.actor.may(&LET_IN)?;
    served(tx, act, person)?;
    let known = identity::store::find(tx, act.bureau(), &account.login)?;
    let is_made = match &known {
        Some(known) if known.role == Role::Elder => {
            // A number mistyped, or given to somebody else since, opens nobody's page to a stranger.
            if known.name != account.name {
                let text = Text::new("portal-login-of").with("name", known.name.as_str());
                return Err(Error::Invalid(vec![("login".into(), text)]));
            }
            let others = store::seen(tx, act.bureau(), known.id)?;
            let is_taken = others.iter().any(|seen| seen.id != person && seen.as_who == AsWho::Oneself);
            if who == AsWho::Oneself && is_taken {
                return Err(Error::Invalid(vec![("login".into(), Text::new("portal-self-taken"))]));
            }
            false
        }
        Some(_) => return Err(Error::Invalid(vec![("login".into(), Text::new("identity-login-taken"))])),
        None => {
            identity::insert_account(tx, act, account)?;
            true
        }
    };
    let account = known.map_or(account.id, |known| known.id);
    store::let_in(tx, act, account, person, who)?;
    act.record(tx, &LET_IN, Subject::one("person", person.0), &json!({ "account": account, "as": who }))?;
    Ok(is_made)
}

/// Lets somebody in no longer.
pub fn end(tx: &Tx<'_>, act: &Act, person: PersonId, account: AccountId) -> Result<()> {
    act.actor.may(&LET_IN)?;
    store::end(tx, act, account, person)?;
    act.record(tx, &LET_IN, Subject::one("person", person.0), &json!({ "account": account, "ended": true }))?;
    // An account that sees nobody is closed: its number may be somebody else's one day.
    match store::has_any(tx, act.bureau(), account)? {
        true => Ok(()),
        false => identity::close_account(tx, act, account),
    }
}

/// Whether the account is let in to the person's page.
pub fn is_guest(conn: &Conn<'_>, act: &Act, person: PersonId, account: AccountId) -> Result<bool> {
    act.actor.may(&LET_IN)?;
    Ok(store::of_person(conn, act.bureau(), person)?.iter().any(|guest| guest.account == account))
}

fn served(conn: &Conn<'_>, act: &Act, id: PersonId) -> Result<()> {
    let scope = act.actor.scope(&person::VIEW, person::OWN)?;
    let person = person::store::find(conn, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    match person.ended() {
        Some(_) => Err(Error::refused("portal-not-served")),
        None => Ok(()),
    }
}

/// Whose pages whoever acts may see.
pub fn seen(conn: &Conn<'_>, act: &Act) -> Result<Vec<Seen>> {
    act.actor.may(&VIEW)?;
    let account = act.actor.account.ok_or(Error::Forbidden)?;
    store::seen(conn, act.bureau(), account)
}

/// One of them; another's is not found.
pub fn one(conn: &Conn<'_>, act: &Act, person: PersonId) -> Result<Seen> {
    seen(conn, act)?.into_iter().find(|seen| seen.id == person).ok_or(Error::NotFound)
}

/// Asks for somebody one may speak for.
pub fn ask(tx: &Tx<'_>, act: &Act, asked: Asked) -> Result<CaseId> {
    one(tx, act, asked.person)?;
    ask::ask(tx, act, asked)
}
