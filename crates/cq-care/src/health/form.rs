//! What is filled in for a health file.

use std::ops::RangeInclusive;

use cq_calendar::PartialDate;
use cq_platform::{form::Form, messages::Text};
use jiff::{ToSpan, civil::Date};

use super::model::{Allergy, Content, Kind, Medicine, Reading, SUPPLY_DAYS_MAX, Supply, Value};

/// Reads an entry of the kind named by the form.
pub(super) fn content(form: &mut Form, today: Date) -> Option<Content> {
    let kind = form.choice::<Kind>("kind")?;
    let content = match kind {
        Kind::Allergy => allergy(form).map(Content::Allergy),
        Kind::Medicine => medicine(form, today).map(Content::Medicine),
        measured => reading(form, measured, today).map(Content::Reading),
    };
    content.filter(|_| form.errors().is_empty())
}

/// Why an entry is put right or taken out.
pub(super) fn because(form: &mut Form, name: &str) -> Option<String> {
    Some(form.text(name, 2..=200)).filter(|_| form.errors().is_empty())
}

/// What was dispensed: on which day, for how many.
pub(super) fn supply(form: &mut Form, today: Date) -> Option<Supply> {
    let on = form.day("supplied_on");
    let days = form.number("supply_days", 1..=i64::from(SUPPLY_DAYS_MAX), true);
    let on = on?;
    if on > today {
        form.reject("supplied_on", Text::new("health-to-come"));
    }
    let days = u32::try_from(days?).ok()?;
    Some(Supply { on, days }).filter(|_| form.errors().is_empty())
}

/// An entry as its form shows it.
pub(super) fn filled(content: &Content) -> Form {
    let mut fields = vec![("kind", content.kind().to_string())];
    match content {
        Content::Allergy(Allergy { to, reaction, severity }) => fields.extend([
            ("to", to.clone()),
            ("reaction", reaction.clone()),
            ("severity", severity.to_string()),
        ]),
        Content::Medicine(Medicine { name, dose, often, since, until, supply }) => {
            let said = |day: Option<String>| day.unwrap_or_default();
            fields.extend([
                ("name", name.clone()),
                ("dose", dose.clone()),
                ("often", often.clone()),
                ("since", said(since.map(|day| day.to_string()))),
                ("until", said(until.map(|day| day.to_string()))),
                ("supplied_on", said(supply.map(|supply| supply.on.to_string()))),
                ("supply_days", said(supply.map(|supply| supply.days.to_string()))),
            ]);
        }
        Content::Reading(Reading { on, value }) => {
            fields.push(("on", on.to_string()));
            fields.extend(value_fields(*value));
        }
    }
    Form::filled(fields)
}

/// An empty form of a kind, for today.
pub(super) fn empty(kind: Kind, today: Date) -> Form {
    let fields = match kind {
        Kind::Allergy => vec![("severity", "unknown".to_owned())],
        Kind::Medicine => Vec::new(),
        _ => vec![("on", today.to_string()), ("moment", "fasting".to_owned())],
    };
    Form::filled(fields.into_iter().chain([("kind", kind.to_string())]))
}

