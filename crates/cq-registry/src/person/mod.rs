//! A person the bureau serves: a retiree or the survivor of one.
//!
//! A clerk keeps the registry; a doctor sees whom he answers for; a leader reads. Citizen id and health note lie sealed,
//! are masked on every page, and whoever has them shown stands in the log. Auditor and administrator see nobody.

pub mod actions;
pub(crate) mod agree;
mod api;
pub mod citizen_id;
pub mod code;
#[macro_use]
mod facts;
#[macro_use]
mod columns;
#[macro_use]
pub mod store;
pub mod field;
pub(crate) mod form;
pub mod icd;
pub mod ledger;
mod mark;
mod mend;
pub mod model;
mod near;
mod pages;
pub mod past;
pub mod pinyin;
pub mod section;
mod surnames;
mod term;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    web::Routes,
};

pub use citizen_id::CitizenId;
pub use columns::{FIELDS, Facts, field};
pub use ledger::{PersonExport, PersonLedger};
pub use mark::Mark;
pub use mend::{Instead, Mend};
pub use model::{
    BirthdayBy, Category, Ended, EndedBecause, Illness, Living, PersonId, Rank, RevolutionPeriod, SelfCare,
    Sex,
};
pub use store::{OWN, Person};
pub(crate) use term::id_index;

/// Lists and finds people.
pub const LIST: Action = Action { name: "person.list", grants: SEEN_BY };
/// Opens a person's page.
pub const VIEW: Action = Action { name: "person.view", grants: SEEN_BY };
/// Registers people and changes what is known of them.
pub const EDIT: Action = Action { name: "person.edit", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Mends what was said of the past.
pub const MEND: Action = Action { name: "person.mend", grants: EDIT.grants };
/// Takes the list out as a file.
pub const EXPORT: Action =
    Action { name: "person.export", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Sees a citizen id or a health note in full.
pub const UNMASK: Action =
    Action { name: "person.unmask", grants: &[(Role::Clerk, Reach::Bureau), (Role::Doctor, Reach::Own)] };

const SEEN_BY: &[(Role, Reach)] =
    &[(Role::Clerk, Reach::Bureau), (Role::Doctor, Reach::Own), (Role::Leader, Reach::Bureau)];

/// Texts of people, and of the closed lists that describe them.
pub const LOCALES: &[Locale] = cq_platform::locales!["person", "words", "icd"];

/// Registers pages and API. `pillars` say on a person's page what the registry does not know.
pub fn routes(routes: &mut Routes, pillars: section::Pillars) {
    pages::routes(routes, pillars);
    api::routes(routes);
}
