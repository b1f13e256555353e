//! Whatever is owed, wherever and however wished: a plan keeps to all of it, and says of the rest why.

use std::collections::BTreeMap;

use cq_calendar::WorkCalendar;
use cq_registry::{person::PersonId, task::model::Form};
use jiff::{ToSpan, civil::date};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::round::{
    model::Slot,
    store::due::{Away, Share},
    wish::{Part, Wish},
};

/// A Monday.
const FROM: Date = date(2026, 11, 23);
const UNTIL: Date = date(2026, 12, 4);

fn staff(n: u128) -> StaffId {
    StaffId(Uuid::from_u128(n))
}

fn due(n: u128) -> Due {
    Due {
        task: TaskId(Uuid::from_u128(n)),
        person: PersonId(Uuid::from_u128(n)),
        name: format!("老人{n}"),
        owner: staff(1),
        form: Form::HomeVisit,
        opens_on: FROM,
        next_on: UNTIL,
        again_on: None,
        version: 1,
        closes_on: None,
        north: Some(36.71),
        east: Some(117.53),
        part: None,
        weekdays: None,
        needs_two: None,
        urgent: None,
        before_staff: None,
        before_on: None,
        before_starts: None,
    }
}

fn desk(away: Vec<Away>, shares: Vec<Share>) -> Desk {
    let (settings, wanted) =
        (Settings::default(), Wanted { whose: Whose::Doctor(staff(1)), from: FROM, until: UNTIL });
    Desk {
        settings,
        wanted,
        now: date(2026, 11, 20).at(9, 0, 0, 0),
        days: days(wanted, &settings, &WorkCalendar::default()),
        starts: [1, 2].map(|n| (staff(n), (format!("医生{n}"), LatLon::new(36.7, 117.52).ok()))).into(),
        covers: Covers::new(away, shares),
    }
}

fn away(from: Date, until: Option<Date>, doctor: bool) -> Away {
    let (absence, substitute) = (Uuid::from_u128(9), staff(2));
    let name = "张丽华".to_owned();
    Away { absence, staff: staff(1), from, until, substitute, name, doctor: doctor.then_some(substitute) }
}

fn solve(desk: Desk, owed: Vec<Due>, standing: Vec<Standing>) -> Vec<Planned> {
    desk.input(owed, standing).solve(&AtomicBool::new(false)).unwrap().visits
}

fn one(due: Due) -> Planned {
    solve(desk(vec![], vec![]), vec![due], vec![]).pop().unwrap()
}

fn slot(planned: &Planned) -> Slot {
    planned.slot.unwrap_or_else(|| panic!("{planned:?}"))
}

#[test]
fn homes_that_cannot_be_are_named() {
    assert_eq!(one(Due { north: None, ..due(1) }).reason, Reason::NoPlace);
    let swapped = Due { north: Some(117.53), east: Some(36.71), ..due(1) };
    assert_eq!(one(swapped).reason, Reason::WrongPlace { km: None });
    // In the Yellow Sea.
    let far = one(Due { north: Some(36.7), east: Some(122.0), ..due(1) }).reason;
    assert!(matches!(far, Reason::WrongPlace { km: Some(380..=410) }), "{far:?}");
    let mut without = desk(vec![], vec![]);
    without.starts = BTreeMap::new();
    assert_eq!(solve(without, vec![due(1)], vec![])[0].reason, Reason::NoStart);
}

#[test]
fn an_agreed_day_is_kept_to_and_what_is_late_comes_first() {
    let agreed = date(2026, 11, 26);
    let planned = one(Due { again_on: Some(agreed), next_on: agreed, ..due(1) });
    assert_eq!(slot(&planned).on, agreed);
    let late = one(Due { next_on: date(2026, 11, 20), opens_on: date(2026, 11, 1), ..due(1) });
    assert_eq!(slot(&late).on, FROM);
    let weekend = date(2026, 11, 28);
    let never = one(Due { again_on: Some(weekend), next_on: weekend, ..due(1) });
    assert_eq!(never.reason, Reason::NoDay { first: weekend, last: weekend });
}

#[test]
fn wishes_that_cannot_be_met_are_told() {
    let only = |weekdays: i64| Due { next_on: date(2026, 11, 25), weekdays: Some(weekdays), ..due(1) };
    assert_eq!(slot(&one(only(4))).on, date(2026, 11, 25));
    let last = date(2026, 11, 25);
    assert_eq!(one(only(8)).reason, Reason::Unsuited { first: FROM, last });
    let morning = one(Due { part: Some(Part::Morning), ..due(1) });
    assert!(slot(&morning).ends <= 690, "{morning:?}");
    let mut evening = desk(vec![], vec![]);
    evening.settings.opens = 13 * 60;
    let planned = solve(evening, vec![Due { part: Some(Part::Morning), ..due(1) }], vec![]);
    assert!(
        matches!(&planned[0].reason, Reason::NeverFits { hindrances, .. } if !hindrances.is_empty()),
        "{planned:?}"
    );
}

