//! Provinces and prefectures since 1980, as the yearly editions of the state's statistical bureau listed them: `divisions.txt`,
//! a line for each name of a code with the first and the last year in whose edition it stands (`-`: it still does).

use std::sync::LazyLock;

use super::model::Span;

/// A division the program knows by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Two digits for a province, four for a prefecture.
    pub code: &'static str,
    /// As it was called.
    pub name: &'static str,
    /// When it was called that.
    pub span: Span,
}

static KNOWN: LazyLock<Vec<Known>> =
    LazyLock::new(|| include_str!("divisions.txt").lines().filter_map(known).collect());

/// Every name that `code` (two or four digits) had, the earliest first.
pub fn of(code: &str) -> impl Iterator<Item = Known> + '_ {
    KNOWN.iter().filter(move |known| known.code == code).copied()
}

/// Whether counties under these four digits belong to no prefecture: those of a municipality, and those directly under a province.
pub fn is_direct(prefecture: &str) -> bool {
    let (province, rest) = prefecture.split_at_checked(2).unwrap_or((prefecture, ""));
    matches!(rest, "00" | "90")
        || (matches!(province, "11" | "12" | "31" | "50") && matches!(rest, "01" | "02" | "03"))
}

fn known(line: &'static str) -> Option<Known> {
    let mut words = line.split(' ');
    let (code, since, until) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
    let until = if until == "-" { None } else { Some(until.parse::<i16>().ok()? + 1) };
    // What stands in the first edition is older than it.
    let since = Some(since).filter(|year| *year > FIRST_EDITION);
    Some(Known { code, name: words.next()?, span: Span { since, until } })
}

const FIRST_EDITION: i16 = 1980;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_reads_and_belongs_to_a_province() {
        assert_eq!(KNOWN.len(), include_str!("divisions.txt").lines().count());
        for known in KNOWN.iter() {
            assert!(known.code.len() == 2 || of(&known.code[..2]).next().is_some(), "{known:?}");
            assert!(
                known.span.until.zip(known.span.since).is_none_or(|(until, since)| since < until),
                "{known:?}"
            );
        }
        assert_eq!(KNOWN.iter().filter(|known| known.code.len() == 2).count(), 34);
    }

    #[test]
    fn a_prefecture_that_became_a_city_has_another_code_and_the_old_one_is_kept() {
        let names =
            |code| of(code).map(|known| (known.name, known.span.since, known.span.until)).collect::<Vec<_>>();
        assert_eq!(names("3701"), [("济南市", None, None)]);
        assert_eq!(names("3724"), [("德州地区", None, Some(1994))]);
        assert_eq!(names("3714"), [("德州市", Some(1994), None)]);
        assert_eq!(names("3712"), [("莱芜市", Some(1992), Some(2019))]);
        assert_eq!(names("3723"), [("惠民地区", None, Some(1992)), ("滨州地区", Some(1992), Some(2000))]);
        assert!(names("3797").is_empty() && is_direct("3790") && is_direct("1101") && !is_direct("3701"));
    }
}
