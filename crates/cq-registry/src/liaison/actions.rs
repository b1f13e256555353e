//! Naming a liaison: for one person, or for everybody of an area who has none; and handing people over from one to another.

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    ids::StaffId,
    messages::Text,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    ASSIGN, Chosen, chosen,
    store::{self, Charge},
};
use crate::{
    person::{self, OWN, PersonId},
    responsibility::{self, Active, Ended, Kind, Responsibility, model::Bond},
    rule::plan,
};

/// From today on `chosen` is the liaison of `person`, or nobody is. `seen` is who was when the page was looked at: somebody else by
/// now is [`Error::Conflict`].
pub fn assign(
    tx: &Tx<'_>,
    act: &Act,
    person: PersonId,
    chosen: Option<&Chosen>,
    seen: Option<StaffId>,
) -> Result<()> {
    let (scope, bureau) = (act.actor.scope(&ASSIGN, OWN)?, act.bureau());
    plan::hold(tx, act)?;
    person::store::find(tx, &scope, bureau, person)?.ok_or(Error::NotFound)?;
    if !store::is_served(tx, bureau, person)? {
        return Err(Error::refused("liaison-person-ended"));
    }
    responsibility::store::hold(tx, bureau)?;
    let present = responsibility::store::find_active(tx, bureau, person, Kind::Liaison)?;
    if present.as_ref().map(|active| active.bond.staff) != seen {
        return Err(Error::Conflict);
    }
    let staff = chosen.map(|chosen| chosen::on_staff(tx, act, chosen)).transpose()?;
    if staff == seen {
        return Ok(());
    }
    if let Some(present) = present {
        let because = if staff.is_some() { Ended::Replaced } else { Ended::Released };
        let version = present.version;
        responsibility::store::save_end(tx, bureau, version, &present.end(act.today(), because)?)?;
    }
    begin(tx, act, staff.into_iter().map(|staff| (person, staff)))?;
    plan::of_people(tx, act, &[person])?;
    act.record(tx, &ASSIGN, Subject::one("person", person.0), &json!({ "liaison": staff, "before": seen }))
}

/// From today on `chosen` is the liaison of everybody of the area, or of all areas, who has none. Returns how many; `seen` is how many
/// there were when the page was looked at, and another number is [`Error::Conflict`].
pub fn assign_all(
    tx: &Tx<'_>,
    act: &Act,
    area: Option<Uuid>,
    chosen: &Chosen,
    seen: Option<usize>,
) -> Result<usize> {
    act.actor.may(&ASSIGN)?;
    plan::hold(tx, act)?;
    responsibility::store::hold(tx, act.bureau())?;
    let people = store::people_without(tx, act.bureau(), area)?;
    if seen != Some(people.len()) {
        return Err(Error::Conflict);
    }
    let staff = chosen::on_staff(tx, act, chosen)?;
    begin(tx, act, people.iter().map(|person| (*person, staff)))?;
    plan::of_people(tx, act, &people)?;
    let detail = json!({ "liaison": staff, "area": area, "people": people.len() });
    act.record(tx, &ASSIGN, Subject::list("person"), &detail)?;
    Ok(people.len())
}

/// Which of a liaison's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    All,
    /// Those of an area; none: whose area is not known.
    Area(Option<Uuid>),
    /// These.
    These(Vec<PersonId>),
}

/// From today on people of the liaison `from` are those of `chosen`. Returns whose they are now. Where the people of `from` are no
/// longer those that were `seen`, it is [`Error::Conflict`].
pub fn hand_over(
    tx: &Tx<'_>,
    act: &Act,
    from: StaffId,
    which: &Which,
    chosen: &Chosen,
    seen: &str,
) -> Result<StaffId> {
    act.actor.may(&ASSIGN)?;
    plan::hold(tx, act)?;
    let bureau = act.bureau();
    responsibility::store::hold(tx, bureau)?;
    let all = store::people(tx, bureau, from)?;
    if fingerprint(act, &all) != seen {
        return Err(Error::Conflict);
    }
    let is_meant = |one: &&Charge| match which {
        Which::All => true,
        Which::Area(area) => one.area == *area,
        Which::These(ids) => ids.contains(&one.id),
    };
    let people: Vec<PersonId> = all.iter().filter(is_meant).map(|one| one.id).collect();
    let wrong = |field: &str, key| Err(Error::Invalid(vec![(field.to_owned(), Text::new(key))]));
    if people.is_empty() {
        return wrong("which", "liaison-nobody-marked");
    }
    let to = chosen::on_staff(tx, act, chosen)?;
    if to == from {
        return wrong("staff", "liaison-same");
    }
    store::end_each(tx, bureau, from, &people, act.today(), Ended::HandedOver)?;
    begin(tx, act, people.iter().map(|person| (*person, to)))?;
    plan::of_people(tx, act, &people)?;
    let detail = json!({ "liaison": to, "before": from, "people": people.len() });
    act.record(tx, &ASSIGN, Subject::one("staff", from.0), &detail)?;
    Ok(to)
}

/// Stands for exactly these people.
pub fn fingerprint(act: &Act, people: &[Charge]) -> String {
    let text: String = people.iter().map(|one| format!("{}\n", one.id)).collect();
    act.secrets.index("liaison", &text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a liaison's page shows: the name and the people, to somebody who may see them.
pub fn of_liaison(conn: &Conn<'_>, act: &Act, staff: StaffId) -> Result<(String, Vec<Charge>)> {
    let name = store::name(conn, act.bureau(), staff)?.ok_or(Error::NotFound)?;
    Ok((name, store::people(conn, act.bureau(), staff)?))
}

fn begin(tx: &Tx<'_>, act: &Act, of: impl Iterator<Item = (PersonId, StaffId)>) -> Result<()> {
    let bond = |(person, staff)| Bond {
        id: act.new_id(),
        person,
        kind: Kind::Liaison,
        staff,
        since: act.today(),
        reason: "{}".into(),
    };
    let new: Vec<_> = of.map(bond).map(|bond| Responsibility::Active(Active { bond, version: 1 })).collect();
    responsibility::store::insert_many(tx, act.bureau(), &new)
}
