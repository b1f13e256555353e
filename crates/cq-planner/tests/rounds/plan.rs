//! Many days: against trying every way, and what a clerk expects of a plan that is made again.

use crate::tour::{day, line};
use cq_planner::rounds::plan::{
    Former, Invalid, Opening, Plan, PlanProblem, PlanWeights, Prices, Settled, Visit, Why, WhyLeft, solve,
};
use cq_planner::rounds::tour::{Outcome, TourProblem, Wish};
use cq_planner::rounds::{
    Break, Day, Matrix, Promise, Steps, Stop, Time, Unlimited, Weights, Window, check, tour,
};
use proptest::prelude::*;

const KEEP: Prices = Prices { day: 500, time: 100, tolerance: 0 };

fn visit(place: u32, length: Time, (first_day, due_day): (u32, u32)) -> Visit {
    Visit {
        place,
        length,
        first_day,
        due_day,
        openings: Vec::new(),
        urgent: false,
        settled: None,
        former: None,
        leave: 100_000,
    }
}

fn afternoons(many: u8) -> Vec<Day> {
    (0..many).map(|at| Day { weekday: at % 7, ..day(840, 1_020) }).collect()
}

fn planned(travel: &Matrix, days: &[Day], visits: &[Visit]) -> Plan {
    let problem = PlanProblem { travel, days, visits, weights: PlanWeights::default(), seed: 1 };
    let plan = solve(&problem, &mut Unlimited).unwrap();
    check::plan(&problem, &plan).unwrap();
    plan
}

fn days_of(plan: &Plan) -> Vec<u32> {
    plan.placed.iter().map(|placed| placed.day).collect()
}

/// The least cost by every way to spread visits over days.
fn brute(problem: &PlanProblem<Matrix>, places: &mut Vec<Option<usize>>) -> i64 {
    if places.len() < problem.visits.len() {
        let options = (0..problem.days.len()).map(Some).chain([None]);
        return options
            .map(|place| {
                places.push(place);
                let cost = brute(problem, places);
                places.pop();
                cost
            })
            .min()
            .unwrap();
    }
    let mut cost = 0;
    for (day, given) in problem.days.iter().enumerate() {
        let mut stops = Vec::new();
        for (visit, _) in problem.visits.iter().zip(places.iter()).filter(|(_, place)| **place == Some(day)) {
            let Some(stop) = stop(visit, day as u32, given) else { return i64::MAX };
            stops.push(stop);
            cost += visit
                .former
                .filter(|former| former.day as usize != day)
                .map_or(0, |former| former.prices.day);
            cost += if visit.urgent {
                problem.weights.wait * (day as i64 - i64::from(visit.first_day)).max(0)
            } else {
                0
            };
        }
        if !stops.is_empty() {
            let weights = problem.weights.tour;
            let tour = TourProblem { travel: problem.travel, day: given, stops: &stops, weights };
            let Outcome::Planned(tour) = tour::solve(&tour, &mut Unlimited).unwrap() else { return i64::MAX };
            cost += tour.cost + problem.weights.day;
        }
    }
    let out = problem.visits.iter().zip(places.iter()).filter(|(_, place)| place.is_none());
    cost + out.map(|(visit, _)| visit.leave + if visit.settled.is_some() { 1 << 40 } else { 0 }).sum::<i64>()
}

fn stop(visit: &Visit, day: u32, given: &Day) -> Option<Stop> {
    let open = visit.openings.iter().filter(|opening| opening.weekdays >> given.weekday & 1 == 1);
    let mut windows: Vec<Window> = open.map(|opening| opening.window).collect();
    if let Some(settled) = visit.settled {
        if settled.day != day {
            return None;
        }
        windows = settled.start.map(|start| Window::new(start, start)).into_iter().collect();
    } else if day < visit.first_day
        || day > visit.due_day
        || (windows.is_empty() && !visit.openings.is_empty())
    {
        return None;
    }
    let promise = visit.former.filter(|former| former.day == day).map(|former| {
        let tolerance = former.prices.tolerance;
        Promise {
            window: Window::new(former.start - tolerance, former.start + tolerance),
            price: former.prices.time,
        }
    });
    Some(Stop { place: visit.place, length: visit.length, windows, urgent: visit.urgent, promise })
}

