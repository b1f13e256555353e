//! The list, the person's page, and the form.

mod edit;
mod history;
mod index;
mod show;
mod take_out;

pub(super) use index::{asked, listed};

use cq_calendar::PartialDate;
use cq_platform::web::{Routes, Ui};
use jiff::civil::Date;

use super::{EDIT, EXPORT, LIST, Living, UNMASK, VIEW};

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/people", &LIST, index::index)
        .get("/people/search", &LIST, index::suggest)
        .get("/people/export", &EXPORT, take_out::take_out)
        .get("/people/new", &EDIT, edit::new)
        .post("/people", &EDIT, edit::create)
        .get("/people/{id}", &VIEW, show::show)
        .post("/people/{id}/unmask", &UNMASK, show::unmask)
        .get("/people/{id}/edit", &EDIT, edit::edit)
        .post("/people/{id}", &EDIT, edit::save);
}

fn living(ui: &Ui, living: &std::collections::BTreeSet<Living>) -> String {
    let words: Vec<String> = living.iter().map(|word| ui.w("living", word)).collect();
    words.join(ui.m("person-and"))
}

/// Completed years; two numbers where the birth is not known well enough for one.
fn age(ui: &Ui, born: Option<PartialDate>, today: Date) -> String {
    let Some(age) = born.and_then(|born| born.age_on(today)) else { return String::new() };
    if age.least == age.most {
        ui.a1("person-age", "n", u32::from(age.most)).into_owned()
    } else {
        ui.a2("person-age-between", "least", u32::from(age.least), "most", u32::from(age.most)).into_owned()
    }
}
