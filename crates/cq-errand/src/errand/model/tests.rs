//! No sequence of steps by whomever leads around a rule.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn staff(n: u128) -> StaffId {
    StaffId(Uuid::from_u128(n))
}

fn by(n: u128) -> By {
    at(n, 0)
}

fn at(n: u128, minutes: i64) -> By {
    let monday: Timestamp = "2026-11-23T01:30:00Z".parse().unwrap();
    let at = monday + jiff::SignedDuration::from_mins(minutes);
    By { staff: staff(n), at, today: jiff::civil::date(2026, 11, 23), tries: 3, acts_for: None }
}

fn errand(hands: Hands) -> Errand {
    let day = jiff::civil::date(2026, 11, 25);
    Errand::taken(ErrandId(Uuid::nil()), PersonId(Uuid::nil()), ("banking".into(), hands), day, by(9))
        .unwrap()
}

#[test]
fn one_takes_it_and_at_the_bank_a_second_one_who_is_another() {
    let taken = errand(Hands::One).joined(staff(1)).unwrap();
    assert_eq!(taken.joined(staff(2)), Err(Refused::Taken));
    let short = errand(Hands::Two).joined(staff(1)).unwrap();
    assert_eq!(short.clone().joined(staff(1)), Err(Refused::Same));
    assert_eq!(short.clone().done(by(1)), Err(Refused::Short), "two at a bank");
    let full = short.joined(staff(2)).unwrap();
    assert_eq!(full.clone().joined(staff(3)), Err(Refused::Taken));
    assert_eq!(full.clone().done(by(3)), Err(Refused::NotYours));
    assert!(full.clone().done(by(2)).is_ok());
    let left = full.left(staff(1)).unwrap();
    assert_eq!(left.crew(), Some(Crew::One(staff(2))), "whoever stays goes on");
}

#[test]
fn it_is_closed_by_a_third_person_at_nothing_and_signed_for() {
    let errand = errand(Hands::One).joined(staff(1)).unwrap();
    let errand = errand.moved(Move::FromElder, 5_000, Way::Forth, at(1, 1)).unwrap();
    assert_eq!(errand.clone().left(staff(1)), Err(Refused::Held(5_000)));
    assert_eq!(errand.clone().cancelled(), Err(Refused::Held(5_000)));
    assert_eq!(errand.clone().moved(Move::Paid, 5_001, Way::Forth, at(1, 2)), Err(Refused::Overdrawn(5_000)));
    let errand = errand.moved(Move::Paid, 3_250, Way::Forth, at(1, 2)).unwrap().done(by(1)).unwrap();
    assert_eq!(errand.clone().called(Answer::Satisfied, by(1)), Err(Refused::OwnWork));
    assert_eq!(errand.clone().called(Answer::Satisfied, by(2)), Err(Refused::Held(1_750)));
    assert_eq!(errand.clone().signed(at(1, 3)), Err(Refused::Held(1_750)));
    let errand = errand.moved(Move::ToElder, 1_750, Way::Forth, at(1, 3)).unwrap();
    assert_eq!(errand.clone().called(Answer::Satisfied, by(2)), Err(Refused::Unsigned));
    let errand = errand.signed(at(1, 4)).unwrap();
    let again = errand.clone().moved(Move::FromElder, 1, Way::Forth, at(1, 5)).unwrap();
    let again = again.moved(Move::ToElder, 1, Way::Forth, at(1, 6)).unwrap();
    assert_eq!(again.called(Answer::Satisfied, by(2)), Err(Refused::Unsigned), "signed before that");
    assert!(matches!(errand.called(Answer::Satisfied, by(2)).unwrap().state, State::Closed { .. }));
}

#[test]
fn once_served_no_more_the_family_gives_what_was_spent_of_an_advance_and_no_more() {
    let errand = errand(Hands::One).joined(staff(1)).unwrap();
    let errand = errand.moved(Move::Advance, 10_000, Way::Forth, at(1, 1)).unwrap();
    let errand = errand.moved(Move::Paid, 7_000, Way::Forth, at(1, 2)).unwrap();
    let errand = errand.halted(by(1).today).unwrap();
    for kind in [Move::Advance, Move::Drawn] {
        assert_eq!(errand.clone().moved(kind, 1, Way::Forth, at(1, 3)), Err(Refused::Halted));
    }
    assert_eq!(errand.clone().moved(Move::FromElder, 7_001, Way::Forth, at(1, 3)), Err(Refused::Halted));
    let errand = errand.moved(Move::FromElder, 7_000, Way::Forth, at(1, 3)).unwrap();
    assert_eq!(errand.clone().moved(Move::FromElder, 1, Way::Forth, at(1, 4)), Err(Refused::Halted));
    let errand = errand.moved(Move::Back, 10_000, Way::Forth, at(1, 5)).unwrap();
    assert!(matches!(errand.cancelled().unwrap().state, State::Cancelled { .. }));
}

