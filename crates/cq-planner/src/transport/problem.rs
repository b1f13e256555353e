//! What goes in and what comes out.

use serde::Serialize;
use std::ops::Range;

/// Largest absolute cost of an arc or of leaving over, in points. Prices stay within the widest difference
/// of two costs, so no sum of the solver can leave `i64`.
pub const COST_LIMIT: i64 = 1 << 58;

/// Why a problem or a start cannot be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// An arc names a column that does not exist.
    #[error("row {row} names column {column}, but there are {columns} columns")]
    NoSuchColumn {
        /// The row, counted from 0.
        row: usize,
        /// The column it names.
        column: u32,
        /// How many there are.
        columns: usize,
    },
    /// A cost is beyond [`COST_LIMIT`].
    #[error("row {row} has the cost {cost}, beyond what can be added up exactly")]
    CostTooLarge {
        /// The row, counted from 0.
        row: usize,
        /// The cost, in points.
        cost: i64,
    },
    /// More rows, columns or arcs than 32 bits count.
    #[error("too many rows, columns or arcs")]
    TooMany,
    /// A start price is negative or beyond twice [`COST_LIMIT`], or there are not as many prices as columns.
    #[error("the prices to start from do not fit the problem")]
    BadPrices,
    /// A start placement names an arc that the row does not have.
    #[error("the placements to start from do not fit the problem")]
    BadPlacement,
    /// A change names a row or a column that does not exist.
    #[error("there is no such row or column to change")]
    NothingToChange,
}

/// A transportation problem, made by a [`Builder`]: rows with their arcs side by side.
#[derive(Debug, Clone)]
pub struct Problem {
    pub(super) first_arc: Vec<u32>,
    pub(super) columns: Vec<u32>,
    pub(super) costs: Vec<i64>,
    pub(super) supply: Vec<u32>,
    pub(super) leave: Vec<i64>,
    pub(super) capacity: Vec<u64>,
}

impl Problem {
    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.supply.len()
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.capacity.len()
    }

    /// Number of arcs.
    #[must_use]
    pub fn arcs(&self) -> usize {
        self.columns.len()
    }

    /// The arcs of a row, as indices; empty for a row that does not exist.
    #[must_use]
    pub fn arcs_of(&self, row: usize) -> Range<usize> {
        match (self.first_arc.get(row), self.first_arc.get(row + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            _ => 0..0,
        }
    }

    /// Column and cost of an arc.
    #[must_use]
    pub fn arc(&self, arc: usize) -> Option<(u32, i64)> {
        Some((*self.columns.get(arc)?, *self.costs.get(arc)?))
    }

    /// Units of a row.
    #[must_use]
    pub fn supply(&self) -> &[u32] {
        &self.supply
    }

    /// Cost of leaving one unit of a row over, in points.
    #[must_use]
    pub fn leave(&self) -> &[i64] {
        &self.leave
    }

    /// Units a column takes.
    #[must_use]
    pub fn capacity(&self) -> &[u64] {
        &self.capacity
    }

    /// Adds a row, or leaves everything as it was.
    pub(super) fn push(
        &mut self,
        supply: u32,
        leave: i64,
        arcs: impl IntoIterator<Item = (u32, i64)>,
    ) -> Result<(), Invalid> {
        let before = self.arcs();
        let added = self.push_arcs(leave, arcs);
        if added.is_err() {
            self.columns.truncate(before);
            self.costs.truncate(before);
        }
        self.first_arc.push(added?);
        self.supply.push(supply);
        self.leave.push(leave);
        Ok(())
    }

    /// Adds the arcs of a row to come; answers where they end.
    fn push_arcs(&mut self, leave: i64, arcs: impl IntoIterator<Item = (u32, i64)>) -> Result<u32, Invalid> {
        let (row, columns) = (self.rows(), self.columns());
        let within = |cost: i64| (-COST_LIMIT..=COST_LIMIT).contains(&cost);
        if !within(leave) {
            return Err(Invalid::CostTooLarge { row, cost: leave });
        }
        for (column, cost) in arcs {
            if column as usize >= columns {
                return Err(Invalid::NoSuchColumn { row, column, columns });
            }
            if !within(cost) {
                return Err(Invalid::CostTooLarge { row, cost });
            }
            self.columns.push(column);
            self.costs.push(cost);
        }
        // The highest 32-bit numbers stay free: the solver marks "nowhere" with them.
        let end = u32::try_from(self.columns.len()).map_err(|_| Invalid::TooMany)?;
        if end > u32::MAX - 2 || row >= (u32::MAX - 2) as usize { Err(Invalid::TooMany) } else { Ok(end) }
    }
}

/// Builds a [`Problem`] row by row, refusing what cannot be computed exactly.
#[derive(Debug, Clone)]
pub struct Builder {
    problem: Problem,
}

impl Builder {
    /// Starts with the columns, given by their capacities in units.
    pub fn new(capacity: Vec<u64>) -> Result<Self, Invalid> {
        if u32::try_from(capacity.len()).is_err() {
            return Err(Invalid::TooMany);
        }
        Ok(Self {
            problem: Problem {
                first_arc: vec![0],
                columns: Vec::new(),
                costs: Vec::new(),
                supply: Vec::new(),
                leave: Vec::new(),
                capacity,
            },
        })
    }

    /// Adds a row: its units, the cost of leaving one of them over, and its arcs as (column, cost). Two arcs
    /// to one column are allowed; the cheaper one wins.
    pub fn row(
        &mut self,
        supply: u32,
        leave: i64,
        arcs: impl IntoIterator<Item = (u32, i64)>,
    ) -> Result<(), Invalid> {
        self.problem.push(supply, leave, arcs)
    }

    /// The finished problem.
    #[must_use]
    pub fn build(self) -> Problem {
        self.problem
    }
}

/// Units of a row placed on one of its arcs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Placement {
    /// The row.
    pub row: u32,
    /// The arc, an index into the problem's arcs.
    pub arc: u32,
    /// Units placed, at least 1.
    pub units: u32,
}

/// An optimal answer and the prices that prove it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Solution {
    /// What is placed where, by row and arc. What is missing of a row's supply is left over.
    pub placements: Vec<Placement>,
    /// Total cost of arcs used and units left over, in points.
    pub cost: i128,
    /// What one more unit of each row would cost, in points.
    pub row_prices: Vec<i64>,
    /// What one more unit of each column's capacity would save, in points; never negative.
    pub column_prices: Vec<i64>,
}

/// Where to start from; the default is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// One price per column, in points, or empty.
    pub column_prices: Vec<i64>,
    /// Earlier placements; those that are not tight at the prices given are dropped.
    pub placements: Vec<Placement>,
}
