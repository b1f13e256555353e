//! Two records made one: their health files become one file.

use cq_platform::web::Ui;
use cq_registry::duplicate::{Held, reference::Rows};

use super::store;

/// What is said in a file.
pub static ENTRIES: Rows = Rows {
    name: "health-entry",
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
    ui.a1("duplicate-held-health-entry", "kind", ui.w("health-kind", &held.word)).into_owned()
}
