//! Two records made one: what was asked for either is asked for the one that is kept.

use cq_platform::web::Ui;
use cq_registry::duplicate::{Held, reference::Rows};

use super::{store, words};

/// What was asked for somebody.
pub static APPLICATIONS: Rows = Rows {
    name: "relief-application",
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
    ui.a1("duplicate-held-relief", "kind", words::shipped(ui, &held.word)).into_owned()
}
