//! One day: against trying every minute, and against what is published.

use cq_planner::rounds::tour::{Conflict, Invalid, Outcome, Tour, TourProblem, Wish, solve};
use cq_planner::rounds::{
    Break, Day, Matrix, Promise, Steps, Stop, Time, Travel, Unlimited, Weights, Window, check,
};
use proptest::prelude::*;
use std::collections::HashMap;

pub fn day(opens: Time, closes: Time) -> Day {
    Day { weekday: 0, hours: Window::new(opens, closes), pause: None, from: 0, to: Some(0) }
}

pub fn stop(place: u32, length: Time, windows: &[(Time, Time)]) -> Stop {
    let windows = windows.iter().map(|&(opens, closes)| Window::new(opens, closes)).collect();
    Stop { place, length, windows, urgent: false, promise: None }
}

/// Places on a line, a minute apart.
pub fn line(size: u32) -> Matrix {
    let minutes = (0..size * size).map(|arc| Some((i64::from(arc / size) - i64::from(arc % size)).abs()));
    Matrix::new(size, minutes.collect()).unwrap()
}

fn planned(problem: &TourProblem<Matrix>) -> Tour {
    match solve(problem, &mut Unlimited).unwrap() {
        Outcome::Planned(tour) => {
            check::tour(problem, &tour).unwrap();
            tour
        }
        other => panic!("{other:?}"),
    }
}

fn impossible(problem: &TourProblem<Matrix>) -> Conflict {
    match solve(problem, &mut Unlimited).unwrap() {
        Outcome::Impossible(conflict) => conflict,
        other => panic!("{other:?}"),
    }
}

fn order(tour: &Tour) -> Vec<u32> {
    tour.calls.iter().map(|call| call.stop).collect()
}

/// The least cost by walking, waiting, resting and visiting minute by minute.
struct Minutes<'a> {
    problem: TourProblem<'a, Matrix>,
    known: HashMap<Moment, Option<i64>>,
}

/// What has been visited, the place, the visit one stands before, the time, whether the break is over.
type Moment = (usize, u32, Option<usize>, Time, bool);

impl Minutes<'_> {
    /// From a place at a time, with what has been visited, and where one stands before a visit.
    fn least(&mut self, set: usize, place: u32, at: Option<usize>, time: Time, rested: bool) -> Option<i64> {
        let day = self.problem.day;
        if time > day.hours.closes {
            return None;
        }
        let key = (set, place, at, time, rested);
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let mut best: Option<i64> = None;
        let mut take = |cost: Option<i64>| best = [best, cost].into_iter().flatten().min();
        take(self.least(set, place, at, time + 1, rested));
        if let Some(pause) = day.pause.filter(|pause| !rested && pause.window.holds(time)) {
            take(self.least(set, place, at, time + pause.length, true));
        }
        let weights = self.problem.weights;
        match at {
            Some(stop) if stop < self.problem.stops.len() => {
                let visit = &self.problem.stops[stop];
                if visit.windows.is_empty() || visit.windows.iter().any(|window| window.holds(time)) {
                    let wait = if visit.urgent { weights.urgent * (time - day.hours.opens) } else { 0 };
                    let broken = visit.promise.filter(|promise| !promise.window.holds(time));
                    let cost = wait + broken.map_or(0, |promise| promise.price);
                    let after = self.least(set | 1 << stop, place, None, time + visit.length, rested);
                    take(after.map(|after| after + cost));
                }
            }
            Some(_) => {
                let due = day.pause.is_some_and(|pause| {
                    !rested && time > pause.window.closes && day.hours.opens <= pause.window.closes
                });
                take((!due).then_some(weights.finish * (time - day.hours.opens)));
            }
            None => {
                let all = self.problem.stops.len();
                let ways = (0..all)
                    .filter(|stop| set >> stop & 1 == 0)
                    .map(|stop| (stop, Some(self.problem.stops[stop].place)));
                let home = (set + 1 == 1 << all).then_some((all, day.to));
                for (stop, to) in ways.chain(home).collect::<Vec<_>>() {
                    let to = to.unwrap_or(place);
                    let way = if to == place { Some(0) } else { self.problem.travel.minutes(place, to) };
                    if let Some(way) = way {
                        let rest = self.least(set, to, Some(stop), time + way, rested);
                        take(rest.map(|rest| rest + weights.travel * way));
                    }
                }
            }
        }
        self.known.insert(key, best);
        best
    }
}

