//! No sequence of steps by whomever leads around a rule.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn staff(n: u128) -> StaffId {
    StaffId(Uuid::from_u128(n))
}

fn at(minutes: i64) -> Timestamp {
    let monday: Timestamp = "2026-11-23T01:30:00Z".parse().unwrap();
    monday + jiff::SignedDuration::from_mins(minutes)
}

struct Bureau {
    desk: Desk,
    rules: Rules,
}

impl Bureau {
    fn new() -> Self {
        Self { desk: Desk::default(), rules: Rules::default() }
    }

    fn by(&self, n: u128) -> Move<'_> {
        self.at(n, 0)
    }

    fn at(&self, n: u128, minutes: i64) -> Move<'_> {
        Move {
            by: staff(n),
            at: at(minutes),
            desk: &self.desk,
            rules: &self.rules,
            stands_for: &[],
            errands: 0,
        }
    }

    /// Received by the first; `handler` is at it.
    fn case(&self, handler: Option<u128>) -> Case {
        let (id, person) = (CaseId(Uuid::nil()), PersonId(Uuid::nil()));
        Case::received(id, person, Urgency::Ordinary, handler.map(staff), self.by(1))
    }
}

#[test]
fn who_received_it_first_stays_answerable_whoever_is_at_it() {
    let bureau = Bureau::new();
    let case = bureau.case(Some(1)).hand(staff(2), bureau.by(1)).unwrap();
    assert_eq!((case.first.staff(), case.handler()), (staff(1), Some(staff(2))));
    assert_eq!(case.clone().hand(staff(3), bureau.by(3)), Err(Refused::NotYours));
    assert_eq!(case.clone().hand(staff(2), bureau.by(2)), Err(Refused::Same));
    let case = case.hand(staff(3), bureau.by(1)).unwrap();
    assert_eq!((case.first.staff(), case.handler()), (staff(1), Some(staff(3))));
}

#[test]
fn it_is_neither_answered_nor_closed_over_an_errand_made_of_it() {
    let bureau = Bureau::new();
    let open = |n| Move { errands: 2, ..bureau.by(n) };
    let case = bureau.case(Some(1));
    assert_eq!(case.clone().answer(open(1)), Err(Refused::ErrandsOpen(2)));
    assert_eq!(case.clone().refuse(open(1)), Err(Refused::ErrandsOpen(2)));
    assert_eq!(case.clone().refuse(bureau.by(1)).unwrap().agree(open(2)), Err(Refused::ErrandsOpen(2)));
    assert_eq!(case.may_become_errand(), Ok(()));
    let answered = case.answer(bureau.by(1)).unwrap();
    assert_eq!(answered.may_become_errand(), Err(Refused::Answered));
    for answer in [Answer::Satisfied, Answer::Unsatisfied] {
        assert_eq!(answered.clone().called(answer, open(2)), Err(Refused::ErrandsOpen(2)));
    }
    assert!(answered.clone().called(Answer::NotReached, open(2)).is_ok(), "it stays open");
    assert!(answered.called(Answer::Again, open(2)).is_ok(), "it is worked on again");
}

#[test]
fn one_takes_it_up_and_nobody_else_after_them() {
    let bureau = Bureau::new();
    let case = bureau.case(None).take(bureau.by(2)).unwrap();
    assert_eq!(case.handler(), Some(staff(2)));
    assert_eq!(case.take(bureau.by(3)), Err(Refused::Taken));
    assert_eq!(bureau.case(None).answer(bureau.by(1)), Err(Refused::NotTaken));
}

#[test]
fn a_promise_lies_within_the_time_allowed() {
    let bureau = Bureau::new();
    let (today, last) = (jiff::civil::date(2026, 11, 23), jiff::civil::date(2026, 12, 2));
    let promise = |on| bureau.case(Some(1)).promise(on, last, today, bureau.by(1));
    assert_eq!(promise(last).unwrap().promised_on, Some(last));
    assert_eq!(promise(jiff::civil::date(2026, 12, 3)), Err(Refused::BeyondClock(last)));
    assert_eq!(promise(jiff::civil::date(2026, 11, 22)), Err(Refused::Past));
}

#[test]
fn nobody_agrees_to_their_own_refusal_or_decides_their_own_question() {
    let bureau = Bureau::new();
    let refusing = bureau.case(Some(2)).refuse(bureau.by(2)).unwrap();
    assert_eq!(refusing.clone().agree(bureau.by(2)), Err(Refused::OwnRefusal));
    assert_eq!(refusing.clone().disagree(bureau.by(2)), Err(Refused::OwnRefusal));
    assert_eq!(refusing.clone().disagree(bureau.by(3)).unwrap().handler(), Some(staff(2)));
    let agreed = refusing.agree(bureau.by(1)).unwrap();
    let State::Open { stage: Stage::Answered { outcome: Outcome::Refused(refusal), .. }, clock } =
        agreed.state
    else {
        panic!("the asker is to be told")
    };
    assert_eq!((refusal.by(), refusal.agreed(), clock.round), (staff(2), staff(1), 2));
    let raised = bureau.case(None).raise(bureau.by(1)).unwrap();
    assert_eq!(raised.clone().decide(staff(2), bureau.by(1)), Err(Refused::OwnQuestion));
    assert_eq!(raised.decide(staff(2), bureau.by(9)).unwrap().handler(), Some(staff(2)));
}

