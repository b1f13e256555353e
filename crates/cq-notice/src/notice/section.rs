//! What somebody was told, and how they wish to be, for the person's page.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};
use cq_registry::person::PersonId;

use super::{
    VIEW,
    model::Addressee,
    store::list,
    words::{self, Row},
};
use crate::preference::{self, PREFER};

/// Notices that stand on the person's page.
const SHOWN: i64 = 6;

#[derive(Template)]
#[template(path = "notice/_of_person.html")]
struct Section {
    ui: Ui,
    person: PersonId,
    rows: Vec<Row>,
    way: String,
    may_view: bool,
    may_prefer: bool,
}

/// How they are told, and what they were told lately.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    let (may_view, may_prefer) = (act.actor.may(&VIEW).is_ok(), act.actor.may(&PREFER).is_ok());
    if !may_view && !may_prefer {
        return Ok(None);
    }
    let contact = preference::store::contact(conn, act, Addressee::Person(person))?;
    let Some(contact) = contact else { return Ok(None) };
    let proxy = match preference::store::proxy(conn, act, person)? {
        Some(proxy) if contact.wish.by_proxy => {
            preference::store::contact(conn, act, Addressee::Person(proxy))?
        }
        _ => None,
    };
    let rows = if may_view { list::of_person(conn, act, person, SHOWN)? } else { Vec::new() };
    let section = Section {
        ui: ui.clone(),
        person,
        rows: rows.iter().map(|listed| Row::of(ui, listed)).collect(),
        way: if contact.has_ended {
            String::new()
        } else {
            words::way(ui, proxy.as_ref().unwrap_or(&contact), &contact)
        },
        may_view,
        may_prefer: may_prefer && !contact.has_ended,
    };
    section.render().map(Some).map_err(Error::internal)
}
