//! Times, wishes and reasons in words.

use cq_platform::{messages::Text, web::Ui};
use jiff::civil::Date;

use super::{
    model::{Hindrance, Reason, Roads},
    store::sheet::Visit,
    wish::{ALL_DAYS, Part},
};

/// Minutes since midnight as a clock shows them: `08:30`.
pub(super) fn clock(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes.div_euclid(60), minutes.rem_euclid(60))
}

/// From when to when: `08:45–09:25`.
pub fn span(starts: i64, ends: i64) -> String {
    format!("{}–{}", clock(starts), clock(ends))
}

/// A length: `45 分钟`, `1 小时 20 分钟`.
pub(super) fn minutes(ui: &Ui, minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => ui.a1("round-minutes", "n", rest).into_owned(),
        (hours, 0) => ui.a1("round-hours", "n", hours).into_owned(),
        (hours, rest) => ui.a2("round-hours-minutes", "hours", hours, "minutes", rest).into_owned(),
    }
}

/// A day with its weekday.
pub(super) fn day(ui: &Ui, day: Date) -> String {
    format!("{} {}", ui.day(&day), weekday(ui, day))
}

pub(super) fn weekday(ui: &Ui, day: Date) -> String {
    ui.w("task-weekday", day.weekday().to_monday_one_offset())
}

/// What somebody wishes: `上午，周二不行`; empty where anything will do.
pub(super) fn wish(ui: &Ui, part: Option<Part>, weekdays: Option<i64>, needs_two: Option<bool>) -> String {
    let weekdays = weekdays.unwrap_or(ALL_DAYS);
    let part = part.filter(|part| *part != Part::Any).map(|part| ui.w("round-wishes", part));
    let free: Vec<String> =
        (1..=7).filter(|day| weekdays >> (day - 1) & 1 == 0).map(|day| ui.w("task-weekday", day)).collect();
    let free =
        (!free.is_empty()).then(|| ui.a1("round-not-on", "days", free.join(ui.m("round-and"))).into_owned());
    let two = needs_two.unwrap_or(false).then(|| ui.m("round-two").to_owned());
    [part, free, two].into_iter().flatten().collect::<Vec<_>>().join(ui.m("round-comma"))
}

/// Who else is there on a day, in a sentence; empty if nobody.
pub fn company(ui: &Ui, visit: &Visit) -> String {
    let name = visit.other.as_deref();
    if !visit.is_other_away {
        return other(ui, name, visit.is_along);
    }
    let key = if visit.is_along { "round-along-away" } else { "round-with-away" };
    name.map(|name| ui.a1(key, "name", name).into_owned()).unwrap_or_default()
}

/// Who else goes by a plan, in a sentence; empty if nobody.
pub(super) fn other(ui: &Ui, name: Option<&str>, is_along: bool) -> String {
    let key = if is_along { "round-along" } else { "round-with" };
    name.map(|name| ui.a1(key, "name", name).into_owned()).unwrap_or_default()
}

/// How the ways came to be known.
pub(super) fn roads(ui: &Ui, roads: Roads) -> String {
    ui.w("round-roads", roads)
}

/// Why a visit is when it is, or is not at all. Empty where a later program wrote something else.
pub(super) fn reason(ui: &Ui, text: &str) -> String {
    let Some(reason) = Reason::of(text) else { return String::new() };
    let t = |text: Text| ui.t(&text).into_owned();
    let days = |key, first: &Date, last: &Date| {
        if first == last {
            return ui.a1("round-why-one-day", "day", day(ui, *first)).into_owned();
        }
        ui.a2(key, "first", ui.day(first), "last", ui.day(last)).into_owned()
    };
    match reason {
        Reason::Kept => ui.m("round-why-kept").to_owned(),
        Reason::OnlyDay { moved_from: None } => ui.m("round-why-only-day").to_owned(),
        Reason::OnlyDay { moved_from: Some(from) } => {
            t(Text::new("round-why-only-day-moved").with("day", ui.day(&from)))
        }
        Reason::Cheapest { next, minutes, moved_from } => {
            let key = if moved_from.is_some() { "round-why-cheapest-moved" } else { "round-why-cheapest" };
            let from = moved_from.map(|from| ui.day(&from)).unwrap_or_default();
            t(Text::new(key).with("day", day(ui, next)).with("n", minutes).with("from", from))
        }
        Reason::NoPlace => ui.m("round-why-no-place").to_owned(),
        Reason::WrongPlace { km: None } => ui.m("round-why-off-globe").to_owned(),
        Reason::WrongPlace { km: Some(km) } => ui.a1("round-why-far", "km", km).into_owned(),
        Reason::NoStart => ui.m("round-why-no-start").to_owned(),
        Reason::Away { by } => ui.a1("round-why-away", "name", by).into_owned(),
        Reason::NobodyStandsIn { by } => ui.a1("round-why-nobody", "name", by).into_owned(),
        Reason::NoDay { first, last } => days("round-why-no-day", &first, &last),
        Reason::Unsuited { first, last } => days("round-why-unsuited", &first, &last),
        Reason::NeverFits { on, hindrances: against } => {
            t(Text::new("round-why-never").with("day", day(ui, on)).with("what", hindrances(ui, &against)))
        }
        Reason::NoRoom { on, with, hindrances: against } => t(Text::new("round-why-no-room")
            .with("day", day(ui, on))
            .with("names", with.join(ui.m("round-and")))
            .with("what", hindrances(ui, &against))),
        Reason::Together { by, next, moved_from } => {
            let mut said = vec![ui.a1("round-why-together", "name", by).into_owned()];
            said.extend(next.map(|(next, n)| {
                t(Text::new("round-why-together-next").with("day", day(ui, next)).with("n", n))
            }));
            said.extend(
                moved_from.map(|from| ui.a1("round-why-moved-from", "day", ui.day(&from)).into_owned()),
            );
            said.join(ui.m("round-stop"))
        }
        Reason::NobodyAlong => ui.m("round-why-nobody-along").to_owned(),
        Reason::NoDayTogether { first, last } => days("round-why-no-day-together", &first, &last),
        Reason::Apart { on, by, with, hindrances: against } => {
            let key = if with.is_empty() { "round-why-apart-alone" } else { "round-why-apart" };
            t(Text::new(key)
                .with("day", day(ui, on))
                .with("name", by)
                .with("names", with.join(ui.m("round-and")))
                .with("what", hindrances(ui, &against)))
        }
        Reason::TogetherUnknown { on, by } => {
            t(Text::new("round-why-together-unknown").with("day", day(ui, on)).with("name", by))
        }
        Reason::DearerTogether => ui.m("round-why-dearer-together").to_owned(),
        Reason::TooMany => ui.m("round-why-too-many").to_owned(),
    }
}

fn hindrances(ui: &Ui, hindrances: &[Hindrance]) -> String {
    let said = hindrances.iter().map(|one| match one {
        Hindrance::Time(name) => ui.a1("round-hindrance-time", "name", name).into_owned(),
        Hindrance::Hours => ui.m("round-hindrance-hours").to_owned(),
        Hindrance::Pause => ui.m("round-hindrance-pause").to_owned(),
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() { ui.m("round-hindrance-way").to_owned() } else { said.join(ui.m("round-and")) }
}

#[cfg(test)]
mod tests {
    use super::{clock, span};

    #[test]
    fn minutes_are_said_as_a_clock_shows_them() {
        assert_eq!((clock(0), clock(510), clock(1_020)), ("00:00".into(), "08:30".into(), "17:00".into()));
        assert_eq!(span(525, 565), "08:45–09:25");
    }
}