/// A value as it is typed and read: tenths with their decimal.
pub(super) fn decimal(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn value_fields(value: Value) -> Vec<(&'static str, String)> {
    match value {
        Value::Pressure { upper, lower } => vec![("value", upper.to_string()), ("lower", lower.to_string())],
        Value::Glucose { tenths, moment } => vec![("value", decimal(tenths)), ("moment", moment.to_string())],
        Value::Weight { tenths } => vec![("value", decimal(tenths))],
        Value::Pulse { beats: whole } | Value::Oxygen { percent: whole } => {
            vec![("value", whole.to_string())]
        }
    }
}

fn allergy(form: &mut Form) -> Option<Allergy> {
    let (to, reaction) = (form.text("to", 1..=60), form.text("reaction", 0..=200));
    Some(Allergy { to, reaction, severity: form.choice("severity")? })
}

fn medicine(form: &mut Form, today: Date) -> Option<Medicine> {
    let (name, dose, often) =
        (form.text("name", 1..=60), form.text("dose", 1..=40), form.text("often", 1..=60));
    let since = past(form, "since", today);
    let until = if form.value("until").trim().is_empty() { None } else { form.day("until") };
    if until.is_some_and(|until| until > today.saturating_add(1.year())) {
        form.reject("until", Text::new("health-too-far"));
    }
    if let (Some(since), Some(until)) = (since, until)
        && until < since.first_day()
    {
        form.reject("until", Text::new("health-ends-before-it-begins"));
    }
    let is_supplied = ["supplied_on", "supply_days"].iter().any(|name| !form.value(name).trim().is_empty());
    let supply = if is_supplied { supply(form, today) } else { None };
    Some(Medicine { name, dose, often, since, until, supply })
}

fn reading(form: &mut Form, kind: Kind, today: Date) -> Option<Reading> {
    let on = past(form, "on", today);
    if form.value("on").trim().is_empty() {
        form.reject("on", Text::new("form-required"));
    }
    let value = value(form, kind);
    Some(Reading { on: on?, value: value? })
}

fn value(form: &mut Form, kind: Kind) -> Option<Value> {
    let first = tenths(form, "value", kind.has_decimal(), kind.possible());
    match kind {
        Kind::Pressure => {
            let lower = tenths(form, "lower", false, Kind::LOWER);
            let (upper, lower) = (first? / 10, lower? / 10);
            if lower >= upper {
                form.reject("lower", Text::new("health-lower-above-upper"));
            }
            Some(Value::Pressure { upper, lower })
        }
        Kind::Glucose => {
            let moment = form.choice("moment");
            Some(Value::Glucose { tenths: first?, moment: moment? })
        }
        Kind::Weight => Some(Value::Weight { tenths: first? }),
        Kind::Pulse => Some(Value::Pulse { beats: first? / 10 }),
        Kind::Oxygen => Some(Value::Oxygen { percent: first? / 10 }),
        Kind::Allergy | Kind::Medicine => None,
    }
}

/// A number with at most one decimal where it has one, in tenths, within what is possible.
fn tenths(form: &mut Form, name: &str, has_decimal: bool, possible: RangeInclusive<i64>) -> Option<i64> {
    let text = form.value(name).trim().to_owned();
    if text.is_empty() {
        form.reject(name, Text::new("form-required"));
        return None;
    }
    let found = parse(&text, has_decimal).filter(|tenths| possible.contains(tenths));
    if found.is_none() {
        let said = |tenths: i64| {
            if has_decimal { decimal(tenths) } else { (tenths / 10).to_string() }
        };
        let text = Text::new(if has_decimal { "health-out-of-range-decimal" } else { "health-out-of-range" });
        form.reject(name, text.with("min", said(*possible.start())).with("max", said(*possible.end())));
    }
    found
}

fn parse(text: &str, has_decimal: bool) -> Option<i64> {
    let digits = |text: &str, most: usize| {
        let is_number = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<i64>().ok()).flatten()
    };
    match text.split_once('.') {
        Some((whole, tenth)) if has_decimal => Some(digits(whole, 4)? * 10 + digits(tenth, 1)?),
        Some(_) => None,
        None => Some(digits(text, 4)? * 10),
    }
}

