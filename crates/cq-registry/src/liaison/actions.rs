//! Naming a liaison: for one person, or for everybody of an area who has none.

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::Tx,
    ids::StaffId,
};
use serde_json::json;
use uuid::Uuid;

use super::{ASSIGN, store};
use crate::{
    person::{self, OWN, PersonId},
    responsibility::{self, Active, Ended, Kind, Responsibility, model::Bond},
    rule::plan,
};

/// From today on `staff` is the liaison of `person`, or nobody is. `seen` is who was when the page was looked at: somebody else by
/// now is [`Error::Conflict`].
pub fn assign(
    tx: &Tx<'_>,
    act: &Act,
    person: PersonId,
    staff: Option<StaffId>,
    seen: Option<StaffId>,
) -> Result<()> {
    let (scope, bureau) = (act.actor.scope(&ASSIGN, OWN)?, act.bureau());
    let elder = person::store::find(tx, &scope, bureau, person)?.ok_or(Error::NotFound)?;
    if elder.ended().is_some() {
        return Err(Error::refused("liaison-person-ended"));
    }
    responsibility::store::hold(tx, bureau)?;
    let present = responsibility::store::find_active(tx, bureau, person, Kind::Liaison)?;
    if present.as_ref().map(|active| active.bond.staff) != seen {
        return Err(Error::Conflict);
    }
    if staff == seen {
        return Ok(());
    }
    if let Some(present) = present {
        let because = if staff.is_some() { Ended::Replaced } else { Ended::Released };
        let version = present.version;
        responsibility::store::save_end(tx, bureau, version, &present.end(act.today(), because)?)?;
    }
    if let Some(staff) = staff {
        responsibility::store::insert_many(tx, bureau, &[bond(act, person, staff)])?;
    }
    plan::of_people(tx, act, &[person])?;
    act.record(tx, &ASSIGN, Subject::one("person", person.0), &json!({ "liaison": staff, "before": seen }))
}

/// From today on `staff` is the liaison of everybody of the area, or of all areas, who has none. Returns how many.
pub fn assign_all(tx: &Tx<'_>, act: &Act, area: Option<Uuid>, staff: StaffId) -> Result<usize> {
    act.actor.may(&ASSIGN)?;
    responsibility::store::hold(tx, act.bureau())?;
    let people = store::people_without(tx, act.bureau(), area)?;
    let bonds: Vec<Responsibility> = people.iter().map(|person| bond(act, *person, staff)).collect();
    responsibility::store::insert_many(tx, act.bureau(), &bonds)?;
    plan::of_people(tx, act, &people)?;
    let detail = json!({ "liaison": staff, "area": area, "people": people.len() });
    act.record(tx, &ASSIGN, Subject::list("person"), &detail)?;
    Ok(people.len())
}

fn bond(act: &Act, person: PersonId, staff: StaffId) -> Responsibility {
    let bond = Bond {
        id: act.new_id(),
        person,
        kind: Kind::Liaison,
        staff,
        since: act.today(),
        reason: "{}".into(),
    };
    Responsibility::Active(Active { bond, version: 1 })
}
