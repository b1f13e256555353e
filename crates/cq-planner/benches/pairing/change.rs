//! One change after another in an answer that stands: somebody moves, somebody comes, a doctor ends.

use cq_planner::certificate;
use cq_planner::transport::{Problem, Standing, Start};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::time::Instant;

/// Changes of each kind.
const CHANGES: usize = 200;
/// Times that all of them are gone through: each counts as it was when nothing came between.
const ROUNDS: usize = 3;

/// Milliseconds of each change of a kind.
pub struct Took {
    pub what: &'static str,
    each: Vec<f64>,
}

impl Took {
    pub fn median(&self) -> f64 {
        self.sorted()[CHANGES / 2]
    }

    pub fn longest(&self) -> f64 {
        self.sorted()[CHANGES - 1]
    }

    /// How many took longer than ten milliseconds, of all.
    pub fn slow(&self) -> (usize, usize) {
        (self.each.iter().filter(|&&took| took > 10.0).count(), CHANGES)
    }

    fn sorted(&self) -> Vec<f64> {
        let mut each = self.each.clone();
        each.sort_by(f64::total_cmp);
        each
    }

    fn least(self, other: &Self) -> Self {
        let each = self.each.iter().zip(&other.each).map(|(a, b)| a.min(*b)).collect();
        Self { what: self.what, each }
    }
}

/// Changes a problem, and has the answer checked at the end.
pub fn follow(problem: &Problem) -> Vec<Took> {
    let solved = Standing::new(problem.clone(), &Start::default()).unwrap();
    let rounds = (0..ROUNDS).map(|_| round(problem, solved.clone()));
    let least = |a: Vec<Took>, b: Vec<Took>| a.into_iter().zip(&b).map(|(a, b)| a.least(b)).collect();
    rounds.reduce(least).unwrap()
}

fn round(problem: &Problem, mut standing: Standing) -> Vec<Took> {
    let random = &mut ChaCha8Rng::seed_from_u64(7);
    let (rows, columns) = (problem.rows() as u32, problem.columns() as u32);
    let moves = timed("an elder moves", || {
        // To where somebody else lives.
        let (who, whither) = (random.random_range(0..rows), random.random_range(0..rows));
        let (arcs, leave) = (arcs_of(problem, whither), problem.leave()[whither as usize]);
        let start = Instant::now();
        standing.replace(who, leave, arcs).unwrap();
        start
    });
    let comes = timed("an elder comes", || {
        let whither = random.random_range(0..rows);
        let (arcs, leave) = (arcs_of(problem, whither), problem.leave()[whither as usize]);
        let start = Instant::now();
        standing.add(1, leave, arcs).unwrap();
        start
    });
    let mut gone = None;
    let ends = timed("a doctor ends", || {
        // The doctor before comes back, or the places would run out.
        if let Some(column) = gone {
            standing.set_capacity(column, problem.capacity()[column as usize]).unwrap();
        }
        let column = random.random_range(0..columns);
        gone = Some(column);
        let start = Instant::now();
        standing.set_capacity(column, 0).unwrap();
        start
    });
    certificate::check(standing.problem(), &standing.solution()).unwrap();
    vec![moves, comes, ends]
}

fn arcs_of(problem: &Problem, row: u32) -> Vec<(u32, i64)> {
    problem.arcs_of(row as usize).filter_map(|arc| problem.arc(arc)).collect()
}

/// Times what follows the moment that each change answers with.
fn timed(what: &'static str, mut change: impl FnMut() -> Instant) -> Took {
    Took { what, each: (0..CHANGES).map(|_| change().elapsed().as_secs_f64() * 1e3).collect() }
}
