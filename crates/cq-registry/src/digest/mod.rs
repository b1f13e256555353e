//! The morning digest (晨报): by owner, what is overdue, due today and this week, and whom of theirs living alone nobody has heard of.
//!
//! The program writes one for each bureau and day ([`write`]), once, whichever server is first, so that it can be read again as it was.
//! Whoever owes reads their own; clerks and leaders read all.

pub mod model;
mod pages;
pub mod store;

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::Tx,
    messages::Locale,
    policy::{Action, Reach, Role},
};
use serde_json::json;

pub use pages::routes;

/// Reads digests.
pub const VIEW: Action = Action {
    name: "digest.view",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau), (Role::Doctor, Reach::Own)],
};
/// Writes the day's down; done by the program.
pub const WRITE: Action = Action { name: "digest.write", grants: &[(Role::Clerk, Reach::Bureau)] };

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["digest"];

/// Writes today's digest down, with how many it has parts; none where it is written already.
pub fn write(tx: &Tx<'_>, act: &Act) -> Result<Option<usize>> {
    act.actor.may(&WRITE)?;
    let day = act.today();
    // Whoever claims the day first writes it; a second waits for the first and then finds the day taken.
    if !store::claim(tx, act, day)? {
        return Ok(None);
    }
    let parts = store::compute(tx, act)?;
    store::insert(tx, act.bureau(), day, &parts)?;
    act.record(tx, &WRITE, Subject::list("digest"), &json!({ "day": day, "count": parts.len() }))?;
    Ok(Some(parts.len()))
}

/// The digest of `day` as far as `act` may read it: as it was written, or, of today, as it would be now.
pub fn read(conn: &cq_platform::db::Conn<'_>, act: &Act, day: jiff::civil::Date) -> Result<model::Digest> {
    let scope = act.actor.scope(&VIEW, store::OWN)?;
    if let Some(made_at) = store::find(conn, act.bureau(), day)? {
        let parts = store::list(conn, &scope, act.bureau(), day)?;
        return Ok(model::Digest { day, made_at: Some(made_at), parts });
    }
    if day != act.today() {
        return Err(Error::NotFound);
    }
    let mut parts = store::compute(conn, act)?;
    if act.actor.may(&VIEW)? == Reach::Own {
        parts.retain(|part| Some(part.owner) == act.actor.staff);
    }
    Ok(model::Digest { day, made_at: None, parts })
}
