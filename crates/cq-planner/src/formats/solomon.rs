//! Vehicle routing with time windows in the form of Solomon (1987) and of Gehring and Homberger: vehicles and what they
//! hold, then a line for each customer, the depot first: number, x, y, demand, ready, due, service.

use super::Error;
use crate::rounds::fleet::{Fleet, FleetProblem, Visit};
use crate::rounds::{Matrix, Time, Window};

/// More customers than this are refused before memory is asked for.
const MOST_CUSTOMERS: usize = 2_000;
/// Leaving a customer out costs more than any plan.
const LEAVE: i64 = 1 << 34;

/// How distances become whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// To the nearest thousandth.
    Thousandths,
    /// Cut after the first decimal (the rule of the DIMACS challenge).
    OneDecimal,
}

impl Rule {
    /// How many units make one.
    #[must_use]
    pub fn scale(self) -> i64 {
        match self {
            Self::Thousandths => 1_000,
            Self::OneDecimal => 10,
        }
    }
}

/// An instance. Place 0 is the depot.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Travel times.
    pub travel: Matrix,
    /// The vehicles.
    pub fleet: Fleet,
    /// The customers.
    pub visits: Vec<Visit>,
}

impl Instance {
    /// As a fleet's routes: the way is what counts.
    #[must_use]
    pub fn problem(&self, seed: u64, moves: u64) -> FleetProblem<'_, Matrix> {
        FleetProblem { travel: &self.travel, fleet: &self.fleet, visits: &self.visits, seed, moves }
    }
}

/// Reads an instance.
pub fn read(text: &str, rule: Rule) -> Result<Instance, Error> {
    let mut rows: Vec<Vec<i64>> = Vec::new();
    for (line, at) in text.lines().zip(1..) {
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        if words.first().is_none_or(|word| !word.starts_with(|first: char| first.is_ascii_digit())) {
            continue;
        }
        let number = |word: &&str| word.parse().ok().filter(|number| (0..=100_000).contains(number));
        let numbers: Option<Vec<i64>> = words.iter().map(number).collect();
        let fits = |numbers: &Vec<i64>| numbers.len() == if rows.is_empty() { 2 } else { 7 };
        let what = "two whole numbers for the vehicles, then seven for each customer";
        rows.push(numbers.filter(fits).ok_or(Error::Malformed { line: at, what })?);
        if rows.len() > MOST_CUSTOMERS {
            return Err(Error::TooLarge);
        }
    }
    let [vehicles, depot, customers @ ..] = &rows[..] else {
        return Err(Error::Malformed { line: 1, what: "vehicles and a depot" });
    };
    let scale = rule.scale();
    let distance = |a: &Vec<i64>, b: &Vec<i64>| -> Option<Time> {
        let square = (a[1] - b[1]).pow(2) + (a[2] - b[2]).pow(2);
        let scaled = (square as f64).sqrt() * scale as f64;
        Some(if rule == Rule::OneDecimal { scaled.floor() } else { scaled.round() } as Time)
    };
    let places = &rows[1..];
    let minutes = places.iter().flat_map(|from| places.iter().map(move |to| distance(from, to))).collect();
    let visit = |(place, row): (u32, &Vec<i64>)| Visit {
        place,
        window: Window::new(row[4] * scale, row[5] * scale),
        length: row[6] * scale,
        load: row[3] as u64,
        leave: LEAVE,
    };
    Ok(Instance {
        travel: Matrix::new(places.len() as u32, minutes).map_err(|_| Error::TooLarge)?,
        fleet: Fleet {
            depot: 0,
            hours: Window::new(depot[4] * scale, depot[5] * scale),
            vehicles: vehicles[0] as u32,
            capacity: vehicles[1] as u64,
            price: 0,
        },
        visits: (1..).zip(customers).map(visit).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rounds::Travel;

    const TWO: &str = "R1\n\nVEHICLE\nNUMBER CAPACITY\n 3 200\n\nCUSTOMER\nCUST NO. XCOORD.\n\n0 0 0 0 0 230 0\n1 1 2 10 5 204 10\n";

    #[test]
    fn distances_follow_their_rule() {
        let instance = read(TWO, Rule::Thousandths).unwrap();
        assert_eq!(instance.travel.minutes(0, 1), Some(2_236));
        assert_eq!(instance.visits[0].window, Window::new(5_000, 204_000));
        assert_eq!((instance.fleet.vehicles, instance.fleet.capacity), (3, 200));
        assert_eq!(read(TWO, Rule::OneDecimal).unwrap().travel.minutes(0, 1), Some(22));
    }

    #[test]
    fn what_is_no_instance_is_refused_with_its_line() {
        assert!(matches!(read("", Rule::OneDecimal), Err(Error::Malformed { line: 1, .. })));
        let short = TWO.replace("204 10", "204");
        assert!(matches!(read(&short, Rule::OneDecimal), Err(Error::Malformed { line: 11, .. })));
    }
}