type Instance = (Matrix, Day, Vec<Stop>, Weights);

fn window(last: Time) -> impl Strategy<Value = Window> {
    (0..last, 0..last / 2).prop_map(|(opens, length)| Window::new(opens, opens + length))
}

fn instance(most: usize) -> impl Strategy<Value = Instance> {
    let places = 5u32;
    let way = prop_oneof![9 => (0i64..12).prop_map(Some), 1 => Just(None)];
    let matrix = prop::collection::vec(way, (places * places) as usize)
        .prop_map(move |minutes| Matrix::new(places, minutes).unwrap());
    let promise = (window(40), 0i64..30).prop_map(|(window, price)| Promise { window, price });
    let stop = (
        0..places,
        0i64..6,
        prop::collection::vec(window(50), 0..3),
        any::<bool>(),
        prop::option::weighted(0.3, promise),
    );
    let stop = stop.prop_map(|(place, length, windows, urgent, promise)| Stop {
        place,
        length,
        windows,
        urgent,
        promise,
    });
    let pause = (window(40), 0i64..8).prop_map(|(window, length)| Break { window, length });
    let day = (0i64..8, 25i64..60, prop::option::of(pause), 0..places, prop::option::of(0..places)).prop_map(
        |(opens, closes, pause, from, to)| Day {
            weekday: 0,
            hours: Window::new(opens, closes),
            pause,
            from,
            to,
        },
    );
    let weights = (0i64..4, 0i64..3, 0i64..4);
    let weights = weights.prop_map(|(travel, finish, urgent)| Weights { travel, finish, urgent });
    (matrix, day, prop::collection::vec(stop, 0..=most), weights)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn the_tour_is_the_best_of_all((travel, day, stops, weights) in instance(6)) {
        let problem = TourProblem { travel: &travel, day: &day, stops: &stops, weights };
        let mut minutes = Minutes { problem, known: HashMap::new() };
        let least = minutes.least(0, day.from, None, day.hours.opens, false);
        match solve(&problem, &mut Unlimited).unwrap() {
            Outcome::Planned(tour) => {
                prop_assert_eq!(check::tour(&problem, &tour), Ok(()), "{:?}", tour);
                prop_assert_eq!(Some(tour.cost), least);
                prop_assert!(tour.optimal);
            }
            Outcome::Impossible(conflict) => {
                prop_assert_eq!(least, None);
                prop_assert!(conflict.complete);
                let without = |one: u32| -> Vec<Stop> {
                    let others = conflict.stops.iter().filter(|&&stop| stop != one);
                    others.map(|&stop| stops[stop as usize].clone()).collect()
                };
                for &one in &conflict.stops {
                    let fewer = without(one);
                    let rest = solve(&TourProblem { stops: &fewer, ..problem }, &mut Unlimited).unwrap();
                    prop_assert!(matches!(rest, Outcome::Planned(_)), "{one} can be spared");
                }
                let all = without(u32::MAX);
                let still = solve(&TourProblem { stops: &all, ..problem }, &mut Unlimited).unwrap();
                prop_assert!(matches!(still, Outcome::Impossible(_)));
            }
            Outcome::Unknown { .. } => prop_assert!(false, "nothing was limited"),
        }
    }

    #[test]
    fn a_limit_leaves_a_valid_tour_and_a_bound_below_it(
        (travel, day, stops, weights) in instance(9),
        steps in 1u64..6,
    ) {
        let problem = TourProblem { travel: &travel, day: &day, stops: &stops, weights };
        let best = solve(&problem, &mut Unlimited).unwrap();
        let stopped = solve(&problem, &mut Steps(steps)).unwrap();
        prop_assert_eq!(&stopped, &solve(&problem, &mut Steps(steps)).unwrap());
        match (best, stopped) {
            (Outcome::Planned(best), Outcome::Planned(tour)) => {
                prop_assert_eq!(check::tour(&problem, &tour), Ok(()));
                prop_assert!(tour.bound <= best.cost && best.cost <= tour.cost);
            }
            (Outcome::Planned(best), Outcome::Unknown { bound }) => prop_assert!(bound <= best.cost),
            (Outcome::Impossible(_), Outcome::Impossible(_) | Outcome::Unknown { .. }) => {}
            (best, stopped) => prop_assert!(false, "{best:?} {stopped:?}"),
        }
    }
}