#[test]
fn a_day_too_full_names_who_does_not_fit_together() {
    let day = date(2026, 11, 23);
    let owed: Vec<Due> = (1..=12).map(|n| Due { next_on: day, ..due(n) }).collect();
    let planned = solve(desk(vec![], vec![]), owed, vec![]);
    let left: Vec<&Planned> = planned.iter().filter(|one| one.slot.is_none()).collect();
    assert!(!left.is_empty() && left.len() < 6, "{}", left.len());
    let Reason::NoRoom { on, with, hindrances } = &left[0].reason else { panic!("{:?}", left[0]) };
    assert_eq!(*on, day);
    assert!(with.len() > 5 && with.iter().all(|name| name.starts_with("老人")), "{with:?}");
    assert!(!hindrances.is_empty());
}

#[test]
fn who_stands_in_makes_what_falls_into_the_absence_alone() {
    let (from, until) = (date(2026, 11, 23), date(2026, 11, 27));
    let within = Due { next_on: date(2026, 11, 26), ..due(1) };
    let lasts = || vec![away(from, Some(until), true)];
    let given = solve(desk(lasts(), vec![]), vec![within.clone()], vec![]);
    assert_eq!(given[0].reason, Reason::Away { by: "张丽华".into() });
    let own = slot(&solve(desk(lasts(), vec![]), vec![due(2)], vec![])[0]);
    assert!(own.on > until, "the doctor is back in time: {own:?}");
    let mut theirs = desk(lasts(), vec![]);
    theirs.wanted.whose = Whose::Doctor(staff(2));
    let taken = solve(theirs, vec![within.clone(), due(2)], vec![]);
    assert_eq!(taken.len(), 1, "only what falls to her");
    assert_eq!(taken[0].staff, staff(2));
    assert!(slot(&taken[0]).on <= until);
    let nobody = solve(desk(vec![away(from, None, false)], vec![]), vec![within], vec![]);
    assert_eq!(nobody[0].reason, Reason::NobodyStandsIn { by: "张丽华".into() });
}

#[test]
fn what_another_plan_gave_its_time_is_not_run_over() {
    let standing = |n: u128, starts: i64, ends: i64| Standing {
        task: TaskId(Uuid::from_u128(n)),
        name: format!("别人{n}"),
        staff: staff(1),
        on: FROM,
        starts,
        ends,
        north: Some(36.7),
        east: Some(117.52),
    };
    let standing = vec![standing(98, 510, 690), standing(99, 780, 1_000)];
    let owed = vec![Due { next_on: FROM, ..due(1) }];
    let planned = solve(desk(vec![], vec![]), owed, standing);
    assert_eq!(planned.len(), 1, "the other is not written again");
    assert!(matches!(planned[0].reason, Reason::NoRoom { .. }), "{planned:?}");
}

#[test]
fn planned_again_without_a_change_nothing_moves_and_a_new_one_finds_its_place() {
    let owed: Vec<Due> = (1..=9)
        .map(|n| Due {
            north: Some(36.7 + n as f64 * 0.004),
            east: Some(117.5 + (n % 3) as f64 * 0.01),
            ..due(n)
        })
        .collect();
    let first = solve(desk(vec![], vec![]), owed.clone(), vec![]);
    let stood = |due: &Due| {
        let planned = first.iter().find(|planned| planned.task == due.task).unwrap();
        let slot = slot(planned);
        Due {
            before_staff: Some(planned.staff),
            before_on: Some(slot.on),
            before_starts: Some(slot.starts),
            ..due.clone()
        }
    };
    let mut again: Vec<Due> = owed.iter().map(stood).collect();
    let same = solve(desk(vec![], vec![]), again.clone(), vec![]);
    for (one, other) in first.iter().zip(&same) {
        assert_eq!((one.task, one.slot, &other.reason), (other.task, other.slot, &Reason::Kept));
    }
    again.push(Due { urgent: Some(Uuid::nil()), ..due(10) });
    let more = solve(desk(vec![], vec![]), again, vec![]);
    let moved = first.iter().zip(&more).filter(|(one, other)| slot(one).on != slot(other).on).count();
    assert!(moved <= 1, "{moved} went to another day");
    assert_eq!(slot(&more[9]).on, FROM, "what is urgent comes first");
}

#[test]
fn what_stands_before_the_first_day_is_left_alone_while_it_can_be_kept() {
    let (today, due) = (date(2026, 11, 20), due(1));
    let stands = Due {
        next_on: today,
        before_staff: Some(staff(1)),
        before_on: Some(today),
        before_starts: Some(600),
        ..due
    };
    assert!(solve(desk(vec![], vec![]), vec![stands.clone()], vec![]).is_empty());
    let agreed = Due { again_on: Some(FROM), next_on: FROM, ..stands.clone() };
    assert_eq!(slot(&solve(desk(vec![], vec![]), vec![agreed], vec![])[0]).on, FROM);
    let missed = Due { before_on: Some(date(2026, 11, 19)), ..stands };
    assert_eq!(slot(&solve(desk(vec![], vec![]), vec![missed], vec![])[0]).on, FROM, "its day is over");
}

