//! Two who meet: at one time in both rounds, never better than the best of all days and minutes, and that never better than the bound;
//! where they cannot, what stands in the way.

use crate::tour::{day, line};
use cq_planner::rounds::check;
use cq_planner::rounds::plan::{self, MOST_VISITS, Opening, PlanProblem, PlanWeights, Settled, Visit};
use cq_planner::rounds::together::{
    Apart, Company, Invalid, Meeting, Member, Met, Outcome, TogetherPlan, TogetherProblem, solve,
};
use cq_planner::rounds::tour::Wish;
use cq_planner::rounds::{Day, Limit, Matrix, Steps, Time, Unlimited, Window};
use proptest::prelude::*;

const DATES: [i32; 2] = [1, 2];

fn visit(place: u32, window: (Time, Time)) -> Visit {
    Visit {
        place,
        length: 20,
        first_day: 0,
        due_day: 1,
        openings: vec![Opening { weekdays: 0b111_1111, window: Window::new(window.0, window.1) }],
        urgent: false,
        settled: None,
        former: None,
        leave: 100_000,
    }
}

fn settled(place: u32, length: Time, (day, start): (u32, Time)) -> Visit {
    let settled = Some(Settled { day, start: Some(start) });
    Visit { length, settled, first_day: day, due_day: day, ..visit(place, (0, 1_000)) }
}

fn days() -> [Day; 2] {
    [day(0, 300), Day { weekday: 1, ..day(0, 300) }]
}

fn problem<'a>(travel: &'a Matrix, days: &'a [Day], visits: &'a [Visit]) -> PlanProblem<'a, Matrix> {
    PlanProblem { travel, days, visits, weights: PlanWeights::default(), seed: 1 }
}

/// The first worker's first visit takes two; the second worker could come.
fn until(
    travel: &Matrix,
    (own, theirs): (&[Visit], &[Visit]),
    dates: &[i32],
    limit: &mut dyn Limit,
) -> TogetherPlan {
    let days = days();
    let members = [
        Member { problem: problem(travel, &days, own), dates: &DATES },
        Member { problem: problem(travel, &days, theirs), dates },
    ];
    let company = vec![Company { member: 1, place: own[0].place }];
    let meetings = [Meeting { member: 0, visit: 0, company }];
    solve(&TogetherProblem { members: &members, meetings: &meetings, steps: 1_000 }, limit).unwrap()
}

fn together(travel: &Matrix, own: &[Visit], theirs: &[Visit]) -> TogetherPlan {
    until(travel, (own, theirs), &DATES, &mut Unlimited)
}

/// Both can do all that their plans say, and are there at the time that is said, which suits both.
fn checked(travel: &Matrix, own: &[Visit], theirs: &[Visit], plan: &TogetherPlan) -> Option<Met> {
    let days = days();
    assert_eq!(plan.cost, plan.plans.iter().map(|plan| plan.cost).sum::<i64>());
    assert_eq!(plan.bound, alone(travel, own) + alone(travel, theirs), "what each pays by himself");
    assert!(plan.bound <= plan.cost);
    let (mut own, mut theirs) = (own.to_vec(), theirs.to_vec());
    let met = match plan.meetings[0] {
        Outcome::Met(met) => {
            let at = (met.date as u32 - 1, met.starts);
            let openings = &own[0].openings;
            let suits = own[0]
                .settled
                .map_or(openings.iter().any(|opening| opening.window.holds(met.starts)), |settled| {
                    (settled.day, settled.start.unwrap_or(met.starts)) == at
                });
            assert!(suits, "{met:?}");
            own[0] = settled(own[0].place, own[0].length, at);
            theirs.push(own[0].clone());
            assert_eq!((met.with, plan.company[1].as_slice()), (1, &[0][..]));
            assert!([(0, 0), (1, theirs.len() - 1)].into_iter().all(|(worker, visit)| {
                let mut placed = plan.plans[worker].placed.iter();
                placed.any(|one| (one.visit as usize, one.day, one.starts) == (visit, at.0, at.1))
            }));
            Some(met)
        }
        Outcome::Apart(_) => {
            assert!(plan.company[1].is_empty());
            assert!(plan.plans[0].left.iter().any(|left| left.visit == 0), "nobody goes by himself");
            None
        }
    };
    check::plan(&problem(travel, &days, &own), &plan.plans[0]).unwrap();
    check::plan(&problem(travel, &days, &theirs), &plan.plans[1]).unwrap();
    met
}

/// What one pays who meets nobody; proven.
fn alone(travel: &Matrix, visits: &[Visit]) -> i64 {
    let plan = plan::solve(&problem(travel, &days(), visits), &mut Unlimited).unwrap();
    assert!(plan.optimal);
    plan.cost
}

/// The least that both pay, of every day and every minute.
fn best(travel: &Matrix, own: &[Visit], theirs: &[Visit]) -> i64 {
    let window = own[0].openings[0].window;
    let at = (0..2).flat_map(|day| (window.opens..=window.closes).map(move |start| (day, start)));
    let costs = at.map(|at| {
        let meets = settled(own[0].place, own[0].length, at);
        let own: Vec<Visit> = [std::slice::from_ref(&meets), &own[1..]].concat();
        alone(travel, &own) + alone(travel, &[theirs, &[meets]].concat())
    });
    costs.chain([own[0].leave + alone(travel, &own[1..]) + alone(travel, theirs)]).min().unwrap()
}

#[test]
fn one_waits_for_the_other() {
    let travel = line(60);
    let own = [visit(10, (0, 280)), settled(20, 20, (1, 20))];
    let theirs = [settled(30, 100, (0, 40)), settled(30, 230, (1, 40))];
    let met = checked(&travel, &own, &theirs, &together(&travel, &own, &theirs)).unwrap();
    assert_eq!(met.date, 1, "the other has no room on the second day");
    assert!(met.starts >= 160, "{met:?}");
}

