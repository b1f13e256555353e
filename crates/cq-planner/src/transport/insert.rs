//! Placing what is pending: the cheapest chain of moves that ends in a free place or in somebody left over.

use super::problem::Problem;
use super::state::{OUT, ROOT, State, Transfer};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How a column was reached.
#[derive(Debug, Clone, Copy)]
struct Step {
    previous: u32,
    row: u32,
    from_arc: u32,
    to_arc: u32,
}

/// The cheapest end found so far.
#[derive(Debug, Clone, Copy)]
enum End {
    /// The row itself is left over.
    Itself,
    /// A column has room.
    Room(u32),
    /// A row held by this column is left over instead.
    Out(u32, Transfer),
}

/// Scratch of the search, kept between searches.
#[derive(Debug, Clone)]
pub(super) struct Search {
    label: Vec<i64>,
    step: Vec<Step>,
    touched: Vec<u32>,
    settled: Vec<(u32, i64)>,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    best: i64,
    end: End,
}

impl Search {
    pub fn new(columns: usize) -> Self {
        let nowhere = Step { previous: ROOT, row: 0, from_arc: 0, to_arc: 0 };
        Self {
            label: vec![i64::MAX; columns],
            step: vec![nowhere; columns],
            touched: Vec::new(),
            settled: Vec::new(),
            heap: BinaryHeap::new(),
            best: 0,
            end: End::Itself,
        }
    }

    /// Places every pending unit of a row, or leaves it over.
    pub fn insert(&mut self, problem: &Problem, state: &mut State, row: u32) {
        while state.pending[row as usize] > 0 {
            self.run(problem, state, row);
            self.raise_prices(state);
            self.push(problem, state, row);
        }
    }

    /// Dijkstra over the columns, by what the row would pay there; stops at the cheapest end.
    fn run(&mut self, problem: &Problem, state: &mut State, row: u32) {
        for column in self.touched.drain(..) {
            self.label[column as usize] = i64::MAX;
        }
        self.settled.clear();
        self.heap.clear();
        self.best = problem.leave[row as usize];
        self.end = End::Itself;
        for arc in problem.arcs_of(row as usize) {
            let column = problem.columns[arc];
            let label = problem.costs[arc] + state.price[column as usize];
            let step = Step { previous: ROOT, row, from_arc: 0, to_arc: arc as u32 };
            self.relax(state, column, label, step);
        }
        while let Some(Reverse((label, column))) = self.heap.pop() {
            if label >= self.best {
                break;
            }
            if label == self.label[column as usize] {
                self.settled.push((column, label));
                self.expand(problem, state, column, label);
            }
        }
    }

    fn relax(&mut self, state: &State, column: u32, label: i64, step: Step) {
        let free = state.room[column as usize] > 0;
        // At equal cost a place is better than being left over.
        let good = label < self.best || (label == self.best && free && !matches!(self.end, End::Room(_)));
        let known = &mut self.label[column as usize];
        if !good || label >= *known {
            return;
        }
        if *known == i64::MAX {
            self.touched.push(column);
        }
        *known = label;
        self.step[column as usize] = step;
        if free {
            self.best = label;
            self.end = End::Room(column);
        } else {
            self.heap.push(Reverse((label, column)));
        }
    }

    fn expand(&mut self, problem: &Problem, state: &mut State, column: u32, label: i64) {
        state.refresh(problem, column);
        let base = label - state.price[column as usize];
        for transfer in &state.columns[column as usize].transfers {
            if transfer.to == OUT {
                if base + transfer.delta < self.best {
                    self.best = base + transfer.delta;
                    self.end = End::Out(column, *transfer);
                }
                continue;
            }
            let label = base + transfer.delta + state.price[transfer.to as usize];
            let &Transfer { row, from_arc, to_arc, .. } = transfer;
            self.relax(state, transfer.to, label, Step { previous: column, row, from_arc, to_arc });
        }
    }

    /// What was reached more cheaply than the end becomes as dear as the end: the chain becomes tight.
    fn raise_prices(&self, state: &mut State) {
        for &(column, label) in &self.settled {
            state.price[column as usize] += self.best - label;
        }
    }

    /// Moves as many units along the chain as it bears.
    fn push(&self, problem: &Problem, state: &mut State, row: u32) {
        let pending = state.pending[row as usize];
        let (last, mut units) = match self.end {
            End::Itself => {
                state.left[row as usize] += pending;
                state.pending[row as usize] = 0;
                return;
            }
            End::Room(column) => (column, u32::try_from(state.room[column as usize]).unwrap_or(u32::MAX)),
            End::Out(column, transfer) => (column, state.flow[transfer.from_arc as usize]),
        };
        units = self.chain(last).fold(units.min(pending), |units, step| {
            if step.previous == ROOT { units } else { units.min(state.flow[step.from_arc as usize]) }
        });
        match self.end {
            End::Out(_, transfer) => {
                state.take(problem, transfer.from_arc, units);
                state.left[transfer.row as usize] += units;
            }
            End::Room(column) => state.room[column as usize] -= u64::from(units),
            End::Itself => {}
        }
        for step in self.chain(last) {
            if step.previous != ROOT {
                state.take(problem, step.from_arc, units);
            }
            state.put(problem, step.row, step.to_arc, units);
        }
        state.pending[row as usize] -= units;
    }

    /// The steps from the end back to the row being inserted.
    fn chain(&self, last: u32) -> impl Iterator<Item = Step> + '_ {
        std::iter::successors(Some(self.step[last as usize]), |step| {
            (step.previous != ROOT).then(|| self.step[step.previous as usize])
        })
    }
}
