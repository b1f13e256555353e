//! What six digits name, and whether a number can begin with them.

use cq_calendar::PartialDate;
use cq_platform::{id_type, record};
use jiff::civil::Date;

use super::table;

id_type! {
    /// A division that the bureau entered.
    DivisionId
}

record! {
    /// A division that the bureau entered: a code may have had several names, one after the other.
    pub struct Division {
        /// Identity.
        pub id: DivisionId,
        /// Six digits.
        pub code: String,
        /// What it was called.
        pub name: String,
        /// From when; none: from before anybody asks.
        pub since: Option<PartialDate>,
        /// Until when; none while it is in force.
        pub until: Option<PartialDate>,
        /// The code of what it became, six digits.
        pub successor: Option<String>,
        /// Guard.
        pub version: i64,
    }
}

/// Years in force: the first in which it was, and the year in which it ceased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// None: older than anybody asks.
    pub since: Option<i16>,
    /// None while it is in force.
    pub until: Option<i16>,
}

/// Citizens are given numbers since then.
const NUMBERS_SINCE: i16 = 1984;
/// By the end of that year everybody born before had one, and the numbers had eighteen digits (GB 11643-1999).
const NUMBERS_GIVEN: i16 = 1999;
/// Editions and registers lag behind each other by a year.
const LAG: i16 = 1;

/// Why a number of that age is not expected to begin with these digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// No edition has them, nor has the bureau entered them.
    Unknown,
    /// They came into force when whoever has the number had one already.
    TooNew,
    /// They had ceased before numbers were given, or before the birth.
    TooOld,
}

impl Doubt {
    /// The message that says so.
    pub fn key(self) -> &'static str {
        match self {
            Doubt::Unknown => "division-doubt-unknown",
            Doubt::TooNew => "division-doubt-new",
            Doubt::TooOld => "division-doubt-old",
        }
    }
}

/// What six digits name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Province, prefecture and county as far as they are known, in one word: 山东省济南市章丘市.
    pub name: String,
    /// Nobody has said what the county is called.
    pub lacks_county: bool,
    /// The year in which the last of them ceased.
    pub ceased: Option<i16>,
    /// The code and, if it is known, the name of what it became.
    pub successor: Option<(String, String)>,
    /// Whether they can stand in the number of somebody born then.
    pub doubt: Option<Doubt>,
}

impl Division {
    /// When it was in force.
    pub fn span(&self) -> Span {
        Span { since: self.since.map(PartialDate::year), until: self.until.map(PartialDate::year) }
    }
}

impl Span {
    /// Whether it was in force while somebody born in `year` was given a number.
    fn fits(self, year: i16) -> Result<(), Doubt> {
        if self.since.is_some_and(|since| since > year.max(NUMBERS_GIVEN) + LAG) {
            return Err(Doubt::TooNew);
        }
        if self.until.is_some_and(|until| until < year.max(NUMBERS_SINCE) - LAG) {
            return Err(Doubt::TooOld);
        }
        Ok(())
    }
}

/// One name of a code, from the program's table or the bureau's.
struct Named<'n> {
    name: &'n str,
    span: Span,
    successor: Option<&'n str>,
}

/// What `code` (six digits) names to somebody born on `born`, by the program's table and by the bureau's rows `own`: those of
/// the code itself, of its prefecture and province, and of what they became.
pub fn place(code: &str, born: Date, own: &[Division]) -> Place {
    let mut place = Place::default();
    let mut doubt = None;
    for level in levels(code) {
        let names = names(&level, own);
        if names.is_empty() {
            // A county the bureau never entered says nothing; a province or prefecture that nobody lists does.
            let is_expected = level.len() < 6 && !table::is_direct(&level);
            place.lacks_county = level.len() == 6;
            let is_own = level.len() == 4 && own.iter().any(|division| division.code == code);
            doubt = doubt.or((is_expected && !is_own).then_some(Doubt::Unknown));
            continue;
        }
        let year = born.year();
        let fitting = names.iter().find(|named| named.span.fits(year).is_ok());
        let Some(named) = fitting.or(names.last()) else { continue };
        doubt = doubt.or(named.span.fits(year).err());
        place.name.push_str(named.name);
        place.ceased = named.span.until;
        place.successor = named.successor.map(|code| (code.to_owned(), name_now(code, own)));
    }
    Place { doubt, ..place }
}

