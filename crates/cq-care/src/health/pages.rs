//! Health files on screen: what a file is read for, the file, one entry's form, and whose medicine runs out.

mod chart;
mod entry;
mod file;
mod refill;
mod words;

use cq_platform::{Error, Result, web::Routes};
use cq_registry::person::PersonId;

use super::{NOTE, READ, REFILLS, model::EntryId};

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/people/{id}/health", &READ, file::show)
        .post("/people/{id}/health", &NOTE, entry::create)
        .get("/people/{id}/health/new", &NOTE, entry::new)
        .get("/people/{id}/health/{entry}", &NOTE, entry::edit)
        .post("/people/{id}/health/{entry}", &NOTE, entry::replace)
        .post("/people/{id}/health/{entry}/withdraw", &NOTE, entry::withdraw)
        .post("/people/{id}/health/{entry}/refill", &NOTE, entry::refill)
        .get("/health/refills", &REFILLS, refill::index);
}

fn person(id: &str) -> Result<PersonId> {
    id.parse().map_err(|_| Error::NotFound)
}

fn both((id, entry): (String, String)) -> Result<(PersonId, EntryId)> {
    Ok((person(&id)?, entry.parse().map_err(|_| Error::NotFound)?))
}

/// Where a file is read on after something was written in it.
fn back(id: PersonId) -> String {
    format!("/people/{id}/health?for=records")
}
