//! Every way through the green channel, and every way that is refused.

use jiff::{SignedDuration, Timestamp, civil::date};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const TODAY: Date = date(2026, 11, 23);

fn at(minutes: i64) -> Timestamp {
    "2026-11-23T00:30:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
}

fn by(minutes: i64) -> By {
    By { at: at(minutes), today: TODAY, undo_minutes: 10 }
}

fn here() -> Attendance {
    let at = (DeskId(Uuid::from_u128(2)), PersonId(Uuid::from_u128(3)));
    Attendance::walked_in(AttendanceId(Uuid::from_u128(1)), at, Priority::default(), 7, by(0))
}

fn expected() -> Attendance {
    let at = (DeskId(Uuid::from_u128(2)), PersonId(Uuid::from_u128(3)));
    Attendance::announced(AttendanceId(Uuid::from_u128(1)), at, TODAY, Priority::default(), by(0)).unwrap()
}

#[test]
fn whoever_comes_is_called_seen_and_goes_home() {
    let seen = here().called(by(4)).unwrap().stamped(Step::Register, by(9)).unwrap();
    let seen = seen.stamped(Step::See, by(30)).unwrap().skipped(Step::Examine, by(31)).unwrap();
    let home = seen.stamped(Step::Dispense, by(41)).unwrap().closed(Outcome::Home, by(42)).unwrap();
    let waits = [(Leg::Call, 4), (Leg::Register, 5), (Leg::See, 21), (Leg::Dispense, 10)];
    assert_eq!(home.state.waits(), waits, "what was not needed was not waited for");
    assert!(!home.is_open() && home.state.wait().is_none());
    assert_eq!(home.clone().stamped(Step::Admit, by(43)), Err(Refused::Ended));
    let again = home.undone(by(50)).unwrap();
    assert_eq!(again.state.course().unwrap().1.next(), Some(Step::Admit), "as before it was over");
    let admitted = again.stamped(Step::Admit, by(51)).unwrap();
    assert_eq!(admitted.clone().closed(Outcome::Home, by(52)), Err(Refused::Admitted));
    assert!(admitted.closed(Outcome::Admitted, by(52)).is_ok());
}

#[test]
fn out_of_order_is_refused_with_what_comes_first() {
    assert_eq!(here().stamped(Step::Register, by(1)), Err(Refused::NotCalled));
    assert_eq!(expected().called(by(1)), Err(Refused::NotHere));
    let going = here().called(by(1)).unwrap();
    assert_eq!(going.clone().called(by(2)), Err(Refused::Stage));
    assert_eq!(going.clone().stamped(Step::See, by(2)), Err(Refused::Next(Step::Register)));
    assert_eq!(going.clone().skipped(Step::Dispense, by(2)), Err(Refused::Next(Step::Register)));
    assert_eq!(going.clone().closed(Outcome::Home, by(2)), Err(Refused::Next(Step::Register)));
    assert_eq!(going.clone().stamped(Step::Register, by(0)), Err(Refused::Earlier));
    let registered = going.stamped(Step::Register, by(2)).unwrap();
    assert_eq!(registered.clone().stamped(Step::Register, by(3)), Err(Refused::Already(Step::Register)));
    assert_eq!(registered.clone().closed(Outcome::Home, by(3)), Err(Refused::Next(Step::See)));
    assert_eq!(
        registered.clone().skipped(Step::See, by(3)).unwrap().closed(Outcome::Admitted, by(4)),
        Err(Refused::NotAdmitted)
    );
    let tomorrow = By { today: date(2026, 11, 24), ..by(1500) };
    assert_eq!(registered.clone().stamped(Step::See, tomorrow), Err(Refused::OtherDay));
    assert!(registered.left(tomorrow).is_ok(), "what is left over can be ended");
}

#[test]
fn what_was_left_over_is_closed_as_it_was_and_that_is_taken_back() {
    let tomorrow = |minutes: i64| By { today: date(2026, 11, 24), ..by(1_440 + minutes) };
    let called = here().called(by(1)).unwrap();
    let registered = called.clone().stamped(Step::Register, by(2)).unwrap();
    let seen = registered.clone().stamped(Step::See, by(20)).unwrap();
    for left_over in [called, registered, seen.clone()] {
        for outcome in Outcome::ALL {
            let over = left_over.clone().closed(*outcome, tomorrow(0)).unwrap();
            check(&over).unwrap();
            assert_eq!(over.state.waits(), left_over.state.waits(), "of the rest nobody knows");
            assert_eq!(over.undone(tomorrow(5)), Ok(left_over.clone()));
        }
    }
    let admitted = seen.skipped(Step::Examine, by(21)).unwrap().skipped(Step::Dispense, by(22)).unwrap();
    let admitted = admitted.stamped(Step::Admit, by(40)).unwrap();
    assert_eq!(admitted.clone().closed(Outcome::Home, tomorrow(0)), Err(Refused::Admitted));
    let over = admitted.clone().closed(Outcome::Admitted, tomorrow(0)).unwrap();
    assert!(over.state.waits().contains(&(Leg::Admit, 18)));
    assert_eq!(over.undone(tomorrow(5)), Ok(admitted));
}

