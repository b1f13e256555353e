use cq_calendar::{DayKind, SolarTerm, TermWindow};
use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

use super::*;
use crate::{
    life_event::model::Kind,
    rule::content::{Unit, tests::winter},
};

fn days(first: Date, last: Date) -> Span {
    Span { first, last }
}

/// A year from 2026-11-01 on.
fn year() -> Span {
    days(date(2026, 11, 1), date(2027, 10, 31))
}

fn facts() -> Facts {
    Facts {
        born: "1940-05-12".parse().ok(),
        birthday_by: None,
        since: date(2026, 11, 1),
        held: Vec::new(),
        seen_on: None,
        events: Vec::new(),
    }
}

fn always(when: When) -> Content {
    let window = Window { before: 0, grace: 0, clock: Clock::Calendar };
    Content { when, window, season: None, ..winter() }
}

fn dues(content: &Content, span: Span, facts: &Facts, look: Look) -> Vec<String> {
    let found = occurrences(content, span, facts, &WorkCalendar::default(), look);
    found.iter().map(|one| one.due_on.to_string()).collect()
}

fn held(slot: &str, on: Date) -> Held {
    Held { slot: slot.into(), on }
}

#[test]
fn the_winter_cycle_begins_with_the_season_and_follows_the_true_dates() {
    let owed = |held: Vec<Held>| {
        occurrences(&winter(), year(), &Facts { held, ..facts() }, &WorkCalendar::default(), Look::Owed)
    };
    let first = owed(vec![]);
    // 立冬 is 7 November: 14 days later, three days of grace, and it opens a week before.
    let expected = Occurrence {
        slot: "R2026.1".into(),
        nth: 1,
        opens_on: date(2026, 11, 14),
        due_on: date(2026, 11, 24),
    };
    assert_eq!(first, [expected]);
    let second = owed(vec![held("R2026.1", date(2026, 11, 16))]);
    assert_eq!((second[0].slot.as_str(), second[0].due_on), ("R2026.2", date(2026, 12, 3)));
    // Undone, the first is owed again under its own key.
    assert_eq!(owed(vec![held("R2026.2", date(2026, 11, 16))])[0].slot, "R2026.1");
    // The last one that would fall on 立春 or later is not owed.
    assert_eq!(owed(vec![held("R2026.1", date(2027, 1, 21))]), []);
}

#[test]
fn what_is_expected_of_a_winter_is_one_visit_every_fortnight() {
    let expected = dues(&winter(), year(), &facts(), Look::Expected);
    assert_eq!(
        expected,
        ["2026-11-24", "2026-12-08", "2026-12-22", "2027-01-05", "2027-01-19", "2027-02-02"]
    );
}

#[test]
fn months_do_not_creep_and_the_29th_of_february_is_kept() {
    let ends = always(When::Dates { months: (1..=12).collect(), day: 31 });
    let ends = dues(&ends, days(date(2028, 1, 1), date(2028, 4, 30)), &facts(), Look::Owed);
    assert_eq!(ends, ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]);
    let leap = Facts { born: "1940-02-29".parse().ok(), ..facts() };
    let birthdays =
        dues(&always(When::Birthday), days(date(2027, 1, 1), date(2028, 12, 31)), &leap, Look::Owed);
    assert_eq!(birthdays, ["2027-02-28", "2028-02-29"]);
    let fixed = always(When::Cycle { every: 1, unit: Unit::Months, counted: Counted::Fixed });
    let months = dues(&fixed, days(date(2028, 1, 1), date(2028, 4, 1)), &facts(), Look::Owed);
    assert_eq!(months, ["2028-01-31", "2028-02-29", "2028-03-31"]);
}

#[test]
fn lunar_days_hold_across_a_leap_month() {
    // 2028 has a leap fifth month: a birthday in it is kept in it that year, and in the ordinary one else.
    let leap = Facts { born: "1952-06-30".parse().ok(), birthday_by: Some(BirthdayBy::Lunar), ..facts() };
    let birthdays =
        dues(&always(When::Birthday), days(date(2026, 1, 1), date(2028, 12, 31)), &leap, Look::Owed);
    assert_eq!(birthdays, ["2026-06-23", "2027-06-13", "2028-07-01"]);
    let ninth = always(When::Lunar { month: 9, day: 9, offset: -3 });
    let ninths = dues(&ninth, days(date(2026, 1, 1), date(2028, 12, 31)), &facts(), Look::Owed);
    assert_eq!(ninths, ["2026-10-15", "2027-10-05", "2028-10-23"]);
    // The eve of Spring Festival belongs to the lunar year before.
    let eve = always(When::Lunar { month: 12, day: 30, offset: 0 });
    let eves = dues(&eve, days(date(2026, 1, 1), date(2027, 12, 31)), &facts(), Look::Owed);
    assert_eq!(eves, ["2026-02-16", "2027-02-05"]);
    let unknown = Facts { born: "1952-06".parse().ok(), ..facts() };
    assert_eq!(dues(&always(When::Birthday), year(), &unknown, Look::Owed), Vec::<String>::new());
}

