//! Hospitals from a ledger and into one, known by name.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    form::Form,
    ids::BureauId,
    messages::Text,
};
use cq_registry::{
    export::{Chosen, Export, Take},
    intake::{Cells, Column, Errors, Field, Noun, Roll, changed, stored},
};
use uuid::Uuid;

use super::{
    Hospital, HospitalId,
    columns::{COLUMNS, grade_of, is_grade},
    store,
};

/// Kind `hospitals`: there are a few dozen.
pub struct HospitalLedger;

impl Export for HospitalLedger {
    fn kind(&self) -> &'static str {
        Self::KIND
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn each(&self, conn: &Conn<'_>, act: &Act, _: &Form, _: Chosen<'_>, take: &mut Take<'_>) -> Result<()> {
        store::list(conn, act.bureau())?
            .iter()
            .try_for_each(|hospital| take(&changed(&[], Self::fields(hospital))))
    }
}

/// What a row says.
pub struct Row {
    name: String,
    grade: Option<String>,
    area: Option<String>,
    address: Option<String>,
    phone: Option<String>,
    place: Option<(f64, f64)>,
}

impl Roll for HospitalLedger {
    type Row = Row;
    type Item = Hospital;

    const KIND: &'static str = "hospitals";
    const COLUMNS: &'static [Column] = COLUMNS;
    const LISTS_ALL: bool = true;
    const NAMES: &'static [(&'static str, Noun)] = &[("area", Noun::Area)];

    fn wrong(field: &str, value: &str) -> Option<Text> {
        (field == "grade" && !is_grade(value))
            .then(|| Text::new("hospital-grade-unknown").with("shown", value))
    }

    fn read(cells: &Cells<'_>, errors: &mut Errors) -> Option<Row> {
        let name = cells.required_text("name", 60, errors);
        Some(Row {
            grade: cells.text("grade", 20, errors).map(|grade| grade_of(&grade)),
            area: cells.text("area", 40, errors),
            address: cells.text("address", 120, errors),
            phone: cells.phone("phone", errors),
            place: cells.coordinates("latitude", "longitude", errors),
            name: name?,
        })
    }

    fn meant(row: &Row) -> String {
        row.name.clone()
    }

    fn blank(row: &Row, id: Uuid) -> Hospital {
        Hospital {
            id: HospitalId(id),
            name: row.name.clone(),
            grade: None,
            area: None,
            address: None,
            phone: None,
            latitude: None,
            longitude: None,
            version: 1,
        }
    }

    fn onto(row: &Row, hospital: &Hospital) -> Hospital {
        let keep = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
        Hospital {
            grade: keep(&row.grade, &hospital.grade),
            area: keep(&row.area, &hospital.area),
            address: keep(&row.address, &hospital.address),
            phone: keep(&row.phone, &hospital.phone),
            latitude: row.place.map(|(north, _)| north).or(hospital.latitude),
            longitude: row.place.map(|(_, east)| east).or(hospital.longitude),
            ..hospital.clone()
        }
    }

    fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Hospital>> {
        store::list(conn, bureau)
    }

    fn name(hospital: &Hospital) -> String {
        hospital.name.clone()
    }

    fn guard(hospital: &Hospital) -> (Uuid, i64) {
        (hospital.id.0, hospital.version)
    }

    fn fields(hospital: &Hospital) -> Vec<Field> {
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

    fn put_back(hospital: &mut Hospital, field: &str, before: Option<&String>) -> Result<()> {
        match field {
            "grade" => hospital.grade = before.cloned(),
            "area" => hospital.area = before.cloned(),
            "address" => hospital.address = before.cloned(),
            "phone" => hospital.phone = before.cloned(),
            "longitude" => hospital.longitude = stored(before)?,
            "latitude" => hospital.latitude = stored(before)?,
            other => return Err(Error::internal(format!("a hospital has no field {other}"))),
        }
        Ok(())
    }

    fn insert(tx: &Tx<'_>, act: &Act, hospital: &Hospital) -> Result<()> {
        store::insert(tx, act, hospital)
    }

    fn save(tx: &Tx<'_>, act: &Act, hospital: &Hospital) -> Result<()> {
        store::save(tx, act, hospital)
    }

    fn delete(tx: &Tx<'_>, act: &Act, hospital: &Hospital) -> Result<()> {
        store::delete(tx, act.bureau(), hospital.id, hospital.version)
    }

    fn needed(tx: &Tx<'_>, bureau: &BureauId, hospital: &Hospital) -> Result<Option<&'static str>> {
        Ok(store::is_worked_at(tx, bureau, hospital.id)?.then_some("hospital-undo-worked-at"))
    }

    fn href(_: &Hospital) -> String {
        "/hospitals".to_owned()
    }
}
