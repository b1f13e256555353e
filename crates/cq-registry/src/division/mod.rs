//! Administrative divisions by the codes of GB/T 2260, with when each was in force: what the first six digits of a citizen id
//! name, and whether a number of that age can begin with them.
//!
//! The program knows provinces and prefectures, retired ones too (see [`table`]). Counties and what changes from year to year a
//! bureau brings itself, as a ledger of kind `divisions`: 370181 章丘市 until 2016, since then 370114 章丘区. A clerk looks codes
//! up; a doubt is a remark beside the number, never a refusal: numbers are older than registers.

mod columns;
mod ledger;
pub mod model;
mod pages;
pub mod store;
pub mod table;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
};

pub use ledger::DivisionLedger;
pub use model::{Division, DivisionId, Doubt, Place};
pub use pages::{routes, said};
pub use store::place_of;

/// Looks codes up, and sees what the bureau has entered.
pub const VIEW: Action =
    Action { name: "division.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Admin, Reach::Bureau)] };
/// Takes what the bureau has entered out as a file.
pub const EXPORT: Action =
    Action { name: "division.export", grants: &[(Role::Clerk, Reach::Bureau), (Role::Admin, Reach::Bureau)] };

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["division"];