fn some_visit() -> impl Strategy<Value = Visit> {
    let window = (0i64..60, 0i64..30).prop_map(|(opens, length)| Window::new(opens, opens + length));
    let opening = (1u8..4, window).prop_map(|(weekdays, window)| Opening { weekdays, window });
    let settled = (0u32..3, prop::option::of(0i64..50)).prop_map(|(day, start)| Settled { day, start });
    let prices =
        (0i64..60, 0i64..30, 0i64..5).prop_map(|(day, time, tolerance)| Prices { day, time, tolerance });
    let former = (0u32..3, 0i64..50, prices).prop_map(|(day, start, prices)| Former { day, start, prices });
    (
        (0u32..5, 0i64..25, 0u32..3, 0u32..4),
        prop::collection::vec(opening, 0..3),
        any::<bool>(),
        prop::option::weighted(0.2, settled),
        prop::option::weighted(0.4, former),
        0i64..200,
    )
        .prop_map(|((place, length, first_day, due_day), openings, urgent, settled, former, leave)| {
            Visit { place, length, first_day, due_day, openings, urgent, settled, former, leave }
        })
}

fn some_days() -> impl Strategy<Value = Vec<Day>> {
    let pause = (0i64..40, 0i64..20, 0i64..8)
        .prop_map(|(opens, last, length)| Break { window: Window::new(opens, opens + last), length });
    let day = (0u8..2, 0i64..10, 30i64..90, prop::option::weighted(0.3, pause), prop::option::of(0u32..5))
        .prop_map(|(weekday, opens, closes, pause, to)| Day {
            weekday,
            hours: Window::new(opens, closes),
            pause,
            from: 0,
            to,
        });
    prop::collection::vec(day, 0..4)
}

fn matrix() -> impl Strategy<Value = Matrix> {
    let way = prop_oneof![12 => (0i64..12).prop_map(Some), 1 => Just(None)];
    prop::collection::vec(way, 25).prop_map(|minutes| Matrix::new(5, minutes).unwrap())
}

