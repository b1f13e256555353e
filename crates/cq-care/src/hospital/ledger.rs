//! Hospitals from a ledger, known by name. What a row leaves blank stays as it is.

use std::collections::HashMap;

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    messages::Text,
};
use cq_registry::intake::{
    Applied, Blocked, Cells, Column, Done, Errors, FieldChange, Finding, Ledger, Read, Standing, Verdict,
};
use uuid::Uuid;

use super::{Hospital, HospitalId, columns::COLUMNS, store};
use crate::ledger_fields::{changed, number};

/// Kind `hospitals`.
pub struct HospitalLedger;

/// What a row says.
#[derive(Debug, Clone)]
pub struct Row {
    name: String,
    grade: Option<String>,
    area: Option<String>,
    address: Option<String>,
    phone: Option<String>,
    place: Option<(f64, f64)>,
}

impl Row {
    /// `hospital` as this row would have it.
    fn onto(&self, hospital: &Hospital) -> Hospital {
        let keep = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
        Hospital {
            grade: keep(&self.grade, &hospital.grade),
            area: keep(&self.area, &hospital.area),
            address: keep(&self.address, &hospital.address),
            phone: keep(&self.phone, &hospital.phone),
            latitude: self.place.map(|(north, _)| north).or(hospital.latitude),
            longitude: self.place.map(|(_, east)| east).or(hospital.longitude),
            ..hospital.clone()
        }
    }

    fn as_new(&self, id: HospitalId) -> Hospital {
        self.onto(&Hospital {
            id,
            name: self.name.clone(),
            grade: None,
            area: None,
            address: None,
            phone: None,
            latitude: None,
            longitude: None,
            version: 1,
        })
    }
}

impl Ledger for HospitalLedger {
    type Row = Row;
    /// All hospitals: there are a few dozen.
    type Session = HashMap<String, Hospital>;

    fn kind(&self) -> &'static str {
        "hospitals"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn begin(&self, conn: &Conn<'_>, act: &Act) -> Result<Self::Session> {
        Ok(store::list(conn, act.bureau())?
            .into_iter()
            .map(|hospital| (hospital.name.clone(), hospital))
            .collect())
    }

    fn label(&self, cells: &Cells<'_>) -> String {
        cells.shown("name")
    }

    fn read(&self, _: &Act, cells: &Cells<'_>, errors: &mut Errors) -> Option<Row> {
        let name = cells.required_text("name", 60, errors);
        Some(Row {
            grade: cells.text("grade", 20, errors),
            area: cells.text("area", 40, errors),
            address: cells.text("address", 120, errors),
            phone: cells.phone("phone", errors),
            place: cells.coordinates("latitude", "longitude", errors),
            name: name?,
        })
    }

    fn check(
        &self,
        _: &Conn<'_>,
        _: &Act,
        session: &mut Self::Session,
        rows: &[Read<Row>],
    ) -> Result<Vec<Finding>> {
        let verdict = |row: &Row| match session.get(&row.name) {
            None => Verdict::New(changed(&[], fields(&row.as_new(HospitalId(Uuid::nil()))))),
            Some(known) => match changed(&fields(known), fields(&row.onto(known))) {
                none if none.is_empty() => Verdict::Same { subject: known.id.0 },
                changes => Verdict::Changed { subject: known.id.0, changes },
            },
        };
        let finding = |row: &Row| Finding::new(&*row.name, verdict(row)).within("");
        Ok(rows.iter().map(|read| finding(&read.row)).collect())
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        act: &Act,
        session: &mut Self::Session,
        rows: &[(&Read<Row>, &Verdict)],
    ) -> Result<Vec<Applied>> {
        let write = |(read, _): &(&Read<Row>, &Verdict)| match session.get(&read.row.name) {
            Some(known) => {
                store::save(tx, act, &read.row.onto(known))?;
                Ok(Applied { subject: known.id.0, version: known.version + 1 })
            }
            None => {
                let hospital = read.row.as_new(act.new_id());
                store::insert(tx, act, &hospital)?;
                Ok(Applied { subject: hospital.id.0, version: 1 })
            }
        };
        rows.iter().map(write).collect()
    }

    fn standing(&self, conn: &Conn<'_>, act: &Act, subjects: &[Uuid]) -> Result<Vec<Standing>> {
        let hospitals = store::list(conn, act.bureau())?.into_iter();
        let standing = hospitals.filter(|one| subjects.contains(&one.id.0)).map(|one| Standing {
            subject: one.id.0,
            href: "/hospitals".to_owned(),
            label: one.name,
            scope: String::new(),
        });
        Ok(standing.collect())
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>> {
        let hospitals = store::list(tx, act.bureau())?;
        let mut blocked = Vec::new();
        for done in rows {
            let same =
                |hospital: &&Hospital| hospital.id.0 == done.subject && hospital.version == done.version;
            let Some(hospital) = hospitals.iter().find(same) else {
                blocked.push(Blocked { subject: done.subject, text: Text::new("intake-undo-changed") });
                continue;
            };
            if !done.is_new {
                store::save(tx, act, &put_back(hospital, &done.changes)?)?;
            } else if store::is_worked_at(tx, act.bureau(), hospital.id)? {
                let text = Text::new("hospital-undo-worked-at").with("name", &hospital.name);
                blocked.push(Blocked { subject: done.subject, text });
            } else {
                store::delete(tx, act.bureau(), hospital.id, hospital.version)?;
            }
        }
        Ok(blocked)
    }
}

fn fields(hospital: &Hospital) -> Vec<(&'static str, Option<String>)> {
    let Hospital { name, grade, area, address, phone, latitude, longitude, .. } = hospital.clone();
    vec![
        ("name", Some(name)),
        ("grade", grade),
        ("area", area),
        ("address", address),
        ("phone", phone),
        ("longitude", longitude.map(|degrees| degrees.to_string())),
        ("latitude", latitude.map(|degrees| degrees.to_string())),
    ]
}

fn put_back(hospital: &Hospital, changes: &[FieldChange]) -> Result<Hospital> {
    let mut hospital = hospital.clone();
    for FieldChange { field, before, .. } in changes {
        match field.as_str() {
            "grade" => hospital.grade.clone_from(before),
            "area" => hospital.area.clone_from(before),
            "address" => hospital.address.clone_from(before),
            "phone" => hospital.phone.clone_from(before),
            "longitude" => hospital.longitude = number(before)?,
            "latitude" => hospital.latitude = number(before)?,
            other => return Err(Error::internal(format!("hospital has no field {other}"))),
        }
    }
    Ok(hospital)
}
