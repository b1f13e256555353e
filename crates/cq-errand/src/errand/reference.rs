//! Two records made one: what was done for either was done for the one that is kept.

use cq_platform::web::Ui;
use cq_registry::duplicate::{Held, reference::Rows};

use super::{store, words};

/// What was taken down for somebody.
pub static ERRANDS: Rows = Rows {
    name: "errand",
    list: store::HELD,
    take: Some(store::TAKE),
    close: None,
    reopen: None,
    reopens_for: false,
    lapse: None,
    lapses: |_, _| false,
    say,
};

fn say(ui: &Ui, held: &Held) -> String {
    ui.a1("duplicate-held-errand", "kind", words::shipped(ui, &held.word)).into_owned()
}
