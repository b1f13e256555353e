//! Accounts, sessions and signing in (GB/T 22239: unique accounts, lockout, no default passwords).
//!
//! A session is a random token in a cookie; the database holds only its hash. Five wrong passwords lock an account for a
//! quarter of an hour. A password given by somebody else must be changed before anything else is done.

pub mod actions;
pub mod model;
mod pages;
mod password;
pub mod store;

pub use actions::{
    NewAccount, close_account, create_account, first_password, insert_account, reopen_account,
    reset_password, sessions, signed_in,
};
pub use pages::routes;

use crate::{
    Error, Result,
    actor::Actor,
    messages::Locale,
    policy::{Action, EVERYONE, Reach, Role},
};

/// Carries the session.
pub(crate) const SESSION_COOKIE: &str = "cq_session";
/// Carries a random value before there is a session, for the token of the sign-in form.
pub(crate) const VISITOR_COOKIE: &str = "cq_visitor";

/// Signs out; changes one's own password.
pub const OWN_ACCOUNT: Action = Action { name: "account.own", grants: EVERYONE };
/// Lists, makes and closes accounts.
pub const MANAGE: Action = Action { name: "account.manage", grants: &[(Role::Admin, Reach::Bureau)] };

/// Makes the account of a doctor, tied to the staff member.
pub const MANAGE_DOCTOR: Action =
    Action { name: "account.doctor", grants: &[(Role::Clerk, Reach::Bureau), (Role::Admin, Reach::Bureau)] };

/// Makes the account of an elder or of their family, who see what is theirs and nothing else.
pub const MANAGE_FAMILY: Action =
    Action { name: "account.family", grants: &[(Role::Clerk, Reach::Bureau), (Role::Admin, Reach::Bureau)] };

/// Texts of the frame and of signing in.
pub const LOCALES: &[Locale] = crate::locales!["frame", "identity"];

/// A password given by somebody else opens nothing but the page that changes it.
pub(crate) fn must_change_first(actor: &Actor, path: &str) -> Result<()> {
    let open = matches!(path, "/password" | "/sign-out");
    if actor.must_change_password && !open { Err(Error::PasswordFirst) } else { Ok(()) }
}
