//! Looking at an absence before it is entered, entering it, ending it early, undoing it.

use std::collections::HashMap;

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    ids::StaffId,
    messages::Text,
};
use jiff::ToSpan;
use serde_json::json;
use uuid::Uuid;

use super::{
    MAKE,
    burden::{Burden, Burdens},
    model::{Absence, AbsenceId, Draft, share},
    store::{self, Charge, Moved, Worker},
};
use crate::{
    person::PersonId,
    responsibility::{self, Active, Ended, Responsibility, ResponsibilityId, model::Bond},
    rule::plan,
};

/// What an absence would do, before it is entered.
pub struct Preview {
    /// Who is away.
    pub worker: Worker,
    /// Who stands in, the first first.
    pub substitutes: Vec<Worker>,
    /// Everybody behind the absent one's name, and who would look after them.
    pub people: Vec<(Charge, StaffId)>,
    /// Rules that name the absent one.
    pub rules: Vec<(Uuid, String)>,
    /// What else the absent one has in hand, and what becomes of it.
    pub burdens: Vec<Burden>,
    /// Stands for exactly this: entered later, it must still be the same.
    pub seen: String,
}

/// What [`make`] would do now. Writes nothing.
pub fn preview<B: Burdens>(conn: &Conn<'_>, act: &Act, draft: &Draft) -> Result<Preview> {
    act.actor.may(&MAKE)?;
    let bureau = act.bureau();
    check(conn, act, draft)?;
    let workers = store::workers(conn, bureau)?;
    let find = |id: StaffId| workers.iter().find(|worker| worker.id == id).cloned();
    let unknown = |field: &str| Error::Invalid(vec![(field.to_owned(), Text::new("form-choice"))]);
    let worker = find(draft.staff).ok_or_else(|| unknown("staff"))?;
    let substitutes: Option<Vec<Worker>> = draft.substitutes.iter().map(|id| find(*id)).collect();
    let substitutes = substitutes.ok_or_else(|| unknown("substitute_1"))?;
    // A doctor's visits are for doctors, and what the bureau's own people do is not for doctors.
    if let Some(other) =
        substitutes.iter().find(|other| other.capacity.is_some() != worker.capacity.is_some())
    {
        let text = Text::new("absence-refused-other-kind").with("name", other.name.as_str());
        return Err(Error::Invalid(vec![("substitute_1".to_owned(), text)]));
    }
    let people = store::people(conn, bureau, draft.staff, act.today())?;
    let ids: Vec<PersonId> = people.iter().map(|charge| charge.id).collect();
    let loads = |id| substitutes.iter().find(|other| other.id == id).map_or(0, |other| other.people);
    let to: HashMap<PersonId, StaffId> = share(&ids, draft, loads).into_iter().collect();
    let burdens = B::list(conn, act, draft)?;
    let seen = fingerprint(act, draft, &ids, &burdens);
    let first = draft.substitutes.first().copied().ok_or_else(|| unknown("substitute_1"))?;
    let people = people.into_iter().map(|charge| (to.get(&charge.id).copied().unwrap_or(first), charge));
    Ok(Preview {
        worker,
        substitutes,
        people: people.map(|(to, charge)| (charge, to)).collect(),
        rules: store::rules_naming(conn, bureau, draft.staff)?,
        burdens,
        seen,
    })
}

