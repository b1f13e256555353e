//! Two records made one: of two wishes one holds on.

use cq_platform::web::Ui;
use cq_registry::duplicate::{Held, reference::Rows};

use super::store::wish as store;

/// What somebody wishes. It ends with nobody: who is served no longer is not visited.
pub static WISHES: Rows = Rows {
    name: "visit-wish",
    list: store::HELD,
    take: Some(store::TAKE),
    close: Some(store::CLOSE),
    reopen: Some(store::REOPEN),
    reopens_for: false,
    lapse: None,
    lapses: |_, _| false,
    say,
};

fn say(ui: &Ui, held: &Held) -> String {
    ui.a1("round-held-wish", "part", ui.w("round-part", &held.word)).into_owned()
}
