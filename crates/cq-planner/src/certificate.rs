//! An independent check of an answer by linear-programming duality (Gale, Kuhn and Tucker 1951).
//!
//! For prices `u` of rows and `v ≥ 0` of columns with `u ≤ cost + v` on every arc and `u ≤ leave` on every
//! row, no plan whatever costs less than `Σ supply·u − Σ capacity·v`. A plan that costs exactly that much is
//! optimal. The check shares no code with the solver, adds up in 128 bits and takes nothing on trust: not the
//! cost stated, not the placements, not the prices.

use crate::transport::{Problem, Solution};
use serde::Serialize;

/// A cost and a bound that met: proof that the answer is optimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// What the plan costs, in points.
    pub cost: i128,
    /// What every plan costs at least, in points; equal to `cost`.
    pub bound: i128,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// There are not as many prices as rows and columns.
    #[error("prices do not fit the problem")]
    Shape,
    /// A placement names an arc its row does not have.
    #[error("row {row} does not have arc {arc}")]
    NoSuchArc {
        /// The row.
        row: u32,
        /// The arc.
        arc: u32,
    },
    /// A row places more units than it has.
    #[error("row {row} places more than its supply")]
    OverSupply {
        /// The row.
        row: usize,
    },
    /// A column holds more units than it takes.
    #[error("column {column} holds more than its capacity")]
    OverCapacity {
        /// The column.
        column: usize,
    },
    /// A column's price is negative.
    #[error("column {column} has a negative price")]
    NegativePrice {
        /// The column.
        column: usize,
    },
    /// A row's price is above what leaving it over costs.
    #[error("row {row} is priced above being left over")]
    DearerThanLeaving {
        /// The row.
        row: usize,
    },
    /// A row's price is above what one of its arcs costs.
    #[error("arc {arc} of row {row} is cheaper than the row's price")]
    CheaperArc {
        /// The row.
        row: usize,
        /// The arc.
        arc: usize,
    },
    /// The cost stated is not the cost of the plan.
    #[error("the cost is stated as {stated} but adds up to {cost}")]
    WrongCost {
        /// What the answer says.
        stated: i128,
        /// What it adds up to.
        cost: i128,
    },
    /// Plan and prices are valid but do not meet: the plan is not proven optimal.
    #[error("the plan costs {cost}, the prices prove only {bound}")]
    Gap {
        /// Cost of the plan.
        cost: i128,
        /// What the prices prove.
        bound: i128,
    },
}

/// Checks that an answer is feasible, that its prices are, and that cost and bound are the same number.
pub fn check(problem: &Problem, solution: &Solution) -> Result<Certificate, Violation> {
    let cost = cost_of_plan(problem, solution)?;
    let bound = bound_of_prices(problem, solution)?;
    if cost != solution.cost {
        return Err(Violation::WrongCost { stated: solution.cost, cost });
    }
    if cost != bound {
        return Err(Violation::Gap { cost, bound });
    }
    Ok(Certificate { cost, bound })
}

fn cost_of_plan(problem: &Problem, solution: &Solution) -> Result<i128, Violation> {
    let mut rest: Vec<i64> = problem.supply().iter().map(|&units| i64::from(units)).collect();
    let mut room: Vec<i128> = problem.capacity().iter().map(|&units| i128::from(units)).collect();
    let mut cost = 0;
    for place in &solution.placements {
        let missing = Violation::NoSuchArc { row: place.row, arc: place.arc };
        if !problem.arcs_of(place.row as usize).contains(&(place.arc as usize)) {
            return Err(missing);
        }
        let (column, price) = problem.arc(place.arc as usize).ok_or(missing)?;
        rest[place.row as usize] -= i64::from(place.units);
        room[column as usize] -= i128::from(place.units);
        cost += i128::from(price) * i128::from(place.units);
    }
    if let Some(row) = rest.iter().position(|&units| units < 0) {
        return Err(Violation::OverSupply { row });
    }
    if let Some(column) = room.iter().position(|&units| units < 0) {
        return Err(Violation::OverCapacity { column });
    }
    let left = rest.iter().zip(problem.leave()).map(|(&units, &leave)| i128::from(units) * i128::from(leave));
    Ok(cost + left.sum::<i128>())
}

fn bound_of_prices(problem: &Problem, solution: &Solution) -> Result<i128, Violation> {
    let (rows, columns) = (&solution.row_prices, &solution.column_prices);
    if rows.len() != problem.rows() || columns.len() != problem.columns() {
        return Err(Violation::Shape);
    }
    if let Some(column) = columns.iter().position(|&price| price < 0) {
        return Err(Violation::NegativePrice { column });
    }
    let mut bound = 0;
    for (row, &price) in rows.iter().enumerate() {
        if price > problem.leave()[row] {
            return Err(Violation::DearerThanLeaving { row });
        }
        for arc in problem.arcs_of(row) {
            let Some((column, cost)) = problem.arc(arc) else { return Err(Violation::Shape) };
            if i128::from(price) > i128::from(cost) + i128::from(columns[column as usize]) {
                return Err(Violation::CheaperArc { row, arc });
            }
        }
        bound += i128::from(problem.supply()[row]) * i128::from(price);
    }
    let rent = columns.iter().zip(problem.capacity());
    Ok(bound - rent.map(|(&price, &units)| i128::from(price) * i128::from(units)).sum::<i128>())
}