#[test]
fn two_come_at_one_time_or_it_is_said_what_stands_in_the_way() {
    let both = Due { needs_two: Some(true), next_on: FROM, ..due(1) };
    let planned = one(both.clone());
    let along = planned.along.unwrap();
    assert_eq!(along.staff, staff(2));
    assert!(
        matches!(&planned.reason, Reason::Together { by, next: None, .. } if by == "医生2"),
        "{planned:?}"
    );
    let busy = |starts, ends| Standing {
        task: TaskId(Uuid::from_u128(99)),
        name: "别人".into(),
        staff: staff(2),
        on: FROM,
        starts,
        ends,
        north: Some(36.7),
        east: Some(117.52),
    };
    let later = solve(desk(vec![], vec![]), vec![both.clone()], vec![busy(510, 690)]).pop().unwrap();
    assert!(slot(&later).starts >= 690, "not before she is free: {later:?}");
    let all_day = vec![busy(510, 690), Standing { task: TaskId(Uuid::from_u128(98)), ..busy(780, 1_000) }];
    let apart = solve(desk(vec![], vec![]), vec![both.clone()], all_day.clone()).pop().unwrap();
    assert!(
        matches!(&apart.reason, Reason::Apart { on: FROM, by, with, .. } if by == "医生2" && !with.is_empty()),
        "{apart:?}"
    );
    let input = desk(vec![], vec![]).input(vec![both.clone()], all_day);
    let stopped = input.solve(&AtomicBool::new(true)).unwrap().visits.pop().unwrap();
    assert_eq!(stopped.reason, Reason::TogetherUnknown { on: FROM, by: "医生2".into() });
    let mut alone = desk(vec![], vec![]);
    alone.starts.remove(&staff(2));
    assert_eq!(solve(alone, vec![both], vec![])[0].reason, Reason::NobodyAlong);
}

#[test]
fn told_to_stop_at_once_there_is_still_a_whole_plan() {
    let owed: Vec<Due> = (1..=24).map(due).collect();
    let stopped = desk(vec![], vec![]).input(owed, vec![]).solve(&AtomicBool::new(true)).unwrap();
    assert_eq!(stopped.visits.len(), 24);
    assert!(stopped.bound <= stopped.cost);
    assert!(stopped.visits.iter().filter(|one| one.slot.is_some()).count() > 12);
}

fn some_due() -> impl Strategy<Value = Due> {
    let place = (36.6..36.8f64, 117.4..117.6f64);
    let days = (0i64..10, 0i64..14);
    let part = prop::option::of(prop::sample::select(Part::ALL));
    (place, days, part, prop::option::of(1i64..128), any::<bool>(), prop::option::of(0i64..12)).prop_map(
        |((north, east), (opens, length), part, weekdays, urgent, before)| {
            let opens_on = FROM.saturating_add(opens.days());
            Due {
                north: Some(north),
                east: Some(east),
                opens_on,
                next_on: opens_on.saturating_add(length.days()),
                part,
                weekdays,
                urgent: urgent.then(Uuid::nil),
                before_staff: before.map(|_| staff(1)),
                before_on: before.map(|days| FROM.saturating_add(days.days())),
                before_starts: before.map(|_| 600),
                ..due(1)
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn every_time_lies_within_window_hours_and_wishes(owed in prop::collection::vec(some_due(), 1..9)) {
        let owed: Vec<Due> = owed.into_iter().zip(1..).map(|(due, n)| Due { task: TaskId(Uuid::from_u128(n)), ..due }).collect();
        let desk = desk(vec![], vec![]);
        let settings = desk.settings;
        let planned = solve(desk, owed.clone(), vec![]);
        prop_assert_eq!(planned.len(), owed.len());
        let mut by_day = BTreeMap::<Date, Vec<Slot>>::new();
        for (due, planned) in owed.iter().zip(&planned) {
            let Some(slot) = planned.slot else { continue };
            prop_assert!((due.opens_on..=due.next_on).contains(&slot.on), "{:?} {:?}", due, slot);
            prop_assert!((FROM..=UNTIL).contains(&slot.on) && settings.is_out(slot.on));
            prop_assert!(slot.starts >= settings.opens + slot.travel && slot.ends <= settings.closes);
            let wish = Wish { part: due.part.unwrap_or(Part::Any), weekdays: due.weekdays.unwrap_or(127), needs_two: false };
            prop_assert!(wish.suits(slot.on));
            match wish.part {
                Part::Morning => prop_assert!(slot.ends <= settings.pause_from),
                Part::Afternoon => prop_assert!(slot.starts >= settings.pause_from + settings.pause_minutes),
                Part::Any => {}
            }
            by_day.entry(slot.on).or_default().push(slot);
        }
        for day in by_day.values_mut() {
            day.sort_by_key(|slot| slot.starts);
            for pair in day.windows(2) {
                prop_assert!(pair[0].ends + pair[1].travel <= pair[1].starts, "{:?}", pair);
            }
            let last = day.last().unwrap();
            prop_assert!(last.ends + last.back.unwrap() <= settings.closes);
        }
    }
}
