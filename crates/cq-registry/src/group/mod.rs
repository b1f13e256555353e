//! Groups: what people belong to (党工委, 支部, 党小组, 社团, 班级, 智囊团), who belongs to them from which day to which, and who holds
//! a post in them until when.
//!
//! Nobody belongs to a group twice on one day; only a member holds a post; there is one head at a time. Clerks keep groups,
//! leaders read them. Everybody who may see a person reads on that person's page what he belongs to.

pub mod actions;
mod api;
mod columns;
mod form;
pub mod ledger;
pub mod model;
mod pages;
mod section;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};

pub use ledger::{BRANCH_LEDGER, CLUB_LEDGER, MembershipExport, member::MembershipLedger};
pub use model::{Group, GroupId, GroupKind, MembershipId, PostId, PostKind};
pub use section::of_person;

const CLERKS: &[(Role, Reach)] = &[(Role::Clerk, Reach::Bureau)];

/// Sees groups and who belongs to them.
pub const VIEW: Action =
    Action { name: "group.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Makes groups, renames them and puts them under others.
pub const EDIT: Action = Action { name: "group.edit", grants: CLERKS };
/// Adds members and ends memberships.
pub const MEMBER: Action = Action { name: "group.member", grants: CLERKS };
/// Gives posts and ends them.
pub const POST: Action = Action { name: "group.post", grants: CLERKS };
/// Closes a group, with everything open in it.
pub const CLOSE: Action = Action { name: "group.close", grants: CLERKS };
/// Takes a closing back.
pub const REOPEN: Action = Action { name: "group.reopen", grants: CLERKS };

/// Takes the members of a group out as a file.
pub const EXPORT: Action =
    Action { name: "group.export", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };

/// Registers pages and API.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}

/// Texts of groups.
pub const LOCALES: &[Locale] = cq_platform::locales!["group"];

/// The states of a group, as a document.
pub const STATES: Machine = Machine {
    noun: "group",
    about: "What people belong to: a branch, a club, a class.",
    transitions: &[
        Transition {
            from: "",
            verb: "insert",
            to: "open",
            action: &EDIT,
            when: "no open group of its kind has the name; the group above is open and of the right kind",
        },
        Transition {
            from: "open",
            verb: "described",
            to: "open",
            action: &EDIT,
            when: "as when it is made; its kind stays",
        },
        Transition {
            from: "open",
            verb: "close",
            to: "closed",
            action: &CLOSE,
            when: "no group below it is open; the day has come; memberships and posts end with it",
        },
        Transition {
            from: "closed",
            verb: "reopen",
            to: "open",
            action: &REOPEN,
            when: "the group above is open; the memberships and posts that ended with it go on, as far as their members may join",
        },
    ],
};

/// The states of a membership, as a document.
pub const MEMBER_STATES: Machine = Machine {
    noun: "membership",
    about: "That somebody belongs to a group, from the first day to the last.",
    transitions: &[
        Transition {
            from: "",
            verb: "may_join",
            to: "open",
            action: &MEMBER,
            when: "the group is open, the person is served, and belonged on none of the days from then on",
        },
        Transition {
            from: "",
            verb: "may_have_belonged",
            to: "ended",
            action: &MEMBER,
            when: "afterwards: within the group's life and before the person's service ended; on none of the days another",
        },
        Transition {
            from: "ended",
            verb: "may_have_belonged",
            to: "ended",
            action: &MEMBER,
            when: "put right: as when entered afterwards; no post of the member is left outside",
        },
        Transition {
            from: "open",
            verb: "may_belong_since",
            to: "open",
            action: &MEMBER,
            when: "the first day put right: not to come, belonged on none of the days from then on by another entry; no post of the member is left outside",
        },
        Transition {
            from: "open",
            verb: "end",
            to: "ended",
            action: &MEMBER,
            when: "the last day is not before the first and not to come; posts in the group end with it",
        },
        Transition {
            from: "ended",
            verb: "reopen",
            to: "open",
            action: &MEMBER,
            when: "as when joining; posts that ended with it stay ended",
        },
    ],
};

/// The states of a post, as a document.
pub const POST_STATES: Machine = Machine {
    noun: "post",
    about: "That a member holds a post. Whether its term is over is derived from the day it ends, never stored.",
    transitions: &[
        Transition {
            from: "",
            verb: "may_hold",
            to: "held",
            action: &POST,
            when: "the holder is a member, does not hold it, and nobody else is the head",
        },
        Transition {
            from: "",
            verb: "may_have_held",
            to: "past",
            action: &POST,
            when: "afterwards: the holder belonged on all of the days, and nobody else was the head on one of them",
        },
        Transition {
            from: "past",
            verb: "may_have_held",
            to: "past",
            action: &POST,
            when: "put right: as when entered afterwards",
        },
        Transition {
            from: "held",
            verb: "may_hold_since",
            to: "held",
            action: &POST,
            when: "the first day or the term put right: the holder belonged on all of the days, and nobody else was the head on one of them",
        },
        Transition {
            from: "held",
            verb: "end",
            to: "past",
            action: &POST,
            when: "the last day is not before the first and not to come",
        },
    ],
};
