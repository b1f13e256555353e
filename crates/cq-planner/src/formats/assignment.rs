//! OR-Library assignment problems (Beasley 1990): `n`, then `n × n` costs row by row, split over lines at will.

use super::{Error, Solved, Use, prohibitive};
use crate::transport::{self, Builder};

/// More than this many rows is refused before memory is asked for.
const MOST_ROWS: usize = 20_000;

/// A square cost matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    size: usize,
    costs: Vec<i64>,
}

/// Reads a matrix.
pub fn read(text: &str) -> Result<Matrix, Error> {
    let mut numbers = text
        .lines()
        .zip(1..)
        .flat_map(|(line, at)| line.split_ascii_whitespace().map(move |word| (at, word)));
    let Some((line, first)) = numbers.next() else {
        return Err(Error::Malformed { line: 1, what: "the number of rows" });
    };
    let size: usize = first.parse().map_err(|_| Error::Malformed { line, what: "the number of rows" })?;
    if size > MOST_ROWS {
        return Err(Error::TooLarge);
    }
    let mut costs = Vec::new();
    let mut last = line;
    for (line, word) in numbers {
        costs.push(word.parse().map_err(|_| Error::Malformed { line, what: "a whole number as cost" })?);
        last = line;
        if costs.len() > size * size {
            return Err(Error::Malformed { line, what: "no more costs than rows times rows" });
        }
    }
    if costs.len() < size * size {
        return Err(Error::Malformed { line: last, what: "as many costs as rows times rows" });
    }
    Ok(Matrix { size, costs })
}

/// Assigns every row its own column at least total cost.
pub fn solve(matrix: &Matrix) -> Result<Solved, Error> {
    let widest = matrix.costs.iter().map(|cost| cost.unsigned_abs()).max().unwrap_or(0);
    let leave = prohibitive(matrix.size, i64::try_from(widest).map_err(|_| Error::TooLarge)?)?;
    let mut builder = Builder::new(vec![1; matrix.size])?;
    for row in matrix.costs.chunks(matrix.size.max(1)) {
        builder.row(1, leave, (0..).zip(row.iter().copied()))?;
    }
    let problem = builder.build();
    let (solution, certificate) = transport::solve(&problem)?;
    let column = |arc: u32| problem.arc(arc as usize).map_or(0, |(column, _)| column);
    let plan = solution.placements.iter();
    let plan = plan.map(|place| Use { from: place.row + 1, to: column(place.arc) + 1, units: 1 }).collect();
    Ok(Solved { cost: certificate.cost, bound: certificate.bound, optimal: true, plan })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_rows_take_the_cheap_diagonal_whatever_the_line_breaks() {
        let solved = solve(&read("2\n1 5\n5\n 2").unwrap()).unwrap();
        assert_eq!((solved.cost, solved.bound), (3, 3));
        assert_eq!(solved.plan, [Use { from: 1, to: 1, units: 1 }, Use { from: 2, to: 2, units: 1 }]);
    }

    #[test]
    fn an_empty_matrix_costs_nothing() {
        assert_eq!(solve(&read("0").unwrap()).unwrap().cost, 0);
    }

    #[test]
    fn what_is_not_a_matrix_is_refused_with_its_line() {
        assert_eq!(read(""), Err(Error::Malformed { line: 1, what: "the number of rows" }));
        assert!(matches!(read("2\n1 2\n3"), Err(Error::Malformed { line: 3, .. })));
        assert!(matches!(read("2\n1 2\n3 4 5"), Err(Error::Malformed { line: 3, .. })));
        assert!(matches!(read("2\n1 x"), Err(Error::Malformed { line: 2, .. })));
        assert_eq!(read("4000000000"), Err(Error::TooLarge));
        let huge = format!("1\n{}", i64::MIN);
        assert_eq!(solve(&read(&huge).unwrap()), Err(Error::TooLarge));
    }
}
