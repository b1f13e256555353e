//! A team: against trying every order, and those who must meet do.

use crate::tour::line;
use cq_planner::rounds::team::{
    Call, Invalid, Left, Meeting, Task, TeamPlan, TeamProblem, TeamWeights, Visit, WhyLeft, Worker, solve,
};
use cq_planner::rounds::{Matrix, Steps, Time, Unlimited, Window, check};
use proptest::prelude::*;

fn worker(skills: &[u32]) -> Worker {
    Worker { from: 0, to: 0, hours: Window::new(0, 1_000), skills: skills.to_vec() }
}

fn task(skill: u32, length: Time) -> Task {
    Task { skill, length, refused: Vec::new() }
}

fn visit(place: u32, (opens, closes): (Time, Time), skill: u32) -> Visit {
    Visit { place, window: Window::new(opens, closes), task: task(skill, 10), meeting: None }
}

fn meets(mut visit: Visit, skill: u32, after: (Time, Time)) -> Visit {
    visit.meeting = Some(Meeting { task: task(skill, 10), after: Window::new(after.0, after.1) });
    visit
}

fn problem<'a>(travel: &'a Matrix, workers: &'a [Worker], visits: &'a [Visit]) -> TeamProblem<'a, Matrix> {
    TeamProblem { travel, workers, visits, weights: TeamWeights::default(), seed: 1, moves: 60_000 }
}

fn planned(problem: &TeamProblem<Matrix>) -> TeamPlan {
    let plan = solve(problem, &mut Unlimited).unwrap();
    assert_eq!(check::team(problem, &plan), Ok(()), "{plan:?}");
    plan
}

fn call(plan: &TeamPlan, visit: u32, second: bool) -> (usize, Call) {
    let calls = plan
        .routes
        .iter()
        .enumerate()
        .flat_map(|(at, route)| route.calls.iter().map(move |call| (at, *call)));
    calls.into_iter().find(|(_, call)| (call.visit, call.second) == (visit, second)).unwrap()
}

/// The least cost: every way to hand out the tasks and order them, each timed by raising starts until all hold.
fn brute(problem: &TeamProblem<Matrix>) -> i64 {
    let mut tasks: Vec<(usize, bool)> = Vec::new();
    for (at, visit) in problem.visits.iter().enumerate() {
        tasks.push((at, false));
        if visit.meeting.is_some() {
            tasks.push((at, true));
        }
    }
    let mut routes = vec![Vec::new(); problem.workers.len()];
    let mut least = i64::MAX;
    place(problem, &tasks, &mut routes, &mut least);
    least
}

type Routes = Vec<Vec<(usize, bool)>>;

fn place(problem: &TeamProblem<Matrix>, tasks: &[(usize, bool)], routes: &mut Routes, least: &mut i64) {
    let Some((&(at, second), rest)) = tasks.split_first() else {
        *least = (*least).min(timed(problem, routes).unwrap_or(i64::MAX));
        return;
    };
    let visit = &problem.visits[at];
    let task = if second { &visit.meeting.as_ref().unwrap().task } else { &visit.task };
    for worker in 0..routes.len() {
        let able =
            problem.workers[worker].skills.contains(&task.skill) && !task.refused.contains(&(worker as u32));
        if !able || routes[worker].contains(&(at, !second)) {
            continue;
        }
        for here in 0..=routes[worker].len() {
            routes[worker].insert(here, (at, second));
            place(problem, rest, routes, least);
            routes[worker].remove(here);
        }
    }
}