/// Enters an absence as it was looked at. Somebody who leaves for good hands people and open tasks over.
pub fn make<B: Burdens>(tx: &Tx<'_>, act: &Act, draft: &Draft, seen: &str) -> Result<AbsenceId> {
    let bureau = act.bureau();
    plan::hold(tx, act)?;
    let mut held: Vec<StaffId> = draft.substitutes.iter().copied().chain([draft.staff]).collect();
    // Always in the same order, so that two who hold several never wait for each other.
    held.sort();
    held.dedup();
    for staff in held {
        store::hold(tx, bureau, staff)?;
    }
    let preview = preview::<B>(tx, act, draft)?;
    if preview.seen != seen {
        return Err(Error::Conflict);
    }
    let id = act.new_id();
    let first = preview.substitutes.first().map(|first| first.id).ok_or(Error::NotFound)?;
    let shares: Vec<(PersonId, StaffId)> =
        preview.people.iter().map(|(charge, to)| (charge.id, *to)).collect();
    store::insert(tx, act, id, draft, first, &shares)?;
    let moved =
        if draft.reason.is_for_good() { hand_over(tx, act, id, draft.staff, &shares, first)? } else { 0 };
    if draft.reason.is_for_good() {
        let people: Vec<PersonId> = shares.iter().map(|(person, _)| *person).collect();
        plan::of_leaver(tx, act, draft.staff, &people)?;
    }
    let burdens = if draft.reason.is_for_good() { B::hand_over(tx, act, draft)? } else { 0 };
    let detail = json!({
        "staff": draft.staff, "reason": draft.reason, "from": draft.from, "until": draft.until,
        "substitutes": draft.substitutes, "people": shares.len(), "moved": moved + burdens,
    });
    act.record(tx, &MAKE, Subject::one("absence", id.0), &detail)?;
    Ok(id)
}

/// The absent one is back from today on.
pub fn end(tx: &Tx<'_>, act: &Act, id: AbsenceId, seen: i64) -> Result<()> {
    let absence = load(tx, act, id, seen)?.end(act.today(), act.at, act.actor.account)?;
    store::save(tx, act.bureau(), &absence)?;
    act.record(tx, &MAKE, Subject::one("absence", id.0), &json!({ "ended": absence.until }))
}

/// Takes an absence back; returns how many things that a handover moved have changed since and stay.
pub fn undo(tx: &Tx<'_>, act: &Act, id: AbsenceId, seen: i64) -> Result<usize> {
    plan::hold(tx, act)?;
    let bureau = act.bureau();
    let absence = load(tx, act, id, seen)?;
    let (staff, was_for_good) = (absence.staff, absence.reason.is_for_good());
    store::save(tx, bureau, &absence.undo(act.at, act.actor.account)?)?;
    let (mut kept, moves) = (0, store::moves(tx, bureau, id)?);
    for moved in moves {
        let is_back = match moved.successor {
            Some(successor) => {
                give_back(tx, act, ResponsibilityId(moved.subject), ResponsibilityId(successor))?
            }
            None => store::hand(tx, bureau, moved.subject, moved.to, staff)?,
        };
        kept += usize::from(!is_back);
    }
    if was_for_good {
        let people: Vec<PersonId> =
            store::people(tx, bureau, staff, act.today())?.iter().map(|one| one.id).collect();
        plan::of_leaver(tx, act, staff, &people)?;
    }
    act.record(tx, &MAKE, Subject::one("absence", id.0), &json!({ "undone": true, "kept": kept }))?;
    Ok(kept)
}

fn load(tx: &Tx<'_>, act: &Act, id: AbsenceId, seen: i64) -> Result<Absence> {
    act.actor.may(&MAKE)?;
    let found = store::find(tx, act.bureau(), id)?.ok_or(Error::NotFound)?;
    if found.absence.version == seen { Ok(found.absence) } else { Err(Error::Conflict) }
}

