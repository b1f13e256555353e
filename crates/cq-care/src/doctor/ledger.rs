//! Doctors from a ledger, known by hospital and name. What a row leaves blank stays as it is.

use std::collections::HashMap;

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    form::Form,
    ids::StaffId,
    messages::Text,
};
use cq_registry::{
    export::{Chosen, Export, Take},
    intake::{
        Applied, Blocked, CellError, Cells, Column, Done, Errors, FieldChange, Finding, Ledger, LedgerKind,
        Read, Standing, Verdict, changed, stored,
    },
    person::{Sex, pinyin},
    staff,
};
use uuid::Uuid;

use super::{
    Doctor,
    columns::{COLUMNS, SEXES},
    store,
};
use crate::hospital::{self, HospitalId};

/// Kind `doctors`.
pub struct DoctorLedger;

/// What a row says.
#[derive(Debug, Clone)]
pub struct Row {
    name: String,
    hospital: String,
    sex: Option<Sex>,
    department: Option<String>,
    specialty: Option<String>,
    phone: Option<String>,
    capacity: u32,
    remark: Option<String>,
}

/// All hospitals and doctors: there are a few hundred.
pub struct Session {
    hospitals: HashMap<String, HospitalId>,
    doctors: HashMap<(String, String), Doctor>,
}

impl Session {
    fn find(&self, row: &Row) -> Option<&Doctor> {
        self.doctors.get(&(row.hospital.clone(), row.name.clone()))
    }
}

impl Row {
    /// `doctor` as this row would have it.
    fn onto(&self, doctor: &Doctor) -> Doctor {
        let keep = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
        Doctor {
            phone: keep(&self.phone, &doctor.phone),
            sex: self.sex.unwrap_or(doctor.sex),
            department: keep(&self.department, &doctor.department),
            specialty: self.specialty.clone().unwrap_or_else(|| doctor.specialty.clone()),
            capacity: self.capacity,
            remark: keep(&self.remark, &doctor.remark),
            ..doctor.clone()
        }
    }

    fn as_new(&self, id: StaffId, hospital: HospitalId) -> Doctor {
        self.onto(&Doctor {
            id,
            name: self.name.clone(),
            pinyin: pinyin::sort_key(&self.name),
            phone: None,
            hospital,
            hospital_name: self.hospital.clone(),
            sex: Sex::Unknown,
            department: None,
            specialty: String::new(),
            capacity: 0,
            remark: None,
            version: 1,
            elders: 0,
            left_on: None,
        })
    }
}

impl LedgerKind for DoctorLedger {
    fn kind(&self) -> &'static str {
        "doctors"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn names_scopes(&self) -> bool {
        true
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>> {
        let mut blocked = Vec::new();
        for done in rows {
            let doctor = store::find(tx, act.bureau(), StaffId(done.subject))?;
            let name = doctor.as_ref().map(|doctor| doctor.name.clone()).unwrap_or_default();
            let Some(doctor) = doctor.filter(|doctor| doctor.version == done.version) else {
                let text = Text::new("intake-undo-changed").with("name", name);
                blocked.push(Blocked { subject: done.subject, text });
                continue;
            };
            if !done.is_new {
                store::save(tx, act.bureau(), &put_back(&doctor, &done.changes)?)?;
            } else if staff::store::is_needed(tx, act.bureau(), doctor.id)? {
                let text = Text::new("doctor-undo-needed").with("name", &doctor.name);
                blocked.push(Blocked { subject: done.subject, text });
            } else {
                store::delete(tx, act.bureau(), doctor.id, doctor.version)?;
            }
        }
        Ok(blocked)
    }
}

impl Ledger for DoctorLedger {
    type Row = Row;
    type Session = Session;

    fn begin(&self, conn: &Conn<'_>, act: &Act) -> Result<Session> {
        let hospitals = hospital::store::list(conn, act.bureau())?;
        let doctors = store::list(conn, act.bureau())?;
        Ok(Session {
            hospitals: hospitals.into_iter().map(|hospital| (hospital.name, hospital.id)).collect(),
            doctors: doctors
                .into_iter()
                .map(|doctor| ((doctor.hospital_name.clone(), doctor.name.clone()), doctor))
                .collect(),
        })
    }

    fn label(&self, cells: &Cells<'_>) -> String {
        cells.shown("name")
    }

    fn read(&self, _: &Act, cells: &Cells<'_>, errors: &mut Errors) -> Option<Row> {
        let name = cells.person_name("name", errors);
        let hospital = cells.required_text("hospital", 60, errors);
        let missing = cells.get("capacity").is_none_or(cq_sheet::Cell::is_blank);
        if missing {
            errors.at("capacity", Text::new("intake-cell-required"));
        }
        let capacity = cells.whole("capacity", 0..=1_000, errors);
        Some(Row {
            sex: cells.word("sex", SEXES, errors),
            department: cells.text("department", 40, errors),
            specialty: cells.text("specialty", 60, errors),
            phone: cells.phone("phone", errors),
            remark: cells.text("remark", 200, errors),
            name: name?,
            hospital: hospital?,
            capacity: u32::try_from(capacity?).ok()?,
        })
    }

