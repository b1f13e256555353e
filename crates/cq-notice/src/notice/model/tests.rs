//! What becomes of a notice, whoever does what in whatever order.

use cq_registry::person::PersonId;
use proptest::prelude::*;

use super::*;

const BY: StaffId = StaffId(Uuid::from_u128(7));

fn at(minutes: i64) -> Timestamp {
    // 2026-11-23 09:30 in China.
    let start: Timestamp = "2026-11-23T01:30:00Z".parse().unwrap();
    start.saturating_add(SignedDuration::from_mins(minutes)).unwrap()
}

fn notice(channel: Channel) -> Notice {
    let cause = Cause { kind: Kind::Circular, id: Uuid::from_u128(1), occasion: 0 };
    let key = (NoticeId(Uuid::from_u128(2)), cause, Addressee::Person(PersonId(Uuid::from_u128(3))));
    Notice::written(key, 0, (channel, Because::Usual, true), at(0), &Rules::default())
}

fn lease(n: u128) -> Uuid {
    Uuid::from_u128(100 + n)
}

#[test]
fn waits_double_and_are_spread_and_a_request_is_kept_within_a_day() {
    let minutes = |tries, dice| wait(tries, None, dice).as_mins();
    assert_eq!([minutes(2, 127), minutes(3, 127), minutes(4, 127)], [1, 3, 7]);
    assert_eq!(minutes(30, 128), 360);
    assert!(minutes(9, 0) < minutes(9, 255));
    let asked = Some(SignedDuration::from_hours(2));
    assert_eq!(wait(1, asked, 0), SignedDuration::from_hours(2));
    assert_eq!(wait(1, Some(SignedDuration::from_hours(1_000)), 0), SignedDuration::from_hours(24));
}

#[test]
fn mail_cut_off_is_a_persons_matter_and_a_text_message_is_repeated() {
    let rules = Rules::default();
    let sending = |channel| notice(channel).lease(lease(1), (at(0), at(5))).unwrap();
    assert!(matches!(sending(Channel::Mail).lost((at(5), 0), &rules).unwrap().state, State::Unclear { .. }));
    assert!(matches!(sending(Channel::Text).lost((at(5), 0), &rules).unwrap().state, State::Waiting { .. }));
    assert_eq!(sending(Channel::Mail).lost((at(4), 0), &rules), Err(Refused::Stage), "it may still answer");
}

#[test]
fn an_answer_that_comes_after_all_says_that_it_arrived() {
    let rules = Rules::default();
    let unclear =
        notice(Channel::Mail).lease(lease(1), (at(0), at(5))).unwrap().lost((at(5), 0), &rules).unwrap();
    let taken = Outcome::Taken { receipt: "250 ok".into() };
    let sent = unclear.clone().settled(lease(1), taken.clone(), (at(6), 0), &rules).unwrap();
    assert!(matches!(sent.state, State::Sent { by: None, .. }));
    assert_eq!(unclear.clone().settled(lease(2), taken, (at(6), 0), &rules), Err(Refused::Stage));
    let again = Outcome::Later { fault: Fault::Busy, code: None, after: None };
    assert_eq!(unclear.settled(lease(1), again, (at(6), 0), &rules), Err(Refused::Stage));
}

#[test]
fn what_is_being_sent_is_not_withdrawn_and_what_is_sent_stays() {
    let sending = notice(Channel::Text).lease(lease(1), (at(0), at(5))).unwrap();
    assert_eq!(sending.clone().withdrawn(at(1), Some(BY), Why::Clerk), Err(Refused::Sending));
    let taken = Outcome::Taken { receipt: String::new() };
    let sent = sending.settled(lease(1), taken, (at(1), 0), &Rules::default()).unwrap();
    assert_eq!(sent.withdrawn(at(2), Some(BY), Why::Clerk), Err(Refused::Stage));
}

