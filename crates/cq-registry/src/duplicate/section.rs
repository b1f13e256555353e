//! On a person's page: whom they look like, and what was merged into them.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, policy::Scope, web::Ui};

use super::{
    VIEW,
    candidate::{self, Alike},
    likeness::Probe,
    store::{self, Kept},
};
use crate::person::{self, PersonId};

#[derive(Template)]
#[template(path = "duplicate/_section.html")]
struct Section<'u> {
    ui: &'u Ui,
    person: PersonId,
    alike: Vec<Alike>,
    merges: Vec<Kept>,
}

impl Section<'_> {
    fn why(&self, alike: &Alike) -> String {
        let reasons: Vec<String> =
            alike.likeness.reasons.iter().map(|reason| super::pages::reason(self.ui, *reason)).collect();
        reasons.join(self.ui.m("duplicate-comma"))
    }

    fn when(&self, merge: &Kept) -> String {
        let by = merge.by.as_deref().unwrap_or_default();
        match &merge.undone_at {
            Some(at) => self.ui.a1("duplicate-section-undone", "at", self.ui.instant(at)).into_owned(),
            None => {
                self.ui.a2("duplicate-section-at", "at", self.ui.instant(&merge.at), "by", by).into_owned()
            }
        }
    }
}

/// For clerks only: nobody else can do anything about it.
pub fn section(conn: &Conn<'_>, act: &Act, ui: &Ui, id: PersonId) -> Result<Option<String>> {
    if act.actor.may(&VIEW).is_err() {
        return Ok(None);
    }
    let Some(person) = person::store::find(conn, &Scope::BUREAU, act.bureau(), id)? else { return Ok(None) };
    let probe = Probe::of(&candidate::facts(conn, act, &person)?);
    let alike = candidate::like(conn, act, &probe, Some(id))?;
    let merges = store::list_kept(conn, act.bureau(), id)?;
    if alike.is_empty() && merges.is_empty() {
        return Ok(None);
    }
    Section { ui, person: id, alike, merges }.render().map(Some).map_err(Error::internal)
}
