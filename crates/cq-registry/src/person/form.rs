//! What a clerk fills in about a person: raw fields to [`Facts`], each mistake at its place.

use std::collections::BTreeSet;

use cq_calendar::{PartialDate, PartialDateError};
use cq_platform::{form::Form, messages::Text};
use jiff::civil::Date;

use super::{
    Category, CitizenId, FIELDS, Facts, Illness, Sex,
    agree::contradictions,
    citizen_id::Malformed,
    code::Table,
    field::{Field, Kind, Section},
    past::{Dates, Since},
};
use crate::intake::cells::{EAST, NAME_MAX, NORTH, narrow, spaced};

/// Whether a form for somebody of whom `before` is known asks for `field`.
pub(super) fn asks(field: &Field, before: Option<&Facts>) -> bool {
    !field.is_told_by_event()
        && (field.section != Section::End || before.is_some_and(|facts| facts.ended.is_some()))
}

/// Reads the form. Empty sealed fields keep what `before` says, since a form does not show them.
pub(super) fn facts(form: &mut Form, before: Option<&Facts>, today: Date) -> Facts {
    let mut facts = before.cloned().unwrap_or_else(|| Facts::new("", Category::Retired));
    for field in FIELDS.iter().filter(|field| asks(field, before)) {
        let held = before.and_then(|before| field.of(before));
        if let Ok(text) = typed(form, field, held, today) {
            field.put(&mut facts, text.as_deref());
        }
    }
    by_citizen_id(form, &mut facts, today);
    agreeing(form, &facts);
    facts
}

/// From when fields that change say what they say: `rank_since`, or `rank_wrong` where it never was so.
pub(super) fn dates(form: &mut Form, born: Option<PartialDate>, today: Date) -> Dates {
    let mut dates = Dates::new();
    for field in FIELDS.iter().filter(|field| field.is_dated) {
        let since = format!("{}_since", field.key);
        if form.has(&format!("{}_wrong", field.key), "yes") {
            dates.insert(field.key, Since::Always);
        } else if let Ok(Some(day)) = date(form, &since) {
            if day.first_day() > today {
                form.reject(&since, Text::new("person-since-in-future"));
            } else if born.is_some_and(|born| day.last_day() < born.first_day()) {
                form.reject(&since, Text::new("person-before-birth"));
            }
            dates.insert(field.key, Since::Day(day));
        }
    }
    dates
}

/// The fields as a form shows them. What is sealed stays out.
pub(super) fn filled(facts: &Facts) -> Form {
    let mut values: Vec<(&str, String)> = Vec::new();
    for field in FIELDS.iter().filter(|field| !field.is_sealed) {
        let text = field.of(facts).unwrap_or_default();
        match field.kind {
            Kind::Words(_) => values.extend(text.split_whitespace().map(|word| (field.key, word.to_owned()))),
            Kind::Illnesses => values.extend(illnesses(&facts.conditions)),
            _ => values.push((field.key, text)),
        }
    }
    Form::filled(values)
}

/// Illnesses to be ticked, and the codes that have no box.
fn illnesses(conditions: &BTreeSet<String>) -> impl Iterator<Item = (&'static str, String)> {
    let boxed = |code: &&String| Illness::of(code).filter(|illness| illness.usual_code() == *code);
    let other: Vec<&str> =
        conditions.iter().filter(|code| boxed(code).is_none()).map(String::as_str).collect();
    let other = ("codes", other.join(" "));
    let ticked: Vec<Illness> = conditions.iter().filter_map(|code| boxed(&code)).collect();
    ticked.into_iter().map(|illness| ("illness", illness.to_string())).chain([other])
}

/// The field is wrong, and the form says why.
#[derive(Debug)]
pub(crate) struct Wrong;

