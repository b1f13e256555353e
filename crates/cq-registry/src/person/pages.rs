//! The list, the person's page, and the form.

mod around;
mod day;
mod edit;
mod heading;
mod history;
mod index;
mod past;
mod places;
mod show;
mod take_out;

pub(super) use index::{asked, listed};

use super::{EDIT, EXPORT, LIST, Living, MEND, UNMASK, VIEW, section::Pillars};
use cq_platform::web::{Routes, Ui};

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes, pillars: Pillars) {
    routes
        .get("/people", &LIST, index::index)
        .get("/people/search", &LIST, index::suggest)
        .get("/people/export", &EXPORT, take_out::take_out)
        .get("/people/new", &EDIT, edit::new)
        .post("/people", &EDIT, edit::create)
        .get("/people/{id}", &VIEW, move |ctx, path| show::show(ctx, path, pillars))
        .post("/people/{id}/unmask", &UNMASK, move |ctx, path, posted| {
            show::unmask(ctx, path, posted, pillars)
        })
        .get("/people/{id}/past/{field}", &MEND, past::show)
        .post("/people/{id}/past/{field}", &MEND, past::mend)
        .get("/people/{id}/edit", &EDIT, edit::edit)
        .post("/people/{id}", &EDIT, edit::save);
}

fn living(ui: &Ui, living: &std::collections::BTreeSet<Living>) -> String {
    let words: Vec<String> = living.iter().map(|word| ui.w("living", word)).collect();
    words.join(ui.m("person-and"))
}
