//! The official tables: the change between two year ends, and who is served, by kind of unit, rank, period, age, party and
//! self-care.
//!
//! Whoever is counted on a day, and as what, is one rule ([`model::rule`]), which SQL and this code follow alike. A figure is the
//! number of names behind it, always: both come from one [`model::Select`]. A clerk closes a year ([`closing`]); from then on its figures
//! and names are read from what was sealed, and what is entered afterwards shows in the next table's difference, by name.
//! Clerks and leaders see and export.

pub mod actions;
pub mod closing;
mod columns;
pub mod model;
mod pages;
mod paper;
mod sheet;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
};

pub use pages::routes;

const SEEN_BY: &[(Role, Reach)] = &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)];

/// Sees the tables and the names behind their figures.
pub const VIEW: Action = Action { name: "report.view", grants: SEEN_BY };
/// Takes a table away as a sheet or on paper.
pub const EXPORT: Action = Action { name: "report.export", grants: SEEN_BY };
/// Closes a year.
pub const CLOSE: Action = Action { name: "report.close", grants: &[(Role::Clerk, Reach::Bureau)] };

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["report"];

/// Which number of a table it is that the names behind were looked at, in words.
pub fn said(ui: &cq_platform::web::Ui, table: &str, row: &str, column: &str) -> Option<String> {
    let kind = table.parse().ok()?;
    let said = [pages::row_label(ui, kind, row), pages::column_label(ui, kind, column).ok()?];
    let said: Vec<String> = said.into_iter().filter(|label| !label.is_empty()).collect();
    Some(said.join(ui.m("report-colon")))
}

/// What becomes of a year's figures.
pub const STATES: Machine = Machine {
    noun: "report period",
    about: "A year's figures. Until closed they follow the registry; closed, they and their names never change.",
    transitions: &[
        Transition {
            from: "open",
            verb: "begin",
            to: "closing",
            action: &CLOSE,
            when: "its last day is over, no later year is closed, and none is being closed",
        },
        Transition {
            from: "closing",
            verb: "take",
            to: "closing",
            action: &CLOSE,
            when: "nobody has sealed anything for two minutes; what was sealed is cleared",
        },
        Transition {
            from: "closing",
            verb: "finish",
            to: "closed",
            action: &CLOSE,
            when: "all of it is sealed, as it was at one moment",
        },
    ],
};