/// A day of the past, as exactly as it is known; none where nothing is typed.
fn past(form: &mut Form, name: &str, today: Date) -> Option<PartialDate> {
    let text = form.value(name).trim().to_owned();
    if text.is_empty() {
        return None;
    }
    match PartialDate::parse_loose(&text) {
        Ok(day) if day.first_day() > today => {
            form.reject(name, Text::new("health-to-come"));
            None
        }
        Ok(day) => Some(day),
        Err(_) => {
            form.reject(name, Text::new("health-day-wrong"));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::health::model::{Moment, Severity};

    const TODAY: Date = date(2026, 11, 23);

    fn read(fields: &[(&'static str, &str)]) -> Result<Content, Vec<(String, &'static str)>> {
        let mut form = Form::filled(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let content = content(&mut form, TODAY);
        content.ok_or_else(|| form.errors().iter().map(|(field, text)| (field.clone(), text.key)).collect())
    }

    #[test]
    fn a_pressure_is_two_numbers_the_lower_below() {
        let typed =
            |on, upper, lower| read(&[("kind", "pressure"), ("on", on), ("value", upper), ("lower", lower)]);
        let value = Value::Pressure { upper: 150, lower: 86 };
        let read = Content::Reading(Reading { on: "2026-11".parse().unwrap(), value });
        assert_eq!(typed("2026.11", "150", "86").unwrap(), read, "known to the month");
        let wrong = |on, upper, lower| typed(on, upper, lower).unwrap_err();
        assert_eq!(wrong("2026-11-24", "150", "86"), [("on".into(), "health-to-come")]);
        assert_eq!(wrong("2026-11-23", "86", "150"), [("lower".into(), "health-lower-above-upper")]);
        assert_eq!(wrong("2026-11-23", "1500", "86"), [("value".into(), "health-out-of-range")]);
        assert_eq!(wrong("2026-11-23", "150.5", "86"), [("value".into(), "health-out-of-range")]);
        assert_eq!(
            wrong("", "", ""),
            [
                ("on".into(), "form-required"),
                ("value".into(), "form-required"),
                ("lower".into(), "form-required")
            ]
        );
    }

    #[test]
    fn a_medicine_ends_after_it_began_and_its_supply_is_whole_or_not_there() {
        let with = |until, on, days| {
            let mut fields =
                vec![("kind", "medicine"), ("name", "氨氯地平"), ("dose", "5 mg"), ("often", "每日一次")];
            fields.extend([
                ("since", "2026-05"),
                ("until", until),
                ("supplied_on", on),
                ("supply_days", days),
            ]);
            read(&fields)
        };
        assert!(with("", "", "").is_ok() && with("2026-11-20", "2026-11-01", "28").is_ok());
        assert_eq!(
            with("2026-04-30", "", "").unwrap_err(),
            [("until".into(), "health-ends-before-it-begins")]
        );
        assert_eq!(with("", "2026-11-01", "").unwrap_err(), [("supply_days".into(), "form-required")]);
        assert_eq!(with("", "2026-11-24", "28").unwrap_err(), [("supplied_on".into(), "health-to-come")]);
        assert_eq!(with("", "2026-11-01", "900").unwrap_err(), [("supply_days".into(), "form-number")]);
    }

    fn some_value() -> impl Strategy<Value = Value> {
        let moment = prop_oneof![Just(Moment::Fasting), Just(Moment::AfterMeal), Just(Moment::Any)];
        prop_oneof![
            (61_i64..=280, 30_i64..=60).prop_map(|(upper, lower)| Value::Pressure { upper, lower }),
            (10_i64..=400, moment).prop_map(|(tenths, moment)| Value::Glucose { tenths, moment }),
            (200_i64..=2_500).prop_map(|tenths| Value::Weight { tenths }),
            (20_i64..=250).prop_map(|beats| Value::Pulse { beats }),
            (40_i64..=100).prop_map(|percent| Value::Oxygen { percent }),
        ]
    }

    proptest! {
        /// What a form shows is read back as what it was filled with.
        #[test]
        fn a_form_reads_back(value in some_value(), to in "[a-z]{1,20}", days in 1_u32..=180) {
            let on = date(2026, 11, 1);
            let all = [
                Content::Reading(Reading { on: on.into(), value }),
                Content::Allergy(Allergy { to: to.clone(), reaction: String::new(), severity: Severity::Severe }),
                Content::Medicine(Medicine {
                    name: to, dose: "1 片".into(), often: "每日一次".into(), since: "2020".parse().ok(), until: None,
                    supply: Some(Supply { on, days }),
                }),
            ];
            for content in all {
                prop_assert_eq!(super::content(&mut filled(&content), TODAY), Some(content));
            }
        }
    }
}
