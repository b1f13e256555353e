//! What a clerk fills in about a desk and about who stands at it.

use cq_calendar::{DeskHours, DeskHoursError};
use cq_platform::{form::Form, ids::StaffId, messages::Text};
use jiff::civil::Date;

use super::{
    Desk, DeskId,
    draft::{Shift, Who},
    hours::{DAYS, WeekHours, Weekdays},
};
use crate::hospital::{HospitalId, form::phone};

/// The fields of the hours of each weekday, a Monday first.
pub(super) const HOURS: [&str; DAYS] =
    ["hours_1", "hours_2", "hours_3", "hours_4", "hours_5", "hours_6", "hours_7"];
/// The value of "somebody new" among those who can stand at a desk.
pub(super) const NEW: &str = "new";

/// Reads a desk of `hospital`. The version is the one that the form's reader saw.
pub(super) fn desk(form: &mut Form, id: DeskId, (hospital, name): (HospitalId, String)) -> Option<Desk> {
    let place = form.text("place", 2..=60);
    let phone = phone(form);
    let days = HOURS.map(|field| hours(form, field));
    let version = form.value("version").parse().unwrap_or(0);
    let hours = WeekHours::of(days);
    let desk = Desk { id, hospital, hospital_name: name, place, phone, hours, version };
    form.errors().is_empty().then_some(desk)
}

/// The hours in a field; nothing where it is empty.
fn hours(form: &mut Form, field: &str) -> Option<DeskHours> {
    let typed: String = form.value(field).trim().chars().map(plain).collect();
    if typed.is_empty() {
        return None;
    }
    match typed.parse::<DeskHours>() {
        Ok(hours) => Some(hours),
        Err(error) => {
            let key = match error {
                DeskHoursError::Shape => "desk-hours-shape",
                DeskHoursError::Order => "desk-hours-order",
            };
            form.reject(field, Text::new(key));
            None
        }
    }
}

/// Signs as they are typed on a Chinese keyboard.
fn plain(c: char) -> char {
    match c {
        '：' => ':',
        '－' | '—' | '–' | '～' | '~' => '-',
        '，' | ',' | '、' | '；' | ';' | '\u{3000}' => ' ',
        c => c,
    }
}

/// The desk as a form shows it.
pub(super) fn filled(desk: &Desk) -> Form {
    let weekdays = (1..=7).filter_map(|n| jiff::civil::Weekday::from_monday_one_offset(n).ok());
    let days = HOURS.iter().zip(weekdays).map(|(field, weekday)| {
        let hours = desk.hours.of_weekday(weekday).map(ToString::to_string);
        (*field, hours.unwrap_or_default())
    });
    let fields = [
        ("version", desk.version.to_string()),
        ("place", desk.place.clone()),
        ("phone", desk.phone.clone().unwrap_or_default()),
    ];
    Form::filled(fields.into_iter().chain(days))
}

/// What a new desk's form begins with: the bureau's desk hours from Monday to Friday.
pub(super) fn begun(hours: &DeskHours) -> Form {
    Form::filled(HOURS.iter().take(5).map(|field| (*field, hours.to_string())))
}

/// Reads who is to stand at a desk, and when.
pub(super) fn post(form: &mut Form, today: Date) -> Option<(Who, Shift)> {
    let who = match form.value("who") {
        NEW => {
            let name = form.text("name", 2..=20);
            Some(Who::New(name, phone(form)))
        }
        id => id.parse::<StaffId>().ok().map(Who::Known),
    };
    if who.is_none() {
        form.reject("who", Text::new("form-choice"));
    }
    let days = Weekdays::parse(&form.values("days").concat());
    if days.is_none() {
        form.reject("days", Text::new("desk-days-needed"));
    }
    let hours = hours(form, "shift");
    let from = if form.value("from").is_empty() { Some(today) } else { form.day("from") };
    let until = if form.value("until").is_empty() { None } else { form.day("until") };
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        form.reject("until", Text::new("desk-until-before"));
    }
    let shift = Shift { days: days?, hours, from: from?, until };
    who.zip(Some(shift)).filter(|_| form.errors().is_empty())
}
