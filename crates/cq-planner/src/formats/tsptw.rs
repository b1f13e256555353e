//! The travelling salesman with time windows in the form of Dumas et al. (1995) and Langevin et al. (1993): the
//! number of places with the depot, the matrix of travel times, and a window for each place, the depot's first.
//! Decimals are kept as whole numbers of their last place.

use super::Error;
use crate::rounds::tour::TourProblem;
use crate::rounds::{Day, Matrix, Stop, TIME_LIMIT, Time, Weights, Window};

/// More places than this are refused before memory is asked for.
const MOST_PLACES: usize = 1_000;

/// An instance: travel alone is paid for, and the tour comes back to where it began.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Travel times, in the unit of the last decimal.
    pub travel: Matrix,
    /// The depot's hours.
    pub day: Day,
    /// All places but the depot, in order; place 1 is stop 0.
    pub stops: Vec<Stop>,
    /// How many of the units make one of the instance's own.
    pub scale: i64,
}

impl Instance {
    /// As a day's tour.
    #[must_use]
    pub fn problem(&self) -> TourProblem<'_, Matrix> {
        let weights = Weights { travel: 1, finish: 0, urgent: 0 };
        TourProblem { travel: &self.travel, day: &self.day, stops: &self.stops, weights }
    }
}

/// Reads an instance.
pub fn read(text: &str) -> Result<Instance, Error> {
    let decimals = text.split_ascii_whitespace().filter_map(|word| word.split_once('.'));
    let decimals =
        decimals.map(|(_, decimals)| decimals.trim_end_matches('0').len()).max().unwrap_or(0).min(6);
    let words = text
        .lines()
        .zip(1..)
        .filter(|(line, _)| !line.trim_start().starts_with(['#', '!']))
        .flat_map(|(line, at)| line.split_ascii_whitespace().map(move |word| (word, at)));
    let mut words = words;
    let (first, line) = words.next().unwrap_or(("", 1));
    let size: usize = first.parse().map_err(|_| Error::Malformed { line, what: "the number of places" })?;
    if size > MOST_PLACES {
        return Err(Error::TooLarge);
    }
    let mut last = line;
    let mut number = || {
        let (word, line) = words.next().unwrap_or(("", last));
        last = line;
        fixed(word, decimals).ok_or(Error::Malformed { line, what: "a number" })
    };
    let mut minutes = Vec::with_capacity(size * size);
    for _ in 0..size * size {
        minutes.push(Some(number()?));
    }
    let mut windows = Vec::with_capacity(size);
    for _ in 0..size {
        windows.push(Window::new(number()?, number()?));
    }
    let malformed = Error::Malformed { line: 1, what: "a depot" };
    let (&hours, windows) = windows.split_first().ok_or(malformed)?;
    let stop = |(place, &window): (u32, &Window)| Stop {
        place,
        length: 0,
        windows: vec![window],
        urgent: false,
        promise: None,
    };
    Ok(Instance {
        travel: Matrix::new(size as u32, minutes).map_err(|_| Error::TooLarge)?,
        day: Day { weekday: 0, hours, pause: None, from: 0, to: Some(0) },
        stops: (1..).zip(windows).map(stop).collect(),
        scale: 10_i64.pow(decimals as u32),
    })
}

/// A decimal number as a whole number of its last place.
pub(super) fn fixed(word: &str, decimals: usize) -> Option<Time> {
    let (whole, rest) = word.split_once('.').unwrap_or((word, ""));
    let rest = rest.trim_end_matches('0');
    if rest.len() > decimals || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let rest: Time =
        format!("{rest:0<decimals$}").parse().or(if decimals == 0 { Ok(0) } else { Err(()) }).ok()?;
    let whole = whole.parse::<Time>().ok()?.checked_mul(10_i64.pow(decimals as u32))?;
    let number = if word.starts_with('-') { whole - rest } else { whole + rest };
    (-TIME_LIMIT..=TIME_LIMIT).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_whole_numbers() {
        let instance = read("2\n0 1.5\n2.25 0\n0 10\n3 4.0").unwrap();
        assert_eq!(instance.scale, 100);
        assert_eq!(instance.stops[0].windows, [Window::new(300, 400)]);
        assert_eq!(crate::rounds::Travel::minutes(&instance.travel, 1, 0), Some(225));
    }

    #[test]
    fn what_is_no_instance_is_refused_with_its_line() {
        assert!(matches!(read(""), Err(Error::Malformed { line: 1, .. })));
        assert!(matches!(read("2\n0 1\n1 x\n"), Err(Error::Malformed { line: 3, .. })));
        assert!(matches!(read("2\n0 1\n1 0\n0 10\n"), Err(Error::Malformed { line: 4, .. })));
        assert!(matches!(read("9999999"), Err(Error::TooLarge)));
        assert!(matches!(read("0"), Err(Error::Malformed { .. })));
    }
}
