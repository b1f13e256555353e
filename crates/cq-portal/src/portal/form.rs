//! What a clerk fills in to let somebody in, and what an elder asks.

use cq_case::case::{
    actions::ask::Asked,
    model::{Asker, Kind},
    said::Said,
};
use cq_platform::{form::Form, messages::Text, unwritten};

use super::model::{AsWho, Seen};

/// What an elder writes, in signs.
const WORDS_MAX: usize = 500;

/// What elders can ask about: all but what is of the bureau's own making.
pub(super) const KINDS: [Kind; 6] =
    [Kind::Medical, Kind::Errand, Kind::Relief, Kind::Benefit, Kind::Activity, Kind::Other];

/// Somebody to be let in.
pub(super) struct Guest {
    pub name: String,
    pub login: String,
    pub as_who: AsWho,
}

/// Reads who is to be let in. They sign in with their telephone's number, which is what elders remember.
pub(super) fn guest(form: &mut Form) -> Option<Guest> {
    let as_who = form.choice::<AsWho>("as_who");
    let name = form.text("guest", 1..=40);
    let login: String = form.text("login", 1..=20).chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let is_number = (7..=13).contains(&login.len()) && login.bytes().all(|b| b.is_ascii_digit());
    if !login.is_empty() && !is_number {
        form.reject("login", Text::new("portal-login-wrong"));
    }
    let guest = Guest { name, login, as_who: as_who? };
    Some(guest).filter(|_| form.errors().is_empty())
}

/// Reads what is asked for `seen`.
pub(super) fn asked(form: &mut Form, seen: &Seen, name: &str) -> Option<Asked> {
    let kind = form.choice::<Kind>("kind").filter(|kind| KINDS.contains(kind));
    if kind.is_none() && form.errors().is_empty() {
        form.reject("kind", Text::new("form-choice"));
    }
    let asked = form.text("asked", 2..=WORDS_MAX);
    unwritten::refuse(form, "asked");
    let phone = form.text("phone", 0..=30);
    if !phone.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '+')) {
        form.reject("phone", Text::new("case-phone-wrong"));
    }
    let asker = seen.as_who.asker();
    let name = if asker == Asker::Elder { String::new() } else { name.to_owned() };
    let asked = Asked { person: seen.id, kind: kind?, asker, said: Said { name, phone, asked } };
    Some(asked).filter(|_| form.errors().is_empty())
}
