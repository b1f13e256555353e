//! What is filled in: from when to when is planned, hours and lengths, wishes.

use cq_platform::{form::Form, messages::Text};
use jiff::{
    ToSpan,
    civil::{Date, Time},
};

use super::words::clock;
use super::{
    model::DAYS_MAX,
    settings::Settings,
    wish::{Part, Wish},
};

/// Reads from when to when.
pub(super) fn days(form: &mut Form, today: Date) -> Option<(Date, Date)> {
    let (from, until) = (form.day("from"), form.day("until"));
    let (from, until) = (from?, until?);
    if from < today {
        form.reject("from", Text::new("round-from-past"));
        return None;
    }
    if until < from {
        form.reject("until", Text::new("round-until-before"));
        return None;
    }
    if until > from.saturating_add(DAYS_MAX.days()) {
        form.reject("until", Text::new("round-too-long").with("n", i64::from(DAYS_MAX)));
        return None;
    }
    Some((from, until))
}

/// The hours as a form shows them.
pub(super) fn of_settings(settings: &Settings, since: Date) -> Form {
    let n = |n: i64| n.to_string();
    let fields = [
        ("opens", clock(settings.opens)),
        ("closes", clock(settings.closes)),
        ("pause_from", clock(settings.pause_from)),
        ("pause_minutes", n(settings.pause_minutes)),
        ("home_minutes", n(settings.home_minutes)),
        ("return_minutes", n(settings.return_minutes)),
        ("care_minutes", n(settings.care_minutes)),
        ("detour_percent", n(settings.detour_percent)),
        ("kmh", n(settings.kmh)),
        ("setting_out_minutes", n(settings.setting_out_minutes)),
        ("farthest_km", n(settings.farthest_km)),
        ("since", since.to_string()),
    ];
    Form::filled(fields.into_iter().chain(weekdays_of(i64::from(settings.weekdays))))
}

/// Reads hours and lengths, and from when they hold.
pub(super) fn settings(form: &mut Form, today: Date) -> Option<(Settings, Date)> {
    const LENGTH: std::ops::RangeInclusive<i64> = 5..=240;
    let (opens, closes) = (time(form, "opens"), time(form, "closes"));
    let pause_from = time(form, "pause_from");
    let pause_minutes = form.number("pause_minutes", 0..=240, true);
    let home_minutes = form.number("home_minutes", LENGTH, true);
    let return_minutes = form.number("return_minutes", LENGTH, true);
    let care_minutes = form.number("care_minutes", LENGTH, true);
    let detour_percent = form.number("detour_percent", 100..=500, true);
    let kmh = form.number("kmh", 3..=120, true);
    let setting_out_minutes = form.number("setting_out_minutes", 0..=60, true);
    let farthest_km = form.number("farthest_km", 5..=500, true);
    let since = form.day("since");
    let weekdays = weekdays(form);
    let settings = Settings {
        opens: opens?,
        closes: closes?,
        pause_from: pause_from?,
        pause_minutes: pause_minutes?,
        weekdays: u8::try_from(weekdays?).ok()?,
        home_minutes: home_minutes?,
        return_minutes: return_minutes?,
        care_minutes: care_minutes?,
        detour_percent: detour_percent?,
        kmh: kmh?,
        setting_out_minutes: setting_out_minutes?,
        farthest_km: farthest_km?,
    };
    check(form, &settings);
    if since? < today {
        form.reject("since", Text::new("round-since-past"));
    }
    Some((settings, since?)).filter(|_| form.errors().is_empty())
}

/// What fits each by itself may not fit together.
fn check(form: &mut Form, settings: &Settings) {
    let longest = settings.home_minutes.max(settings.return_minutes).max(settings.care_minutes);
    let pause = settings.pause_from..=settings.pause_from + settings.pause_minutes;
    if settings.closes <= settings.opens {
        form.reject("closes", Text::new("round-closes-before"));
    } else if settings.closes - settings.opens < longest {
        form.reject("closes", Text::new("round-hours-short").with("n", longest));
    } else if settings.pause_minutes > 0
        && (*pause.start() < settings.opens || *pause.end() > settings.closes)
    {
        form.reject("pause_from", Text::new("round-pause-outside"));
    }
}

fn time(form: &mut Form, name: &str) -> Option<i64> {
    let text = form.value(name).trim();
    let key = if text.is_empty() { "form-required" } else { "round-no-time" };
    let time: Option<Time> = text.parse().ok();
    if time.is_none() {
        form.reject(name, Text::new(key));
    }
    time.map(|time| i64::from(time.hour()) * 60 + i64::from(time.minute()))
}