#[test]
fn nobody_who_was_seen_left_unseen() {
    assert!(here().left(by(5)).is_ok());
    let registered = here().called(by(1)).unwrap().stamped(Step::Register, by(2)).unwrap();
    assert!(registered.clone().left(by(3)).is_ok());
    assert_eq!(registered.stamped(Step::See, by(3)).unwrap().left(by(4)), Err(Refused::Seen));
    assert_eq!(expected().left(by(1)), Err(Refused::NotHere));
    assert_eq!(here().missed(by(1)), Err(Refused::Stage));
}

#[test]
fn a_mark_is_taken_back_within_minutes_and_not_later() {
    let going = here().called(by(1)).unwrap();
    let registered = going.clone().stamped(Step::Register, by(2)).unwrap();
    assert_eq!(registered.clone().undone(by(12)), Ok(going.clone()));
    assert_eq!(registered.undone(by(13)), Err(Refused::TooLate(10)));
    assert_eq!(going.undone(by(5)), Ok(here()));
    assert_eq!(here().undone(by(1)), Err(Refused::NothingToUndo));
    assert_eq!(here().left(by(3)).unwrap().undone(by(4)), Ok(here()));
    assert_eq!(expected().missed(by(3)).unwrap().undone(by(4)), Ok(expected()));
}

#[test]
fn nobody_is_announced_for_a_day_that_has_passed() {
    let at = (DeskId(Uuid::from_u128(2)), PersonId(Uuid::from_u128(3)));
    let past = Attendance::announced(
        AttendanceId(Uuid::from_u128(1)),
        at,
        date(2026, 11, 22),
        Priority::default(),
        by(0),
    );
    assert_eq!(past, Err(Refused::Past));
}

#[derive(Debug, Clone, Copy)]
enum Try {
    Arrive,
    Call,
    Stamp(Step),
    Skip(Step),
    Undo,
    Close(Outcome),
    Leave,
    Miss,
}

fn anything() -> impl Strategy<Value = Try> {
    let step = prop::sample::select(Step::ALL);
    prop_oneof![
        Just(Try::Arrive),
        Just(Try::Call),
        step.clone().prop_map(Try::Stamp),
        step.prop_map(Try::Skip),
        Just(Try::Undo),
        prop::sample::select(Outcome::ALL).prop_map(Try::Close),
        Just(Try::Leave),
        Just(Try::Miss),
    ]
}

fn tried(attendance: Attendance, what: Try, by: By) -> Result<Attendance, Refused> {
    match what {
        Try::Arrive => attendance.arrived(Priority::default(), 7, by),
        Try::Call => attendance.called(by),
        Try::Stamp(step) => attendance.stamped(step, by),
        Try::Skip(step) => attendance.skipped(step, by),
        Try::Undo => attendance.undone(by),
        Try::Close(outcome) => attendance.closed(outcome, by),
        Try::Leave => attendance.left(by),
        Try::Miss => attendance.missed(by),
    }
}

/// What must hold of any attendance, however it came to stand as it does.
fn check(attendance: &Attendance) -> Result<(), TestCaseError> {
    let state = attendance.state;
    if let (Some(ticket), Some((called_at, course))) = (state.ticket(), state.course()) {
        prop_assert!(ticket.arrived_at <= called_at);
        let times: Vec<Timestamp> = course.each().filter_map(|(_, mark)| mark.at()).collect();
        prop_assert!(times.first().is_none_or(|first| *first >= called_at));
        prop_assert!(times.windows(2).all(|pair| pair[0] <= pair[1]), "{times:?}");
        let marked = course.each().map(|(_, mark)| mark != Mark::Open).collect::<Vec<_>>();
        prop_assert!(marked.windows(2).all(|pair| pair[0] || !pair[1]), "none is left out: {course:?}");
        prop_assert!(
            Course::of(
                [Step::Register, Step::See, Step::Examine, Step::Dispense, Step::Admit]
                    .map(|step| course.mark(step))
            ) == Some(course)
        );
    }
    match state {
        State::Closed { course, outcome, .. } => {
            prop_assert!(course.next().is_none(), "each step was taken or not needed");
            let admitted = matches!(course.mark(Step::Admit), Mark::Done(_));
            prop_assert_eq!(outcome == Outcome::Admitted, admitted);
        }
        State::Left { called: Some((_, course)), .. } => {
            prop_assert_eq!(course.mark(Step::See), Mark::Open, "was not seen");
        }
        _ => {}
    }
    prop_assert!(state.waits().iter().all(|(_, minutes)| *minutes >= 0));
    Ok(())
}

proptest! {
    #[test]
    fn whatever_is_tried_nothing_is_reached_around_a_rule(
        walked_in: bool, tries in prop::collection::vec((anything(), 0i64..15), 0..40),
    ) {
        let mut attendance = if walked_in { here() } else { expected() };
        let mut now = 0;
        for (what, minutes) in tries {
            now += minutes;
            if let Ok(after) = tried(attendance.clone(), what, by(now)) {
                attendance = after;
            }
            check(&attendance)?;
        }
    }

    #[test]
    fn what_was_noted_last_and_taken_back_leaves_no_trace(
        tries in prop::collection::vec((anything(), 1i64..15), 0..20), last in anything(),
    ) {
        let mut attendance = here();
        let mut now = 0;
        for (what, minutes) in tries {
            now += minutes;
            attendance = tried(attendance.clone(), what, by(now)).unwrap_or(attendance);
        }
        if !matches!(last, Try::Undo)
            && let Ok(after) = tried(attendance.clone(), last, by(now + 1))
        {
            prop_assert_eq!(after.undone(by(now + 2)), Ok(attendance));
        }
    }
}
