//! The log on screen, for the auditor: each entry as a sentence, found by day, by who did it, by what it is about.
//!
//! Whom an entry is about stands in it by number. The name is looked up for a reader who may see the person; the auditor may
//! not, and follows one number through the log instead.

mod names;
mod pages;
mod sentence;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
};

pub use pages::routes;

/// Reads the log.
pub const VIEW: Action = Action { name: "audit.view", grants: &[(Role::Auditor, Reach::Bureau)] };

/// Texts of the log.
pub const LOCALES: &[Locale] = cq_platform::locales!["audit"];

/// What entries are of: the first half of an action's name, or the kind of thing they are about.
pub const NOUNS: &[&str] = &[
    "person",
    "relation",
    "assessment",
    "duplicate",
    "life-event",
    "group",
    "unit",
    "area",
    "segment",
    "report",
    "responsibility",
    "pairing",
    "campaign",
    "case",
    "notice",
    "errand",
    "errand-repeat",
    "rule",
    "task",
    "day-sheet",
    "doctor",
    "hospital",
    "desk",
    "attendance",
    "intake",
    "calendar",
    "account",
    "session",
    "audit",
    "absence",
    "age",
    "answer",
    "digest",
    "division",
    "health",
    "liaison",
    "need",
    "offline",
    "opening",
    "photo",
    "portal",
    "relief",
    "round",
    "service",
    "target",
    "watch",
    "feedback",
    "merge",
    "setting",
    "bylaw",
    "home",
];