    fn check(
        &self,
        _: &Conn<'_>,
        _: &Act,
        session: &mut Session,
        rows: &[Read<Row>],
    ) -> Result<Vec<Finding>> {
        let verdict = |row: &Row| match (session.find(row), session.hospitals.get(&row.hospital)) {
            (Some(known), _) => match changed(&fields(known), fields(&row.onto(known))) {
                none if none.is_empty() => Verdict::Same { subject: known.id.0 },
                changes => Verdict::Changed { subject: known.id.0, changes },
            },
            (None, Some(hospital)) => {
                Verdict::New(changed(&[], fields(&row.as_new(StaffId(Uuid::nil()), *hospital))))
            }
            (None, None) => {
                let text = Text::new("doctor-hospital-unknown").with("hospital", &row.hospital);
                Verdict::Wrong(vec![CellError::at("hospital", text)])
            }
        };
        let key = |row: &Row| format!("{}\u{1f}{}", row.hospital, row.name);
        let finding = |row: &Row| Finding::new(key(row), verdict(row)).within(&*row.hospital);
        Ok(rows.iter().map(|read| finding(&read.row)).collect())
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        act: &Act,
        session: &mut Session,
        rows: &[(&Read<Row>, &Verdict)],
    ) -> Result<Vec<Applied>> {
        let write = |(read, _): &(&Read<Row>, &Verdict)| match session.find(&read.row) {
            Some(known) => {
                store::save(tx, act.bureau(), &read.row.onto(known))?;
                Ok(Applied { subject: known.id.0, version: known.version + 1 })
            }
            None => {
                let hospital = session.hospitals.get(&read.row.hospital).ok_or(Error::Conflict)?;
                let doctor = read.row.as_new(act.new_id(), *hospital);
                store::insert(tx, act.bureau(), &doctor)?;
                Ok(Applied { subject: doctor.id.0, version: 1 })
            }
        };
        rows.iter().map(write).collect()
    }

    fn standing(&self, conn: &Conn<'_>, act: &Act, subjects: &[Uuid]) -> Result<Vec<Standing>> {
        let doctors = store::list(conn, act.bureau())?.into_iter();
        let standing = doctors.filter(|doctor| subjects.contains(&doctor.id.0)).map(|doctor| Standing {
            subject: doctor.id.0,
            href: format!("/doctors/{}", doctor.id),
            label: doctor.name,
            scope: doctor.hospital_name,
        });
        Ok(standing.collect())
    }
}

impl Export for DoctorLedger {
    fn kind(&self) -> &'static str {
        "doctors"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn each(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        narrow: &Form,
        _: Chosen<'_>,
        take: &mut Take<'_>,
    ) -> Result<()> {
        let hospital = narrow.value("hospital").parse().ok().map(HospitalId);
        for doctor in store::list(conn, act.bureau())? {
            if hospital.is_none_or(|hospital| doctor.hospital == hospital) {
                take(&changed(&[], fields(&doctor)))?;
            }
        }
        Ok(())
    }
}

fn fields(doctor: &Doctor) -> Vec<(&'static str, Option<String>)> {
    let Doctor { name, hospital_name, sex, department, specialty, phone, capacity, remark, .. } =
        doctor.clone();
    vec![
        ("name", Some(name)),
        ("sex", Some(sex.to_string()).filter(|_| sex != Sex::Unknown)),
        ("hospital", Some(hospital_name)),
        ("department", department),
        ("specialty", Some(specialty).filter(|text| !text.is_empty())),
        ("phone", phone),
        ("capacity", Some(capacity.to_string())),
        ("remark", remark),
    ]
}

fn put_back(doctor: &Doctor, changes: &[FieldChange]) -> Result<Doctor> {
    let mut doctor = doctor.clone();
    for FieldChange { field, before, .. } in changes {
        match field.as_str() {
            "sex" => doctor.sex = before.as_ref().and_then(|word| word.parse().ok()).unwrap_or(Sex::Unknown),
            "department" => doctor.department.clone_from(before),
            "specialty" => doctor.specialty = before.clone().unwrap_or_default(),
            "phone" => doctor.phone.clone_from(before),
            "capacity" => doctor.capacity = stored(before.as_ref())?.unwrap_or(0),
            "remark" => doctor.remark.clone_from(before),
            other => return Err(Error::internal(format!("doctor has no field {other}"))),
        }
    }
    Ok(doctor)
}
