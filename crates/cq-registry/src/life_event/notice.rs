//! What a clerk should think of before noting an event; nothing of it hinders her.

use cq_platform::messages::Text;

use super::{
    consequence::Case,
    model::{Event, Kind},
    store::{Begun, LeftBehind},
};
use crate::person::{Category, Living};

/// Days after which an entry is called late.
const LATE_DAYS: i32 = 7;

/// What is odd about `case`, or will have to be looked at; whether it `opens` something.
pub fn notices(case: &Case, opens: bool) -> Vec<Text> {
    let mut notices = Vec::new();
    let days = case.on().until(case.today).map_or(0, |span| span.get_days());
    if days > LATE_DAYS {
        let key = if opens { "life-notice-late-opens" } else { "life-notice-late" };
        notices.push(Text::new(key).with("n", days));
    }
    if case.is_death_elsewhere() {
        notices.push(Text::new("life-notice-died-elsewhere"));
    } else if case.standing.ended.is_some() && !matches!(case.event, Event::Return { .. }) {
        notices.push(Text::new("life-notice-ended"));
    }
    let kind = case.event.kind();
    let is_later = case.is_followed_by(kind);
    if is_later && matches!(kind, Kind::Move | Kind::Away | Kind::Retirement) {
        notices.push(Text::new("life-notice-later"));
    }
    notices.extend(of_its_kind(case).into_iter().map(Text::new));
    notices
}

/// That something goes on which began only after the death.
pub fn begun_later(begun: &Begun) -> Text {
    let key = if begun.is_group { "life-notice-group-later" } else { "life-notice-answers-later" };
    Text::new(key).with("name", &begun.name).with("day", begun.since.to_string())
}

/// What is to be seen to for somebody who comes back from where they had moved: the record still says what the move left.
pub fn come_back(case: &Case, left: &LeftBehind) -> Vec<Text> {
    let address = case.held.address.as_ref().map(|address| match &left.address {
        Some(before) => {
            Text::new("life-notice-back-address-before").with("address", address).with("before", before)
        }
        None => Text::new("life-notice-back-address").with("address", address),
    });
    let doctor = match &left.doctor {
        Some(name) => Text::new("life-notice-back-doctor").with("name", name),
        None => Text::new("life-notice-back-no-doctor"),
    };
    let groups = left.groups.iter().map(|name| Text::new("life-notice-back-group").with("name", name));
    address.into_iter().chain([doctor]).chain(groups).collect()
}

fn of_its_kind(case: &Case) -> Vec<&'static str> {
    let held = &case.held;
    let when = |is: bool, key| is.then_some(key);
    let in_hospital = case.is_between(Kind::Admission, Kind::Discharge);
    match &case.event {
        Event::Discharge { .. } => vec![when(!in_hospital, "life-notice-no-admission")],
        Event::Admission { .. } => vec![when(in_hospital, "life-notice-in-hospital")],
        Event::Return { .. } => {
            let is_away = case.is_between(Kind::Away, Kind::Return);
            vec![when(!is_away && case.standing.ended.is_none(), "life-notice-not-away")]
        }
        Event::Away { until, .. } => vec![when(until.is_none(), "life-notice-no-end")],
        Event::Retirement { .. } => {
            let is_retired = matches!(held.category, Category::Honoured | Category::Retired);
            vec![when(is_retired, "life-notice-retired-already")]
        }
        Event::Remarriage { .. } => {
            vec![when(held.category == Category::Survivor, "life-notice-survivor-marries")]
        }
        Event::Death { .. } => after_death(case),
        Event::Move { .. } | Event::Widowed { .. } => Vec::new(),
    }
    .into_iter()
    .flatten()
    .collect()
}

fn after_death(case: &Case) -> Vec<Option<&'static str>> {
    let held = &case.held;
    let lives_with_spouse = held.living.split_whitespace().any(|word| word == Living::Spouse.as_str());
    let is_married = held.marital.as_deref().is_some_and(|code| code.starts_with('2'));
    let is_unknown = case.spouses.is_empty() && (lives_with_spouse || is_married);
    let is_followed = case.noted.iter().any(|(_, on)| *on > case.on());
    let is_unserved = !case.rules.serves_survivors
        && case.spouses.iter().any(|spouse| spouse.held.category == Category::Relative);
    vec![
        is_followed.then_some("life-notice-after-death"),
        is_unknown.then_some("life-notice-no-spouse"),
        is_unserved.then_some("life-notice-survivors-not-served"),
    ]
}
