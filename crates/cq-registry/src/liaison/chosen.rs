//! Whom a clerk chooses as a liaison: somebody on the staff, a colleague who signs in but never owed anything yet, or somebody new.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    form::Form,
    ids::{AccountId, StaffId},
    messages::Text,
    web::Ui,
};

use super::store;
use crate::{
    life_event::store::settings,
    rule::actions::myself,
    staff::{self, store::Staff},
};

/// Stands for whoever fills the form in.
const MYSELF: &str = "me";
/// Stands for somebody who is not on the list.
const OTHER: &str = "other";
/// Before the id of an account.
const ACCOUNT: &str = "account-";

/// Whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// Whoever fills the form in.
    Myself,
    /// Somebody on the staff.
    Staff(StaffId),
    /// A colleague who signs in.
    Account(AccountId),
    /// Somebody else, by name.
    New(String),
}

/// Who is told from namesakes, and by what.
enum Told {
    Staff(StaffId),
    Account(AccountId, String),
}

/// What can be chosen, as value and label: `nobody` says what is chosen before anybody is, then whoever fills the form in, then the others.
pub(super) fn choices(conn: &Conn<'_>, act: &Act, ui: &Ui, nobody: &str) -> Result<Vec<(String, String)>> {
    let bureau = act.bureau();
    let own =
        act.actor.account.map(|account| settings::staff_of(conn, bureau, account)).transpose()?.flatten();
    let mut choices = vec![
        (String::new(), ui.m(nobody).to_owned()),
        (MYSELF.to_owned(), ui.m("liaison-myself").to_owned()),
    ];
    let officers = store::officers(conn, bureau)?.into_iter();
    let others = officers.filter(|(id, _)| own.as_ref().is_none_or(|(own, _)| own != id));
    let mut named: Vec<(Told, String)> = others.map(|(id, name)| (Told::Staff(id), name)).collect();
    let colleagues = store::colleagues(conn, bureau)?.into_iter();
    let others = colleagues.filter(|(id, ..)| Some(*id) != act.actor.account);
    named.extend(others.map(|(id, name, login)| (Told::Account(id, login), name)));
    let named = staff::apart(named, |one| match one {
        Told::Staff(id) => staff::told_by(conn, bureau, id),
        Told::Account(_, login) => Ok(login.clone()),
    })?;
    choices.extend(named.into_iter().map(|(one, name)| match one {
        Told::Staff(id) => (id.to_string(), name),
        Told::Account(id, _) => (format!("{ACCOUNT}{id}"), name),
    }));
    choices.push((OTHER.to_owned(), ui.m("liaison-other").to_owned()));
    Ok(choices)
}

/// How somebody on the staff stands among the [`choices`] of `act`.
pub(super) fn value(conn: &Conn<'_>, act: &Act, staff: StaffId) -> Result<String> {
    let account = act.actor.account;
    let own = account.map(|account| settings::staff_of(conn, act.bureau(), account)).transpose()?.flatten();
    Ok(if own.is_some_and(|(own, _)| own == staff) { MYSELF.to_owned() } else { staff.to_string() })
}

/// Who was chosen; a mistake stands at its field.
pub(super) fn read(form: &mut Form) -> Option<Chosen> {
    let word = form.value("staff").to_owned();
    let chosen = match word.as_str() {
        MYSELF => Some(Chosen::Myself),
        OTHER => {
            let name = form.text("name", 2..=40);
            return Some(Chosen::New(name)).filter(|_| form.error("name").is_none());
        }
        word => match word.strip_prefix(ACCOUNT) {
            Some(account) => account.parse().ok().map(Chosen::Account),
            None => word.parse().ok().map(Chosen::Staff),
        },
    };
    if chosen.is_none() {
        form.reject("staff", Text::new("form-choice"));
    }
    chosen
}

/// Somebody on the staff; made where there is none yet.
pub(super) fn on_staff(tx: &Tx<'_>, act: &Act, chosen: &Chosen) -> Result<StaffId> {
    let bureau = act.bureau();
    let wrong = |field: &str, key| Err(Error::Invalid(vec![(field.to_owned(), Text::new(key))]));
    match chosen {
        Chosen::Myself => myself(tx, act),
        Chosen::Staff(id) if store::officers(tx, bureau)?.iter().any(|(known, _)| known == id) => Ok(*id),
        Chosen::Staff(_) => wrong("staff", "form-choice"),
        Chosen::Account(account) => {
            if let Some((id, _)) = settings::staff_of(tx, bureau, *account)? {
                return Ok(id);
            }
            let Some((_, name, _)) =
                store::colleagues(tx, bureau)?.into_iter().find(|(known, ..)| known == account)
            else {
                return wrong("staff", "form-choice");
            };
            settings::on_staff(tx, act, *account, &name)
        }
        Chosen::New(name) => {
            if staff::store::find_by_name(tx, bureau, name)?.is_some() {
                return wrong("name", "liaison-name-taken");
            }
            let id: StaffId = act.new_id();
            staff::store::insert(tx, bureau, &Staff::new(id, name.clone(), None))?;
            Ok(id)
        }
    }
}