fn some_weights() -> impl Strategy<Value = PlanWeights> {
    (0i64..4, 0i64..3, 0i64..3, 0i64..20, 0i64..10).prop_map(|(travel, finish, urgent, day, wait)| {
        PlanWeights { tour: Weights { travel, finish, urgent }, day, wait }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_plan_is_the_best_of_all(
        travel in matrix(),
        days in some_days(),
        visits in prop::collection::vec(some_visit(), 0..5),
        weights in some_weights(),
    ) {
        let problem = PlanProblem { travel: &travel, days: &days, visits: &visits, weights, seed: 1 };
        let plan = solve(&problem, &mut Unlimited).unwrap();
        prop_assert_eq!(check::plan(&problem, &plan), Ok(()), "{:?}", plan);
        prop_assert!(plan.optimal);
        prop_assert_eq!(plan.cost, brute(&problem, &mut Vec::new()));
        // Stopped at once, the plan is still one, and knows how good it is at least.
        let stopped = solve(&problem, &mut Steps(1)).unwrap();
        prop_assert_eq!(check::plan(&problem, &stopped), Ok(()), "{:?}", stopped);
        prop_assert!(stopped.bound <= plan.cost && plan.cost <= stopped.cost);
    }

    #[test]
    fn the_bound_of_many_visits_lies_below_the_best(
        travel in matrix(),
        days in some_days(),
        mut visits in prop::collection::vec(some_visit(), 1..5),
        weights in some_weights(),
    ) {
        for visit in &mut visits {
            visit.length += 1;
        }
        let real = PlanProblem { travel: &travel, days: &days, visits: &visits, weights, seed: 1 };
        let least = brute(&real, &mut Vec::new());
        // Those that no day suits make them too many for the proof, and cost nothing.
        let out = Visit { leave: 0, ..visit(1, 10, (9, 9)) };
        let many: Vec<Visit> = visits.iter().cloned().chain(vec![out; 16]).collect();
        let plan = solve(&PlanProblem { visits: &many, ..real }, &mut Unlimited).unwrap();
        prop_assert!(plan.bound <= least && least <= plan.cost, "{} {least} {}", plan.bound, plan.cost);
    }

    #[test]
    fn nothing_moves_without_a_reason(
        travel in matrix(),
        days in some_days(),
        mut visits in prop::collection::vec(some_visit(), 0..8),
        weights in some_weights(),
    ) {
        for visit in &mut visits {
            visit.former = None;
        }
        let problem = PlanProblem { travel: &travel, days: &days, visits: &visits, weights, seed: 1 };
        let first = solve(&problem, &mut Unlimited).unwrap();
        let mut again = visits.clone();
        for (visit, at) in again.iter_mut().zip(0..) {
            visit.former = first.former(at, Prices { day: 2, time: 1, tolerance: 0 });
        }
        let second = solve(&PlanProblem { visits: &again, ..problem }, &mut Unlimited).unwrap();
        prop_assert_eq!(first.cost, second.cost);
        let times = |plan: &Plan| -> Vec<_> { plan.placed.iter().map(|placed| (placed.visit, placed.day, placed.starts)).collect() };
        prop_assert_eq!(times(&first), times(&second));
    }
}

#[test]
fn visits_go_together_by_neighbourhood() {
    let (travel, days) = (line(60), afternoons(3));
    let near = [visit(2, 60, (0, 2)), visit(50, 45, (0, 2)), visit(3, 60, (0, 2)), visit(51, 15, (0, 2))];
    let plan = planned(&travel, &days, &near);
    let on = days_of(&plan);
    assert!(plan.optimal && on[0] == on[2] && on[1] == on[3] && on[0] != on[1], "{plan:?}");
    assert!(matches!(plan.placed[0].why, Why::Cheapest { extra_cost, .. } if extra_cost >= 0), "{plan:?}");
}

#[test]
fn a_visit_keeps_to_its_weekday_and_half_day() {
    let (travel, mut days) = (line(9), afternoons(5));
    days[3].hours = Window::new(510, 1_020);
    let mut one = visit(3, 40, (0, 4));
    one.openings = vec![Opening { weekdays: 0b1000, window: Window::new(510, 660) }];
    let plan = planned(&travel, &days, &[one]);
    assert_eq!(
        (days_of(&plan), &plan.placed[0].why),
        (vec![3], &Why::OnlyDay { allowed: 1, moved_from: None })
    );
    assert!(plan.placed[0].starts <= 660);
}

#[test]
fn a_new_urgent_visit_moves_as_little_as_can_be() {
    let (travel, days) = (line(30), afternoons(4));
    let mut visits: Vec<Visit> = (0..9).map(|at| visit(2 + at * 3, 45, (0, 3))).collect();
    let first = planned(&travel, &days, &visits);
    assert!(first.left.is_empty());
    for (visit, at) in visits.iter_mut().zip(0..) {
        visit.former = first.former(at, KEEP);
    }
    visits.push(Visit { urgent: true, ..visit(14, 45, (0, 3)) });
    let second = planned(&travel, &days, &visits);
    assert_eq!(second.placed[9].day, 0);
    let moved =
        first.placed.iter().zip(&second.placed).filter(|(before, after)| before.day != after.day).count();
    assert!(second.left.is_empty() && moved <= 1, "{moved} moved");
}

#[test]
fn what_was_agreed_stays_whatever_it_costs() {
    let (travel, days) = (line(60), afternoons(3));
    let mut visits = vec![visit(50, 30, (0, 2)), visit(51, 30, (0, 2))];
    visits[0].settled = Some(Settled { day: 2, start: Some(900) });
    let plan = planned(&travel, &days, &visits);
    assert_eq!((plan.placed[0].day, plan.placed[0].starts, &plan.placed[0].why), (2, 900, &Why::Settled));
    assert_eq!(plan.placed[1].day, 2, "who is near goes along");
}

#[test]
fn what_is_left_out_says_why() {
    let (travel, days) = (line(200), afternoons(1));
    let mut visits =
        vec![visit(1, 80, (0, 0)), visit(2, 80, (0, 0)), visit(3, 80, (0, 0)), visit(199, 1, (0, 0))];
    visits.push(visit(1, 10, (5, 9)));
    visits.push(Visit { leave: 3, ..visit(1, 10, (0, 0)) });
    visits[0].settled = Some(Settled { day: 0, start: None });
    visits[1].leave = 200_000;
    let plan = planned(&travel, &days, &visits);
    assert_eq!(plan.placed.iter().map(|placed| placed.visit).collect::<Vec<_>>(), [0, 1]);
    let why = |visit: u32| &plan.left.iter().find(|left| left.visit == visit).unwrap().why;
    assert!(
        matches!(why(2), WhyLeft::NoRoom { day: 0, conflict } if conflict.stops == [0, 1, 2] && conflict.wishes == [Wish::Hours]),
        "{:?}",
        why(2)
    );
    assert!(matches!(why(3), WhyLeft::NeverFits { conflict, .. } if conflict.stops == [3]), "{:?}", why(3));
    assert_eq!(why(4), &WhyLeft::NoDay);
    assert!(matches!(why(5), WhyLeft::Dearer { day: 0, extra_cost } if *extra_cost > 0), "{:?}", why(5));
}

#[test]
fn two_settled_visits_at_once_are_told_apart() {
    let (travel, days) = (line(9), afternoons(1));
    let mut visits = vec![visit(1, 30, (0, 0)), visit(8, 30, (0, 0))];
    for visit in &mut visits {
        visit.settled = Some(Settled { day: 0, start: Some(900) });
    }
    let plan = planned(&travel, &days, &visits);
    let WhyLeft::NoRoom { conflict, .. } = &plan.left[0].why else { panic!("{plan:?}") };
    assert_eq!(conflict.wishes, [Wish::Windows { stop: 0 }, Wish::Windows { stop: 1 }]);
}

#[test]
fn many_visits_come_near_the_best_and_know_how_near() {
    let (travel, days) = (line(60), afternoons(6));
    let mut visits: Vec<Visit> =
        (0..14).map(|at| visit(1 + (at * 17) % 58, 25 + i64::from(at % 4) * 10, (at % 3, 5))).collect();
    let best = planned(&travel, &days, &visits);
    assert!(best.optimal);
    // Three more that no day suits make it too many for the proof, and cost what leaving them out costs.
    let out = Visit { leave: 0, ..visit(1, 10, (9, 9)) };
    visits.extend([out.clone(), out.clone(), out]);
    let found = planned(&travel, &days, &visits);
    assert!(found.bound <= best.cost && best.cost <= found.cost);
    assert!(found.cost * 100 <= best.cost * 102, "{} against {}", found.cost, best.cost);
    assert_eq!(found, planned(&travel, &days, &visits), "the same seed, the same plan");
}

#[test]
fn what_is_out_of_range_is_refused() {
    let (travel, days) = (line(3), afternoons(1));
    let fails = |visits: &[Visit], weights| {
        solve(&PlanProblem { travel: &travel, days: &days, visits, weights, seed: 1 }, &mut Unlimited)
            .unwrap_err()
    };
    let good = PlanWeights::default();
    assert_eq!(fails(&vec![visit(1, 1, (0, 0)); 65], good), Invalid::TooManyVisits);
    assert_eq!(fails(&[Visit { leave: -1, ..visit(1, 1, (0, 0)) }], good), Invalid::Visit { visit: 0 });
    let former = Some(Former { day: 0, start: i64::MAX, prices: KEEP });
    assert_eq!(
        fails(&[visit(1, 1, (0, 0)), Visit { former, ..visit(1, 1, (0, 0)) }], good),
        Invalid::Visit { visit: 1 }
    );
    assert_eq!(fails(&[], PlanWeights { day: -1, ..good }), Invalid::Price);
    let tour = Weights { travel: -1, ..good.tour };
    assert!(matches!(fails(&[], PlanWeights { tour, ..good }), Invalid::Tour(_)));
}
