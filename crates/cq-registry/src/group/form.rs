//! What a clerk fills in about groups, members and posts: raw fields to values, each mistake at its place.

use std::str::FromStr;

use cq_calendar::PartialDate;
use cq_platform::{form::Form, messages::Text};
use jiff::civil::Date;

use super::model::{Facts, GroupKind, PostKind, Was};
use crate::person::PersonId;

/// Longest term, in months.
const TERM_MAX: i64 = 240;
/// Most people added at once.
const PEOPLE_MAX: usize = 200;

/// A group as the form says it.
pub(super) fn facts(form: &mut Form, today: Date) -> Option<Facts> {
    let kind = form.choice::<GroupKind>("kind");
    let name = form.text("name", 2..=40).split_whitespace().collect::<Vec<_>>().join(" ");
    let founded_on = partial(form, "founded_on", today);
    let term_months = form.number("term_months", 1..=TERM_MAX, false);
    let (above, area) = (choice(form, "parent"), choice(form, "area"));
    let (category, remark) = (text(form, "category", 20), text(form, "remark", 200));
    let term_months = term_months.and_then(|months| u32::try_from(months).ok());
    let facts = Facts { kind: kind?, name, above, area, founded_on, term_months, category, remark };
    Some(facts).filter(|_| form.errors().is_empty())
}

/// The fields as a form shows them.
pub(super) fn filled(facts: &Facts, version: i64) -> Form {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Form::filled([
        ("version", version.to_string()),
        ("kind", facts.kind.to_string()),
        ("name", facts.name.clone()),
        ("parent", facts.above.map(|id| id.to_string()).unwrap_or_default()),
        ("area", facts.area.map(|id| id.to_string()).unwrap_or_default()),
        ("founded_on", facts.founded_on.map(|day| day.to_string()).unwrap_or_default()),
        ("term_months", facts.term_months.map(|months| months.to_string()).unwrap_or_default()),
        ("category", text(&facts.category)),
        ("remark", text(&facts.remark)),
    ])
}

/// The people chosen, and since when they belong.
pub(super) fn joining(form: &mut Form, today: Date) -> Option<(Vec<PersonId>, PartialDate)> {
    let people = people(form);
    if people.is_empty() {
        form.reject("person", Text::new("group-choose-somebody"));
    } else if people.len() > PEOPLE_MAX {
        form.reject("person", Text::new("group-too-many-at-once").with("max", PEOPLE_MAX));
    }
    let since = required(form, "since", today);
    Some((people, since?)).filter(|_| form.errors().is_empty())
}

/// The people chosen so far.
pub(super) fn people(form: &Form) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = Vec::new();
    for person in form.values("person").iter().filter_map(|id| id.parse().ok()) {
        if !people.contains(&person) {
            people.push(person);
        }
    }
    people
}

/// Version, last day and reason of an end. A reason that needs no day (a mistake) takes today.
pub(super) fn ending<Why: FromStr + Copy + PartialEq>(
    form: &mut Form,
    today: Date,
    mistake: Why,
) -> Option<(i64, Date, Why)> {
    let version = form.value("version").parse().unwrap_or(0);
    let because = form.choice::<Why>("because");
    let until = if because == Some(mistake) && form.value("until").trim().is_empty() {
        Some(today)
    } else {
        form.day("until")
    };
    Some((version, until?, because?)).filter(|_| form.errors().is_empty())
}

/// Whose past it is.
pub(super) fn person(form: &mut Form) -> Option<PersonId> {
    if form.value("person").is_empty() {
        form.reject("person", Text::new("group-choose-somebody"));
        return None;
    }
    form.choice("person")
}

/// From when to when something was, and why it ended. A last day known to the month or the year only is the last of it.
pub(super) fn was<Why: FromStr>(form: &mut Form, today: Date) -> Option<Was<Why>> {
    let (since, until) = (required(form, "since", today), required(form, "until", today));
    let because = form.choice::<Why>("because");
    let until = until?.last_day();
    if until > today {
        form.reject("until", Text::new("group-day-to-come"));
    }
    Some(Was { since: since?, until, because: because? }).filter(|_| form.errors().is_empty())
}

/// Since when something is that still lasts.
pub(super) fn since(form: &mut Form, today: Date) -> Option<PartialDate> {
    required(form, "since", today).filter(|_| form.errors().is_empty())
}

/// Since when a post is held that still is, and when its term ends.
pub(super) fn held(form: &mut Form, today: Date) -> Option<(PartialDate, Option<Date>)> {
    let since = required(form, "since", today);
    let term_ends_on = term(form);
    Some((since?, term_ends_on)).filter(|_| form.errors().is_empty())
}

