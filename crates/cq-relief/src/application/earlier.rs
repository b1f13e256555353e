//! What was asked for somebody before: shown wherever one more is asked for or decided, and reason enough to ask why.

use cq_platform::{Error, Result, actor::Act, db::Conn, messages::Text, policy::Scope};
use cq_registry::person::PersonId;
use jiff::ToSpan;

use super::{
    VIEW,
    draft::Draft,
    model::ReliefId,
    store::{
        OWN,
        list::{self, Filter, Listed, Wanted},
    },
};

/// How many of somebody's earlier applications are read.
const EARLIER_MAX: i64 = 50;

/// While one of its kind is under way for somebody, another takes a reason.
pub(super) fn once(conn: &Conn<'_>, act: &Act, draft: &Draft) -> Result<()> {
    if !draft.again.is_empty() {
        return Ok(());
    }
    let filter =
        Filter { kind: Some(draft.kind.clone()), person: Some(draft.person), ..Filter::by(Wanted::Open) };
    match list::list(conn, act, &Scope::BUREAU, &filter, None, 1)?.pop() {
        None => Ok(()),
        Some(other) => {
            let text = Text::new("relief-again-why").with("number", other.number);
            Err(Error::Invalid(vec![("again".to_owned(), text)]))
        }
    }
}

/// What was asked for somebody in the last twelve months, the latest first, save `except`.
pub(crate) fn earlier(
    conn: &Conn<'_>,
    act: &Act,
    person: PersonId,
    except: Option<ReliefId>,
) -> Result<Vec<Listed>> {
    let scope = act.actor.scope(&VIEW, OWN)?;
    let filter = Filter { person: Some(person), ..Filter::by(Wanted::Any) };
    let since = act.today().saturating_sub(1.year());
    let mut found = list::list(conn, act, &scope, &filter, None, EARLIER_MAX)?;
    found.retain(|listed| listed.taken_on >= since && Some(listed.id) != except);
    Ok(found)
}
