//! What is owed to a person, to a group, or by the bureau to itself: an owner, a date, and, once done, a proof.
//!
//! Every pillar makes tasks of its own; here they are listed, recorded and taken back. A doctor sees and records his own
//! only. Clerks and leaders list all; what a report says of an elder's health, a leader does not read. How a task stands
//! ("overdue", "due this week") is derived from the promised day, never stored.

pub mod actions;
mod api;
pub mod brief;
mod columns;
mod duty;
mod export;
mod form;
pub mod model;
pub mod need;
mod pages;
pub mod report;
pub mod store;
mod subject;

use cq_platform::{
    Result,
    actor::Act,
    db::Conn,
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::{Routes, Ui},
};

use crate::{life_event, rule};

pub use export::TaskExport;
pub use model::{CampaignId, NeedId, Standing, Task, TaskId};
pub use pages::{Row, age, illnesses};
pub use store::{Followed, OWN, follow_pairings};
pub use subject::{Subject, SubjectKind};

/// Lists tasks and opens one.
pub const LIST: Action = Action {
    name: "task.list",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau), (Role::Doctor, Reach::Own)],
};
/// Takes a list of tasks out as a file.
pub const EXPORT: Action =
    Action { name: "task.export", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Writes down a visit.
pub const RECORD: Action = Action { name: "task.record", grants: &[(Role::Doctor, Reach::Own)] };
/// Writes down what the bureau's own people owed and did.
pub const SETTLE: Action = Action { name: "task.settle", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Sees one's own day and calls: whoever works here.
pub const TODAY: Action = Action {
    name: "task.today",
    grants: &[(Role::Clerk, Reach::Own), (Role::Leader, Reach::Own), (Role::Doctor, Reach::Own)],
};
/// Notes that nobody was met or that it is for a later day. What a doctor owes only he himself.
pub const TRY: Action = Action { name: "task.try", grants: HANDS };
/// Writes down what came of a call. What a doctor owes only he himself.
pub const CALL: Action = Action { name: "task.call", grants: HANDS };
/// Writes down that it is not wanted: said to the doctor at the door, or to the bureau on the phone.
pub const DECLINE: Action = Action { name: "task.decline", grants: HANDS };
/// Keys a doctor's printed day sheet back, from the paper.
pub const ENTER: Action = Action { name: "task.enter", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Takes back what oneself wrote down today.
pub const UNDO: Action = Action { name: "task.undo", grants: HANDS };
/// Puts pictures to what was done, and takes them away.
pub const ATTACH: Action = Action { name: "task.attach", grants: HANDS };
/// Notes what is past its time; done by the program.
pub const LAPSE: Action = Action { name: "task.lapse", grants: &[(Role::Clerk, Reach::Bureau)] };

const HANDS: &[(Role, Reach)] = &[(Role::Doctor, Reach::Own), (Role::Clerk, Reach::Bureau)];

/// Reads what a report says of somebody's health.
pub const VIEW_REPORT: Action =
    Action { name: "task.report.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Doctor, Reach::Own)] };

/// Keeps open tasks with whoever answers for their person; done by whoever publishes pairings.
pub const FOLLOW: Action = Action { name: "task.follow", grants: &[(Role::Clerk, Reach::Bureau)] };

/// What may become of a task.
pub const STATES: Machine = Machine {
    noun: "task",
    about: "A promise to an elder. \"Overdue\" and \"due\" are derived from the promised day, never stored.",
    transitions: &[
        Transition {
            from: "open",
            verb: "done",
            to: "done",
            action: &RECORD,
            when: "the day of the visit is not in the future and not before the task opened; longer ago than 14 days it says from what it is known",
        },
        Transition {
            from: "open",
            verb: "done",
            to: "done",
            action: &SETTLE,
            when: "the same, for what no doctor owes",
        },
        Transition {
            from: "open",
            verb: "done",
            to: "done",
            action: &CALL,
            when: "the same, for calls; what a doctor owes only he himself",
        },
        Transition {
            from: "open",
            verb: "done",
            to: "done",
            action: &ENTER,
            when: "the same, from a doctor's paper sheet: kept as entered later",
        },
        Transition {
            from: "lapsed",
            verb: "done",
            to: "done",
            action: &RECORD,
            when: "it was done before it lapsed",
        },
        Transition {
            from: "open",
            verb: "decline",
            to: "declined",
            action: &DECLINE,
            when: "with who said so and why; not in the future",
        },
        Transition {
            from: "open",
            verb: "lapse",
            to: "lapsed",
            action: &LAPSE,
            when: "its time is over, and its rule or campaign says that the window ends hard; else it stays overdue",
        },
        Transition {
            from: "open",
            verb: "not_reached",
            to: "open",
            action: &TRY,
            when: "the next try is after today, within 30 days",
        },
        Transition {
            from: "done",
            verb: "reopen",
            to: "open",
            action: &UNDO,
            when: "by its author, on the same day",
        },
        Transition {
            from: "declined",
            verb: "reopen",
            to: "open",
            action: &UNDO,
            when: "by its author, on the same day",
        },
        Transition {
            from: "open",
            verb: "put_off",
            to: "open",
            action: &TRY,
            when: "to a day within 30 days, without a try",
        },
        Transition {
            from: "open",
            verb: "cancel",
            to: "cancelled",
            action: &life_event::NOTE,
            when: "the elder died or moved away, or what it was for is over",
        },
        Transition {
            from: "open",
            verb: "put_off",
            to: "open",
            action: &life_event::NOTE,
            when: "the elder is away until a day",
        },
        Transition {
            from: "cancelled",
            verb: "revive",
            to: "open",
            action: &life_event::UNDO,
            when: "the event that took it back is undone, and it is as the event left it",
        },
        Transition {
            from: "open",
            verb: "cancel",
            to: "cancelled",
            action: &FOLLOW,
            when: "nobody answers for the elder any more",
        },
        Transition {
            from: "cancelled",
            verb: "follow_pairings",
            to: "open",
            action: &FOLLOW,
            when: "somebody answers again and the campaign still runs",
        },
        Transition {
            from: "",
            verb: "make",
            to: "open",
            action: &rule::PLAN,
            when: "a rule in force asks for it, once for each slot",
        },
        Transition {
            from: "open",
            verb: "shift",
            to: "open",
            action: &rule::PLAN,
            when: "the rule or what it counts from says another day or owner",
        },
        Transition {
            from: "open",
            verb: "cancel",
            to: "cancelled",
            action: &rule::PLAN,
            when: "the rule does not ask for it any more, or has ended",
        },
        Transition {
            from: "cancelled",
            verb: "shift",
            to: "open",
            action: &rule::PLAN,
            when: "the rule asks for it again and nobody withdrew it",
        },
    ],
};

/// Texts of tasks.
pub const LOCALES: &[Locale] = cq_platform::locales!["task"];

/// What a pillar says above a worker's day: HTML from a template, or `None` where there is nothing to say.
pub type Head = fn(&Conn<'_>, &Act, &Ui) -> Result<Option<String>>;

/// What pillars say above a worker's day; the server lists them.
pub type Heads = &'static [Head];

/// Registers pages and API; `heads` stand above a worker's day.
pub fn routes(routes: &mut Routes, heads: Heads) {
    pages::routes(routes, heads);
    export::routes(routes);
    api::routes(routes);
}

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&[&str]] =
    &[store::STATEMENTS, store::list::STATEMENTS, store::photo::STATEMENTS, store::visit::STATEMENTS];
