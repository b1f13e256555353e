//! An answer that stays in memory and follows one change after another: whoever must move does, from the prices that hold,
//! and all others stay. A change costs what the ways of those cost, not what the problem is large.

use super::problem::{Invalid, Placement, Problem, Solution, Start};
use super::state::State;
use super::{fill, insert, settle};

/// A problem and its answer, optimal after every change.
#[derive(Debug, Clone)]
pub struct Standing {
    problem: Problem,
    state: State,
    insert: insert::Search,
    fill: fill::Search,
}

impl Standing {
    /// Solves a problem and keeps the answer.
    pub fn new(problem: Problem, start: &Start) -> Result<Self, Invalid> {
        let state = settle(&problem, start)?;
        let (insert, fill) = (insert::Search::new(problem.columns()), fill::Search::new(&problem));
        Ok(Self { problem, state, insert, fill })
    }

    /// The problem as it is after the changes so far.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The whole answer, for [`crate::certificate::check`] against [`problem`](Self::problem).
    #[must_use]
    pub fn solution(&self) -> Solution {
        self.state.solution(&self.problem)
    }

    /// Where a row's units are placed; what is missing of its supply is left over.
    pub fn placements(&self, row: u32) -> impl Iterator<Item = Placement> {
        let arcs = self.problem.arcs_of(row as usize).map(|arc| (arc as u32, self.state.flow[arc]));
        arcs.filter(|&(_, units)| units > 0).map(move |(arc, units)| Placement { row, arc, units })
    }

    /// A row comes: its units, the cost of leaving one over, its arcs as (column, cost). Answers its number.
    pub fn add(
        &mut self,
        supply: u32,
        leave: i64,
        arcs: impl IntoIterator<Item = (u32, i64)>,
    ) -> Result<u32, Invalid> {
        let row = self.problem.rows() as u32;
        self.problem.push(supply, leave, arcs)?;
        self.state.extend(&self.problem);
        self.fill.add(&self.problem, row);
        self.insert.insert(&self.problem, &mut self.state, row);
        Ok(row)
    }

    /// A row goes. Its number stays, with no units.
    pub fn remove(&mut self, row: u32) -> Result<(), Invalid> {
        let columns = self.clear(row)?;
        self.fill(&columns);
        Ok(())
    }

    /// A row changes its arcs, as somebody who moves. Answers its new number; the old one stays, with no units.
    pub fn replace(
        &mut self,
        row: u32,
        leave: i64,
        arcs: impl IntoIterator<Item = (u32, i64)>,
    ) -> Result<u32, Invalid> {
        let supply = *self.problem.supply.get(row as usize).ok_or(Invalid::NothingToChange)?;
        let new = self.add(supply, leave, arcs)?;
        self.remove(row)?;
        Ok(new)
    }

    /// A column takes more units or fewer; none, as a doctor who ends.
    pub fn set_capacity(&mut self, column: u32, units: u64) -> Result<(), Invalid> {
        let capacity = self.problem.capacity.get_mut(column as usize).ok_or(Invalid::NothingToChange)?;
        let held = *capacity - self.state.room[column as usize];
        *capacity = units;
        self.state.room[column as usize] = units.saturating_sub(held);
        for row in self.state.evict(&self.problem, column, held.saturating_sub(units)) {
            self.insert.insert(&self.problem, &mut self.state, row);
        }
        self.fill(&[column]);
        Ok(())
    }

    /// Takes a row's units away; answers the columns that have room by it.
    fn clear(&mut self, row: u32) -> Result<Vec<u32>, Invalid> {
        let supply = self.problem.supply.get_mut(row as usize).ok_or(Invalid::NothingToChange)?;
        *supply = 0;
        let arcs = self.problem.arcs_of(row as usize).filter(|&arc| self.state.flow[arc] > 0);
        let columns = arcs.map(|arc| self.problem.columns[arc]).collect();
        self.state.clear(&self.problem, row);
        Ok(columns)
    }

    fn fill(&mut self, columns: &[u32]) {
        columns.iter().for_each(|&column| self.fill.fill(&self.problem, &mut self.state, column));
    }
}