/// A wish as a form shows it.
pub(super) fn of_wish(wish: &Wish, version: i64) -> Form {
    let two = if wish.needs_two { "yes" } else { "" };
    let fields =
        [("part", wish.part.to_string()), ("needs_two", two.to_owned()), ("version", version.to_string())];
    Form::filled(fields.into_iter().chain(weekdays_of(wish.weekdays)))
}

/// Reads a wish, and the version it takes the place of; 0 where there was none.
pub(super) fn wish(form: &mut Form) -> Option<(Wish, i64)> {
    let part = form.choice::<Part>("part");
    let weekdays = weekdays(form);
    let needs_two = form.has("needs_two", "yes");
    let version = form.number("version", 0..=i64::MAX, true);
    let wish = Wish { part: part?, weekdays: weekdays?, needs_two };
    Some((wish, version?)).filter(|_| form.errors().is_empty())
}

fn weekdays_of(bits: i64) -> impl Iterator<Item = (&'static str, String)> {
    (1..=7).filter(move |day| bits >> (day - 1) & 1 == 1).map(|day| ("weekday", day.to_string()))
}

/// Weekdays that were ticked, as bits; at least one.
fn weekdays(form: &mut Form) -> Option<i64> {
    let days: Option<Vec<i64>> = form.values("weekday").iter().map(|day| day.parse().ok()).collect();
    let days = days.filter(|days| !days.is_empty() && days.iter().all(|day| (1..=7).contains(day)));
    if days.is_none() {
        form.reject("weekday", Text::new("round-no-weekday"));
    }
    Some(days?.into_iter().fold(0, |bits, day| bits | 1 << (day - 1)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn wrong(form: &Form) -> Vec<(&str, &'static str)> {
        form.errors().iter().map(|(field, text)| (field.as_str(), text.key)).collect()
    }

    fn changed(fields: &[(&str, &str)]) -> Form {
        let mut form = of_settings(&Settings::default(), TODAY);
        for (name, value) in fields {
            form.set(name, value);
        }
        form
    }

    #[test]
    fn what_is_shown_is_what_is_read() {
        let mut form = of_settings(&Settings::default(), TODAY);
        assert_eq!(settings(&mut form, TODAY), Some((Settings::default(), TODAY)));
        let wished = Wish { part: Part::Morning, weekdays: 0b001_1101, needs_two: true };
        assert_eq!(wish(&mut of_wish(&wished, 3)), Some((wished, 3)));
    }

    #[test]
    fn each_mistake_stands_at_its_field() {
        let of = |fields: &[(&str, &str)]| {
            let mut form = changed(fields);
            assert_eq!(settings(&mut form, TODAY), None);
            wrong(&form).into_iter().map(|(field, key)| (field.to_owned(), key)).collect::<Vec<_>>()
        };
        assert_eq!(of(&[("closes", "08:00")]), [("closes".into(), "round-closes-before")]);
        assert_eq!(of(&[("opens", "25:00")]), [("opens".into(), "round-no-time")]);
        assert_eq!(of(&[("pause_from", "16:30")]), [("pause_from".into(), "round-pause-outside")]);
        assert_eq!(of(&[("weekday", "8")]), [("weekday".into(), "round-no-weekday")]);
        assert_eq!(of(&[("home_minutes", "1")]), [("home_minutes".into(), "form-number")]);
        assert_eq!(of(&[("since", "2026-11-22")]), [("since".into(), "round-since-past")]);
        assert_eq!(
            of(&[("opens", "16:40"), ("pause_minutes", "0")]),
            [("closes".into(), "round-hours-short")]
        );
    }

    #[test]
    fn what_is_over_or_endless_is_not_planned() {
        let of = |from: &str, until: &str| {
            let mut form = Form::filled([("from", from.to_owned()), ("until", until.to_owned())]);
            let days = days(&mut form, TODAY);
            days.ok_or_else(|| wrong(&form).first().map(|(_, key)| *key).unwrap_or_default())
        };
        assert_eq!(of("2026-11-23", "2026-11-27"), Ok((TODAY, date(2026, 11, 27))));
        assert_eq!(of("2026-11-22", "2026-11-27"), Err("round-from-past"));
        assert_eq!(of("2026-11-27", "2026-11-26"), Err("round-until-before"));
        assert_eq!(of("2026-11-23", "2027-11-23"), Err("round-too-long"));
        assert_eq!(of("", "2027-11-23"), Err("form-required"));
    }
}
