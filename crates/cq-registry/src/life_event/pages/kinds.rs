//! What may have happened to somebody, as things stand with them.

use askama::Template;
use cq_platform::web::Ui;

use crate::life_event::{
    model::{Kind, is_open_to_the_gone},
    store::held::Held,
};

#[derive(Template)]
#[template(path = "life_event/kinds.html")]
pub(super) struct KindsPage {
    ui: Ui,
    held: Held,
    /// What can happen today.
    kinds: Vec<Kind>,
    /// What can only have happened before they died or moved away.
    late: Vec<Kind>,
    /// Says of which time that is.
    late_title: String,
}

impl KindsPage {
    pub(super) fn of(ui: Ui, held: Held) -> Self {
        let died = held.died().is_some();
        let is_never = |kind: Kind| {
            died && (matches!(kind, Kind::Death | Kind::Remarriage)
                || (kind == Kind::Return && held.died_on.is_some()))
        };
        let all = Kind::ALL.iter().copied().filter(|kind| !is_never(*kind));
        let (kinds, late) = match held.ended {
            Some(_) if died => (Vec::new(), all.collect()),
            Some(_) => all.partition(|kind| is_open_to_the_gone(*kind)),
            None => (all.collect(), Vec::new()),
        };
        let late_title = if died { "life-before-death" } else { "life-before-leaving" };
        Self { late_title: ui.m(late_title).to_owned(), ui, held, kinds, late }
    }
}
