//! What a clerk fills in about a doctor.

use cq_platform::{form::Form, ids::StaffId, messages::Text};
use cq_registry::{
    intake::cells,
    person::{Sex, pinyin},
};

use super::Doctor;
use crate::hospital::{
    Hospital,
    form::{phone, text},
};

/// Reads a doctor; `hospitals` are those on record. The version is the one that the form's reader saw.
pub(super) fn doctor(form: &mut Form, id: StaffId, hospitals: &[Hospital]) -> Option<Doctor> {
    let name = name(form);
    let chosen = form.value("hospital").to_owned();
    let hospital = hospitals.iter().find(|hospital| hospital.id.to_string() == chosen);
    if hospital.is_none() {
        form.reject("hospital", Text::new(if chosen.is_empty() { "form-required" } else { "form-choice" }));
    }
    let sex = form.choice::<Sex>("sex");
    let (department, phone) = (text(form, "department", 40), phone(form));
    let specialty = form.text("specialty", 0..=60);
    let capacity = form.number("capacity", 0..=1_000, true);
    let remark = text(form, "remark", 200);
    let version = form.value("version").parse().unwrap_or(0);
    let (name, hospital) = (name?, hospital?);
    let doctor = Doctor {
        id,
        pinyin: pinyin::sort_key(&name),
        name,
        phone,
        hospital: hospital.id,
        hospital_name: hospital.name.clone(),
        sex: sex?,
        department,
        specialty,
        capacity: u32::try_from(capacity?).ok()?,
        remark,
        version,
        elders: 0,
        left_on: None,
    };
    form.errors().is_empty().then_some(doctor)
}

fn name(form: &mut Form) -> Option<String> {
    let typed = form.text("name", 1..=60);
    if form.error("name").is_some() {
        return None;
    }
    cells::name_of(&typed).map_err(|wrong| form.reject("name", wrong)).ok()
}

/// The doctor as a form shows him.
pub(super) fn filled(doctor: &Doctor) -> Form {
    let Doctor { name, hospital, sex, department, specialty, phone, capacity, remark, version, .. } =
        doctor.clone();
    Form::filled([
        ("version", version.to_string()),
        ("name", name),
        ("hospital", hospital.to_string()),
        ("sex", sex.to_string()),
        ("department", department.unwrap_or_default()),
        ("specialty", specialty),
        ("phone", phone.unwrap_or_default()),
        ("capacity", capacity.to_string()),
        ("remark", remark.unwrap_or_default()),
    ])
}
