//! Who somebody is in one line, that they are served no longer, and when the birthday comes next.

use cq_calendar::{AgeRule, LunarBirthday};
use cq_platform::web::Ui;
use jiff::civil::Date;

use crate::{
    age,
    person::{BirthdayBy, Facts, Sex},
};

/// Sex, age, category, rank, in one line.
pub(super) fn about(ui: &Ui, facts: &Facts, today: Date, rule: AgeRule) -> String {
    let sex = if facts.sex == Sex::Unknown { String::new() } else { ui.w("sex", facts.sex) };
    let rank = facts.rank.map(|rank| ui.w("rank", rank)).unwrap_or_default();
    let age = if facts.ended.is_some() { String::new() } else { age::both(ui, rule, facts.born, today) };
    let lunar = lunar_birthday(facts, today)
        .map(|(lunar, day)| ui.a2("person-birthday-lunar", "lunar", lunar, "day", ui.day(&day)).into_owned());
    let parts = [sex, age, ui.w("category", facts.category), rank, lunar.unwrap_or_default()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(ui.m("person-comma"))
}

/// When and why they ceased to be served, and that they died since; empty while they are served.
pub(super) fn ended(ui: &Ui, facts: &Facts) -> String {
    let Some(ended) = facts.ended else { return String::new() };
    let because = ui.w("ended", ended.because);
    let ended = ui.a2("person-ended", "day", ui.partial(&ended.on), "because", because).into_owned();
    let died = facts.died_on.map(|on| ui.a1("person-died-elsewhere", "day", ui.partial(&on)).into_owned());
    died.unwrap_or_default() + &ended
}

/// The next birthday of somebody of whom it is known by which calendar it is kept.
pub(super) fn birthday(ui: &Ui, facts: &Facts, today: Date) -> Option<String> {
    if let Some((lunar, day)) = lunar_birthday(facts, today) {
        return Some(ui.a2("person-birthday-next-lunar", "lunar", lunar, "day", ui.day(&day)).into_owned());
    }
    let is_kept = facts.birthday_by == Some(BirthdayBy::Solar) && facts.ended.is_none();
    let born = facts.born.filter(|_| is_kept)?.day()?;
    // 29 February is kept on the 28th where there is none.
    let in_year = |year| {
        let first = Date::new(year, born.month(), 1).ok()?;
        Date::new(year, born.month(), born.day().min(first.days_in_month())).ok()
    };
    let next = [today.year(), today.year() + 1].into_iter().filter_map(in_year).find(|day| *day >= today)?;
    Some(ui.a1("person-birthday-next", "day", ui.day(&next)).into_owned())
}

/// The lunar birthday of somebody who keeps it, and the day on which it comes next.
fn lunar_birthday(facts: &Facts, today: Date) -> Option<(String, Date)> {
    let is_kept = facts.birthday_by == Some(BirthdayBy::Lunar) && facts.ended.is_none();
    let birthday = LunarBirthday::of(facts.born.filter(|_| is_kept)?.day()?)?;
    Some((birthday.to_string(), birthday.next_on_or_after(today)?))
}