#[test]
fn terms_events_and_periods() {
    let term = always(When::Term { term: SolarTerm::DongZhi, offset: -3 });
    assert_eq!(dues(&term, year(), &facts(), Look::Owed), ["2026-12-19"]);
    let home = Facts { events: vec![date(2026, 12, 30)], ..facts() };
    let visit = always(When::After { event: Kind::Discharge, days: 7 });
    let found = occurrences(&visit, year(), &home, &WorkCalendar::default(), Look::Owed);
    assert_eq!((found[0].opens_on, found[0].due_on), (date(2026, 12, 30), date(2027, 1, 6)));
    let quarter = always(When::Each { period: Period::Quarter });
    let found = occurrences(&quarter, year(), &facts(), &WorkCalendar::default(), Look::Owed);
    let slots: Vec<&str> = found.iter().map(|one| one.slot.as_str()).collect();
    assert_eq!(slots, ["P2026Q4", "P2027Q1", "P2027Q2", "P2027Q3"]);
    assert_eq!((found[0].opens_on, found[0].due_on), (date(2026, 10, 1), date(2026, 12, 31)));
}

#[test]
fn nobody_in_touch_counts_from_any_contact() {
    let unseen = always(When::Unseen { days: 30 });
    assert_eq!(dues(&unseen, year(), &facts(), Look::Owed), ["2026-12-01"]);
    let seen = Facts { seen_on: Some(date(2026, 11, 20)), ..facts() };
    assert_eq!(dues(&unseen, year(), &seen, Look::Owed), ["2026-12-20"]);
}

#[test]
fn working_days_step_over_a_holiday_and_a_worked_saturday() {
    let off = (1..=7).map(|day| (date(2026, 10, day), DayKind::Holiday));
    let calendar: WorkCalendar = off.chain([(date(2026, 10, 10), DayKind::Workday)]).collect();
    let window = Window { before: 2, grace: 2, clock: Clock::Working };
    let content = Content { window, ..always(When::Dates { months: [10].into(), day: 8 }) };
    let found =
        occurrences(&content, days(date(2026, 10, 1), date(2026, 10, 31)), &facts(), &calendar, Look::Owed);
    assert_eq!((found[0].opens_on, found[0].due_on), (date(2026, 9, 29), date(2026, 10, 10)));
}

#[test]
fn working_days_weeks_weekdays_and_terms_fall_where_they_should() {
    // The National Day week of 2026: 1 to 7 October off, Sunday 10 October worked for it.
    let off = (1..=7).map(|day| (date(2026, 10, day), DayKind::Holiday));
    let calendar: WorkCalendar = off.chain([(date(2026, 10, 10), DayKind::Workday)]).collect();
    let span = days(date(2026, 9, 29), date(2026, 10, 12));
    let daily = always(When::Each { period: Period::WorkingDay });
    let found = occurrences(&daily, span, &facts(), &calendar, Look::Owed);
    let found: Vec<&str> = found.iter().map(|one| one.slot.as_str()).collect();
    assert_eq!(
        found,
        ["P2026-09-29", "P2026-09-30", "P2026-10-08", "P2026-10-09", "P2026-10-10", "P2026-10-12"]
    );
    let weekly = always(When::Each { period: Period::Week });
    assert_eq!(dues(&weekly, span, &facts(), Look::Owed), ["2026-10-04", "2026-10-11"]);
    let second_tuesday = always(When::Weekday { nth: 2, weekday: 2 });
    let winter = days(date(2026, 11, 11), date(2027, 2, 28));
    assert_eq!(
        dues(&second_tuesday, winter, &facts(), Look::Owed),
        ["2026-12-08", "2027-01-12", "2027-02-09"]
    );
    let last_friday = always(When::Weekday { nth: 5, weekday: 5 });
    assert_eq!(dues(&last_friday, winter, &facts(), Look::Owed)[..2], ["2026-11-27", "2026-12-25"]);
    let facts = Facts { events: vec![date(2026, 12, 31)], ..facts() };
    let election = always(When::TermEnds { days: 60 });
    let found = occurrences(&election, winter, &facts, &calendar, Look::Owed);
    let expected = Occurrence {
        slot: "E2026-12-31".into(),
        nth: 0,
        opens_on: date(2026, 11, 1),
        due_on: date(2026, 12, 31),
    };
    assert_eq!(found, [expected]);
}

