//! A case as its first receiver fills it in, and the bureau's rules.

use cq_platform::{form::Form, ids::StaffId, messages::Text, unwritten};
use cq_registry::person::PersonId;

use super::{
    draft::{Draft, ME, Way},
    model::{Asker, Channel, Kind, Urgency},
    rules::Rules,
    said::Said,
};

/// What was asked, in signs.
pub(super) const WORDS_MAX: usize = 1_000;
/// Reasons and answers, in signs.
pub(super) const NOTE_MAX: usize = 500;

/// Every field of a case to be received.
pub(super) const FIELDS: [&str; 9] =
    ["person", "kind", "urgency", "channel", "asker", "asker_name", "asker_phone", "asked", "way"];

/// Text of somebody's, with nothing in it that is never written down.
pub(super) fn words(form: &mut Form, field: &str, least: usize, most: usize) -> String {
    let text = form.text(field, least..=most);
    unwritten::refuse(form, field);
    text
}

/// Reads a case.
pub(super) fn draft(form: &mut Form) -> Option<Draft> {
    let person = form.value("person").parse::<PersonId>().ok();
    if person.is_none() {
        form.reject("person", Text::new("case-person-needed"));
    }
    let (kind, urgency) = (form.choice::<Kind>("kind"), form.choice::<Urgency>("urgency"));
    // What comes in on a page of the asker's own is received there.
    let channel = form.choice::<Channel>("channel").filter(|channel| *channel != Channel::Screen);
    let asker = form.choice::<Asker>("asker");
    let is_elder = asker == Some(Asker::Elder);
    let name = words(form, "asker_name", usize::from(!is_elder), 40);
    let phone = form.text("asker_phone", 0..=30);
    if !phone.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '+')) {
        form.reject("asker_phone", Text::new("case-phone-wrong"));
    }
    let asked = words(form, "asked", 2, WORDS_MAX);
    let way = match form.value("way") {
        ME => Way::Mine,
        "unclear" => Way::Unclear,
        "waiting" => Way::Waiting,
        "" => {
            form.reject("way", Text::new("form-choice"));
            return None;
        }
        to => Way::Given(to.to_owned()),
    };
    let said = Said { name: if is_elder { String::new() } else { name }, phone, asked };
    let draft = Draft {
        person: person?,
        kind: kind?,
        urgency: urgency?,
        channel: channel?,
        asker: asker?,
        said,
        way,
    };
    Some(draft).filter(|_| form.errors().is_empty())
}

/// Reads the rules; those who are named stand in the form by their ids.
pub(super) fn rules(form: &mut Form) -> Option<Rules> {
    let mut number = |name, range| form.number(name, range, true).and_then(|n| u32::try_from(n).ok());
    let urgent_minutes = number("urgent_minutes", 15..=2_400);
    let (ordinary_days, complex_days) = (number("ordinary_days", 1..=60), number("complex_days", 1..=120));
    let callback_days = number("callback_days", 1..=30);
    let near_percent = number("near_percent", 10..=99);
    let (head_percent, leader_percent) =
        (number("head_percent", 101..=500), number("leader_percent", 102..=1_000));
    let tries = number("tries", 1..=10);
    if let (Some(head), Some(leader)) = (head_percent, leader_percent)
        && leader <= head
    {
        form.reject("leader_percent", Text::new("case-rules-leader-after-head"));
    }
    if let (Some(ordinary), Some(complex)) = (ordinary_days, complex_days)
        && complex < ordinary
    {
        form.reject("complex_days", Text::new("case-rules-complex-longer"));
    }
    let rules = Rules {
        urgent_minutes: urgent_minutes?,
        ordinary_days: ordinary_days?,
        complex_days: complex_days?,
        callback_days: callback_days?,
        near_percent: near_percent?,
        head_percent: head_percent?,
        leader_percent: leader_percent?,
        tries: tries?,
        callback_apart: form.has("callback_apart", "yes"),
        head: None,
        leader: None,
    };
    Some(rules).filter(|_| form.errors().is_empty())
}

/// The rules as the form shows them; head and leader by `value`.
pub(super) fn filled(rules: &Rules, value: impl Fn(Option<StaffId>) -> String) -> Form {
    let fields = [
        ("urgent_minutes", rules.urgent_minutes.to_string()),
        ("ordinary_days", rules.ordinary_days.to_string()),
        ("complex_days", rules.complex_days.to_string()),
        ("callback_days", rules.callback_days.to_string()),
        ("near_percent", rules.near_percent.to_string()),
        ("head_percent", rules.head_percent.to_string()),
        ("leader_percent", rules.leader_percent.to_string()),
        ("tries", rules.tries.to_string()),
        ("head", value(rules.head)),
        ("leader", value(rules.leader)),
    ];
    let apart = rules.callback_apart.then(|| ("callback_apart", "yes".to_owned()));
    Form::filled(fields.into_iter().chain(apart))
}