/// What was typed into a field, as it is kept.
pub(super) fn typed(
    form: &mut Form,
    field: &Field,
    held: Option<String>,
    today: Date,
) -> Result<Option<String>, Wrong> {
    let key = field.key;
    if field.is_sealed && form.has("forget", key) {
        return Ok(None);
    }
    if field.is_sealed && form.value(key).trim().is_empty() {
        return Ok(held);
    }
    match field.kind {
        Kind::Name => name(form, key).map(Some),
        Kind::Line(max) | Kind::Block(max) => line(form, key, max),
        Kind::Past => {
            let day = date(form, key)?;
            if day.is_some_and(|day| day.first_day() > today) {
                let text = if key == "born" { "person-born-in-future" } else { "person-date-in-future" };
                form.reject(key, Text::new(text));
            }
            Ok(day.map(|day| day.to_string()))
        }
        Kind::Day => Ok(date(form, key)?.map(|day| day.to_string())),
        Kind::Word(table) => word(form, key, table, held.as_deref(), today),
        Kind::Words(table) => words(form, key, table),
        Kind::Illnesses => Ok(Some(conditions(form).into_iter().collect::<Vec<_>>().join(" "))),
        Kind::Count(max) => Ok(form.number(key, 0..=max, false).map(|n| n.to_string())),
        Kind::Degrees(most) => degrees(form, key, most),
        Kind::Phone => phone(form, key),
        Kind::CitizenId => citizen_id(form, today).map(|id| Some(id.as_str().to_owned())),
        Kind::Ended => Ok(held),
    }
}

/// The name of a person: letters, and what stands between the parts of names.
pub(crate) fn name(form: &mut Form, key: &str) -> Result<String, Wrong> {
    let typed = form.text(key, 1..=NAME_MAX);
    let name = spaced(&typed);
    if form.error(key).is_some() {
        return Err(Wrong);
    }
    let is_of_letters = |c: char| c.is_alphabetic() || matches!(c, '·' | ' ' | '-' | '\'' | '.');
    if name.chars().all(is_of_letters) {
        return Ok(name);
    }
    form.reject(key, Text::new("person-name-characters"));
    Err(Wrong)
}

fn line(form: &mut Form, key: &str, max: usize) -> Result<Option<String>, Wrong> {
    let text = form.text(key, 0..=max);
    if form.error(key).is_some() { Err(Wrong) } else { Ok(Some(text).filter(|text| !text.is_empty())) }
}

/// A word that is given out today, or that the record holds already.
fn word(
    form: &mut Form,
    key: &str,
    table: &'static Table,
    held: Option<&str>,
    today: Date,
) -> Result<Option<String>, Wrong> {
    let chosen = form.value(key).to_owned();
    if chosen.is_empty() && key != "category" && key != "sex" {
        return Ok(None);
    }
    if table.offered(today, held.unwrap_or_default()).any(|code| code == chosen) {
        return Ok(Some(chosen));
    }
    form.reject(key, Text::new("form-choice"));
    Err(Wrong)
}

fn words(form: &mut Form, key: &str, table: &Table) -> Result<Option<String>, Wrong> {
    let chosen = form.values(key);
    if chosen.iter().any(|word| table.get(word).is_none()) {
        form.reject(key, Text::new("form-choice"));
        return Err(Wrong);
    }
    Ok(Some(chosen.join(" ")).filter(|words| !words.is_empty()))
}

pub(crate) fn date(form: &mut Form, name: &str) -> Result<Option<PartialDate>, Wrong> {
    let wrong = match PartialDate::parse_loose(form.value(name)) {
        Ok(date) => return Ok(Some(date)),
        Err(PartialDateError::Empty) => return Ok(None),
        Err(PartialDateError::Day { year, month, day }) => Text::new("person-date-no-such-day")
            .with("year", i64::from(year))
            .with("month", i64::from(month))
            .with("day", i64::from(day)),
        Err(_) => Text::new("person-date-wrong"),
    };
    form.reject(name, wrong);
    Err(Wrong)
}

fn citizen_id(form: &mut Form, today: Date) -> Result<CitizenId, Wrong> {
    let wrong = match CitizenId::parse(form.value("citizen_id")) {
        Ok(id) if id.born() > today => Text::new("person-citizen-id-future"),
        Ok(id) if id.is_too_old(today) => {
            Text::new("person-citizen-id-century").with("year", i64::from(id.born().year()))
        }
        Ok(id) => return Ok(id),
        Err(malformed) => said(malformed),
    };
    form.reject("citizen_id", wrong);
    Err(Wrong)
}

fn said(malformed: Malformed) -> Text {
    match malformed {
        Malformed::Length(length) => Text::new("person-citizen-id-length").with("n", length),
        Malformed::Character => Text::new("person-citizen-id-character"),
        Malformed::Birth => Text::new("person-citizen-id-birth"),
        Malformed::Check { expected } => {
            Text::new("person-citizen-id-check").with("expected", expected.to_string())
        }
    }
}

