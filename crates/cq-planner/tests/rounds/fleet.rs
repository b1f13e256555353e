//! A fleet: against trying every route.

use crate::tour::line;
use cq_planner::rounds::fleet::{Fleet, FleetPlan, FleetProblem, Invalid, Visit, WhyLeft, solve};
use cq_planner::rounds::{Matrix, Steps, Time, Unlimited, Window, check};
use proptest::prelude::*;

fn fleet(vehicles: u32, capacity: u64) -> Fleet {
    Fleet { depot: 0, hours: Window::new(0, 100), vehicles, capacity, price: 0 }
}

fn visit(place: u32, (opens, closes): (Time, Time), load: u64) -> Visit {
    Visit { place, window: Window::new(opens, closes), length: 5, load, leave: 1_000 }
}

fn problem<'a>(travel: &'a Matrix, fleet: &'a Fleet, visits: &'a [Visit]) -> FleetProblem<'a, Matrix> {
    FleetProblem { travel, fleet, visits, seed: 1, moves: 3_000 }
}

fn planned(problem: &FleetProblem<Matrix>) -> FleetPlan {
    let plan = solve(problem, &mut Unlimited).unwrap();
    assert_eq!(check::fleet(problem, &plan), Ok(()), "{plan:?}");
    plan
}

/// The least cost by every way to append the next visit to a route, in every order.
fn brute(problem: &FleetProblem<Matrix>, out: usize, routes: u32, at: (u32, Time, u64)) -> i64 {
    let way = |from: u32, to: u32| (i64::from(from) - i64::from(to)).abs();
    let fleet = problem.fleet;
    let (place, free, load) = at;
    let begun = load > 0 || place != fleet.depot || free != fleet.hours.opens;
    let stop = |out: usize| -> i64 {
        (0..problem.visits.len()).filter(|v| out >> v & 1 == 1).map(|v| problem.visits[v].leave).sum()
    };
    let home = way(place, fleet.depot);
    let mut least = i64::MAX;
    if !begun {
        least = stop(out);
    } else if free + home <= fleet.hours.closes {
        let rest = brute(problem, out, routes - 1, (fleet.depot, fleet.hours.opens, 0));
        least = rest.saturating_add(home + fleet.price);
    }
    if routes > 0 {
        for (v, visit) in problem.visits.iter().enumerate().filter(|(v, _)| out >> v & 1 == 1) {
            let there = way(place, visit.place);
            let start = (free + there).max(visit.window.opens);
            if start <= visit.window.closes && load + visit.load <= fleet.capacity {
                let rest = brute(
                    problem,
                    out & !(1 << v),
                    routes,
                    (visit.place, start + visit.length, load + visit.load),
                );
                least = least.min(rest.saturating_add(there));
            }
        }
    }
    least
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn the_routes_are_the_best_of_all(
        visits in prop::collection::vec((0u32..12, 0i64..70, 0i64..40, 1i64..12, 1u64..5, 200i64..260), 0..5),
        vehicles in 0u32..4,
        capacity in 3u64..12,
        price in 0i64..15,
    ) {
        let visits: Vec<Visit> = visits
            .into_iter()
            .map(|(place, opens, open, length, load, leave)| Visit { place, window: Window::new(opens, opens + open), length, load, leave })
            .collect();
        let (travel, fleet) = (line(12), Fleet { price, ..fleet(vehicles, capacity) });
        let problem = problem(&travel, &fleet, &visits);
        let plan = solve(&problem, &mut Unlimited).unwrap();
        prop_assert_eq!(check::fleet(&problem, &plan), Ok(()), "{:?}", plan);
        let least = brute(&problem, (1 << visits.len()) - 1, vehicles, (0, 0, 0));
        prop_assert!(plan.bound <= least);
        prop_assert_eq!(plan.cost, least);
        prop_assert_eq!(&plan, &solve(&problem, &mut Unlimited).unwrap(), "the same seed, the same plan");
        let stopped = solve(&problem, &mut Steps(1)).unwrap();
        prop_assert_eq!(check::fleet(&problem, &stopped), Ok(()));
        prop_assert!(stopped.bound <= least && least <= stopped.cost);
    }
}

#[test]
fn a_fleet_shares_what_one_vehicle_cannot_hold() {
    let (travel, fleet) = (line(12), fleet(3, 10));
    let visits = [visit(3, (0, 90), 6), visit(4, (0, 90), 6), visit(5, (0, 90), 4)];
    let plan = planned(&problem(&travel, &fleet, &visits));
    assert_eq!((plan.routes.len(), plan.travel), (2, 16));
}

#[test]
fn what_is_left_out_says_why() {
    let (travel, fleet) = (line(12), fleet(1, 10));
    let visits = [visit(3, (0, 90), 11), visit(9, (0, 5), 1), visit(2, (10, 10), 9), visit(2, (10, 10), 9)];
    let plan = planned(&problem(&travel, &fleet, &visits));
    let why: Vec<WhyLeft> = plan.left.iter().map(|left| left.why).collect();
    assert_eq!(why, [WhyLeft::TooLarge, WhyLeft::NeverInTime, WhyLeft::NoRoom]);
}

#[test]
fn what_is_out_of_range_is_refused() {
    let (travel, good) = (line(3), fleet(1, 10));
    let fails = |fleet: &Fleet, visits: &[Visit]| {
        solve(&problem(&travel, fleet, visits), &mut Unlimited).unwrap_err()
    };
    assert_eq!(fails(&good, &[visit(9, (0, 9), 1)]), Invalid::Visit { visit: 0 }, "no such place");
    assert_eq!(fails(&good, &[visit(1, (0, i64::MAX), 1)]), Invalid::Visit { visit: 0 });
    assert_eq!(fails(&Fleet { price: -1, ..good.clone() }, &[]), Invalid::Fleet);
    assert_eq!(fails(&good, &vec![visit(1, (0, 9), 1); 4_001]), Invalid::TooManyVisits);
}
