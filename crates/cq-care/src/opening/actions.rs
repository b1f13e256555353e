//! Opening a file, and saying whether that was justified.

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    ids::AccountId,
    messages::Text,
    policy::Reach,
};
use cq_registry::person::{PersonId, pinyin};
use jiff::{ToSpan, civil::Date};
use serde_json::json;

use super::{
    OPEN, OWN, REVIEW, SET, VIEW,
    form::Wanted,
    model::{Opening, OpeningId, Reviewer, State, Verdict},
    store::{self, Named, Namesake},
};
use crate::health;

/// What came of wanting to open a file.
pub enum Opened {
    /// It is open.
    File(PersonId),
    /// Several are of that name and month: which?
    Which(Vec<Namesake>),
}

/// Opens the file of whoever is of exactly that name and birth.
pub fn open(tx: &Tx<'_>, act: &Act, wanted: &Wanted) -> Result<Opened> {
    let Reach::Bureau = act.actor.may(&OPEN)? else { return Err(Error::Forbidden) };
    let bureau = act.bureau();
    let (staff, by) = (act.actor.staff.ok_or(Error::Forbidden)?, account(act)?);
    let wrong = |field: &str, text: &'static str| Err(Error::Invalid(vec![(field.into(), Text::new(text))]));
    store::hold(tx, bureau, staff)?;
    let mut found = store::namesakes(tx, bureau, &wanted.name, &pinyin::sort_key(&wanted.name))?;
    found.retain(|one| one.born.is_some_and(|born| agrees(born, wanted.born)));
    if let Some(person) = wanted.person {
        found.retain(|one| one.id == person);
    }
    let person = match found.as_slice() {
        [] => return wrong("name", "opening-nobody"),
        [one] => one.id,
        _ => return Ok(Opened::Which(found)),
    };
    let scope = act.actor.scope(&health::READ, health::READ_OWN)?;
    if health::store::reaches(tx, bureau, &scope, person)? {
        return wrong("name", "opening-needless");
    }
    let (days, _) = store::days(tx, bureau, act.today())?;
    let opening = Opening {
        id: act.new_id(),
        person,
        staff,
        by,
        at: act.at,
        on: act.today(),
        until: act.today().saturating_add(days.days()),
        reason: wanted.reason.clone(),
        state: State::Unreviewed,
        version: 1,
    };
    store::insert(tx, act, &opening)?;
    let detail = json!({ "opening": opening.id, "until": opening.until });
    act.record(tx, &OPEN, Subject::one("person", person.0), &detail)?;
    Ok(Opened::File(person))
}

/// One opening.
pub fn view(tx: &Tx<'_>, act: &Act, id: OpeningId) -> Result<Named> {
    let named = store::find(tx, act, &act.actor.scope(&VIEW, OWN)?, id)?.ok_or(Error::NotFound)?;
    act.record(tx, &VIEW, Subject::one("health-opening", id.0), &json!({}))?;
    Ok(named)
}

/// Whether an opening may be reviewed, before what is said of it is read.
pub fn reviewable(conn: &Conn<'_>, act: &Act, id: OpeningId) -> Result<Named> {
    store::find(conn, act, &act.actor.scope(&REVIEW, OWN)?, id)?.ok_or(Error::NotFound)
}

/// Says whether it was justified. Nobody says so of what they opened themselves.
pub fn review(
    tx: &Tx<'_>,
    act: &Act,
    id: OpeningId,
    seen: i64,
    verdict: Verdict,
    finding: String,
) -> Result<()> {
    let opening = reviewable(tx, act, id)?.opening;
    let reviewer =
        Reviewer { account: account(act)?, staff: act.actor.staff, today: act.today(), at: act.at };
    let reviewed = opening.review(verdict, finding, reviewer)?;
    if reviewed.version != seen {
        return Err(Error::Overtaken(Text::new("opening-overtaken")));
    }
    store::save(tx, act, &reviewed)?;
    act.record(tx, &REVIEW, Subject::one("health-opening", id.0), &json!({ "verdict": verdict }))
}

/// Says for how many days after its own an opening lasts, from `since` on.
pub fn set_days(tx: &Tx<'_>, act: &Act, since: Date, days: i64) -> Result<()> {
    act.actor.may(&SET)?;
    store::set_days(tx, act.bureau(), since, days)?;
    act.record(tx, &SET, Subject::list("setting"), &json!({ "since": since, "days": days }))
}

fn account(act: &Act) -> Result<AccountId> {
    act.actor.account.ok_or(Error::Forbidden)
}

/// What is known of a birth and what was typed may be the same day.
fn agrees(known: PartialDate, typed: PartialDate) -> bool {
    known.first_day() <= typed.last_day() && typed.first_day() <= known.last_day()
}