/// A citizen id tells birth and sex; what is told otherwise is wrong.
fn by_citizen_id(form: &mut Form, facts: &mut Facts, today: Date) {
    let Some(id) = facts.citizen_id.clone().filter(|_| form.error("citizen_id").is_none()) else { return };
    let day = id.born();
    if facts.born.is_some_and(|born| !(born.first_day()..=born.last_day()).contains(&day))
        && facts.born.is_some_and(|born| born.first_day() <= today)
    {
        form.reject("born", Text::new("person-born-other-than-id"));
    }
    if facts.sex == Sex::Unknown {
        facts.sex = id.sex();
    } else if facts.sex != id.sex() {
        form.reject("sex", Text::new("person-sex-other-than-id"));
    }
    facts.born = Some(day.into());
}

/// What cannot be true together. Of a death the form does not ask: what is wrong then is the birth.
fn agreeing(form: &mut Form, facts: &Facts) {
    let is_half = facts.latitude.is_some() != facts.longitude.is_some();
    let half = is_half.then_some(("longitude", "person-place-half"));
    let misplaced = facts.latitude.zip(facts.longitude).and_then(|(north, east)| misplaced(north, east));
    let misplaced = misplaced.map(|text| ("longitude", text));
    for (field, text) in contradictions(facts).into_iter().chain(half).chain(misplaced) {
        let at = if field == "ended" { "born" } else { field };
        let is_about_birth = matches!(text, "person-before-birth" | "person-died-before-birth");
        if form.error(at).is_none() && !(is_about_birth && form.error("born").is_some()) {
            form.reject(at, Text::new(text));
        }
    }
}

/// Digits only; full-width digits, spaces, hyphens, brackets and China's +86 are mended.
fn phone(form: &mut Form, key: &str) -> Result<Option<String>, Wrong> {
    let Some(typed) = line(form, key, 30)? else { return Ok(None) };
    digits(&typed).map(Some).ok_or_else(|| {
        form.reject(key, Text::new("person-phone-wrong"));
        Wrong
    })
}