fn any_when() -> impl Strategy<Value = When> {
    let cycle = (1u16..60, any::<bool>(), any::<bool>()).prop_map(|(every, is_days, is_fixed)| When::Cycle {
        every,
        unit: if is_days { Unit::Days } else { Unit::Months },
        counted: if is_fixed { Counted::Fixed } else { Counted::Rolling },
    });
    let cycle = cycle.prop_map(|when| match when {
        When::Cycle { every, unit: Unit::Months, counted } => {
            When::Cycle { every: every % 24 + 1, unit: Unit::Months, counted }
        }
        days => days,
    });
    prop_oneof![
        cycle,
        (0usize..6).prop_map(|at| When::Each { period: Period::ALL[at] }),
        (prop::collection::btree_set(1u8..=12, 1..4), 1u8..=31)
            .prop_map(|(months, day)| When::Dates { months, day }),
        (0usize..24, -20i16..20).prop_map(|(at, offset)| When::Term { term: SolarTerm::ALL[at], offset }),
        (1u8..=12, 1u8..=30, -20i16..20).prop_map(|(month, day, offset)| When::Lunar { month, day, offset }),
        Just(When::Birthday),
        (1u16..30).prop_map(|days| When::After { event: Kind::Discharge, days }),
        (1u16..90).prop_map(|days| When::Unseen { days }),
        (1u8..=5, 1u8..=7).prop_map(|(nth, weekday)| When::Weekday { nth, weekday }),
    ]
}

fn any_content() -> impl Strategy<Value = Content> {
    let season = prop_oneof![Just(None), Just(Some(TermWindow::WINTER)), Just(Some(TermWindow::SPRING))];
    (any_when(), season, 0u16..10, 0u16..10, any::<bool>()).prop_map(
        |(when, season, before, grace, works)| {
            let clock = if works { Clock::Working } else { Clock::Calendar };
            Content { when, season, window: Window { before, grace, clock }, ..winter() }
        },
    )
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let day = |from: Date, most: i64| (0..most).prop_map(move |n| from.saturating_add(n.days()));
    let born = day(date(1930, 1, 1), 9_000).prop_map(PartialDate::from);
    (born, any::<bool>(), day(date(2026, 1, 1), 900), prop::collection::vec(day(date(2026, 1, 1), 900), 0..4))
        .prop_map(|(born, is_lunar, since, events)| Facts {
            born: Some(born),
            birthday_by: is_lunar.then_some(BirthdayBy::Lunar),
            since,
            held: Vec::new(),
            seen_on: events.first().copied(),
            events,
        })
}

proptest! {
    /// Asking about two stretches gives what asking about both at once gives, and each promise has a key of its own.
    #[test]
    fn promises_do_not_depend_on_how_they_are_asked_for(
        content in any_content(), facts in any_facts(), first in 0i64..700, one in 1i64..200, two in 1i64..200,
    ) {
        let mut facts = facts;
        facts.events.sort();
        facts.events.dedup();
        let first = date(2026, 1, 1).saturating_add(first.days());
        let middle = first.saturating_add(one.days());
        let last = middle.saturating_add(two.days());
        let calendar = WorkCalendar::default();
        let ask = |span| occurrences(&content, span, &facts, &calendar, Look::Owed);
        let whole = ask(days(first, last));
        let slots: std::collections::BTreeSet<&str> = whole.iter().map(|one| one.slot.as_str()).collect();
        prop_assert_eq!(slots.len(), whole.len());
        for one in &whole {
            prop_assert!(one.opens_on <= one.due_on);
        }
        if !content.when.is_rolling() {
            let mut parts = ask(days(first, middle));
            parts.extend(ask(days(middle.tomorrow().unwrap(), last)));
            let sorted = |mut all: Vec<Occurrence>| {
                all.sort_by(|a, b| (a.due_on, &a.slot).cmp(&(b.due_on, &b.slot)));
                all
            };
            prop_assert_eq!(sorted(parts), sorted(whole));
        }
    }

    /// Kept one after the other on its day, a rolling rule owes exactly what was to be expected.
    #[test]
    fn what_is_owed_in_turn_is_what_was_expected(every in 1u16..60, since in 0i64..300, has_season in any::<bool>()) {
        let season = has_season.then_some(TermWindow::WINTER);
        let window = Window { before: 3, grace: 0, clock: Clock::Calendar };
        let when = When::Cycle { every, unit: Unit::Days, counted: Counted::Rolling };
        let content = Content { when, window, season, ..winter() };
        let span = days(date(2026, 9, 1), date(2027, 8, 1));
        let mut facts = Facts { since: date(2026, 1, 1).saturating_add(since.days()), ..facts() };
        let calendar = WorkCalendar::default();
        let expected = occurrences(&content, span, &facts, &calendar, Look::Expected);
        let mut owed = Vec::new();
        while let Some(next) = occurrences(&content, span, &facts, &calendar, Look::Owed).into_iter().next() {
            facts.held.push(held(&next.slot, next.due_on));
            owed.push(next);
        }
        prop_assert_eq!(owed, expected);
    }
}
