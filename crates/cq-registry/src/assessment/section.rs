//! 能力评估, on the person's page.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};

use super::{
    ASSESS,
    store::{self, Listed, Withdrawn},
};
use crate::person::PersonId;

#[derive(Template)]
#[template(path = "assessment/_of_person.html")]
struct Section {
    ui: Ui,
    person: PersonId,
    all: Vec<Listed>,
    /// Those taken back.
    withdrawn: Vec<Withdrawn>,
    may_assess: bool,
}

impl Section {
    /// When it was taken back, and by whom.
    fn by(&self, one: &Withdrawn) -> String {
        let by = one.by.clone().unwrap_or_default();
        let at = self.ui.instant(&one.at);
        self.ui.a2("assessment-withdrawn-by", "name", by, "at", at).into_owned()
    }
}

/// The person's assessments, the latest first, and apart from them what was taken back.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    let all = store::of_person(conn, act.bureau(), person)?;
    let withdrawn = store::withdrawn(conn, act.bureau(), person)?;
    let may_assess = act.actor.may(&ASSESS).is_ok();
    if all.is_empty() && withdrawn.is_empty() && !may_assess {
        return Ok(None);
    }
    Section { ui: ui.clone(), person, all, withdrawn, may_assess }.render().map(Some).map_err(Error::internal)
}
