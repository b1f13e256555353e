//! Whatever is done by whomever in whatever order, no rule is gone around.

use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn staff(n: u8) -> StaffId {
    StaffId(Uuid::from_u128(u128::from(n)))
}

/// One step of one of four people on one of twelve days.
fn stepped(application: Application, step: u8, who: u8, day: i8) -> Result<Application, Refused> {
    let by = By { staff: staff(who), today: date(2026, 11, day) };
    match step {
        0 => application.filed(i64::from(day % 3), 1, by),
        1 => application.verified(by),
        2 => application.reviewed(by),
        3 => application.met(MeetingId(Uuid::nil()), 100_000),
        4 => application.noticed(date(2026, 11, 3), date(2026, 11, 7)),
        5 => application.proposed(by),
        6 => application.approved(BudgetId(Uuid::nil()), by),
        7 => application.batched(BatchId(Uuid::nil())),
        8 => application.sent(),
        9 => application.paid(by.today),
        10 => application.returned(by.today),
        11 => application.receipted(by.today),
        12 => application.archived(by.today),
        13 => application.voided().map(|(application, _)| application),
        14 => application.objected(),
        15 => application.answered(),
        16 => application.upheld(),
        17 => application.refusing(by.staff),
        18 => application.refused(by.staff),
        19 => application.kept(),
        20 => application.refused_by_meeting(by.staff, staff(0)),
        21 => application.sent_back(),
        22 => application.unbatched(),
        23 => application.withdrawn(),
        24 => application.stopped(),
        25 => application.restored(None, None),
        _ => application.reversed(by.today),
    }
}

fn holds(application: &Application) {
    let stage = application.stage;
    if let Some(reviewed) = stage.reviewed() {
        assert_ne!(reviewed.by, reviewed.verified.by, "who looked does not review");
    }
    if let Some(approved) = stage.approved() {
        let noticed = approved.proposed.noticed;
        assert_ne!(approved.by, approved.proposed.by, "who proposes does not approve");
        assert!(approved.on > noticed.until, "approved after the notice");
        assert_eq!(noticed.objections, 0, "no objection is unanswered");
    }
    if let Course::Refused { by, second } = application.course {
        assert_ne!(by, second, "refused by two");
    }
    let is_paid =
        matches!(stage, Stage::Sent(..) | Stage::Paid(_) | Stage::Receipted(..) | Stage::Archived(..));
    let has_ended =
        matches!(application.course, Course::Refused { .. } | Course::Withdrawn | Course::Stopped);
    assert!(!(is_paid && has_ended), "what is paid does not end early");
    assert_eq!(matches!(stage, Stage::Archived(..)), application.course == Course::Done);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]
    /// Half of the steps follow the course, so that its end is reached; the others are anything.
    #[test]
    fn no_state_is_reached_around_a_rule(steps in prop::collection::vec((0u8..27, 0u8..4, 1i8..13, any::<bool>()), 1..60)) {
        let mut application = Application::drafted(ReliefId(Uuid::nil()), PersonId(Uuid::nil()), "hardship".into());
        let mut next = 0;
        for (step, who, day, follows) in steps {
            let step = if follows { next } else { step };
            if let Ok(moved) = stepped(application.clone(), step, who, day) {
                application = moved;
                holds(&application);
                next = if follows { (next + 1).min(12) } else { following(application.stage) };
            }
        }
    }
}

/// The step that comes next on the straight way.
fn following(stage: Stage) -> u8 {
    match stage {
        Stage::Drafted => 0,
        Stage::Filed { .. } => 1,
        Stage::Verified(_) => 2,
        Stage::Reviewed(_) => 3,
        Stage::Met(_) => 4,
        Stage::Noticed(_) => 5,
        Stage::Proposed(_) => 6,
        Stage::Approved(_) | Stage::Returned(_) => 7,
        Stage::Batched(..) => 8,
        Stage::Sent(..) => 9,
        Stage::Paid(_) => 11,
        Stage::Receipted(..) | Stage::Archived(..) => 12,
    }
}

#[test]
fn the_straight_way_takes_four_people_and_the_notice() {
    let mut application =
        Application::drafted(ReliefId(Uuid::nil()), PersonId(Uuid::nil()), "hardship".into());
    for (step, who, day) in
        [(0, 1, 1), (1, 1, 1), (2, 2, 1), (3, 1, 2), (4, 1, 2), (5, 1, 8), (6, 2, 8), (7, 1, 9), (8, 2, 9)]
    {
        application = stepped(application, step, who, day).unwrap();
    }
    for (step, who, day) in [(9, 1, 10), (11, 1, 11), (12, 1, 12)] {
        application = stepped(application, step, who, day).unwrap();
    }
    assert_eq!((application.stage.word(), application.course), ("archived", Course::Done));
    // The bank gives it back, and it goes to the bank once more.
    for (step, who, day) in [(26, 2, 12), (7, 1, 12), (8, 2, 12), (9, 1, 12)] {
        application = stepped(application, step, who, day).unwrap();
    }
    assert_eq!((application.stage.word(), application.course), ("paid", Course::Open));
}

#[test]
fn nobody_approves_alone_or_while_it_is_on_notice() {
    let mut application =
        Application::drafted(ReliefId(Uuid::nil()), PersonId(Uuid::nil()), "hardship".into());
    for (step, who) in [(0, 1), (1, 1)] {
        application = stepped(application, step, who, 1).unwrap();
    }
    assert_eq!(stepped(application.clone(), 2, 1, 1), Err(Refused::Same));
    for (step, who) in [(2, 2), (3, 1), (4, 1)] {
        application = stepped(application, step, who, 1).unwrap();
    }
    assert_eq!(stepped(application.clone(), 5, 1, 7), Err(Refused::OnNotice));
    let objected = application.clone().objected().unwrap();
    assert_eq!(stepped(objected, 5, 1, 8), Err(Refused::Objected));
    application = stepped(application, 5, 1, 8).unwrap();
    assert_eq!(stepped(application.clone(), 6, 1, 8), Err(Refused::Same));
    assert!(stepped(application, 6, 2, 8).is_ok());
}