#[test]
fn a_death_taken_back_lets_it_wait_as_before() {
    let waiting = notice(Channel::Letter);
    let gone = waiting.clone().withdrawn(at(1), None, Why::Died).unwrap();
    assert!(!gone.is_open());
    assert_eq!(gone.restored(), Ok(waiting.clone()));
    let by_clerk = waiting.withdrawn(at(1), Some(BY), Why::Clerk).unwrap();
    assert_eq!(by_clerk.restored(), Err(Refused::Stage));
}

#[derive(Debug, Clone)]
enum Step {
    Lease,
    Settle(u8, u8),
    Lost,
    Again,
    Arrived,
    Print,
    Paste,
    Call(bool),
    Withdraw,
    Restore,
}

fn steps() -> impl Strategy<Value = Vec<(Step, i64)>> {
    let step = prop_oneof![
        4 => Just(Step::Lease),
        6 => (0u8..4, any::<u8>()).prop_map(|(how, dice)| Step::Settle(how, dice)),
        2 => Just(Step::Lost),
        2 => Just(Step::Again),
        1 => Just(Step::Arrived),
        1 => Just(Step::Print),
        1 => Just(Step::Paste),
        2 => any::<bool>().prop_map(Step::Call),
        1 => Just(Step::Withdraw),
        1 => Just(Step::Restore),
    ];
    proptest::collection::vec((step, 0i64..900), 0..60)
}

proptest! {
    /// Whatever happens, in whatever order: nothing is taken twice without a clerk's word, nothing is lost, and the night is quiet.
    #[test]
    fn told_once_or_a_person_knows(channel in 0usize..5, steps in steps()) {
        let rules = Rules::default();
        let channel = Channel::ALL[channel];
        let (mut now, mut notice, mut last) = (0, notice(channel), lease(0));
        let (mut taken, mut words) = (0, 0);
        for (n, (step, later)) in steps.into_iter().enumerate() {
            now += later;
            let (by, before) = (Handed { at: at(now), by: BY }, notice.clone());
            let moved = match step {
                Step::Lease => {
                    last = lease(n as u128 + 1);
                    before.lease(last, (at(now), at(now + 5)))
                }
                Step::Settle(how, dice) => {
                    let outcome = match how {
                        0 => Outcome::Taken { receipt: "r".into() },
                        1 => Outcome::Later { fault: Fault::Busy, code: Some(429), after: None },
                        2 => Outcome::Never { fault: Fault::Rejected, code: Some(550) },
                        _ => Outcome::Unclear { fault: Fault::Lost },
                    };
                    before.settled(last, outcome, (at(now), dice), &rules)
                }
                Step::Lost => before.lost((at(now), 0), &rules),
                Step::Again => before.again(at(now), &rules),
                Step::Arrived => before.arrived(by),
                Step::Print => before.printed(by),
                Step::Paste => before.pasted(by),
                Step::Call(reached) => before.called(reached, by, SignedDuration::from_hours(4), &rules),
                Step::Withdraw => before.withdrawn(at(now), Some(BY), Why::Died),
                Step::Restore => before.restored(),
            };
            let Ok(moved) = moved else { continue };
            taken += usize::from(matches!(moved.state, State::Sent { by: None, .. }));
            words += usize::from(matches!(step, Step::Again | Step::Restore));
            prop_assert!(taken <= 1 + words, "taken twice though nobody asked for it");
            // What was done stays done; only a death taken back opens again.
            prop_assert!(notice.is_open() || matches!(step, Step::Restore));
            if let State::Waiting { not_before, tries } = moved.state {
                prop_assert!(tries.count < rules.tries || channel == Channel::Letter || matches!(step, Step::Restore));
                if channel.rings() && !matches!(step, Step::Restore) {
                    let time = cq_platform::clock::CHINA.to_datetime(not_before).time();
                    prop_assert!(!rules.is_quiet(time), "called at {time}");
                }
            }
            let by_machine = matches!(moved.state, State::Sending { .. } | State::Sent { .. } | State::Unclear { .. });
            prop_assert!(!by_machine || channel.is_sent());
            // What is open has either a program or a person that looks at it.
            prop_assert_eq!(moved.due_at().is_some(), channel.is_sent()
                && matches!(moved.state, State::Waiting { .. } | State::Sending { .. }));
            notice = moved;
        }
    }
}
