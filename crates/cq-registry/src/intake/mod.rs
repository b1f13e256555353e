//! Ledgers taken in: a file is checked row by row against the registry, shown, taken in as a whole or not at all, and can be
//! taken back while nothing else depends on it.
//!
//! The engine knows no kind of ledger: each implements [`Ledger`] beside its noun, and the server lends the list. The file is
//! kept, sealed, from the check to the taking in, and gone through twice: what the second pass finds must be what the clerk
//! saw, else nothing is written and the file is shown again. Only clerks bring ledgers.

pub mod actions;
mod any_ledger;
mod aside;
pub mod cells;
mod collect;
pub mod columns;
mod ending;
pub mod engine;
mod failed;
mod fault;
pub mod gone;
mod head;
pub mod layout;
pub mod ledger;
mod look;
mod memory;
pub mod model;
pub mod naming;
pub mod of_all;
mod other_kind;
mod pages;
mod report;
mod roll;
mod show;
pub mod store;
pub mod tie;
mod undo;
pub mod wrong;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
};

pub use actions::{Brought, TakenIn};
pub use any_ledger::{AnyLedger, Ledgers};
pub use cells::Cells;
pub(crate) use columns::first_phone;
pub use gone::Standing;
pub use ledger::{
    Applied, Blocked, CellError, Column, Done, Errors, FieldChange, Finding, Head, Ledger, LedgerKind, Place,
    Read, Resembled, Shown, Verdict,
};
pub use model::{Intake, IntakeId};
pub use naming::{Naming, Noun};
pub use of_all::OfAll;
pub use pages::routes;
pub use report::{Options, Report, ReportError, run, take_in_whole};
pub use roll::{Field, Roll, changed, stored};
pub(crate) use show::shown;
pub use wrong::About;

const CLERKS: &[(Role, Reach)] = &[(Role::Clerk, Reach::Bureau)];

/// Sees imports and their rows.
pub const VIEW: Action = Action { name: "intake.view", grants: CLERKS };
/// Brings a file, and says what its columns mean.
pub const BRING: Action = Action { name: "intake.bring", grants: CLERKS };
/// Takes in what was checked.
pub const APPLY: Action = Action { name: "intake.apply", grants: CLERKS };
/// Takes an import back.
pub const UNDO: Action = Action { name: "intake.undo", grants: CLERKS };
/// Puts away what was checked.
pub const DISCARD: Action = Action { name: "intake.discard", grants: CLERKS };
/// Downloads the rows that could not be taken in.
pub const FAILED: Action = Action { name: "intake.failed", grants: CLERKS };

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["intake"];

/// The states of an import, as a document.
pub const STATES: Machine = Machine {
    noun: "import",
    about: "A ledger on its way in. Nothing is written to the registry before it is done.",
    transitions: &[
        Transition {
            from: "",
            verb: "bring",
            to: "checked",
            action: &BRING,
            when: "the file can be read and has the columns it needs",
        },
        Transition {
            from: "checked",
            verb: "recheck",
            to: "checked",
            action: &BRING,
            when: "its columns are given another meaning",
        },
        Transition {
            from: "checked",
            verb: "take_in",
            to: "done",
            action: &APPLY,
            when: "what was checked still holds; no row is wrong, or wrong rows are to be skipped",
        },
        Transition {
            from: "checked",
            verb: "end_gone",
            to: "checked",
            action: &BRING,
            when: "what is gone can end on that day; it ends when the ledger is taken in",
        },
        Transition { from: "checked", verb: "discard", to: "discarded", action: &DISCARD, when: "" },
        Transition {
            from: "done",
            verb: "undo",
            to: "undone",
            action: &UNDO,
            when: "nothing that it brought was changed since or is depended on",
        },
    ],
};
