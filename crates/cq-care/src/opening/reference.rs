//! Two records made one: openings go with the file that they opened.

use cq_platform::web::Ui;
use cq_registry::duplicate::{Held, reference::Rows};

use super::store;

/// Openings of a file.
pub static OPENINGS: Rows = Rows {
    name: "health-opening",
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
    ui.a1("duplicate-held-health-opening", "name", held.label.as_str()).into_owned()
}
