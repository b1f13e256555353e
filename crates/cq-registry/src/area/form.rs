//! What a clerk fills in about a town or sub-district, and a place on the map for every form that asks for one.

use cq_platform::{form::Form, messages::Text};

use super::{Area, AreaId};
use crate::intake::cells::{EAST, NORTH, narrow};

/// Reads name, code and middle; the version is the one that the form's reader saw.
pub(super) fn area(form: &mut Form, id: AreaId) -> Option<Area> {
    let name = form.text("name", 2..=40).split_whitespace().collect::<Vec<_>>().join(" ");
    let code = narrow(form.value("code").trim());
    let is_code = (6..=12).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
    if !code.is_empty() && (!is_code || code.starts_with('0')) {
        form.reject("code", Text::new("area-code-wrong"));
    }
    let (latitude, longitude) = place(form).unzip();
    let version = form.value("version").parse().unwrap_or(0);
    form.errors().is_empty().then_some(Area { id, code, name, latitude, longitude, version })
}

/// The area as a form shows it.
pub(super) fn filled(area: &Area) -> Form {
    let degrees = |degrees: Option<f64>| degrees.map(|degrees| degrees.to_string()).unwrap_or_default();
    Form::filled([
        ("version", area.version.to_string()),
        ("name", area.name.clone()),
        ("code", area.code.clone()),
        ("longitude", degrees(area.longitude)),
        ("latitude", degrees(area.latitude)),
    ])
}

/// A place as the fields `latitude` and `longitude` say it: degrees north and east inside China, both or neither. What is wrong is
/// noted at its field.
pub fn place(form: &mut Form) -> Option<(f64, f64)> {
    let (north, east) = (degrees(form, "latitude"), degrees(form, "longitude"));
    let wrong = match (north?, east?) {
        (None, None) => return None,
        (Some(north), Some(east)) if NORTH.contains(&north) && EAST.contains(&east) => {
            return Some((north, east));
        }
        (Some(north), Some(east)) if NORTH.contains(&east) && EAST.contains(&north) => {
            ("longitude", "person-place-swapped")
        }
        (Some(_), Some(_)) => ("longitude", "person-place-abroad"),
        (None, Some(_)) => ("latitude", "person-place-half"),
        (Some(_), None) => ("longitude", "person-place-half"),
    };
    form.reject(wrong.0, Text::new(wrong.1));
    None
}

/// A number of degrees, if there is one; none where it is wrong.
fn degrees(form: &mut Form, name: &str) -> Option<Option<f64>> {
    let typed = narrow(form.value(name).trim());
    if typed.is_empty() {
        return Some(None);
    }
    let degrees = typed.parse::<f64>().ok().filter(|degrees| degrees.abs() <= 180.0);
    if degrees.is_none() {
        form.reject(name, Text::new("person-degrees-wrong"));
    }
    degrees.map(Some)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Each wrong field with its sentence.
    type Wrong = Vec<(String, &'static str)>;

    fn read(latitude: &str, longitude: &str) -> (Option<(f64, f64)>, Wrong) {
        let typed = [("latitude", latitude.to_owned()), ("longitude", longitude.to_owned())];
        let mut form = Form::filled(typed);
        let place = place(&mut form);
        (place, form.errors().iter().map(|(field, text)| (field.clone(), text.key)).collect())
    }

    #[test]
    fn what_is_no_place_is_said_where_it_stands() {
        assert_eq!(read("36.71", "117.53"), (Some((36.71, 117.53)), vec![]));
        assert_eq!(read("３６．７１", " 117.53 "), (Some((36.71, 117.53)), vec![]));
        assert_eq!(read("", ""), (None, vec![]));
        for (latitude, longitude, at, said) in [
            ("117.53", "36.71", "longitude", "person-place-swapped"),
            ("36.71", "17.53", "longitude", "person-place-abroad"),
            ("36.71", "", "longitude", "person-place-half"),
            ("", "117.53", "latitude", "person-place-half"),
            ("北纬36", "117.53", "latitude", "person-degrees-wrong"),
            ("36.71", "NaN", "longitude", "person-degrees-wrong"),
            ("inf", "117.53", "latitude", "person-degrees-wrong"),
        ] {
            assert_eq!(
                read(latitude, longitude),
                (None, vec![(at.to_owned(), said)]),
                "{latitude} {longitude}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_place_is_in_china_or_there_is_a_sentence(north in -200.0f64..200.0, east in -200.0f64..200.0) {
            let (place, errors) = read(&north.to_string(), &east.to_string());
            prop_assert_eq!(place.is_some(), errors.is_empty());
            prop_assert_eq!(place.is_some(), NORTH.contains(&north) && EAST.contains(&east));
        }
    }
}
