//! The state between two searches. It always holds: placed units lie on tight arcs (cost + price is the
//! least the row can get), left-over units are no dearer than any arc, prices are not negative.

use super::problem::{COST_LIMIT, Invalid, Placement, Problem, Solution, Start};

/// No column: the way out of the network, that is, being left over.
pub(super) const OUT: u32 = u32::MAX;
/// Nothing before: the search started here.
pub(super) const ROOT: u32 = u32::MAX;

/// Units of a row that lie in a column, by arc.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub row: u32,
    pub arc: u32,
}

/// The cheapest move out of a column to another one (or [`OUT`]).
#[derive(Debug, Clone, Copy)]
pub(super) struct Transfer {
    /// Column the units move to.
    pub to: u32,
    /// Arc the units lie on now.
    pub from_arc: u32,
    /// Arc they move to; meaningless when `to` is [`OUT`].
    pub to_arc: u32,
    /// Row that moves.
    pub row: u32,
    /// Change of cost per unit, in points, before prices.
    pub delta: i64,
}

/// A column's rows and its remembered transfers.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    pub held: Vec<Held>,
    pub transfers: Vec<Transfer>,
    /// The transfers no longer belong to what is held.
    pub stale: bool,
}

/// Everything a search reads and a push changes.
pub(super) struct State<'a> {
    pub problem: &'a Problem,
    /// Price of each column.
    pub price: Vec<i64>,
    /// Free units of each column.
    pub room: Vec<u64>,
    /// Units on each arc.
    pub flow: Vec<u32>,
    /// Units of each row that are left over.
    pub left: Vec<u32>,
    /// Units of each row that are neither placed nor left over yet.
    pub pending: Vec<u32>,
    pub columns: Vec<Column>,
    /// Scratch: for each column, the place of its transfer in the list being built.
    slot: Vec<u32>,
}

impl<'a> State<'a> {
    pub fn new(problem: &'a Problem, start: &Start) -> Result<Self, Invalid> {
        let columns = problem.columns();
        let price = match start.column_prices.len() {
            0 => vec![0; columns],
            n if n == columns => start.column_prices.clone(),
            _ => return Err(Invalid::BadPrices),
        };
        if price.iter().any(|&p| !(0..=2 * COST_LIMIT).contains(&p)) {
            return Err(Invalid::BadPrices);
        }
        let mut state = Self {
            problem,
            price,
            room: problem.capacity.clone(),
            flow: vec![0; problem.arcs()],
            left: vec![0; problem.rows()],
            pending: problem.supply.clone(),
            columns: vec![Column::default(); columns],
            slot: vec![OUT; columns],
        };
        state.keep(start)?;
        Ok(state)
    }

    /// Takes over the placements of the start that are tight at its prices and fit.
    fn keep(&mut self, start: &Start) -> Result<(), Invalid> {
        let problem = self.problem;
        for place in &start.placements {
            let (row, arc) = (place.row as usize, place.arc as usize);
            if !problem.arcs_of(row).contains(&arc) {
                return Err(Invalid::BadPlacement);
            }
            let column = problem.columns[arc];
            let units = u64::from(place.units.min(self.pending[row])).min(self.room[column as usize]);
            let tight = problem.costs[arc] + self.price[column as usize] == self.row_price(row);
            if let Some(units) = u32::try_from(units).ok().filter(|&units| units > 0 && tight) {
                self.pending[row] -= units;
                self.room[column as usize] -= u64::from(units);
                self.put(place.row, place.arc, units);
            }
        }
        Ok(())
    }

    /// The least a unit of a row can cost at today's prices.
    pub fn row_price(&self, row: usize) -> i64 {
        let arcs = self.problem.arcs_of(row);
        let costs = &self.problem.costs[arcs.clone()];
        let columns = &self.problem.columns[arcs];
        let cheapest = costs.iter().zip(columns).map(|(cost, &column)| cost + self.price[column as usize]);
        cheapest.min().map_or(self.problem.leave[row], |least| least.min(self.problem.leave[row]))
    }

    /// Adds units of a row to an arc; room is the caller's affair.
    pub fn put(&mut self, row: u32, arc: u32, units: u32) {
        let flow = &mut self.flow[arc as usize];
        let column = &mut self.columns[self.problem.columns[arc as usize] as usize];
        if *flow == 0 {
            column.held.push(Held { row, arc });
            column.stale = true;
        }
        *flow += units;
    }

    /// Takes units off an arc; room is the caller's affair.
    pub fn take(&mut self, arc: u32, units: u32) {
        let flow = &mut self.flow[arc as usize];
        *flow -= units;
        if *flow == 0 {
            let column = &mut self.columns[self.problem.columns[arc as usize] as usize];
            column.held.retain(|held| held.arc != arc);
            column.stale = true;
        }
    }

    /// Makes the transfers of a column fresh: per target, the row that moves there at the least change of cost.
    pub fn refresh(&mut self, column: u32) {
        let problem = self.problem;
        let here = &mut self.columns[column as usize];
        if !here.stale {
            return;
        }
        here.stale = false;
        here.transfers.clear();
        let mut out: Option<Transfer> = None;
        for &Held { row, arc: from_arc } in &here.held {
            let base = problem.costs[from_arc as usize];
            let delta = problem.leave[row as usize] - base;
            if out.is_none_or(|best| delta < best.delta) {
                out = Some(Transfer { to: OUT, from_arc, to_arc: from_arc, row, delta });
            }
            let arcs = problem.arcs_of(row as usize);
            let targets = problem.columns[arcs.clone()].iter().zip(&problem.costs[arcs.clone()]);
            for ((&to, &cost), to_arc) in targets.zip(arcs.start as u32..) {
                let delta = cost - base;
                let slot = &mut self.slot[to as usize];
                match here.transfers.get_mut(*slot as usize) {
                    None => {
                        *slot = here.transfers.len() as u32;
                        here.transfers.push(Transfer { to, from_arc, to_arc, row, delta });
                    }
                    Some(best) if delta < best.delta => *best = Transfer { to, from_arc, to_arc, row, delta },
                    Some(_) => {}
                }
            }
        }
        for transfer in &here.transfers {
            self.slot[transfer.to as usize] = OUT;
        }
        here.transfers.extend(out);
    }

    /// The answer, with the prices of the rows worked out from those of the columns.
    pub fn into_solution(self) -> Solution {
        let problem = self.problem;
        let mut placements = Vec::with_capacity(problem.rows());
        let mut cost: i128 = 0;
        for row in 0..problem.rows() {
            cost += i128::from(self.left[row]) * i128::from(problem.leave[row]);
            for arc in problem.arcs_of(row).filter(|&arc| self.flow[arc] > 0) {
                cost += i128::from(self.flow[arc]) * i128::from(problem.costs[arc]);
                placements.push(Placement { row: row as u32, arc: arc as u32, units: self.flow[arc] });
            }
        }
        let row_prices = (0..problem.rows()).map(|row| self.row_price(row)).collect();
        Solution { placements, cost, row_prices, column_prices: self.price }
    }
}
