//! Reading a health file, and writing in it.

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    messages::Text,
    policy::Reach,
};
use cq_registry::{
    assessment,
    life_event::{self, Event},
    person::{self, Facts, Person, PersonId},
};
use jiff::civil::Date;
use serde_json::json;

use super::{
    NOTE, OWN, READ, READ_OWN,
    model::{Basis, Content, Entry, EntryId, Mark, Medicine, Purpose, State, Supply},
    store,
};
use crate::opening;

/// A stay in hospital.
pub struct Stay {
    /// The first day.
    pub from: Date,
    /// Where.
    pub hospital: String,
    /// Why; may not be known.
    pub reason: Option<String>,
    /// The last day; none while it lasts.
    pub until: Option<Date>,
}

/// A file as it is read.
pub struct File {
    /// Whose.
    pub person: Person,
    /// What the registry says of them.
    pub facts: Facts,
    /// All that was ever said, the newest first, each with the names of who noted and who closed it.
    pub entries: Vec<(Entry, Names)>,
    /// Assessments of ability, the latest first.
    pub assessments: Vec<assessment::store::Listed>,
    /// Stays in hospital, the latest first.
    pub stays: Vec<Stay>,
    /// Why the reader may.
    pub basis: Basis,
    /// What for.
    pub purpose: Purpose,
    /// The last day of an opening.
    pub until: Option<Date>,
    /// Whether the reader may write, too.
    pub may_note: bool,
}

/// Who noted an entry and who closed it.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Who noted it.
    pub noted: String,
    /// Who closed it.
    pub closed: String,
}

/// Whose file it is, for the question what it is read for. An opening has said so already, so there is no question.
pub fn ask(conn: &Conn<'_>, act: &Act, id: PersonId) -> Result<(Person, Basis)> {
    let person = reach(conn, act, id)?;
    let (basis, _) = basis(conn, act, id)?;
    Ok((person, basis))
}

/// Opens the file, and writes down who read it, by what right and what for.
pub fn read(tx: &Tx<'_>, act: &Act, id: PersonId, purpose: Purpose) -> Result<File> {
    let person = reach(tx, act, id)?;
    let (basis, opened) = basis(tx, act, id)?;
    let purpose = if opened.is_some() { Purpose::Emergency } else { purpose };
    let bureau = act.bureau();
    let file = File {
        facts: person::store::facts(tx, bureau, &act.secrets, &person)?,
        entries: named(tx, act, store::of_person(tx, act, id)?)?,
        assessments: assessment::store::of_person(tx, bureau, id)?,
        stays: stays(tx, act, id)?,
        may_note: may_note(tx, act, id)?,
        until: opened.as_ref().map(|opened| opened.until),
        basis,
        purpose,
        person,
    };
    let opening = opened.map(|opened| opened.id);
    let detail = json!({ "purpose": purpose, "basis": basis, "opening": opening });
    act.record(tx, &READ, Subject::one("person", id.0), &detail)?;
    Ok(file)
}

/// The person and one entry, for the form that puts it right; that is a reading of it.
pub fn read_entry(tx: &Tx<'_>, act: &Act, id: PersonId, entry: EntryId) -> Result<(Person, Entry)> {
    let person = write_reach(tx, act, id)?;
    let found = store::find(tx, act, id, entry)?.ok_or(Error::NotFound)?;
    let (basis, _) = basis(tx, act, id)?;
    let detail = json!({ "purpose": Purpose::Records, "basis": basis, "entry": entry });
    act.record(tx, &READ, Subject::one("person", id.0), &detail)?;
    Ok((person, found))
}

/// Whose file is to be written in.
pub fn write_reach(conn: &Conn<'_>, act: &Act, id: PersonId) -> Result<Person> {
    let scope = act.actor.scope(&NOTE, OWN)?;
    person::store::find(conn, &scope, act.bureau(), id)?.ok_or(Error::NotFound)
}

/// Writes something new.
pub fn note(tx: &Tx<'_>, act: &Act, id: PersonId, content: Content) -> Result<EntryId> {
    let person = write_reach(tx, act, id)?;
    check(&person, &content)?;
    let entry = Entry::note(act.new_id(), id, content, mark(act));
    store::insert(tx, act, &entry)?;
    // What is said is medical: the log says that, and of what kind, not what.
    let detail = json!({ "entry": entry.id, "kind": entry.content.kind() });
    act.record(tx, &NOTE, Subject::one("person", id.0), &detail)?;
    Ok(entry.id)
}

/// Puts an entry right, or says what holds now in its place.
pub fn replace(
    tx: &Tx<'_>,
    act: &Act,
    id: PersonId,
    entry: EntryId,
    seen: i64,
    content: Content,
    because: String,
) -> Result<EntryId> {
    let person = write_reach(tx, act, id)?;
    check(&person, &content)?;
    let (before, after) =
        load(tx, act, id, entry, seen)?.replace(act.new_id(), content, because, mark(act))?;
    store::close(tx, act, &before)?;
    store::insert(tx, act, &after)?;
    let detail = json!({ "entry": after.id, "replaces": entry, "kind": after.content.kind() });
    act.record(tx, &NOTE, Subject::one("person", id.0), &detail)?;
    Ok(after.id)
}

