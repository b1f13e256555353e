//! Two records made one: whoever saw the page of either sees that of the one that is kept, once.

use cq_platform::web::Ui;
use cq_registry::duplicate::{Held, reference::Rows};

use super::store;

/// Who is let in to somebody's page. It ends with nobody: whose page is seen is served.
pub static ACCESSES: Rows = Rows {
    name: "portal-access",
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
    ui.a1("portal-held", "who", ui.w("portal-as", &held.word)).into_owned()
}