fn timed(problem: &TeamProblem<Matrix>, routes: &Routes) -> Option<i64> {
    let way = |from: u32, to: u32| (i64::from(from) - i64::from(to)).abs();
    let mut starts = vec![[0; 2]; problem.visits.len()];
    let mut changed = true;
    while changed {
        changed = false;
        let mut raise = |at: (usize, bool), time: Time| {
            let start: &mut Time = &mut starts[at.0][usize::from(at.1)];
            changed |= time > *start;
            *start = (*start).max(time);
            *start
        };
        let mut seen = vec![[0; 2]; problem.visits.len()];
        for (worker, route) in problem.workers.iter().zip(routes) {
            let (mut place, mut free) = (worker.from, worker.hours.opens);
            for &(at, second) in route {
                let visit = &problem.visits[at];
                let start = raise((at, second), (free + way(place, visit.place)).max(visit.window.opens));
                let length =
                    if second { visit.meeting.as_ref().unwrap().task.length } else { visit.task.length };
                seen[at][usize::from(second)] = start;
                (place, free) = (visit.place, start + length);
            }
        }
        for (at, visit) in problem.visits.iter().enumerate() {
            if let Some(meeting) = &visit.meeting {
                raise((at, true), seen[at][0] + meeting.after.opens);
                raise((at, false), seen[at][1] - meeting.after.closes);
            }
        }
        if starts.iter().flatten().any(|&start| start > 5_000) {
            return None;
        }
    }
    let (mut travel, mut late, mut latest) = (0, 0, 0);
    let mut delay = |by: Time| {
        late += by.max(0);
        latest = latest.max(by);
    };
    for (worker, route) in problem.workers.iter().zip(routes).filter(|(_, route)| !route.is_empty()) {
        let (mut place, mut free) = (worker.from, worker.hours.opens);
        for &(at, second) in route {
            let visit = &problem.visits[at];
            let length = if second { visit.meeting.as_ref().unwrap().task.length } else { visit.task.length };
            travel += way(place, visit.place);
            delay(starts[at][usize::from(second)] - visit.window.closes);
            (place, free) = (visit.place, starts[at][usize::from(second)] + length);
        }
        travel += way(place, worker.to);
        delay(free + way(place, worker.to) - worker.hours.closes);
    }
    let weights = problem.weights;
    Some(weights.travel * travel + weights.late * late + weights.latest * latest)
}

