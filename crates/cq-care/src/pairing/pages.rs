//! Who is paired, proposals, one proposal with its rows, the choice by hand, the rules.

mod index;
mod proposal;
mod rules;

use cq_platform::{Error, Result, web::Routes};

use super::{EDIT, PROPOSE, PUBLISH, VIEW, export};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/pairings", &VIEW, index::index)
        .get("/pairings/rules", &VIEW, rules::show)
        .post("/pairings/rules", &PROPOSE, rules::save)
        .post("/pairings/rules/preview", &PROPOSE, rules::preview)
        .post("/pairings/proposals", &PROPOSE, index::propose)
        .get("/pairings/proposals/{id}", &VIEW, proposal::show)
        .post("/pairings/proposals/{id}/publish", &PUBLISH, proposal::publish)
        .post("/pairings/proposals/{id}/discard", &EDIT, proposal::discard)
        .get("/pairings/proposals/{id}/rows/{person}", &EDIT, proposal::choose)
        .post("/pairings/proposals/{id}/rows/{person}", &EDIT, proposal::change);
    export::routes(routes);
}

fn parse<T: std::str::FromStr>(id: &str) -> Result<T> {
    id.parse().map_err(|_| Error::NotFound)
}
