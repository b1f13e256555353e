//! A person as they were on a day gone by.

use cq_platform::{form::Form, messages::Text};
use jiff::civil::Date;

use crate::person::{Facts, actions::Whole};

/// Whether somebody of whom that is known can be looked at on `day`: born, and no day to come.
pub(super) fn may_be_asked(form: &mut Form, now: &Facts, day: Date, today: Date) -> bool {
    let born = now.born.filter(|born| day < born.first_day());
    let wrong = match born {
        _ if day > today => Some(Text::new("person-on-future")),
        Some(born) => Some(Text::new("person-on-before-birth").with("day", born.to_string())),
        None => None,
    };
    let may = wrong.is_none();
    wrong.into_iter().for_each(|text| form.reject("on", text));
    may
}

/// Everything as it was on `day`: who died or left after it had not; without a day, as it is now.
pub(super) fn then(whole: Whole, day: Option<Date>) -> Whole {
    let Some(day) = day else { return Whole { facts: whole.now.clone(), ..whole } };
    let mut facts = whole.facts.clone();
    facts.ended = facts.ended.filter(|ended| ended.on.first_day() <= day);
    facts.died_on = facts.died_on.filter(|on| on.first_day() <= day);
    Whole { facts, ..whole }
}
