//! Two records made one: what the one that gives way wished goes along, unless the other has wished something.

use cq_platform::web::Ui;
use cq_registry::duplicate::{Held, reference::Rows};

use super::store;

/// How somebody wishes to be told.
pub static PREFERENCES: Rows = Rows {
    name: "notice-preference",
    list: store::HELD,
    take: Some(store::TAKE),
    close: None,
    reopen: None,
    reopens_for: false,
    lapse: None,
    lapses: |_, _| false,
    say,
};

fn say(ui: &Ui, _: &Held) -> String {
    ui.m("duplicate-held-notice-preference").to_owned()
}
