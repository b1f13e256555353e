//! Life events on a person's page.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, policy::Scope, web::Ui};

use crate::{
    life_event::{
        VIEW,
        store::{
            self, Listed,
            held::{self, Held},
        },
    },
    person::PersonId,
};

#[derive(Template)]
#[template(path = "life_event/_section.html")]
struct Section<'u> {
    ui: &'u Ui,
    held: Held,
    events: Vec<Listed>,
}

impl Section<'_> {
    fn what(&self, event: &Listed) -> String {
        let what = self.ui.w("life-kind", event.kind);
        if event.person == self.held.id {
            what
        } else {
            self.ui.a2("life-title", "what", what, "name", &event.name).into_owned()
        }
    }
}

/// What is noted of somebody, and of others as far as it reached them.
pub fn section(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    if act.actor.may(&VIEW).is_err() {
        return Ok(None);
    }
    let Some(held) = held::find(conn, act, &Scope::BUREAU, person)? else { return Ok(None) };
    let events = store::list_about(conn, act, person)?;
    let section = Section { ui, held, events };
    section.render().map(Some).map_err(Error::internal)
}
