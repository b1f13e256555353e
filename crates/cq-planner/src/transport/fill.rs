//! Filling places that came free at a positive price: the search of `insert` run backwards, from the free
//! place to whoever gains most by taking it, until the hole ends where a place is worth nothing.

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

struct Search {
    /// Arcs into each column, as (row, arc).
    first_in: Vec<u32>,
    into: Vec<(u32, u32)>,
    row_price: Vec<i64>,
    label: Vec<i64>,
    step: Vec<Step>,
    touched: Vec<u32>,
    settled: Vec<(u32, i64)>,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    best: i64,
    end: End,
}

/// Fills every column that has room at a positive price.
pub(super) fn all(state: &mut State) {
    let open = |state: &State, column: usize| state.room[column] > 0 && state.price[column] > 0;
    let columns = state.problem.columns();
    if !(0..columns).any(|column| open(state, column)) {
        return;
    }
    let mut search = Search::new(state);
    for column in 0..columns {
        while open(state, column) {
            search.run(state, column as u32);
            search.lower_prices(state);
            search.push(state, column as u32);
        }
    }
}

impl Search {
    fn new(state: &State) -> Self {
        let problem = state.problem;
        let columns = problem.columns();
        let mut first_in = vec![0u32; columns + 1];
        for &column in &problem.columns {
            first_in[column as usize + 1] += 1;
        }
        for column in 0..columns {
            first_in[column + 1] += first_in[column];
        }
        let mut next = first_in.clone();
        let mut into = vec![(0, 0); problem.arcs()];
        for row in 0..problem.rows() {
            for arc in problem.arcs_of(row) {
                let place = &mut next[problem.columns[arc] as usize];
                into[*place as usize] = (row as u32, arc as u32);
                *place += 1;
            }
        }
        Self {
            first_in,
            into,
            row_price: (0..problem.rows()).map(|row| state.row_price(row)).collect(),
            label: vec![i64::MAX; columns],
            step: vec![Step { previous: ROOT, row: 0, from_arc: 0, to_arc: 0 }; columns],
            touched: Vec::new(),
            settled: Vec::new(),
            heap: BinaryHeap::new(),
            best: 0,
            end: End::Hole(0),
        }
    }

    fn arcs_into(&self, column: u32) -> std::ops::Range<usize> {
        self.first_in[column as usize] as usize..self.first_in[column as usize + 1] as usize
    }

    /// Dijkstra from the free place, by what each move loses; stops at the cheapest end.
    fn run(&mut self, state: &State, hole: u32) {
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
                self.expand(state, column, label);
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

    fn expand(&mut self, state: &State, column: u32, label: i64) {
        let problem = state.problem;
        for place in self.arcs_into(column) {
            let (row, to_arc) = self.into[place];
            let dearer = problem.costs[to_arc as usize] + state.price[column as usize];
            let reached = label + dearer - self.row_price[row as usize];
            if reached >= self.best {
                continue;
            }
            if state.left[row as usize] > 0 {
                self.best = reached;
                self.end = End::Left { column, row, arc: to_arc };
                continue;
            }
            for from_arc in problem.arcs_of(row as usize) {
                if state.flow[from_arc] > 0 {
                    let step = Step { previous: column, row, from_arc: from_arc as u32, to_arc };
                    self.relax(state, problem.columns[from_arc], reached, step);
                }
            }
        }
    }

    fn lower_prices(&mut self, state: &mut State) {
        for &(column, label) in &self.settled {
            state.price[column as usize] -= self.best - label;
            let price = state.price[column as usize];
            for place in self.arcs_into(column) {
                let (row, arc) = self.into[place];
                let known = &mut self.row_price[row as usize];
                *known = (*known).min(state.problem.costs[arc as usize] + price);
            }
        }
    }

    /// Moves as many units towards the hole as the chain bears.
    fn push(&self, state: &mut State, hole: u32) {
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
                state.put(row, arc, units);
            }
        }
        for step in self.chain(last) {
            state.take(step.from_arc, units);
            state.put(step.row, step.to_arc, units);
        }
        state.room[hole as usize] -= u64::from(units);
    }

    /// The steps from the end to the hole.
    fn chain(&self, last: u32) -> impl Iterator<Item = Step> + '_ {
        let step_of = |column: u32| Some(self.step[column as usize]).filter(|step| step.previous != ROOT);
        std::iter::successors(step_of(last), move |step| step_of(step.previous))
    }
}