#[test]
fn who_is_not_there_on_any_day_does_not_meet() {
    let travel = line(60);
    let plan = until(&travel, (&[visit(10, (0, 280))], &[]), &[3, 4], &mut Unlimited);
    assert_eq!(plan.meetings[0], Outcome::Apart(Apart::NoDay));
    assert_eq!(plan.plans[0].left.len(), 1);
}

/// Far away on both days while the other could.
fn busy() -> ([Visit; 2], [Visit; 2]) {
    let busy = |day| settled(50, 200, (day, 50));
    ([visit(10, (100, 140)), settled(12, 10, (0, 200))], [busy(0), busy(1)])
}

#[test]
fn what_stands_in_the_way_is_the_smallest_set() {
    let (travel, (own, theirs)) = (line(60), busy());
    let plan = together(&travel, &own, &theirs);
    assert_eq!(checked(&travel, &own, &theirs, &plan), None);
    let Outcome::Apart(Apart::Conflict { with, date, visits, wishes }) = &plan.meetings[0] else {
        panic!("{:?}", plan.meetings)
    };
    assert_eq!((*with, *date), (1, 1));
    assert_eq!(visits, &[(1, 0)], "his own other visit is not in the way");
    assert_eq!(wishes, &[(1, Wish::Windows { stop: 0 }), (0, Wish::Windows { stop: 0 })]);
}

#[test]
fn what_there_was_no_time_to_find_out_is_not_said_to_be_impossible() {
    let (travel, (own, theirs)) = (line(60), busy());
    let plan = until(&travel, (&own, &theirs), &DATES, &mut Steps(1));
    assert_eq!(plan.meetings[0], Outcome::Apart(Apart::Unknown { with: 1, date: 1 }));
    let free = until(&travel, (&own, &[]), &DATES, &mut Steps(1));
    assert!(matches!(free.meetings[0], Outcome::Met(_)), "what is easy is found all the same: {free:?}");
}

#[test]
fn what_was_agreed_and_is_dropped_all_the_same_costs_more_than_all_else() {
    let (travel, (_, theirs)) = (line(60), busy());
    let own = [settled(10, 20, (0, 120))];
    let plan = together(&travel, &own, &theirs);
    assert_eq!(checked(&travel, &own, &theirs, &plan), None);
    assert!(plan.plans[0].cost > 1 << 40, "{}", plan.plans[0].cost);
    let met = checked(&travel, &own, &[], &together(&travel, &own, &[])).unwrap();
    assert_eq!((met.date, met.starts, met.next), (1, 120, None), "it is not moved");
}

#[test]
fn who_has_as_many_visits_as_can_be_planned_comes_along_to_none() {
    let (travel, own) = (line(60), [visit(10, (0, 280))]);
    let theirs = vec![Visit { leave: 0, ..visit(5, (0, 280)) }; MOST_VISITS];
    let plan = until(&travel, (&own, &theirs), &DATES, &mut Steps(100));
    assert_eq!(plan.meetings[0], Outcome::Apart(Apart::Dearer));
}

/// From one of the other's homes there is a way to the next only past the home where they meet.
#[test]
fn a_day_that_holds_together_by_the_meeting_alone_is_compared_with_no_other() {
    let straight = |arc: i64| Some((arc / 60 - arc % 60).abs());
    let minutes = (0..3_600).map(|arc| if matches!(arc, 1_230 | 1_820) { None } else { straight(arc) });
    let travel = Matrix::new(60, minutes.collect()).unwrap();
    let own = [visit(10, (0, 280))];
    let theirs = [settled(20, 20, (0, 30)), settled(30, 20, (0, 200))];
    let plan = together(&travel, &own, &theirs);
    let Outcome::Met(met) = plan.meetings[0] else { panic!("{plan:?}") };
    assert!(plan.plans.iter().all(|plan| plan.left.is_empty()), "{plan:?}");
    assert_eq!((met.date, met.next), (1, None), "without it there is no day to compare with");
}

#[test]
fn nobody_meets_himself_and_stopped_at_once_there_is_a_plan() {
    let travel = line(60);
    let (days, own) = (days(), [visit(10, (0, 280))]);
    let members = [Member { problem: problem(&travel, &days, &own), dates: &DATES }];
    let company = vec![Company { member: 0, place: 10 }];
    let meetings = [Meeting { member: 0, visit: 0, company }];
    let given = TogetherProblem { members: &members, meetings: &meetings, steps: 1_000 };
    assert_eq!(solve(&given, &mut Unlimited), Err(Invalid::Meeting { meeting: 0 }));
    let meetings = [Meeting { member: 0, visit: 0, company: Vec::new() }];
    let given = TogetherProblem { members: &members, meetings: &meetings, steps: 1_000 };
    let stopped = solve(&given, &mut Steps(1)).unwrap();
    assert_eq!(stopped.meetings, [Outcome::Apart(Apart::Nobody)]);
}

fn some() -> impl Strategy<Value = Vec<Visit>> {
    let one =
        (1u32..60, 0i64..200, 0i64..120).prop_map(|(place, opens, wide)| visit(place, (opens, opens + wide)));
    prop::collection::vec(one, 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn between_the_bound_and_the_best_of_every_minute(own in some(), theirs in some()) {
        let travel = line(60);
        let plan = together(&travel, &own, &theirs);
        checked(&travel, &own, &theirs, &plan);
        let best = best(&travel, &own, &theirs);
        prop_assert!(plan.bound <= best && best <= plan.cost, "{} {best} {}", plan.bound, plan.cost);
    }
}
