//! Changing the budget of a year: one proposes, another agrees.

use cq_case::case::store::people;
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    ids::StaffId,
    messages::Text,
};
use serde_json::json;

use super::{
    AGREE, BudgetId, GRANT, GrantId, VIEW, money,
    store::{self, Grant, NewGrant, Progress, Used, Way},
};
use crate::application::{rules::Rules, store as applications};

/// A change as it is filled in.
pub struct Draft {
    /// Of which year.
    pub year: i64,
    /// Which way.
    pub way: Way,
    /// Of which kind; empty for the whole.
    pub kind: String,
    /// How much, in fen.
    pub fen: i64,
    /// The document by which it came.
    pub note: String,
}

/// Proposes a change.
pub fn propose(tx: &Tx<'_>, act: &Act, draft: &Draft) -> Result<GrantId> {
    act.actor.may(&GRANT)?;
    let rules = applications::rules(tx, act.bureau(), act.today())?.0;
    let kind = if draft.way.is_of_kind() { draft.kind.as_str() } else { "" };
    if draft.way.is_of_kind() && rules.kind(kind).is_none() {
        return Err(Error::Invalid(vec![("kind".to_owned(), Text::new("form-choice"))]));
    }
    let by = people::me(tx, act)?;
    let id: GrantId = act.new_id();
    let new = NewGrant { year: draft.year, way: draft.way, kind, fen: draft.fen, note: &draft.note };
    store::insert_grant(tx, act, id, &new, by)?;
    act.record(tx, &GRANT, Subject::list("relief-budget"), &json!({ "year": draft.year, "way": draft.way }))?;
    Ok(id)
}

/// Agrees to a change that another one proposed; it is posted.
pub fn agree(tx: &Tx<'_>, act: &Act, id: GrantId) -> Result<()> {
    act.actor.may(&AGREE)?;
    let by = people::me(tx, act)?;
    let grant = waiting(tx, act, id)?;
    let signed = money::two(grant.made_by, by)?;
    store::end_grant(tx, act, id, Progress::Posted, by).map_err(|error| overtaken(tx, act, id, error))?;
    money::change(tx, act, &grant, signed)?;
    act.record(tx, &AGREE, Subject::list("relief-budget"), &json!({ "year": grant.year, "way": grant.way }))
}

/// Takes a proposed change off the table.
pub fn withdraw(tx: &Tx<'_>, act: &Act, id: GrantId) -> Result<()> {
    act.actor.may(&GRANT)?;
    let by = people::me(tx, act)?;
    let grant = waiting(tx, act, id)?;
    store::end_grant(tx, act, id, Progress::Withdrawn, by).map_err(|error| overtaken(tx, act, id, error))?;
    act.record(tx, &GRANT, Subject::list("relief-budget"), &json!({ "year": grant.year, "withdrawn": true }))
}

fn waiting(conn: &Conn<'_>, act: &Act, id: GrantId) -> Result<Grant> {
    let grant = store::grant(conn, act.bureau(), id)?.ok_or(Error::NotFound)?;
    match (grant.state, &grant.ended_name) {
        (Progress::Proposed, _) => Ok(grant),
        (_, name) => {
            let text = Text::new("relief-grant-overtaken").with("name", name.clone().unwrap_or_default());
            Err(Error::Overtaken(text))
        }
    }
}

/// Whoever comes second is told who was first.
fn overtaken(conn: &Conn<'_>, act: &Act, id: GrantId, error: Error) -> Error {
    match error {
        Error::Conflict => waiting(conn, act, id).err().unwrap_or(Error::Conflict),
        error => error,
    }
}

/// The budget from which something of `kind` is paid this year: the kind's own, or else the whole; a kind from which everything was taken
/// back has none of its own any more.
pub(crate) fn of_kind(conn: &Conn<'_>, act: &Act, kind: &str) -> Result<BudgetId> {
    let year = i64::from(act.today().year());
    let own = if store::allotted(conn, act.bureau(), year, kind)? > 0 { kind } else { "" };
    let found = match store::find(conn, act.bureau(), year, own)? {
        Some(own) => Some(own),
        None => store::find(conn, act.bureau(), year, "")?,
    };
    found.ok_or_else(|| Error::Refused(Text::new("relief-refused-no-budget").with("year", year.to_string())))
}

/// A year's budget as its page shows it.
pub struct Shown {
    /// The year.
    pub year: i64,
    /// Each budget: its kind (empty for the whole), what is left, in fen, and what became of the rest.
    pub budgets: Vec<(BudgetId, String, i64)>,
    /// What has become of them.
    pub used: Vec<Used>,
    /// What changed them.
    pub grants: Vec<Grant>,
    /// The years that have one.
    pub years: Vec<i64>,
    /// As whom the reader acts.
    pub me: Option<StaffId>,
    /// The rules that hold.
    pub rules: Rules,
}

/// Opens a year's budget.
pub fn view(conn: &Conn<'_>, act: &Act, year: i64) -> Result<Shown> {
    act.actor.may(&VIEW)?;
    let budgets = store::list(conn, act.bureau(), year)?.into_iter();
    let budgets =
        budgets.map(|(id, kind)| Ok((id, kind, money::left(conn, act, id)?))).collect::<Result<_>>()?;
    Ok(Shown {
        year,
        budgets,
        used: store::used(conn, act.bureau(), year)?,
        grants: store::grants(conn, act.bureau(), year)?,
        years: store::years(conn, act.bureau())?,
        me: people::known(conn, act)?,
        rules: applications::rules(conn, act.bureau(), act.today())?.0,
    })
}
