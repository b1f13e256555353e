//! The bureau's calendar: each year's notice of public holidays and make-up working days (调休), desk hours, and the month
//! with its solar terms and lunar dates.
//!
//! Everybody signed in looks at it. Clerks and the administrator enter a notice day by day; a clerk takes in a whole year's from
//! a sheet. Other features ask [`store::work_calendar`] and [`store::desk_hours`] and compute with `cq_calendar`.

pub mod actions;
mod columns;
mod form;
mod ledger;
pub mod model;
mod pages;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, EVERYONE, Reach, Role},
};

pub use ledger::HolidayLedger;
pub use model::{Kind, NoticeDay, NoticeDayId};
pub use pages::routes;

/// Looks at the calendar and counts working days and hours.
pub const VIEW: Action = Action { name: "calendar.view", grants: EVERYONE };
/// Enters a day of a notice.
pub const NOTE: Action = Action { name: "calendar.note", grants: KEEPERS };
/// Takes a year's notice in.
pub const IMPORT: Action = Action { name: "calendar.import", grants: KEEPERS };
/// Takes the days of the notices out as a file.
pub const EXPORT: Action = Action { name: "calendar.export", grants: KEEPERS };
/// Sets the desk hours.
pub const SET_HOURS: Action = Action { name: "calendar.hours", grants: KEEPERS };

const KEEPERS: &[(Role, Reach)] = &[(Role::Clerk, Reach::Bureau), (Role::Admin, Reach::Bureau)];

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["calendar"];