#[test]
fn what_was_halted_is_kept_by_its_workers_and_goes_on_whatever_was_settled() {
    let errand = errand(Hands::One).joined(staff(1)).unwrap();
    let errand = errand.moved(Move::FromElder, 5_000, Way::Forth, at(1, 1)).unwrap();
    let errand = errand.halted(by(1).today).unwrap();
    let errand = errand.moved(Move::ToElder, 5_000, Way::Forth, at(1, 2)).unwrap();
    assert_eq!(errand.clone().left(staff(1)), Err(Refused::Halted), "nobody else could take it up");
    let waiting = Errand { state: State::Waiting, ..errand.clone() };
    for errand in [errand, waiting] {
        let resumed = errand.resumed().unwrap();
        assert!(resumed.halted_on.is_none() && resumed.is_open());
        assert_eq!(resumed.resumed(), Err(Refused::Stage));
    }
}

#[test]
fn what_was_done_when_the_person_died_is_settled_and_closed_and_not_done_again() {
    let errand = errand(Hands::One).joined(staff(1)).unwrap();
    let errand = errand.moved(Move::FromElder, 5_000, Way::Forth, at(1, 1)).unwrap();
    let errand = errand.done(by(1)).unwrap().halted(by(1).today).unwrap();
    assert_eq!(errand.clone().halted(by(1).today), Err(Refused::Stage), "once");
    for kind in [Move::Advance, Move::Drawn, Move::FromElder] {
        assert_eq!(errand.clone().moved(kind, 1, Way::Forth, at(1, 2)), Err(Refused::Halted), "{kind:?}");
    }
    assert_eq!(errand.clone().called(Answer::Again, by(2)), Err(Refused::Halted));
    assert_eq!(errand.clone().called(Answer::Satisfied, by(2)), Err(Refused::Held(5_000)));
    let resumed = errand.clone().resumed().unwrap();
    assert!(matches!(resumed.called(Answer::Again, by(2)).unwrap().state, State::Working { .. }));
    let errand = errand.moved(Move::ToElder, 5_000, Way::Forth, at(1, 3)).unwrap().signed(at(1, 4)).unwrap();
    assert!(matches!(errand.called(Answer::Satisfied, by(2)).unwrap().state, State::Closed { .. }));
}

#[test]
fn who_lives_alone_goes_first_and_is_told_why() {
    assert_eq!(First::all("alone childless", None), [First::Alone, First::Childless]);
    assert_eq!(First::all("spouse empty-nest", Some(0)), [First::EmptyNest, First::Childless]);
    assert_eq!(First::all("spouse children", Some(2)), []);
}

/// A step, who makes it, whom it is about, and how much.
type Made = (u8, u128, u128, i64);

fn step(errand: Errand, (kind, _, to, fen): Made, m: By) -> Result<Errand, Refused> {
    let moved = |errand: Errand, kind, way| errand.moved(kind, fen, way, m);
    match kind {
        0 | 1 => errand.joined(staff(to)),
        2 => errand.left(staff(to)),
        3 => errand.promised(m.today, m),
        4 | 5 => errand.done(m),
        6 => errand.impossible(m),
        7 => errand.cancelled(),
        8 => errand.called(Answer::Satisfied, m),
        9 => errand.called(Answer::Again, m),
        10 => errand.called(Answer::NotReached, m),
        11 => moved(errand, Move::FromElder, Way::Forth),
        12 => moved(errand, Move::Advance, Way::Forth),
        13 => moved(errand, Move::Drawn, Way::Forth),
        14 => moved(errand, Move::Paid, Way::Forth),
        15 => moved(errand, Move::ToElder, Way::Forth),
        16 => moved(errand, Move::Back, Way::Forth),
        17 => moved(errand, Move::Paid, Way::Undo),
        18 => moved(errand, Move::Advance, Way::Undo),
        _ => errand.signed(m),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_sequence_of_steps_leads_around_a_rule(
        pair in any::<bool>(),
        made in prop::collection::vec((0u8..20, 1u128..5, 1u128..5, 1i64..4), 0..80),
    ) {
        let hands = if pair { Hands::Two } else { Hands::One };
        let (mut errand, mut minutes) = (errand(hands), 0);
        for one in made {
            minutes += 1;
            let before = errand.clone();
            let Ok(after) = step(errand.clone(), one, at(one.1, minutes)) else { continue };
            prop_assert!(before.is_open(), "nothing becomes of what has ended: {:?}", one);
            prop_assert!(after.purse.held >= 0 && after.purse.advanced >= 0, "nothing is overdrawn");
            if let Some(crew) = after.crew() {
                prop_assert!(crew.second() != Some(crew.first()), "two people");
            }
            match after.state {
                State::Answered { crew, outcome: Outcome::Done, .. } => prop_assert!(crew.is_enough(hands)),
                State::Closed { crew, call, .. } => {
                    prop_assert!(!crew.has(call.by), "a third person");
                    prop_assert!(after.purse.held == 0 && after.purse.advanced == 0 && after.purse.is_signed());
                }
                State::Cancelled { .. } => prop_assert!(after.purse.held == 0 && after.purse.advanced == 0),
                State::Waiting => prop_assert!(after.purse.held == 0, "no money is with nobody"),
                _ => {}
            }
            errand = after;
        }
    }
}
