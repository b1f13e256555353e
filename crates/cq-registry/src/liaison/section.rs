//! 联络员, on the person's page.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};

use super::{ASSIGN, VIEW, store};
use crate::person::PersonId;

#[derive(Template)]
#[template(path = "liaison/_of_person.html")]
struct Section {
    ui: Ui,
    person: PersonId,
    now: Option<store::Named>,
    past: Vec<store::Named>,
    may_assign: bool,
    /// Whether the liaison's own page may be seen.
    may_follow: bool,
}

impl Section {
    fn verb(&self) -> &'static str {
        if self.now.is_some() { "liaison-change" } else { "liaison-assign" }
    }
}

/// Who keeps in touch with the person, and who did.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    let named = store::of_person(conn, act.bureau(), person)?;
    let may_assign = act.actor.may(&ASSIGN).is_ok() && store::is_served(conn, act.bureau(), person)?;
    if named.is_empty() && !may_assign {
        return Ok(None);
    }
    let (now, past): (Vec<_>, Vec<_>) = named.into_iter().partition(|named| named.until.is_none());
    let may_follow = act.actor.may(&VIEW).is_ok();
    let section =
        Section { ui: ui.clone(), person, now: now.into_iter().next(), past, may_assign, may_follow };
    section.render().map(Some).map_err(Error::internal)
}
