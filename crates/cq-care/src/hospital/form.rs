//! What a clerk fills in about a hospital.

use cq_platform::{form::Form, messages::Text};
use cq_registry::area;

use super::{Hospital, HospitalId};

/// Reads a hospital; `areas` are those on record. The version is the one that the form's reader saw.
pub(super) fn hospital(form: &mut Form, id: HospitalId, areas: &[area::Area]) -> Option<Hospital> {
    let name = form.text("name", 2..=60).split_whitespace().collect::<Vec<_>>().join(" ");
    let (grade, address) = (text(form, "grade", 20), text(form, "address", 120));
    let area = Some(form.value("area").to_owned()).filter(|area| !area.is_empty());
    if area.as_ref().is_some_and(|area| !areas.iter().any(|known| known.name == *area)) {
        form.reject("area", Text::new("form-choice"));
    }
    let phone = phone(form);
    let (latitude, longitude) = area::place(form).unzip();
    let version = form.value("version").parse().unwrap_or(0);
    form.errors().is_empty().then_some(Hospital {
        id,
        name,
        grade,
        area,
        address,
        phone,
        latitude,
        longitude,
        version,
    })
}

/// The hospital as a form shows it.
pub(super) fn filled(hospital: &Hospital) -> Form {
    let Hospital { name, grade, area, address, phone, latitude, longitude, version, .. } = hospital.clone();
    let degrees = |degrees: Option<f64>| degrees.map(|degrees| degrees.to_string()).unwrap_or_default();
    Form::filled([
        ("version", version.to_string()),
        ("name", name),
        ("grade", grade.unwrap_or_default()),
        ("area", area.unwrap_or_default()),
        ("address", address.unwrap_or_default()),
        ("phone", phone.unwrap_or_default()),
        ("longitude", degrees(longitude)),
        ("latitude", degrees(latitude)),
    ])
}

/// A line that may be left out.
pub(crate) fn text(form: &mut Form, name: &str, most: usize) -> Option<String> {
    Some(form.text(name, 0..=most)).filter(|text| !text.is_empty())
}

/// The digits of a phone number as people write it.
pub(crate) fn phone(form: &mut Form) -> Option<String> {
    let typed = text(form, "phone", 30)?;
    let bare = typed.trim_start_matches("+86");
    let digits: String =
        bare.chars().filter(|c| !matches!(c, ' ' | '-' | '－' | '—' | '(' | ')' | '（' | '）')).collect();
    if (7..=12).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some(digits);
    }
    if form.error("phone").is_none() {
        form.reject("phone", Text::new("person-phone-wrong"));
    }
    None
}