/// The digits of one phone number as people write it.
pub(crate) fn digits(typed: &str) -> Option<String> {
    let narrow = narrow(typed);
    let bare = narrow.trim().trim_start_matches("+86");
    let digits: String = bare.chars().filter(|c| !matches!(c, ' ' | '-' | '—' | '(' | ')')).collect();
    ((7..=12).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

fn degrees(form: &mut Form, key: &str, most: f64) -> Result<Option<String>, Wrong> {
    let typed = form.value(key).trim().to_owned();
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = match narrow(&typed).parse::<f64>() {
        Ok(degrees) if degrees.abs() <= most => return Ok(Some(degrees.to_string())),
        Ok(degrees) if degrees.is_finite() => {
            let (least, most) =
                if key == "latitude" { (NORTH.start(), NORTH.end()) } else { (EAST.start(), EAST.end()) };
            let text = Text::new("person-degrees-range").with("least", least.to_string());
            text.with("most", most.to_string())
        }
        _ => Text::new("person-degrees-wrong"),
    };
    form.reject(key, wrong);
    Err(Wrong)
}

/// What is wrong with degrees that are not those of a place in China.
fn misplaced(north: f64, east: f64) -> Option<&'static str> {
    let is_in = |north, east| NORTH.contains(&north) && EAST.contains(&east);
    match (is_in(north, east), is_in(east, north)) {
        (true, _) => None,
        (false, true) => Some("person-place-swapped"),
        (false, false) => Some("person-place-abroad"),
    }
}

/// Ticked illnesses, and codes typed.
fn conditions(form: &mut Form) -> BTreeSet<String> {
    let ticked = form.values("illness");
    let ticked = ticked
        .iter()
        .filter_map(|word| word.parse::<Illness>().ok())
        .map(|illness| illness.usual_code().to_owned());
    let mut codes: BTreeSet<String> = ticked.collect();
    let typed = form.text("codes", 0..=200).to_uppercase();
    for code in typed
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；'))
        .filter(|code| !code.is_empty())
    {
        if !is_icd10(code) {
            form.reject("codes", Text::new("person-code-wrong").with("code", code));
            break;
        }
        codes.insert(code.to_owned());
    }
    codes
}

/// A letter, two digits, and perhaps a point and up to three more characters: `I25`, `I25.1`, `E11.900`.
fn is_icd10(code: &str) -> bool {
    let (head, tail) = code.split_once('.').map_or((code, None), |(head, tail)| (head, Some(tail)));
    let head = head.as_bytes();
    let head_is = matches!(head, [letter, one, two] if letter.is_ascii_uppercase() && one.is_ascii_digit() && two.is_ascii_digit());
    head_is
        && tail.is_none_or(|tail| {
            (1..=3).contains(&tail.len()) && tail.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = jiff::civil::date(2026, 11, 23);

    fn filled_in(values: &[(&'static str, &str)]) -> Form {
        let base = [("name", "王晓明"), ("sex", "unknown"), ("category", "retired")];
        let base = base.into_iter().filter(|(name, _)| !values.iter().any(|(given, _)| given == name));
        Form::filled(base.chain(values.iter().copied()).map(|(name, value)| (name, value.to_owned())))
    }

    #[test]
    fn a_citizen_id_tells_sex_and_birth_where_the_clerk_does_not() {
        let mut form = filled_in(&[("citizen_id", " 11010519491231002x ")]);
        let read = facts(&mut form, None, TODAY);
        assert!(form.errors().is_empty());
        assert_eq!(
            (read.sex, read.born.map(|born| born.to_string())),
            (Sex::Female, Some("1949-12-31".into()))
        );
    }

    #[test]
    fn each_mistake_stands_at_its_field() {
        let mut form = filled_in(&[
            ("name", " "),
            ("citizen_id", "370181194001010018"),
            ("born", "1942-13"),
            ("phone", "12345"),
            ("codes", "I25, 冠心病"),
            ("latitude", "36.7"),
            ("ethnicity", "57"),
            ("living", "on-the-moon"),
        ]);
        facts(&mut form, None, TODAY);
        let fields: Vec<&str> = form.errors().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            fields,
            ["name", "citizen_id", "born", "ethnicity", "phone", "living", "codes", "longitude"]
        );
        assert_eq!(form.value("born"), "1942-13");
    }

    #[test]
    fn digits_may_be_full_width_and_degrees_say_how_far_they_go() {
        assert_eq!(digits("１３８００００１１１１").as_deref(), Some("13800001111"));
        assert_eq!(digits("＋86 0531－8300（1188）").as_deref(), Some("053183001188"));
        let mut form = filled_in(&[("latitude", "abc"), ("longitude", "200")]);
        facts(&mut form, None, TODAY);
        let keys: Vec<(&str, &str)> =
            form.errors().iter().map(|(field, text)| (field.as_str(), text.key)).collect();
        assert_eq!(keys, [("longitude", "person-degrees-range"), ("latitude", "person-degrees-wrong")]);
    }

    #[test]
    fn nobody_is_born_tomorrow_or_retires_before_working() {
        let mut form = filled_in(&[("born", "2026-12"), ("joined_work", "1960.3"), ("retired", "1959")]);
        facts(&mut form, None, TODAY);
        let keys: Vec<&str> = form.errors().iter().map(|(_, text)| text.key).collect();
        assert_eq!(keys, ["person-born-in-future", "person-retired-before-joined"]);
    }

    #[test]
    fn what_the_form_does_not_show_is_kept_unless_it_is_to_be_forgotten() {
        let mut form = filled_in(&[("citizen_id", "11010519491231002X"), ("health_note", "起搏器")]);
        let before = facts(&mut form, None, TODAY);
        let mut shown = filled(&before);
        assert_eq!((shown.value("citizen_id"), shown.value("health_note")), ("", ""));
        assert_eq!(facts(&mut shown, Some(&before), TODAY), before);
        let mut forgetting = filled_in(&[("forget", "health_note")]);
        let after = facts(&mut forgetting, Some(&before), TODAY);
        assert_eq!((after.health_note, after.citizen_id), (None, before.citizen_id));
    }

    #[test]
    fn a_whole_form_comes_back_as_it_went() {
        let mut form = filled_in(&[
            ("phone", "+86 138-0000 4417"),
            ("living", "alone"),
            ("living", "empty-nest"),
            ("illness", "diabetes"),
            ("codes", "i25.1；z99"),
            ("rank", "131"),
            ("latitude", "36.7"),
            ("longitude", "117.5"),
            ("politics", "01"),
        ]);
        let read = facts(&mut form, None, TODAY);
        assert!(form.errors().is_empty(), "{:?}", form.errors());
        assert_eq!(read.phone.as_deref(), Some("13800004417"));
        assert_eq!(read.conditions.iter().map(String::as_str).collect::<Vec<_>>(), ["E11", "I25.1", "Z99"]);
        assert_eq!(facts(&mut filled(&read), None, TODAY), read);
    }
}
