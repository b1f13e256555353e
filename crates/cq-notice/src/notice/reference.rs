//! Two records made one: what was said to either was said to the one that is kept.

use cq_platform::web::Ui;
use cq_registry::duplicate::{Held, reference::Rows};

use super::store;

/// What somebody was told, and how it reached them.
pub static NOTICES: Rows = Rows {
    name: "notice",
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
    ui.a1("duplicate-held-notice", "channel", ui.w("notice-channel", &held.word)).into_owned()
}
