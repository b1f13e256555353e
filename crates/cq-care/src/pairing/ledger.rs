//! Who is whose doctor, from a ledger. A row with another doctor than today's ends that pair on the day the new one begins.

use std::collections::{HashMap, HashSet};

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, StaffId},
    messages::Text,
};
use cq_registry::{
    intake::{
        Applied, Blocked, CellError, Cells, Column, Done, Errors, Field, Finding, Ledger, LedgerKind, Place,
        Read, Verdict, changed,
    },
    person::{
        CitizenId, Person, PersonId,
        ledger::{Named, named},
    },
    responsibility::{self, Active, Ended, Kind, Responsibility, ResponsibilityId, model::Bond},
};
use jiff::civil::Date;

use super::{columns::COLUMNS, export::OUT_ONLY, model::Reason, store};
use crate::doctor::{self, Doctor};

/// Kind `pairings`.
pub struct PairingLedger;

/// What a row says.
#[derive(Debug, Clone)]
pub struct Row {
    name: String,
    citizen_id: Option<CitizenId>,
    doctor: String,
    hospital: Option<String>,
    since: Option<PartialDate>,
}

/// Doctors, pairs and places as they will be when the rows gone through are taken in.
pub struct Session {
    doctors: HashMap<StaffId, Doctor>,
    by_name: HashMap<String, Vec<StaffId>>,
    active: HashMap<PersonId, Active>,
    load: HashMap<StaffId, i64>,
    /// Whom the rows are about.
    meant: HashMap<Place, (PersonId, StaffId)>,
    /// Who was in a row already.
    seen: HashSet<PersonId>,
}

impl LedgerKind for PairingLedger {
    fn kind(&self) -> &'static str {
        "pairings"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn out_only(&self) -> &'static [Column] {
        &OUT_ONLY
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>> {
        responsibility::store::hold(tx, act.bureau())?;
        let mut blocked = Vec::new();
        for done in rows {
            if let Some(text) = take_back(tx, act.bureau(), done)? {
                blocked.push(Blocked { subject: done.subject, text });
            }
        }
        Ok(blocked)
    }
}

impl Ledger for PairingLedger {
    type Row = Row;
    type Session = Session;

    fn begin(&self, conn: &Conn<'_>, act: &Act) -> Result<Session> {
        let doctors = doctor::store::list(conn, act.bureau())?;
        let active = responsibility::store::list_active(conn, act.bureau(), Kind::Doctor)?;
        let mut by_name: HashMap<String, Vec<StaffId>> = HashMap::new();
        for doctor in &doctors {
            by_name.entry(doctor.name.clone()).or_default().push(doctor.id);
        }
        Ok(Session {
            by_name,
            load: doctors.iter().map(|doctor| (doctor.id, doctor.elders)).collect(),
            doctors: doctors.into_iter().map(|doctor| (doctor.id, doctor)).collect(),
            active: active.into_iter().map(|active| (active.bond.person, active)).collect(),
            meant: HashMap::new(),
            seen: HashSet::new(),
        })
    }

    fn label(&self, cells: &Cells<'_>) -> String {
        cells.shown("name")
    }

    fn read(&self, act: &Act, cells: &Cells<'_>, errors: &mut Errors) -> Option<Row> {
        let name = cells.person_name("name", errors);
        let doctor = cells.person_name("doctor", errors);
        // What went out masked says nothing.
        let written = cells.text("citizen_id", 30, errors).filter(|text| !text.contains('*'));
        let citizen_id = written.map(|text| CitizenId::parse(&text));
        if matches!(citizen_id, Some(Err(_))) {
            errors.at("citizen_id", Text::new("pairing-ledger-citizen-id"));
        }
        Some(Row {
            citizen_id: citizen_id.and_then(std::result::Result::ok),
            hospital: cells.text("hospital", 60, errors),
            since: cells.past("since", act.today(), errors),
            name: name?,
            doctor: doctor?,
        })
    }