/// What was, as a form shows it.
pub(super) fn of_was(version: i64, since: PartialDate, until: Date, because: &str) -> Form {
    Form::filled([
        ("version", version.to_string()),
        ("since", since.to_string()),
        ("until", until.to_string()),
        ("because", because.to_owned()),
    ])
}

/// A post to be given.
pub(super) struct Giving {
    pub(super) person: PersonId,
    pub(super) kind: PostKind,
    pub(super) since: PartialDate,
    pub(super) term_ends_on: Option<Date>,
    pub(super) replaces: bool,
}

/// A post as the form gives it.
pub(super) fn giving(form: &mut Form, today: Date) -> Option<Giving> {
    let person = form.choice("person");
    let kind = form.choice("kind");
    let since = required(form, "since", today);
    let term_ends_on = term(form);
    let replaces = form.has("replaces", "yes");
    Some(Giving { person: person?, kind: kind?, since: since?, term_ends_on, replaces })
        .filter(|_| form.errors().is_empty())
}

fn term(form: &mut Form) -> Option<Date> {
    if form.value("term_ends_on").trim().is_empty() { None } else { form.day("term_ends_on") }
}

fn choice<T: FromStr>(form: &mut Form, name: &str) -> Option<T> {
    if form.value(name).is_empty() { None } else { form.choice(name) }
}

fn text(form: &mut Form, name: &str, most: usize) -> Option<String> {
    Some(form.text(name, 0..=most)).filter(|text| !text.is_empty())
}

fn required(form: &mut Form, name: &str, today: Date) -> Option<PartialDate> {
    if form.value(name).trim().is_empty() {
        form.reject(name, Text::new("form-required"));
        return None;
    }
    partial(form, name, today)
}

/// A day of the past, as exactly as it is known.
fn partial(form: &mut Form, name: &str, today: Date) -> Option<PartialDate> {
    let text = form.value(name).trim();
    if text.is_empty() {
        return None;
    }
    match PartialDate::parse_loose(text) {
        Ok(day) if day.first_day() > today => {
            form.reject(name, Text::new("group-day-to-come"));
            None
        }
        Ok(day) => Some(day),
        Err(_) => {
            form.reject(name, Text::new("group-day-wrong"));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::group::model::Left;

    const TODAY: Date = date(2026, 11, 23);

    fn wrong(form: &Form) -> Vec<(&str, &str)> {
        form.errors().iter().map(|(field, text)| (field.as_str(), text.key)).collect()
    }

    #[test]
    fn a_month_is_enough_and_tomorrow_too_much() {
        let mut form = Form::filled([
            ("person", "01900000-0000-7000-8000-000000000001".to_owned()),
            ("person", "01900000-0000-7000-8000-000000000001".to_owned()),
            ("since", "2019年3月".to_owned()),
        ]);
        let (people, since) = joining(&mut form, TODAY).unwrap();
        assert_eq!((people.len(), since.to_string()), (1, "2019-03".to_owned()));
        let mut form = Form::filled([("since", "2026-11-24".to_owned())]);
        assert!(joining(&mut form, TODAY).is_none());
        assert_eq!(wrong(&form), [("person", "group-choose-somebody"), ("since", "group-day-to-come")]);
    }

    #[test]
    fn what_was_ends_on_the_last_day_of_what_is_known() {
        let filled = |since: &str, until: &str| {
            let typed =
                [("since", since.to_owned()), ("until", until.to_owned()), ("because", "left".to_owned())];
            Form::filled(typed)
        };
        let read = was::<Left>(&mut filled("2010", "2012年2月"), TODAY).unwrap();
        assert_eq!((read.since.to_string(), read.until), ("2010".to_owned(), date(2012, 2, 29)));
        for (since, until, at) in [
            ("2010", "2012-02-30", ("until", "group-day-wrong")),
            ("2010", "2026", ("until", "group-day-to-come")),
            ("2010", "2027", ("until", "group-day-to-come")),
            ("", "2012", ("since", "form-required")),
        ] {
            let mut form = filled(since, until);
            assert!(was::<Left>(&mut form, TODAY).is_none());
            assert_eq!(wrong(&form), [at], "{since} {until}");
        }
    }

    #[test]
    fn a_mistake_needs_no_day() {
        let mut form = Form::filled([("version", "3".to_owned()), ("because", "mistake".to_owned())]);
        assert_eq!(ending(&mut form, TODAY, Left::Mistake), Some((3, TODAY, Left::Mistake)));
        let mut form = Form::filled([("because", "left".to_owned())]);
        assert_eq!(ending(&mut form, TODAY, Left::Mistake), None);
        assert_eq!(wrong(&form), [("until", "form-required")]);
    }
}