/// Province, prefecture, county.
fn levels(code: &str) -> Vec<String> {
    let of = |length: usize| code.get(..length).map(str::to_owned);
    let below = |length| of(length).filter(|part| !part.ends_with("00"));
    [of(2), below(4), below(6)].into_iter().flatten().collect()
}

/// What a province, prefecture or county was called, the earliest first; what the bureau entered goes before the table.
fn names<'n>(level: &str, own: &'n [Division]) -> Vec<Named<'n>> {
    let code = format!("{level:0<6}");
    let entered: Vec<Named<'n>> = own
        .iter()
        .filter(|division| division.code == code)
        .map(|division| Named {
            name: &division.name,
            span: division.span(),
            successor: division.successor.as_deref(),
        })
        .collect();
    if !entered.is_empty() {
        return entered;
    }
    table::of(level).map(|known| Named { name: known.name, span: known.span, successor: None }).collect()
}

fn name_now(code: &str, own: &[Division]) -> String {
    own.iter()
        .rfind(|division| division.code == code)
        .map(|division| division.name.clone())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn entered(code: &str, name: &str, since: &str, until: &str, successor: &str) -> Division {
        Division {
            id: DivisionId(Uuid::nil()),
            code: code.into(),
            name: name.into(),
            since: since.parse().ok(),
            until: until.parse().ok(),
            successor: Some(successor.to_owned()).filter(|code| !code.is_empty()),
            version: 1,
        }
    }

    fn zhangqiu() -> Vec<Division> {
        vec![
            entered("370114", "章丘区", "2016", "", ""),
            entered("370123", "章丘县", "", "1992", "370181"),
            entered("370181", "章丘市", "1992", "2016", "370114"),
        ]
    }

    #[test]
    fn a_number_keeps_the_code_of_its_day_and_says_what_became_of_it() {
        let city = place("370181", date(1949, 12, 31), &zhangqiu());
        assert_eq!((city.name.as_str(), city.ceased, city.doubt), ("山东省济南市章丘市", Some(2016), None));
        assert_eq!(city.successor, Some(("370114".into(), "章丘区".into())));
        let county = place("370123", date(1938, 5, 1), &zhangqiu());
        assert_eq!((county.name.as_str(), county.doubt), ("山东省济南市章丘县", None));
    }

    #[test]
    fn a_code_newer_than_the_number_or_gone_before_it_is_doubted() {
        assert_eq!(place("370114", date(1949, 12, 31), &zhangqiu()).doubt, Some(Doubt::TooNew));
        assert_eq!(place("370114", date(2018, 1, 1), &zhangqiu()).doubt, None, "a grandchild may have it");
        // 烟台地区 ceased in 1983, before numbers were given; 德州地区 in 1994.
        assert_eq!(place("372131", date(1940, 1, 1), &[]).doubt, None, "within the lag of a year");
        assert_eq!(place("372401", date(1940, 1, 1), &[]).doubt, None);
        assert_eq!(place("372401", date(2001, 1, 1), &[]).doubt, Some(Doubt::TooOld));
    }

    #[test]
    fn a_prefecture_nobody_lists_is_doubted_until_the_bureau_enters_it() {
        let born = date(1949, 12, 31);
        assert_eq!(place("379721", born, &[]).doubt, Some(Doubt::Unknown));
        assert_eq!(place("999999", born, &[]).doubt, Some(Doubt::Unknown));
        let own = [entered("379721", "长庆县", "", "", "")];
        let known = place("379721", born, &own);
        assert_eq!((known.name.as_str(), known.doubt), ("山东省长庆县", None));
        assert_eq!(
            place("110105", born, &[]),
            Place { name: "北京市".into(), lacks_county: true, ..Place::default() }
        );
        assert_eq!(place("370000", born, &[]).name, "山东省");
    }

    #[test]
    fn a_province_that_is_none_is_a_doubt() {
        for code in ["000000", "000012"] {
            assert_eq!(place(code, date(1940, 6, 1), &[]).doubt, Some(Doubt::Unknown), "{code}");
        }
    }

    proptest! {
        #[test]
        fn any_six_digits_are_answered(code in "[0-9]{6}", year in 1880i16..2030) {
            let place = place(&code, date(year, 6, 1), &zhangqiu());
            prop_assert!(place.doubt.is_some() || !place.name.is_empty());
        }
    }
}