/// Nobody is away twice, and nobody who stands in is away or stands in through somebody who is.
fn check(conn: &Conn<'_>, act: &Act, draft: &Draft) -> Result<()> {
    let (bureau, Draft { staff, from, until, .. }) = (act.bureau(), draft);
    let wrong = |field: String, key, name: &str, from, until: Option<jiff::civil::Date>| {
        let until = until.map_or_else(String::new, |day| day.to_string());
        let text = Text::new(key).with("name", name).with("from", from).with("until", until);
        Err(Error::Invalid(vec![(field, text)]))
    };
    let said = |day: jiff::civil::Date| day.to_string();
    if let Some(other) = store::of_staff(conn, bureau, *staff, *from, *until)? {
        let days = &other.absence;
        return wrong("staff".into(), "absence-refused-away", &other.name, said(days.from), days.until);
    }
    if let Some(other) = store::by_substitute(conn, bureau, *staff, *from, *until)?.first() {
        let days = &other.absence;
        return wrong("staff".into(), "absence-refused-stands-in", &other.name, said(days.from), days.until);
    }
    for (at, substitute) in draft.substitutes.iter().enumerate() {
        if let Some(other) = store::of_staff(conn, bureau, *substitute, *from, *until)? {
            let (field, days) = (format!("substitute_{}", at + 1), &other.absence);
            return wrong(field, "absence-refused-away", &other.name, said(days.from), days.until);
        }
    }
    Ok(())
}

/// Gives everybody and everything open of `staff` to whoever stands in for them; returns how much that was.
fn hand_over(
    tx: &Tx<'_>,
    act: &Act,
    id: AbsenceId,
    staff: StaffId,
    shares: &[(PersonId, StaffId)],
    first: StaffId,
) -> Result<usize> {
    let (bureau, to): (_, HashMap<PersonId, StaffId>) = (act.bureau(), shares.iter().copied().collect());
    let mut moved = Vec::new();
    responsibility::store::hold(tx, bureau)?;
    for held in store::bonds(tx, bureau, staff)? {
        let to = to.get(&held.person).copied().unwrap_or(first);
        let bond = Bond {
            id: held.id,
            person: held.person,
            kind: held.kind,
            staff,
            since: held.since,
            reason: held.reason,
        };
        let last = held.since.max(act.today().saturating_sub(1.day()));
        let ended = Active { bond: bond.clone(), version: held.version }.end(last, Ended::HandedOver)?;
        responsibility::store::save_end(tx, bureau, held.version, &ended)?;
        let bond = Bond { id: act.new_id(), staff: to, since: act.today(), ..bond };
        let (subject, successor) = (held.id.0, Some(bond.id.0));
        responsibility::store::insert_many(
            tx,
            bureau,
            &[Responsibility::Active(Active { bond, version: 1 })],
        )?;
        moved.push(Moved { subject, kind: "responsibility".into(), successor, to });
    }
    for (task, person) in store::tasks(tx, bureau, staff)? {
        let to = person.and_then(|person| to.get(&person).copied()).unwrap_or(first);
        if store::hand(tx, bureau, task, staff, to)? {
            moved.push(Moved { subject: task, kind: "task".into(), successor: None, to });
        }
    }
    for one in &moved {
        store::insert_move(tx, bureau, id, one)?;
    }
    Ok(moved.len())
}

/// Puts a responsibility back, if what took its place is still as it was. False: it is not.
fn give_back(tx: &Tx<'_>, act: &Act, old: ResponsibilityId, new: ResponsibilityId) -> Result<bool> {
    let bureau = act.bureau();
    let Some(ended @ Responsibility::Past { .. }) = responsibility::store::find(tx, bureau, old)? else {
        return Ok(false);
    };
    match responsibility::store::find(tx, bureau, new)? {
        Some(Responsibility::Active(Active { version: 1, .. })) => {
            responsibility::store::remove(tx, bureau, new, 1)?;
            responsibility::store::reopen(tx, bureau, &ended)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// People may come to somebody's name and leave it between looking and entering.
fn fingerprint(act: &Act, draft: &Draft, people: &[PersonId], burdens: &[Burden]) -> String {
    let Draft { staff, reason, from, until, substitutes, .. } = draft;
    let mut text = format!("{staff} {reason} {from} {until:?}\n");
    substitutes.iter().for_each(|id| text.push_str(&format!("{id}\n")));
    people.iter().for_each(|id| text.push_str(&format!("{id}\n")));
    burdens.iter().for_each(|one| text.push_str(&format!("{} {}\n", one.id, one.version)));
    act.secrets.index("absence", &text).iter().map(|byte| format!("{byte:02x}")).collect()
}
