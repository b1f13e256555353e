//! Filling places that came free at a positive price: the search of `insert` run backwards, from the free
//! place to whoever gains most by taking it, until the hole ends where a place is worth nothing.

use super::problem::Problem;
use super::state::{ROOT, State};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Who would leave this column, and for which arc into the column searched before.
#[derive(Debug, Clone, Copy)]
struct Step {
    previous: u32,
    row: u32,
    from_arc: u32,
    to_arc: u32,
}

/// Where the hole ends.
#[derive(Debug, Clone, Copy)]
enum End {
    /// The hole stays in this column, whose price falls to nothing.
    Hole(u32),
    /// A left-over row takes the place in this column, on this arc.
    Left { column: u32, row: u32, arc: u32 },
}

/// Arcs into a column: their rows and costs, side by side since most are only looked at in passing.
#[derive(Debug, Clone)]
struct Into {
    rows: Vec<u32>,
    costs: Vec<i64>,
}

impl Into {
    fn with_capacity(arcs: usize) -> Self {
        Self { rows: Vec::with_capacity(arcs), costs: Vec::with_capacity(arcs) }
    }
}

/// Scratch of the search, kept between searches.
#[derive(Debug, Clone)]
pub(super) struct Search {
    /// Arcs into each column.
    into: Vec<Into>,
    label: Vec<i64>,
    step: Vec<Step>,
    touched: Vec<u32>,
    settled: Vec<(u32, i64)>,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    best: i64,
    end: End,
}

/// Fills every column that has room at a positive price.
pub(super) fn all(problem: &Problem, state: &mut State) {
    if (0..problem.columns() as u32).any(|column| state.is_open(column)) {
        let mut search = Search::new(problem);
        (0..problem.columns() as u32).for_each(|column| search.fill(problem, state, column));
    }
}

impl Search {
    pub fn new(problem: &Problem) -> Self {
        let columns = problem.columns();
        let mut count = vec![0; columns];
        problem.columns.iter().for_each(|&column| count[column as usize] += 1);
        let mut search = Self {
            into: count.into_iter().map(Into::with_capacity).collect(),
            label: vec![i64::MAX; columns],
            step: vec![Step { previous: ROOT, row: 0, from_arc: 0, to_arc: 0 }; columns],
            touched: Vec::new(),
            settled: Vec::new(),
            heap: BinaryHeap::new(),
            best: 0,
            end: End::Hole(0),
        };
        (0..problem.rows() as u32).for_each(|row| search.add(problem, row));
        search
    }

    /// Takes note of a row that came after the others.
    pub fn add(&mut self, problem: &Problem, row: u32) {
        for arc in problem.arcs_of(row as usize) {
            let into = &mut self.into[problem.columns[arc] as usize];
            into.rows.push(row);
            into.costs.push(problem.costs[arc]);
        }
    }

    /// Fills a column as long as it has room at a positive price.
    pub fn fill(&mut self, problem: &Problem, state: &mut State, column: u32) {
        while state.is_open(column) {
            self.run(problem, state, column);
            self.lower_prices(state);
            self.push(problem, state, column);
        }
    }

    /// Dijkstra from the free place, by what each move loses; stops at the cheapest end.
    fn run(&mut self, problem: &Problem, state: &State, hole: u32) {
        for column in self.touched.drain(..) {
            self.label[column as usize] = i64::MAX;
        }
        self.settled.clear();
        self.heap.clear();
        self.best = i64::MAX;
        self.relax(state, hole, 0, Step { previous: ROOT, row: 0, from_arc: 0, to_arc: 0 });
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
        let known = &mut self.label[column as usize];
        if label >= *known || label >= self.best {
            return;
        }
        if *known == i64::MAX {
            self.touched.push(column);
        }
        *known = label;
        self.step[column as usize] = step;
        self.heap.push(Reverse((label, column)));
        let end = label + state.price[column as usize];
        if end < self.best {
            self.best = end;
            self.end = End::Hole(column);
        }
    }

    fn expand(&mut self, problem: &Problem, state: &State, column: u32, label: i64) {
        let base = label + state.price[column as usize];
        // Out of the way while the search changes.
        let into = std::mem::replace(&mut self.into[column as usize], Into::with_capacity(0));
        for (&row, &cost) in into.rows.iter().zip(&into.costs) {
            let Some(price) = state.price_of(problem, row) else { continue };
            if base + cost - price < self.best {
                self.reach(problem, state, column, row, base + cost - price);
            }
        }
        self.into[column as usize] = into;
    }

    /// A row could take the place in a column.
    fn reach(&mut self, problem: &Problem, state: &State, column: u32, row: u32, label: i64) {
        let arcs = problem.arcs_of(row as usize);
        let here = arcs.clone().filter(|&arc| problem.columns[arc] == column);
        let Some(to_arc) = here.min_by_key(|&arc| problem.costs[arc]).map(|arc| arc as u32) else { return };
        if state.left[row as usize] > 0 {
            self.best = label;
            self.end = End::Left { column, row, arc: to_arc };
            return;
        }
        for from_arc in arcs.filter(|&arc| state.flow[arc] > 0) {
            let step = Step { previous: column, row, from_arc: from_arc as u32, to_arc };
            self.relax(state, problem.columns[from_arc], label, step);
        }
    }

    fn lower_prices(&self, state: &mut State) {
        for &(column, label) in &self.settled {
            state.price[column as usize] -= self.best - label;
        }
    }

    /// Moves as many units towards the hole as the chain bears.
    fn push(&self, problem: &Problem, state: &mut State, hole: u32) {
        let room = u32::try_from(state.room[hole as usize]).unwrap_or(u32::MAX);
        let (last, units) = match self.end {
            // The place itself is worth nothing more: nobody moves.
            End::Hole(column) if column == hole => return,
            End::Hole(column) => (column, room),
            End::Left { column, row, .. } => (column, room.min(state.left[row as usize])),
        };
        let units = self.chain(last).fold(units, |units, step| units.min(state.flow[step.from_arc as usize]));
        match self.end {
            End::Hole(column) => state.room[column as usize] += u64::from(units),
            End::Left { row, arc, .. } => {
                state.left[row as usize] -= units;
                state.put(problem, row, arc, units);
            }
        }
        for step in self.chain(last) {
            state.take(problem, step.from_arc, units);
            state.put(problem, step.row, step.to_arc, units);
        }
        state.room[hole as usize] -= u64::from(units);
    }

    /// The steps from the end to the hole.
    fn chain(&self, last: u32) -> impl Iterator<Item = Step> + '_ {
        let step_of = |column: u32| Some(self.step[column as usize]).filter(|step| step.previous != ROOT);
        std::iter::successors(step_of(last), move |step| step_of(step.previous))
    }
}
