//! A doctor's home visits of one day on paper, with boxes to be filled in by hand at the bedside.
//!
//! A doctor prints his own; clerks and leaders anybody's. What a published round gives a time stands in its order
//! ([`crate::round`]); then what is due or overdue and has none.

mod pages;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
};

pub use pages::routes;

/// "Is this doctor", for [`cq_platform::policy::Scope`]; staff goes by `s`.
pub const OWN: &str = "s.id = {staff}";

/// Prints a doctor's day.
pub const PRINT: Action = Action {
    name: "day-sheet.print",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau), (Role::Doctor, Reach::Own)],
};

/// Texts of the sheet.
pub const LOCALES: &[Locale] = cq_platform::locales!["day_sheet"];
