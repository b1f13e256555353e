//! Two records made one: what was asked for either is asked for the one that is kept.

use cq_platform::web::Ui;
use cq_registry::duplicate::{Held, reference::Rows};

use super::store;

/// What was asked for somebody.
pub static FILES: Rows = Rows {
    name: "case-file",
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
    ui.a1("duplicate-held-case", "kind", ui.w("case-kind", &held.word)).into_owned()
}