#[test]
fn it_is_closed_by_a_call_and_not_by_whoever_handled_it() {
    let mut bureau = Bureau::new();
    let answered = bureau.case(Some(2)).answer(bureau.by(2)).unwrap();
    assert_eq!(answered.clone().called(Answer::Satisfied, bureau.by(2)), Err(Refused::OwnWork));
    let closed = answered.clone().called(Answer::Satisfied, bureau.by(1)).unwrap();
    assert!(matches!(closed.state, State::Closed { call: Call { verdict: Verdict::Satisfied, .. }, .. }));
    assert_eq!(closed.called(Answer::Again, bureau.by(1)), Err(Refused::Closed));
    let mut tried = answered.clone();
    for _ in 0..2 {
        tried = tried.called(Answer::NotReached, bureau.by(1)).unwrap();
        assert!(matches!(tried.state, State::Open { .. }));
    }
    let given_up = tried.called(Answer::NotReached, bureau.by(1)).unwrap();
    assert!(matches!(
        given_up.state,
        State::Closed { call: Call { verdict: Verdict::NotReached, tries: 3, .. }, .. }
    ));
    let again = answered.clone().called(Answer::Again, bureau.by(1)).unwrap();
    assert_eq!((again.handler(), again.clock().round), (Some(staff(2)), 3));
    bureau.rules.callback_apart = false;
    assert!(answered.called(Answer::Satisfied, bureau.by(2)).is_ok(), "where the bureau lets them");
}

#[test]
fn what_is_paused_or_partly_with_others_is_not_answered() {
    let bureau = Bureau::new();
    let paused = bureau.case(Some(1)).pause(bureau.by(1)).unwrap();
    assert_eq!(paused.clone().answer(bureau.by(1)), Err(Refused::Paused));
    assert_eq!(paused.clone().pause(bureau.by(1)), Err(Refused::Paused));
    assert_eq!(paused.clone().raise(bureau.by(1)), Err(Refused::Paused));
    assert!(paused.resume(bureau.by(1)).unwrap().answer(bureau.by(1)).is_ok());
    assert_eq!(bureau.case(Some(1)).resume(bureau.by(1)), Err(Refused::Running));
    let parted = Case { open_steps: 2, ..bureau.case(Some(1)) };
    assert_eq!(parted.answer(bureau.by(1)), Err(Refused::StepsOpen(2)));
}

/// A step, who makes it, to whom, and how many minutes later.
type Made = (u8, u128, u128, i64);

fn step(case: Case, (kind, _, to, _): Made, m: Move<'_>) -> Result<Case, Refused> {
    let (to, day) = (staff(to), jiff::civil::date(2026, 12, 1));
    match kind {
        0 => case.take(m),
        1 => case.hand(to, m),
        2 => case.promise(day, day, day, m),
        3 => case.raise(m),
        4 => case.decide(to, m),
        5 => case.pause(m),
        6 => case.resume(m),
        7 => case.refuse(m),
        8 => case.agree(m),
        9 => case.disagree(m),
        10 => case.answer(m),
        11 => case.called(Answer::Satisfied, m),
        12 => case.called(Answer::Unsatisfied, m),
        13 => case.called(Answer::Again, m),
        _ => case.called(Answer::NotReached, m),
    }
}

proptest! {
    #[test]
    fn no_sequence_of_steps_leads_around_a_rule(
        handler in prop::option::of(1u128..5),
        made in prop::collection::vec((0u8..15, 1u128..5, 1u128..5, 0i64..2_000), 0..60),
    ) {
        let bureau = Bureau::new();
        let mut case = bureau.case(handler);
        let mut minutes = 0;
        for one in made {
            minutes += one.3;
            let (before, by) = (case.clone(), staff(one.1));
            let Ok(after) = step(case.clone(), one, bureau.at(one.1, minutes)) else { continue };
            prop_assert_eq!(after.first, before.first, "the first receiver never changes");
            let State::Open { stage, clock } = before.state else {
                panic!("nothing becomes of what is closed: {one:?}")
            };
            let next = after.clock();
            prop_assert!(next.round > clock.round || next.used >= clock.used, "time spent is not given back");
            if let Stage::Refusing { by: refuser, .. } = stage {
                prop_assert!(refuser != by, "two people for a refusal");
            }
            if let Stage::Raised { by: asker, .. } = stage {
                prop_assert!(asker != by, "another one decides");
            }
            if let State::Closed { handler, outcome, call, .. } = after.state {
                prop_assert!(matches!(stage, Stage::Answered { .. }), "closed by a call alone");
                prop_assert!(call.by == by && by != handler, "by somebody else than who handled it");
                if let Outcome::Refused(refusal) = outcome {
                    prop_assert!(refusal.by() != refusal.agreed());
                }
            }
            let is_own_matter = matches!(one.0, 1 | 2 | 3 | 5 | 6 | 7 | 10);
            prop_assert!(!is_own_matter || before.is_on(by), "only who is on it");
            case = after;
        }
    }
}