#[test]
fn without_stops_nobody_leaves() {
    let (travel, day) = (line(1), day(480, 720));
    let tour = planned(&TourProblem { travel: &travel, day: &day, stops: &[], weights: Weights::default() });
    assert_eq!((tour.cost, tour.travel, tour.ends, tour.calls.len()), (0, 0, 480, 0));
}

#[test]
fn an_urgent_visit_comes_first_though_it_is_farther() {
    let (travel, day) = (line(20), day(480, 720));
    let mut stops = [stop(3, 20, &[]), stop(15, 20, &[])];
    let weights = Weights { travel: 4, finish: 1, urgent: 100 };
    let first = planned(&TourProblem { travel: &travel, day: &day, stops: &stops, weights });
    stops[1].urgent = true;
    let then = planned(&TourProblem { travel: &travel, day: &day, stops: &stops, weights });
    assert_eq!((order(&first), order(&then)), (vec![0, 1], vec![1, 0]));
}

#[test]
fn a_stop_takes_its_second_window_when_the_first_is_missed() {
    let (travel, day) = (line(9), day(480, 720));
    let stops = [stop(1, 60, &[(481, 481)]), stop(2, 10, &[(480, 500), (600, 660)])];
    let tour =
        planned(&TourProblem { travel: &travel, day: &day, stops: &stops, weights: Weights::default() });
    assert_eq!((order(&tour), tour.calls[1].starts), (vec![0, 1], 600));
}

#[test]
fn lunch_is_taken_in_a_gap() {
    let (travel, mut day) = (line(9), day(480, 900));
    day.pause = Some(Break { window: Window::new(660, 720), length: 45 });
    let stops = [stop(2, 150, &[]), stop(4, 150, &[])];
    let tour =
        planned(&TourProblem { travel: &travel, day: &day, stops: &stops, weights: Weights::default() });
    assert_eq!(tour.pause, Some(660));
    assert_eq!(tour.calls[1].starts, 705);
}

#[test]
fn two_visits_at_the_same_hour_are_named_with_their_wishes() {
    let (travel, day) = (line(9), day(480, 720));
    let stops = [stop(1, 30, &[]), stop(5, 30, &[(540, 545)]), stop(3, 30, &[]), stop(2, 30, &[(540, 550)])];
    let conflict =
        impossible(&TourProblem { travel: &travel, day: &day, stops: &stops, weights: Weights::default() });
    assert_eq!(conflict.stops, [1, 3]);
    assert_eq!(conflict.wishes, [Wish::Windows { stop: 1 }, Wish::Windows { stop: 3 }]);
}

#[test]
fn too_much_work_is_named_as_the_hours() {
    let (travel, day) = (line(9), day(480, 600));
    let stops = [stop(1, 50, &[]), stop(2, 50, &[]), stop(3, 50, &[])];
    let conflict =
        impossible(&TourProblem { travel: &travel, day: &day, stops: &stops, weights: Weights::default() });
    assert_eq!((conflict.stops, conflict.wishes), (vec![0, 1, 2], vec![Wish::Hours]));
}

#[test]
fn a_place_without_a_way_is_named_without_a_wish() {
    let travel = Matrix::new(2, vec![Some(0), None, Some(3), Some(0)]).unwrap();
    let (day, stops) = (day(480, 600), [stop(1, 10, &[])]);
    let conflict =
        impossible(&TourProblem { travel: &travel, day: &day, stops: &stops, weights: Weights::default() });
    assert_eq!((conflict.stops, conflict.wishes), (vec![0], vec![]));
}

#[test]
fn what_is_out_of_range_is_refused() {
    let (travel, good, weights) = (line(3), day(480, 600), Weights::default());
    let fails = |day: &Day, stops: &[Stop], weights| {
        solve(&TourProblem { travel: &travel, day, stops, weights }, &mut Unlimited).unwrap_err()
    };
    assert_eq!(fails(&day(0, i64::MAX), &[], weights), Invalid::Day);
    assert_eq!(fails(&good, &[stop(1, -1, &[])], weights), Invalid::Stop { stop: 0 });
    assert_eq!(fails(&good, &[stop(1, 1, &[(i64::MIN, 0)])], weights), Invalid::Stop { stop: 0 });
    assert_eq!(fails(&good, &[], Weights { travel: -1, ..weights }), Invalid::Weights);
    assert_eq!(fails(&good, &vec![stop(1, 1, &[]); 513], weights), Invalid::TooManyStops);
}
