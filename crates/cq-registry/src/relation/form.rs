//! What a clerk fills in about a relation.

use cq_calendar::PartialDate;
use cq_platform::{form::Form, messages::Text};
use jiff::civil::Date;

use super::model::{Because, Kind, New, Other, Relation};
use crate::person::{Category, Facts, PersonId, Sex, form};

/// Reads a new relation: somebody picked, or else somebody new by name.
pub(super) fn new(form: &mut Form, today: Date) -> Option<New> {
    let kind = form.choice::<Kind>("kind");
    let other = other(form);
    let (since, remark) = (past(form, "since", today), form.text("remark", 0..=200));
    let new = New {
        other: other?,
        kind: kind?,
        is_contact: form.has("ties", "contact"),
        is_proxy: form.has("ties", "proxy"),
        since,
        remark: Some(remark).filter(|remark| !remark.is_empty()),
    };
    form.errors().is_empty().then_some(new)
}

fn other(form: &mut Form) -> Option<Other> {
    if !form.value("other").is_empty() {
        return form.choice::<PersonId>("other").map(Other::Known);
    }
    if form.value("name").trim().is_empty() {
        form.reject("other", Text::new("relation-nobody"));
        return None;
    }
    let name = form::name(form, "name").ok()?;
    let mut facts = Facts::new(name, Category::Relative);
    if !form.value("sex").is_empty() {
        facts.sex = form.choice("sex").unwrap_or(Sex::Unknown);
    }
    let phone = form.text("phone", 0..=30);
    if !phone.is_empty() {
        facts.phone = form::digits(&phone);
        if facts.phone.is_none() {
            form.reject("phone", Text::new("person-phone-wrong"));
        }
    }
    Some(Other::New(Box::new(facts)))
}

/// What can be changed of a relation, from the side of `person`.
pub(super) fn changed(
    form: &mut Form,
    relation: &Relation,
    person: PersonId,
    today: Date,
) -> Option<Relation> {
    let (is_contact, is_proxy) = (form.has("ties", "contact"), form.has("ties", "proxy"));
    let said = if relation.person == person {
        Relation { is_contact, is_proxy, ..relation.clone() }
    } else {
        Relation { is_contact_back: is_contact, ..relation.clone() }
    };
    let (since, remark) = (past(form, "since", today), form.text("remark", 0..=200));
    form.errors().is_empty().then(|| Relation {
        since,
        remark: Some(remark).filter(|remark| !remark.is_empty()),
        ..said
    })
}

/// When and why it ends; today where no day is given.
pub(super) fn end(form: &mut Form, today: Date) -> Option<(PartialDate, Because)> {
    let because = form.choice::<Because>("because");
    let on = past(form, "until", today).unwrap_or(today.into());
    because.filter(|_| form.errors().is_empty()).map(|because| (on, because))
}

/// A relation's form as it is, from the side of `person`.
pub(super) fn filled(relation: &Relation, person: PersonId) -> Form {
    let is_own = relation.person == person;
    let is_contact = if is_own { relation.is_contact } else { relation.is_contact_back };
    let ties = [(is_contact, "contact"), (is_own && relation.is_proxy, "proxy")];
    let ties = ties.into_iter().filter(|(holds, _)| *holds).map(|(_, tie)| ("ties", tie.to_owned()));
    Form::filled(ties.chain([
        ("since", relation.since.map(|since| since.to_string()).unwrap_or_default()),
        ("remark", relation.remark.clone().unwrap_or_default()),
        ("version", relation.version.to_string()),
    ]))
}

fn past(form: &mut Form, name: &str, today: Date) -> Option<PartialDate> {
    let day = form::date(form, name).ok()??;
    if day.first_day() > today {
        form.reject(name, Text::new("person-date-in-future"));
    }
    Some(day)
}
