//! Citizen identity numbers (GB 11643) that are well formed and belong to nobody.
//!
//! The area code decides that: 3797xx stands in no edition of GB/T 2260 from 1980 on. (3790xx does: it was used
//! for cities directly under the province until the nineties, so real people still carry it.)

use std::collections::HashMap;

use jiff::civil::Date;

use crate::person::Sex;

/// Area codes of the invented prefecture; the first is the county's own.
pub const AREA_CODES: [&str; 5] = ["379721", "379722", "379723", "379724", "379701"];

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
const PER_DAY: u32 = 500;

/// The check character of the first 17 digits (GB 11643, ISO 7064 MOD 11-2).
pub fn check_digit(body: &str) -> Option<char> {
    let mut sum = 0;
    let mut digits = 0;
    for (digit, weight) in body.chars().zip(WEIGHTS) {
        sum += digit.to_digit(10)? * weight;
        digits += 1;
    }
    if digits < WEIGHTS.len() {
        return None;
    }
    CHECKS.get((sum % 11) as usize).copied()
}

/// Whether a whole number of 18 characters carries the right check character.
pub fn is_valid(id: &str) -> bool {
    id.is_ascii() && id.len() == 18 && check_digit(id).is_some_and(|check| id.ends_with(check))
}

/// The 15-digit number that the same person held before 1999: no century, no check character.
pub fn fifteen_digits(id: &str) -> String {
    id.chars().enumerate().filter(|(at, _)| !matches!(at, 6 | 7 | 17)).map(|(_, digit)| digit).collect()
}

/// Gives every person a number of her own, by counting births per area, day and sex.
#[derive(Default)]
pub(crate) struct Issuer {
    issued: HashMap<(usize, Date, Sex), u32>,
}

impl Issuer {
    /// `home` is a position in [`AREA_CODES`]; when its numbers of that day are used up, the next area gives one.
    pub(crate) fn issue(&mut self, home: usize, birth: Date, sex: Sex) -> String {
        let mut area = home % AREA_CODES.len();
        for _ in 1..AREA_CODES.len() {
            if self.issued.get(&(area, birth, sex)).is_none_or(|issued| *issued < PER_DAY) {
                break;
            }
            area = (area + 1) % AREA_CODES.len();
        }
        let issued = self.issued.entry((area, birth, sex)).or_default();
        let nth = *issued;
        *issued += 1;
        // 7 and 500 have no common factor: a walk through all numbers of the day that does not look like counting.
        let slot = (u32::from(birth.day().unsigned_abs()) * 13 + nth * 7) % PER_DAY;
        let sequence = slot * 2 + u32::from(sex == Sex::Male);
        let code = AREA_CODES.get(area).copied().unwrap_or_default();
        let mut id = format!("{code}{:04}{:02}{:02}{sequence:03}", birth.year(), birth.month(), birth.day());
        id.extend(check_digit(&id));
        id
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_standards_own_examples_check() {
        assert!(is_valid("11010519491231002X"));
        assert!(is_valid("440524188001010014"));
        assert!(!is_valid("370181194001010018"));
        assert!(!is_valid("37018119400101001"));
        assert_eq!(fifteen_digits("11010519491231002X"), "110105491231002");
    }

    #[test]
    fn a_crowded_day_spills_into_the_next_area_and_never_repeats() {
        let mut issuer = Issuer::default();
        let day = date(1950, 5, 1);
        let ids: Vec<_> = (0..2_000).map(|_| issuer.issue(0, day, Sex::Female)).collect();
        let distinct: std::collections::HashSet<_> = ids.iter().collect();
        assert_eq!(distinct.len(), 2_000);
        assert!(ids.iter().all(|id| is_valid(id)));
        assert!(ids[0].starts_with("379721") && ids[1_999].starts_with("379724"));
        assert!(ids.iter().all(|id| id[16..17].parse::<u32>().unwrap() % 2 == 0));
    }
}