fn some_visit() -> impl Strategy<Value = Visit> {
    let after =
        prop_oneof![Just((0i64, 0i64)), (0i64..20, 0i64..15).prop_map(|(least, more)| (least, least + more))];
    let meeting = prop::option::weighted(0.4, (0u32..2, 0i64..15, after));
    (0u32..12, 0i64..60, 0i64..40, 0u32..2, 0i64..15, meeting).prop_map(
        |(place, opens, open, skill, length, meeting)| Visit {
            place,
            window: Window::new(opens, opens + open),
            task: task(skill, length),
            meeting: meeting.map(|(skill, length, (least, most))| Meeting {
                task: task(skill, length),
                after: Window::new(least, most),
            }),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_plan_is_the_best_of_all(
        visits in prop::collection::vec(some_visit(), 0..4),
        ends in prop::collection::vec((0u32..12, 0u32..12, 60i64..200), 3),
        (travel, late, latest) in (0i64..4, 0i64..4, 0i64..4),
    ) {
        let skills: [&[u32]; 3] = [&[0, 1], &[0], &[1, 0]];
        let workers: Vec<Worker> = ends
            .iter()
            .zip(skills)
            .map(|(&(from, to, closes), skills)| Worker { from, to, hours: Window::new(0, closes), skills: skills.to_vec() })
            .collect();
        let line = line(12);
        let problem = TeamProblem { weights: TeamWeights { travel, late, latest }, ..problem(&line, &workers, &visits) };
        let plan = solve(&problem, &mut Unlimited).unwrap();
        prop_assert_eq!(check::team(&problem, &plan), Ok(()), "{:?}", plan);
        prop_assert_eq!(&plan, &solve(&problem, &mut Unlimited).unwrap(), "the same seed, the same plan");
        let stopped = solve(&problem, &mut Steps(1)).unwrap();
        prop_assert_eq!(check::team(&problem, &stopped), Ok(()), "{:?}", stopped);
        if plan.left.is_empty() {
            let least = brute(&problem);
            prop_assert!(plan.bound <= least);
            prop_assert_eq!(plan.cost, least);
        }
    }
}

#[test]
fn two_who_lift_together_begin_together() {
    let (travel, workers) = (line(20), [worker(&[0]), worker(&[0])]);
    let visits = [meets(visit(9, (30, 60), 0), 0, (0, 0)), visit(4, (0, 100), 0)];
    let plan = planned(&problem(&travel, &workers, &visits));
    let ((one, first), (other, second)) = (call(&plan, 0, false), call(&plan, 0, true));
    assert_eq!(first.starts, second.starts);
    assert_eq!((first.meets, second.meets), (Some(other as u32), Some(one as u32)));
}

#[test]
fn an_injection_follows_the_meal_after_its_time() {
    let (travel, workers) = (line(20), [worker(&[0]), worker(&[1])]);
    let visits = [meets(visit(9, (0, 100), 0), 1, (30, 40))];
    let plan = planned(&problem(&travel, &workers, &visits));
    let between = call(&plan, 0, true).1.starts - call(&plan, 0, false).1.starts;
    assert!((30..=40).contains(&between), "{between}");
}

#[test]
fn a_task_says_who_else_could_do_it_and_for_how_much() {
    let (travel, mut workers) = (line(20), vec![worker(&[0]), worker(&[0]), worker(&[1])]);
    workers[1].from = 10;
    workers[1].to = 10;
    let plan = planned(&problem(&travel, &workers, &[visit(9, (0, 100), 0)]));
    let (who, call) = call(&plan, 0, false);
    let next = call.next.unwrap();
    assert_eq!((who, call.able, next.worker, next.extra_cost), (1, 2, 0, 16));
}

#[test]
fn what_nobody_can_do_is_left_with_its_reason() {
    let (travel, workers) = (line(20), [worker(&[0]), worker(&[1])]);
    let mut unwelcome = visit(5, (0, 100), 1);
    unwelcome.task.refused = vec![1];
    let visits = [
        visit(3, (0, 100), 7),
        meets(visit(3, (0, 100), 0), 0, (0, 0)),
        unwelcome,
        meets(visit(3, (0, 100), 0), 1, (5, 4)),
        visit(3, (0, 100), 1),
    ];
    let plan = planned(&problem(&travel, &workers, &visits));
    let why: Vec<(u32, WhyLeft)> = plan.left.iter().map(|&Left { visit, why }| (visit, why)).collect();
    let expected = [
        (0, WhyLeft::NobodyAble { skill: 7 }),
        (1, WhyLeft::NoSecondWorker { worker: 0 }),
        (2, WhyLeft::NobodyAble { skill: 1 }),
        (3, WhyLeft::NeverMeets),
    ];
    assert_eq!(why, expected);
    assert_eq!(call(&plan, 4, false).0, 1);
}

#[test]
fn without_visits_or_workers_there_is_nothing_to_do() {
    let travel = line(3);
    let plan = planned(&problem(&travel, &[], &[]));
    assert_eq!((plan.cost, plan.optimal), (0, true));
    let plan = planned(&problem(&travel, &[], &[visit(1, (0, 9), 0)]));
    assert_eq!(plan.left.len(), 1);
    let workers = [worker(&[0])];
    assert_eq!(planned(&problem(&travel, &workers, &[])).routes[0].ends, 0);
}

#[test]
fn what_is_out_of_range_is_refused() {
    let (travel, workers) = (line(3), [worker(&[0])]);
    let fails = |visits: &[Visit], weights| {
        solve(&TeamProblem { weights, ..problem(&travel, &workers, visits) }, &mut Unlimited).unwrap_err()
    };
    let good = TeamWeights::default();
    assert_eq!(fails(&[visit(9, (0, 1), 0)], good), Invalid::Visit { visit: 0 }, "no such place");
    assert_eq!(fails(&[visit(1, (i64::MIN, 1), 0)], good), Invalid::Visit { visit: 0 });
    assert_eq!(fails(&[], TeamWeights { late: -1, ..good }), Invalid::Weights);
    assert_eq!(fails(&vec![visit(1, (0, 1), 0); 1_001], good), Invalid::TooManyTasks);
}
