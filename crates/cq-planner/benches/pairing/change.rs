//! One change after another in an answer that stands: somebody moves, somebody comes, a doctor ends.

use cq_planner::certificate;
use cq_planner::transport::{Problem, Standing, Start};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::time::Instant;

/// Changes of each kind.
const CHANGES: usize = 200;

/// Milliseconds of one change, of all in order.
pub struct Took(Vec<f64>);

impl Took {
    pub fn median(&self) -> f64 {
        self.0[self.0.len() / 2]
    }

    pub fn longest(&self) -> f64 {
        self.0[self.0.len() - 1]
    }
}

/// Changes a problem, and has the answer checked at the end.
pub fn follow(problem: &Problem) -> [(&'static str, Took); 3] {
    let random = &mut ChaCha8Rng::seed_from_u64(7);
    let mut standing = Standing::new(problem.clone(), &Start::default()).unwrap();
    let mut gone: Vec<u32> = Vec::new();
    let (rows, columns) = (problem.rows() as u32, problem.columns() as u32);
    let moves = timed(|| {
        // To where somebody else lives.
        let (who, whither) = (random.random_range(0..rows), random.random_range(0..rows));
        let (arcs, leave) = (arcs_of(problem, whither), problem.leave()[whither as usize]);
        let start = Instant::now();
        standing.replace(who, leave, arcs).unwrap();
        start
    });
    let comes = timed(|| {
        let whither = random.random_range(0..rows);
        let (arcs, leave) = (arcs_of(problem, whither), problem.leave()[whither as usize]);
        let start = Instant::now();
        standing.add(1, leave, arcs).unwrap();
        start
    });
    let ends = timed(|| {
        // The doctor before comes back, or the places would run out.
        if let Some(column) = gone.pop() {
            standing.set_capacity(column, problem.capacity()[column as usize]).unwrap();
        }
        let column = random.random_range(0..columns);
        gone.push(column);
        let start = Instant::now();
        standing.set_capacity(column, 0).unwrap();
        start
    });
    certificate::check(standing.problem(), &standing.solution()).unwrap();
    [("an elder moves", moves), ("an elder comes", comes), ("a doctor ends", ends)]
}

fn arcs_of(problem: &Problem, row: u32) -> Vec<(u32, i64)> {
    problem.arcs_of(row as usize).filter_map(|arc| problem.arc(arc)).collect()
}

/// Times what follows the moment that each change answers with.
fn timed(mut change: impl FnMut() -> Instant) -> Took {
    let mut took: Vec<f64> = (0..CHANGES).map(|_| change().elapsed().as_secs_f64() * 1e3).collect();
    took.sort_by(f64::total_cmp);
    Took(took)
}
