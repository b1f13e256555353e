//! 能力评估, on the person's page.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};

use super::{
    ASSESS,
    store::{self, Listed},
};
use crate::person::PersonId;

#[derive(Template)]
#[template(path = "assessment/_of_person.html")]
struct Section {
    ui: Ui,
    person: PersonId,
    all: Vec<Listed>,
    may_assess: bool,
}

/// The person's assessments, the latest first.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    let all = store::of_person(conn, act.bureau(), person)?;
    let may_assess = act.actor.may(&ASSESS).is_ok();
    if all.is_empty() && !may_assess {
        return Ok(None);
    }
    Section { ui: ui.clone(), person, all, may_assess }.render().map(Some).map_err(Error::internal)
}
