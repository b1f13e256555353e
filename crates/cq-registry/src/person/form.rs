//! What a clerk fills in about a person: raw fields to [`Facts`], each mistake at its place.

use std::{collections::BTreeSet, ops::RangeInclusive, str::FromStr};

use cq_calendar::{PartialDate, PartialDateError};
use cq_platform::{form::Form, messages::Text};
use jiff::civil::Date;

use super::{Category, CitizenId, Facts, Illness, Sex, citizen_id::Malformed};

/// Codes of GB/T 3304 and GB/T 4762 that a form offers.
pub(super) const ETHNICITIES: RangeInclusive<u8> = 1..=56;
pub(super) const POLITICS: RangeInclusive<u8> = 1..=13;

/// Reads the form. Empty sealed fields keep what `before` says, since a form does not show them.
pub(super) fn facts(form: &mut Form, before: Option<&Facts>, today: Date) -> Facts {
    let name: String = form.text("name", 1..=40).split_whitespace().collect();
    let citizen_id = citizen_id(form, before);
    let born = date(form, "born").or(citizen_id.as_ref().map(|id| id.born().into()));
    if born.is_some_and(|born| born.first_day() > today) {
        form.reject("born", Text::new("person-born-in-future"));
    }
    let sex = form.choice::<Sex>("sex").unwrap_or(Sex::Unknown);
    let (joined_work, retired) = (date(form, "joined_work"), date(form, "retired"));
    if let (Some(joined), Some(retired)) = (joined_work, retired)
        && retired.last_day() < joined.first_day()
    {
        form.reject("retired", Text::new("person-retired-before-joined"));
    }
    let (latitude, longitude) = place(form);
    Facts {
        sex: if sex == Sex::Unknown { citizen_id.as_ref().map_or(sex, CitizenId::sex) } else { sex },
        name,
        born,
        citizen_id,
        category: form.choice("category").unwrap_or(Category::Retired),
        rank: choice(form, "rank"),
        treatment: choice(form, "treatment"),
        ethnicity: code(form, "ethnicity", ETHNICITIES),
        politics: code(form, "politics", POLITICS),
        joined_work,
        retired,
        unit: text(form, "unit", 80),
        area: text(form, "area", 40),
        address: text(form, "address", 200),
        phone: phone(form),
        latitude,
        longitude,
        living: living(form),
        conditions: conditions(form),
        health_note: health_note(form, before),
        remark: text(form, "remark", 500),
    }
}

/// The fields as a form shows them. What is sealed stays out.
pub(super) fn filled(facts: &Facts) -> Form {
    let date = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    let degrees = |degrees: Option<f64>| degrees.map(|degrees| degrees.to_string()).unwrap_or_default();
    let word = |word: Option<super::Rank>| word.map(|word| word.to_string()).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut values = vec![
        ("name", facts.name.clone()),
        ("sex", facts.sex.to_string()),
        ("born", date(facts.born)),
        ("category", facts.category.to_string()),
        ("rank", word(facts.rank)),
        ("treatment", word(facts.treatment)),
        ("ethnicity", text(&facts.ethnicity)),
        ("politics", text(&facts.politics)),
        ("joined_work", date(facts.joined_work)),
        ("retired", date(facts.retired)),
        ("unit", text(&facts.unit)),
        ("area", text(&facts.area)),
        ("address", text(&facts.address)),
        ("phone", text(&facts.phone)),
        ("latitude", degrees(facts.latitude)),
        ("longitude", degrees(facts.longitude)),
        ("remark", text(&facts.remark)),
    ];
    values.extend(facts.living.iter().map(|living| ("living", living.to_string())));
    let is_usual = |code: &&String| Illness::of(code).is_some_and(|illness| illness.usual_code() == *code);
    let (usual, other): (Vec<&String>, Vec<&String>) = facts.conditions.iter().partition(is_usual);
    values.extend(
        usual
            .into_iter()
            .filter_map(|code| Illness::of(code))
            .map(|illness| ("illness", illness.to_string())),
    );
    let other: Vec<&str> = other.into_iter().map(String::as_str).collect();
    values.push(("codes", other.join(" ")));
    Form::filled(values)
}

fn text(form: &mut Form, name: &str, most: usize) -> Option<String> {
    Some(form.text(name, 0..=most)).filter(|text| !text.is_empty())
}

fn choice<T: FromStr>(form: &mut Form, name: &str) -> Option<T> {
    if form.value(name).is_empty() { None } else { form.choice(name) }
}

fn code(form: &mut Form, name: &str, codes: RangeInclusive<u8>) -> Option<String> {
    let code = text(form, name, 2)?;
    if code.len() == 2 && code.parse().is_ok_and(|code| codes.contains(&code)) {
        return Some(code);
    }
    form.reject(name, Text::new("form-choice"));
    None
}

fn date(form: &mut Form, name: &str) -> Option<PartialDate> {
    match PartialDate::parse_loose(form.value(name)) {
        Ok(date) => Some(date),
        Err(PartialDateError::Empty) => None,
        Err(_) => {
            form.reject(name, Text::new("person-date-wrong"));
            None
        }
    }
}

fn citizen_id(form: &mut Form, before: Option<&Facts>) -> Option<CitizenId> {
    if form.has("forget", "citizen_id") {
        return None;
    }
    let typed = form.value("citizen_id").trim().to_owned();
    if typed.is_empty() {
        return before.and_then(|facts| facts.citizen_id.clone());
    }
    match CitizenId::parse(&typed) {
        Ok(id) => Some(id),
        Err(malformed) => {
            form.reject("citizen_id", said(malformed));
            None
        }
    }
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

fn health_note(form: &mut Form, before: Option<&Facts>) -> Option<String> {
    if form.has("forget", "health_note") {
        return None;
    }
    text(form, "health_note", 2000).or_else(|| before.and_then(|facts| facts.health_note.clone()))
}

/// Digits only; spaces, hyphens, brackets and China's +86 are mended.
fn phone(form: &mut Form) -> Option<String> {
    let typed = text(form, "phone", 30)?;
    let bare = typed.trim_start_matches("+86");
    let digits: String =
        bare.chars().filter(|c| !matches!(c, ' ' | '-' | '－' | '—' | '(' | ')' | '（' | '）')).collect();
    if (7..=12).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some(digits);
    }
    form.reject("phone", Text::new("person-phone-wrong"));
    None
}

fn place(form: &mut Form) -> (Option<f64>, Option<f64>) {
    let mut degrees = |name: &str, most: f64| {
        let typed = form.value(name).trim().to_owned();
        if typed.is_empty() {
            return None;
        }
        let degrees = typed.parse::<f64>().ok().filter(|degrees| degrees.abs() <= most);
        if degrees.is_none() {
            form.reject(name, Text::new("person-degrees-wrong"));
        }
        degrees
    };
    let (latitude, longitude) = (degrees("latitude", 90.0), degrees("longitude", 180.0));
    if latitude.is_some() != longitude.is_some()
        && form.error("latitude").or(form.error("longitude")).is_none()
    {
        form.reject("longitude", Text::new("person-place-half"));
    }
    (latitude, longitude)
}

fn living(form: &mut Form) -> BTreeSet<super::Living> {
    let words = form.values("living");
    let living: BTreeSet<_> = words.iter().filter_map(|word| word.parse().ok()).collect();
    if living.len() < words.iter().collect::<BTreeSet<_>>().len() {
        form.reject("living", Text::new("form-choice"));
    }
    living
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
            ["name", "citizen_id", "born", "longitude", "ethnicity", "phone", "living", "codes"]
        );
        assert_eq!(form.value("born"), "1942-13");
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
