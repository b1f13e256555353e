//! Relations that an import made, taken back.

use cq_platform::{Result, actor::Act, db::Tx, messages::Text};

use super::write::{CALLED, MADE, PHONE, flags_of};
use crate::{
    intake::{Blocked, Done},
    person::{self, PersonId, ledger::store as people},
    relation::{model::RelationId, store::many},
};

/// Takes ties back, as they were written; answers what has changed since, or what something else depends on.
pub(crate) fn undo<'d>(
    tx: &Tx<'_>,
    act: &Act,
    rows: impl IntoIterator<Item = &'d Done>,
) -> Result<Vec<Blocked>> {
    let (mut blocked, mut made) = (Vec::new(), Vec::new());
    for done in rows {
        let of = |key: &str| done.changes.iter().find(|change| change.field == key);
        let relation = (RelationId(done.subject), done.version);
        let is_back = if let Some(change) = of(PHONE) {
            phone(tx, act, done, change.before.as_deref())?
        } else if let Some(change) = of(CALLED) {
            many::call_no_more(tx, act, relation, flags_of(change.before.as_deref().unwrap_or_default()))?
        } else {
            made.extend(of(MADE).and_then(|change| change.after.as_deref()?.parse::<PersonId>().ok()));
            many::delete(tx, act, relation.0, relation.1)?
        };
        if !is_back {
            blocked.push(Blocked { subject: done.subject, text: Text::new("relation-ledger-undo-changed") });
        }
    }
    let depended_on = people::depended_on(tx, act.bureau(), &made)?;
    for person in people::by_id(tx, act.bureau(), &made)? {
        let key = match () {
            () if person.version > 1 => "intake-undo-changed",
            () if depended_on.contains(&person.id) => "intake-undo-depended-on",
            () => {
                person::store::delete(tx, act, &person)?;
                continue;
            }
        };
        blocked.push(Blocked { subject: person.id.0, text: Text::new(key).with("name", &person.name) });
    }
    Ok(blocked)
}

fn phone(tx: &Tx<'_>, act: &Act, done: &Done, before: Option<&str>) -> Result<bool> {
    let found = people::by_id(tx, act.bureau(), &[PersonId(done.subject)])?;
    let Some(person) = found.first().filter(|person| person.version == done.version) else {
        return Ok(false);
    };
    let mut facts = person::store::facts(tx, act.bureau(), &act.secrets, person)?;
    facts.phone = before.map(str::to_owned);
    person::store::save(tx, act, person, &facts)?;
    Ok(true)
}
