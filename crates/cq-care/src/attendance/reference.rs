//! Two records made one: where either was seen, the one that is kept was.

use cq_platform::web::Ui;
use cq_registry::duplicate::{Held, reference::Rows};

use super::store;

/// Who came to a desk.
pub static ATTENDANCES: Rows = Rows {
    name: "attendance",
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
    ui.a1("duplicate-held-attendance", "hospital", held.label.as_str()).into_owned()
}
