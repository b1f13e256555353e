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

/// An arc that has units of a row on it, with its column and cost; [`OUT`] twice where none has.
#[derive(Debug, Clone, Copy)]
struct At {
    arc: u32,
    column: u32,
    cost: i64,
}

const NOWHERE: At = At { arc: OUT, column: OUT, cost: 0 };

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
#[derive(Debug, Clone)]
pub(super) struct State {
    /// Price of each column.
    pub price: Vec<i64>,
    /// Free units of each column.
    pub room: Vec<u64>,
    /// Units on each arc.
    pub flow: Vec<u32>,
    /// Where each row is, or one of the places.
    at: Vec<At>,
    /// Units of each row that are left over.
    pub left: Vec<u32>,
    /// Units of each row that are neither placed nor left over yet.
    pub pending: Vec<u32>,
    pub columns: Vec<Column>,
    /// Scratch: for each column, the place of its transfer in the list being built.
    slot: Vec<u32>,
}

impl State {
    pub fn new(problem: &Problem, start: &Start) -> Result<Self, Invalid> {
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
            price,
            room: problem.capacity.clone(),
            flow: vec![0; problem.arcs()],
            at: vec![NOWHERE; problem.rows()],
            left: vec![0; problem.rows()],
            pending: problem.supply.clone(),
            columns: vec![Column::default(); columns],
            slot: vec![OUT; columns],
        };
        state.keep(problem, start)?;
        Ok(state)
    }

    /// Takes over the placements of the start that are tight at its prices and fit.
    fn keep(&mut self, problem: &Problem, start: &Start) -> Result<(), Invalid> {
        for place in &start.placements {
            let (row, arc) = (place.row as usize, place.arc as usize);
            if !problem.arcs_of(row).contains(&arc) {
                return Err(Invalid::BadPlacement);
            }
            let column = problem.columns[arc];
            let units = u64::from(place.units.min(self.pending[row])).min(self.room[column as usize]);
            let tight = problem.costs[arc] + self.price[column as usize] == self.row_price(problem, row);
            if let Some(units) = u32::try_from(units).ok().filter(|&units| units > 0 && tight) {
                self.pending[row] -= units;
                self.room[column as usize] -= u64::from(units);
                self.put(problem, place.row, place.arc, units);
            }
        }
        Ok(())
    }

    /// The least a unit of a row can cost at today's prices.
    pub fn row_price(&self, problem: &Problem, row: usize) -> i64 {
        let arcs = problem.arcs_of(row);
        let costs = &problem.costs[arcs.clone()];
        let columns = &problem.columns[arcs];
        let cheapest = costs.iter().zip(columns).map(|(cost, &column)| cost + self.price[column as usize]);
        cheapest.min().map_or(problem.leave[row], |least| least.min(problem.leave[row]))
    }

    /// What a unit of a row costs where it is: the least it can, since it is placed so. Nothing if the row has no unit anywhere.
    pub fn price_of(&self, problem: &Problem, row: u32) -> Option<i64> {
        let At { column, cost, .. } = self.at[row as usize];
        match self.price.get(column as usize) {
            Some(price) => Some(cost + price),
            None => (self.left[row as usize] > 0).then(|| problem.leave[row as usize]),
        }
    }

    /// Whether a column has room at a positive price, which is not optimal.
    pub fn is_open(&self, column: u32) -> bool {
        self.room[column as usize] > 0 && self.price[column as usize] > 0
    }

    /// Adds units of a row to an arc; room is the caller's affair.
    pub fn put(&mut self, problem: &Problem, row: u32, arc: u32, units: u32) {
        let flow = &mut self.flow[arc as usize];
        let was = *flow;
        *flow += units;
        if was == 0 {
            self.at[row as usize] = at(problem, arc);
            let column = &mut self.columns[problem.columns[arc as usize] as usize];
            column.held.push(Held { row, arc });
            column.stale = true;
        }
    }

    /// Takes units off an arc; room is the caller's affair.
    pub fn take(&mut self, problem: &Problem, arc: u32, units: u32) {
        let flow = &mut self.flow[arc as usize];
        *flow -= units;
        if *flow > 0 {
            return;
        }
        let column = &mut self.columns[problem.columns[arc as usize] as usize];
        column.stale = true;
        let Some(place) = column.held.iter().position(|held| held.arc == arc) else { return };
        let Held { row, .. } = column.held.remove(place);
        if self.at[row as usize].arc == arc {
            let other = problem.arcs_of(row as usize).find(|&arc| self.flow[arc] > 0);
            self.at[row as usize] = other.map_or(NOWHERE, |arc| at(problem, arc as u32));
        }
    }

    /// Makes the transfers of a column fresh: per target, the row that moves there at the least change of cost.
    pub fn refresh(&mut self, problem: &Problem, column: u32) {
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

    /// Makes place for a row that came after the others.
    pub fn extend(&mut self, problem: &Problem) {
        self.flow.resize(problem.arcs(), 0);
        self.at.resize(problem.rows(), NOWHERE);
        self.left.resize(problem.rows(), 0);
        self.pending.extend_from_slice(&problem.supply[self.pending.len()..]);
    }

    /// Takes a row's units from wherever they are; they are gone.
    pub fn clear(&mut self, problem: &Problem, row: u32) {
        (self.left[row as usize], self.pending[row as usize]) = (0, 0);
        for arc in problem.arcs_of(row as usize) {
            let units = self.flow[arc];
            if units > 0 {
                self.room[problem.columns[arc] as usize] += u64::from(units);
                self.take(problem, arc as u32, units);
            }
        }
    }

    /// Takes so many units out of a column; answers the rows whose units wait for a place.
    pub fn evict(&mut self, problem: &Problem, column: u32, units: u64) -> Vec<u32> {
        let (mut rest, mut rows) = (units, Vec::new());
        while let Some(&Held { row, arc }) = self.columns[column as usize].held.last().filter(|_| rest > 0) {
            let units = self.flow[arc as usize].min(u32::try_from(rest).unwrap_or(u32::MAX));
            self.take(problem, arc, units);
            self.pending[row as usize] += units;
            rest -= u64::from(units);
            rows.push(row);
        }
        rows
    }

    /// The answer, with the prices of the rows worked out from those of the columns.
    pub fn solution(&self, problem: &Problem) -> Solution {
        let mut placements = Vec::with_capacity(problem.rows());
        let mut cost: i128 = 0;
        for row in 0..problem.rows() {
            cost += i128::from(self.left[row]) * i128::from(problem.leave[row]);
            for arc in problem.arcs_of(row).filter(|&arc| self.flow[arc] > 0) {
                cost += i128::from(self.flow[arc]) * i128::from(problem.costs[arc]);
                placements.push(Placement { row: row as u32, arc: arc as u32, units: self.flow[arc] });
            }
        }
        let row_prices = (0..problem.rows()).map(|row| self.row_price(problem, row)).collect();
        Solution { placements, cost, row_prices, column_prices: self.price.clone() }
    }
}

fn at(problem: &Problem, arc: u32) -> At {
    At { arc, column: problem.columns[arc as usize], cost: problem.costs[arc as usize] }
}
