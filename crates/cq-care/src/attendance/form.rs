//! Who has come, who will come, a mark, and the bureau's rules, as they are filled in.

use cq_case::case::CaseId;
use cq_platform::{form::Form, messages::Text};
use cq_registry::person::PersonId;
use jiff::civil::Time;

use super::{
    draft::{Announcement, Arrival, Turn},
    model::{Leg, Outcome, Step},
    priority::Reason,
    rules::{Limit, Rules, Weight},
    said::Said,
};
use crate::desk::DeskId;

/// What for, in signs.
const WHAT_MAX: usize = 200;
/// Who comes along, in signs.
const COMPANY_MAX: usize = 60;

/// Every field of who has come.
pub(super) const ARRIVAL: [&str; 4] = ["person", "told", "what", "company"];
/// Every field of a mark.
pub(super) const MARK: [&str; 3] = ["mark", "step", "outcome"];

fn person(form: &mut Form) -> Option<PersonId> {
    let person = form.value("person").parse::<PersonId>().ok();
    if person.is_none() {
        form.reject("person", Text::new("attendance-person-needed"));
    }
    person
}

fn told(form: &mut Form) -> Vec<Reason> {
    let told: Vec<Reason> = form.values("told").iter().filter_map(|word| word.parse().ok()).collect();
    if told.len() != form.values("told").len() || told.iter().any(|one| !Reason::TOLD.contains(one)) {
        form.reject("told", Text::new("form-choice"));
    }
    told
}

fn said(form: &mut Form) -> Said {
    Said { what: form.text("what", 0..=WHAT_MAX), company: form.text("company", 0..=COMPANY_MAX) }
}

/// Reads who has come.
pub(super) fn arrival(form: &mut Form) -> Option<Arrival> {
    let (person, told, said) = (person(form), told(form), said(form));
    form.errors().is_empty().then_some(Arrival { person: person?, told, said })
}

/// Reads who will come.
pub(super) fn announcement(form: &mut Form) -> Option<Announcement> {
    let (person, told, said) = (person(form), told(form), said(form));
    let desk = form.choice::<DeskId>("desk");
    let on = form.day("on");
    let expected = time(form, "expected");
    let unmanned = form.has("unmanned", "yes");
    let case = form.value("case").parse::<CaseId>().ok();
    let draft = Announcement { person: person?, desk: desk?, on: on?, expected, unmanned, case, told, said };
    form.errors().is_empty().then_some(draft)
}

/// A time of the day such as 9:30; nothing where it is left out.
fn time(form: &mut Form, field: &str) -> Option<String> {
    let typed = form.value(field).trim().replace('：', ":");
    if typed.is_empty() {
        return None;
    }
    let padded = if typed.find(':') == Some(1) { format!("0{typed}") } else { typed };
    match format!("{padded}:00").parse::<Time>() {
        Ok(_) => Some(padded),
        Err(_) => {
            form.reject(field, Text::new("attendance-time-wrong"));
            None
        }
    }
}

/// Reads a mark: `call`, `stamp:register`, or `stamp` with its step beside it.
pub(super) fn mark(form: &mut Form) -> Option<Turn> {
    let typed = form.value("mark").to_owned();
    let (verb, word) = typed.split_once(':').unwrap_or((&typed, ""));
    let beside =
        |form: &Form, name: &str| if word.is_empty() { form.value(name).to_owned() } else { word.to_owned() };
    let turn = match verb {
        "arrive" => Some(Turn::Arrive),
        "call" => Some(Turn::Call),
        "stamp" => beside(form, "step").parse::<Step>().ok().map(Turn::Stamp),
        "skip" => beside(form, "step").parse::<Step>().ok().map(Turn::Skip),
        "undo" => Some(Turn::Undo),
        "close" => beside(form, "outcome").parse::<Outcome>().ok().map(Turn::Close),
        "leave" => Some(Turn::Leave),
        "miss" => Some(Turn::Miss),
        _ => None,
    };
    if turn.is_none() {
        let field = match verb {
            "stamp" | "skip" => "step",
            "close" => "outcome",
            _ => "mark",
        };
        form.reject(field, Text::new("form-choice"));
    }
    turn
}

/// The field of a reason's weight.
pub(super) fn weight_field(reason: Reason) -> String {
    format!("points_{reason}")
}

/// The field of a step's limit.
pub(super) fn limit_field(leg: Leg) -> String {
    format!("limit_{leg}")
}

fn number(form: &mut Form, field: &str, range: std::ops::RangeInclusive<i64>) -> Option<u32> {
    form.number(field, range, true).and_then(|n| u32::try_from(n).ok())
}

/// Reads the rules.
pub(super) fn rules(form: &mut Form) -> Option<Rules> {
    let weights: Vec<Option<Weight>> = Reason::ALL
        .iter()
        .map(|reason| {
            let points = number(form, &weight_field(*reason), 0..=1000);
            points.map(|points| Weight { reason: *reason, points })
        })
        .collect();
    let limits: Vec<Option<Limit>> = Leg::ALL
        .iter()
        .map(|leg| {
            let minutes = number(form, &limit_field(*leg), 1..=600);
            minutes.map(|minutes| Limit { leg: *leg, minutes })
        })
        .collect();
    let aged_from = form.number("aged_from", 50..=120, true);
    let undo_minutes = number(form, "undo_minutes", 1..=120);
    Some(Rules {
        weights: weights.into_iter().collect::<Option<_>>()?,
        limits: limits.into_iter().collect::<Option<_>>()?,
        aged_from: aged_from?,
        undo_minutes: undo_minutes?,
    })
}

/// The rules as the form shows them.
pub(super) fn filled(rules: &Rules) -> Form {
    let mut form = Form::filled([
        ("aged_from", rules.aged_from.to_string()),
        ("undo_minutes", rules.undo_minutes.to_string()),
    ]);
    for reason in Reason::ALL {
        form.set(&weight_field(*reason), &rules.points(*reason).to_string());
    }
    for leg in Leg::ALL {
        let minutes = rules.limit(*leg).map(|minutes| minutes.to_string());
        form.set(&limit_field(*leg), &minutes.unwrap_or_default());
    }
    form
}