    fn check(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        session: &mut Session,
        rows: &[Read<Row>],
    ) -> Result<Vec<Finding>> {
        rows.iter().map(|read| session.finding(conn, act, read)).collect()
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        act: &Act,
        session: &mut Session,
        rows: &[(&Read<Row>, &Verdict)],
    ) -> Result<Vec<Applied>> {
        responsibility::store::hold(tx, act.bureau())?;
        let (mut new, mut applied) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        let mut doctors = Vec::with_capacity(rows.len());
        for (read, _) in rows {
            let (person, staff) = session.meant.remove(&read.place).ok_or(Error::Conflict)?;
            let since = read.row.begins(act);
            if let Some(active) = session.active.get(&person).cloned() {
                let version = active.version;
                responsibility::store::save_end(
                    tx,
                    act.bureau(),
                    version,
                    &active.end(since, Ended::Ledger)?,
                )?;
            }
            let id: ResponsibilityId = act.new_id();
            let bond =
                Bond { id, person, kind: Kind::Doctor, staff, since, reason: Reason::Ledger.as_text() };
            new.push(Responsibility::Active(Active { bond, version: 1 }));
            applied.push(Applied { subject: id.0, version: 1 });
            doctors.push(staff);
        }
        responsibility::store::insert_many(tx, act.bureau(), &new)?;
        nobody_overfull(tx, act.bureau(), doctors)?;
        Ok(applied)
    }
}

impl Row {
    /// The first day it can have been.
    fn begins(&self, act: &Act) -> Date {
        self.since.map_or(act.today(), PartialDate::first_day)
    }

    fn fields(&self, doctor: &Doctor, since: Date) -> Vec<Field> {
        pair_fields(&self.name, doctor, since)
    }
}

fn pair_fields(name: &str, doctor: &Doctor, since: Date) -> Vec<Field> {
    vec![
        ("name", Some(name.to_owned())),
        ("doctor", Some(doctor.name.clone())),
        ("hospital", Some(doctor.hospital_name.clone())),
        ("since", Some(since.to_string())),
    ]
}

impl Session {
    fn finding(&mut self, conn: &Conn<'_>, act: &Act, read: &Read<Row>) -> Result<Finding> {
        let row = &read.row;
        let Row { name, citizen_id, .. } = row;
        let person = named(conn, act, Named { name, citizen_id: citizen_id.as_ref(), unit: None })?;
        let key = person.as_ref().map(|person| person.id.to_string()).unwrap_or_default();
        let verdict = match person.and_then(|person| Ok((person, self.find_doctor(row)?))) {
            Ok((person, doctor)) => self.verdict(act, read, &person, doctor),
            Err(error) => Verdict::Wrong(vec![error]),
        };
        Ok(Finding::new(key, verdict))
    }

    fn find_doctor(&self, row: &Row) -> std::result::Result<StaffId, CellError> {
        let named = self.by_name.get(&row.doctor).map(Vec::as_slice).unwrap_or_default();
        let works_there = |id: &&StaffId| {
            let at = self.doctors.get(id).map(|doctor| &doctor.hospital_name);
            row.hospital.as_ref().is_none_or(|hospital| at == Some(hospital))
        };
        match named.iter().filter(works_there).collect::<Vec<_>>().as_slice() {
            [one] => Ok(**one),
            [] => Err(wrong("doctor", Text::new("pairing-ledger-no-doctor").with("name", &row.doctor))),
            _ => Err(wrong("hospital", Text::new("pairing-ledger-which-doctor").with("name", &row.doctor))),
        }
    }