/// A new supply of the same medicine.
pub fn refill(
    tx: &Tx<'_>,
    act: &Act,
    id: PersonId,
    entry: EntryId,
    seen: i64,
    supply: Supply,
    because: String,
) -> Result<EntryId> {
    write_reach(tx, act, id)?;
    let Content::Medicine(medicine) = load(tx, act, id, entry, seen)?.content else {
        return Err(Error::NotFound);
    };
    let content = Content::Medicine(Medicine { supply: Some(supply), ..medicine });
    replace(tx, act, id, entry, seen, content, because)
}

/// Takes an entry out of the file.
pub fn withdraw(
    tx: &Tx<'_>,
    act: &Act,
    id: PersonId,
    entry: EntryId,
    seen: i64,
    because: String,
) -> Result<()> {
    write_reach(tx, act, id)?;
    let gone = load(tx, act, id, entry, seen)?.withdraw(because, mark(act))?;
    store::close(tx, act, &gone)?;
    let detail = json!({ "withdrawn": entry, "kind": gone.content.kind() });
    act.record(tx, &NOTE, Subject::one("person", id.0), &detail)
}

fn mark(act: &Act) -> Mark {
    Mark { at: act.at, by: act.actor.account }
}

fn load(tx: &Tx<'_>, act: &Act, id: PersonId, entry: EntryId, seen: i64) -> Result<Entry> {
    let found = store::find(tx, act, id, entry)?.ok_or(Error::NotFound)?;
    if found.version == seen { Ok(found) } else { Err(Error::Overtaken(Text::new("health-overtaken"))) }
}

fn reach(conn: &Conn<'_>, act: &Act, id: PersonId) -> Result<Person> {
    let scope = act.actor.scope(&READ, READ_OWN)?;
    person::store::find(conn, &scope, act.bureau(), id)?.ok_or(Error::NotFound)
}

fn may_note(conn: &Conn<'_>, act: &Act, id: PersonId) -> Result<bool> {
    match act.actor.scope(&NOTE, OWN) {
        Ok(scope) => store::reaches(conn, act.bureau(), &scope, id),
        Err(_) => Ok(false),
    }
}

/// By what right somebody who reaches the file reads it; and the opening, where it is that.
fn basis(conn: &Conn<'_>, act: &Act, id: PersonId) -> Result<(Basis, Option<opening::Lasting>)> {
    let (Reach::Own, Some(staff)) = (act.actor.may(&READ)?, act.actor.staff) else {
        return Ok((Basis::Role, None));
    };
    if store::is_paired(conn, act.bureau(), id, staff)? {
        return Ok((Basis::Paired, None));
    }
    if may_note(conn, act, id)? {
        return Ok((Basis::Cover, None));
    }
    let opened = opening::store::lasting(conn, act.bureau(), id, staff, act.today())?;
    Ok((Basis::Opening, Some(opened.ok_or(Error::NotFound)?)))
}

/// Nothing is measured before somebody was born or after they died.
fn check(person: &Person, content: &Content) -> Result<()> {
    let field = if matches!(content, Content::Medicine(_)) { "since" } else { "on" };
    let wrong = |text| Err(Error::Invalid(vec![(field.to_owned(), Text::new(text))]));
    let Some(day) = content.first_day() else { return Ok(()) };
    if person.born().is_some_and(|born| born.first_day() > last_day(content).unwrap_or(day)) {
        return wrong("health-before-birth");
    }
    if person.died().is_some_and(|died| died.last_day() < day) {
        return wrong("health-after-death");
    }
    Ok(())
}

fn last_day(content: &Content) -> Option<Date> {
    match content {
        Content::Reading(reading) => Some(reading.on.last_day()),
        Content::Medicine(medicine) => medicine.since.map(PartialDate::last_day),
        Content::Allergy(_) => None,
    }
}

fn named(conn: &Conn<'_>, act: &Act, entries: Vec<Entry>) -> Result<Vec<(Entry, Names)>> {
    let mut known = std::collections::HashMap::new();
    let mut name = |mark: &Mark| -> Result<String> {
        let Some(by) = mark.by else { return Ok(String::new()) };
        if let Some(name) = known.get(&by) {
            return Ok(String::clone(name));
        }
        let name = store::account_name(conn, act.bureau(), by)?.unwrap_or_default();
        known.insert(by, name.clone());
        Ok(name)
    };
    let of = |entry: Entry| {
        let closed = match &entry.state {
            State::Stands => String::new(),
            State::Replaced { mark, .. } | State::Withdrawn { mark, .. } => name(mark)?,
        };
        let names = Names { noted: name(&entry.noted)?, closed };
        Ok((entry, names))
    };
    entries.into_iter().map(of).collect()
}

/// Stays in hospital: each admission with the discharge that follows it.
fn stays(conn: &Conn<'_>, act: &Act, id: PersonId) -> Result<Vec<Stay>> {
    let events = life_event::store::list_about(conn, act, id)?;
    let (mut stays, mut home) = (Vec::new(), None);
    for listed in events.into_iter().filter(|event| event.person == id && event.undone_at.is_none()) {
        match listed.kind {
            life_event::Kind::Discharge => home = Some(listed.on),
            life_event::Kind::Admission => {
                let found =
                    life_event::store::find(conn, act, &cq_platform::policy::Scope::BUREAU, listed.id)?;
                if let Some(Event::Admission { on, hospital, reason }) = found.map(|found| found.event) {
                    stays.push(Stay {
                        from: on,
                        hospital,
                        reason,
                        until: home.take().map(PartialDate::first_day),
                    });
                }
            }
            _ => {}
        }
    }
    Ok(stays)
}