    fn verdict(&mut self, act: &Act, read: &Read<Row>, person: &Person, staff: StaffId) -> Verdict {
        let Some(doctor) = self.doctors.get(&staff) else { return Verdict::Wrong(Vec::new()) };
        if let Some(ended) = person.ended() {
            let text = Text::new("pairing-ledger-ended").with("name", &person.name);
            return Verdict::Wrong(vec![wrong("name", text.with("day", ended.on.to_string()))]);
        }
        if let Some(day) = doctor.left_on {
            let text = Text::new("pairing-ledger-left").with("name", &doctor.name);
            return Verdict::Wrong(vec![wrong("doctor", text.with("day", day.to_string()))]);
        }
        let since = read.row.begins(act);
        let now = self.active.get(&person.id);
        if let Some(now) = now.filter(|now| now.bond.staff == staff) {
            return Verdict::Same { subject: now.bond.id.0 };
        }
        if let Some(now) = now.filter(|now| since < now.bond.since) {
            let text = Text::new("pairing-ledger-earlier").with("since", now.bond.since.to_string());
            return Verdict::Wrong(vec![wrong("since", text)]);
        }
        let load = self.load.entry(staff).or_default();
        if *load >= i64::from(doctor.capacity) {
            let text =
                Text::new("pairing-ledger-full").with("name", &doctor.name).with("capacity", doctor.capacity);
            return Verdict::Wrong(vec![wrong("doctor", text)]);
        }
        *load += i64::from(self.seen.insert(person.id));
        self.meant.insert(read.place.clone(), (person.id, staff));
        let after = read.row.fields(doctor, since);
        match now {
            None => Verdict::New(changed(&[], after)),
            Some(now) => {
                let held = self
                    .doctors
                    .get(&now.bond.staff)
                    .map(|held| pair_fields(&person.name, held, now.bond.since));
                Verdict::Changed {
                    subject: now.bond.id.0,
                    changes: changed(&held.unwrap_or_default(), after),
                }
            }
        }
    }
}

/// The person a row is about: by citizen id, or else by a name that only one has.
fn wrong(column: &'static str, text: Text) -> CellError {
    CellError::at(column, text)
}

/// Whoever was given somebody must still have had a place.
fn nobody_overfull(tx: &Tx<'_>, bureau: &BureauId, mut doctors: Vec<StaffId>) -> Result<()> {
    doctors.sort();
    doctors.dedup();
    for staff in doctors {
        let doctor = doctor::store::find(tx, bureau, staff)?.ok_or(Error::Conflict)?;
        if doctor.free() < 0 {
            return Err(Error::Overtaken(Text::new("pairing-doctor-full").with("name", &doctor.name)));
        }
    }
    Ok(())
}

/// Removes the pair a row made and puts the one back that it ended, or says why not.
fn take_back(tx: &Tx<'_>, bureau: &BureauId, done: &Done) -> Result<Option<Text>> {
    let found = responsibility::store::find(tx, bureau, ResponsibilityId(done.subject))?;
    let Some(Responsibility::Active(active)) = found else {
        return Ok(Some(Text::new("intake-undo-changed")));
    };
    if active.version != done.version {
        return Ok(Some(Text::new("intake-undo-changed")));
    }
    let bond = active.bond;
    if store::owes(tx, bureau, bond.person, bond.staff)? {
        return Ok(Some(Text::new("pairing-undo-owes")));
    }
    responsibility::store::remove(tx, bureau, bond.id, active.version)?;
    if done.is_new {
        return Ok(None);
    }
    let ended_by_it = |past: &Responsibility| matches!(past, Responsibility::Past { until, because: Ended::Ledger, .. } if *until == bond.since);
    let history = responsibility::store::list_of_person(tx, bureau, bond.person)?;
    let Some(before) = history.into_iter().rev().find(ended_by_it) else {
        return Ok(Some(Text::new("intake-undo-changed")));
    };
    responsibility::store::reopen(tx, bureau, &before)?;
    let Responsibility::Past { bond: Bond { staff, .. }, .. } = before else { return Ok(None) };
    let full = doctor::store::find(tx, bureau, staff)?.filter(|doctor| doctor.free() < 0);
    Ok(full.map(|doctor| Text::new("pairing-doctor-full").with("name", &doctor.name)))
}
