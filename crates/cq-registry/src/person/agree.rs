//! What cannot be true together of one person, however it came in.

use cq_calendar::PartialDate;
use jiff::civil::{Date, date};

use super::{Category, Facts, Living, RevolutionPeriod};

/// The key of the field that is wrong, and the message that says why.
pub(crate) type Contradiction = (&'static str, &'static str);

/// 离休 is for work in the revolution before 1949-10-01, and nobody under ten did any.
const HONOURED_BORN_BEFORE: Date = date(1939, 10, 1);

/// Nobody served, and hardly anybody's parent, was born earlier: the year is mistyped.
const BORN_SINCE: Date = date(1880, 1, 1);

/// GB/T 2261.2: 10 未婚.
const NEVER_MARRIED: &str = "10";

/// Whoever lives with one of these does not live alone.
const WITH: [Living; 6] =
    [Living::Spouse, Living::Children, Living::Parents, Living::Siblings, Living::Relatives, Living::Others];

/// All of them, as far as each date is known.
pub(crate) fn contradictions(facts: &Facts) -> Vec<Contradiction> {
    let lies_before = |one: Option<PartialDate>, other: Option<PartialDate>| matches!((one, other), (Some(one), Some(other)) if one.last_day() < other.first_day());
    let mut found = Vec::new();
    let mut find = |is_wrong: bool, field, text| found.extend(is_wrong.then_some((field, text)));
    find(lies_before(facts.retired, facts.joined_work), "retired", "person-retired-before-joined");
    for (field, day) in [
        ("joined_work", facts.joined_work),
        ("joined_party", facts.joined_party),
        ("revolution_since", facts.revolution_since),
        ("retired", facts.retired),
        ("benefit_paid_on", facts.benefit_paid_on),
    ] {
        find(lies_before(day, facts.born), field, "person-before-birth");
    }
    let died = facts.ended.map(|ended| ended.on);
    find(lies_before(died, facts.born), "ended", "person-died-before-birth");
    let period = facts.revolution_since.and_then(RevolutionPeriod::within);
    let periods_differ =
        matches!((period, facts.revolution_period), (Some(by_day), Some(said)) if by_day != said);
    find(periods_differ, "revolution_period", "person-revolution-other-period");
    let is_late = facts.revolution_since.is_some_and(|since| since.first_day() >= date(1949, 10, 1));
    find(is_late, "revolution_since", "person-revolution-too-late");
    let is_child = facts.born.is_some_and(|born| born.first_day() >= HONOURED_BORN_BEFORE);
    find(is_child && facts.category == Category::Honoured, "category", "person-honoured-too-young");
    find(facts.born.is_some_and(|born| born.last_day() < BORN_SINCE), "born", "person-born-too-early");
    let too_many =
        matches!((facts.children, facts.dependent_children), (Some(all), Some(some)) if some > all);
    find(too_many, "dependent_children", "person-dependent-children-more");
    let is_with_somebody = WITH.iter().any(|with| facts.living.contains(with));
    find(facts.living.contains(&Living::Alone) && is_with_somebody, "living", "person-living-alone-with");
    let never_married = facts.marital.as_deref() == Some(NEVER_MARRIED);
    find(never_married && facts.living.contains(&Living::Spouse), "living", "person-living-spouse-unmarried");
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::{Category, Ended, EndedBecause};

    #[test]
    fn nobody_lives_alone_with_somebody_or_with_a_spouse_never_married() {
        let lives = |living: &[Living], marital: Option<&str>| {
            let facts = Facts {
                living: living.iter().copied().collect(),
                marital: marital.map(str::to_owned),
                ..Facts::new("王晓明", Category::Retired)
            };
            contradictions(&facts).into_iter().map(|(_, text)| text).collect::<Vec<_>>()
        };
        let with = "person-living-alone-with";
        assert_eq!(lives(&[Living::Alone, Living::Spouse], None), [with]);
        assert_eq!(lives(&[Living::Alone, Living::Others], None), [with]);
        assert!(lives(&[Living::Alone, Living::EmptyNest, Living::Childless], None).is_empty());
        assert_eq!(lives(&[Living::Spouse], Some("10")), ["person-living-spouse-unmarried"]);
        assert!(lives(&[Living::Spouse, Living::Children], Some("20")).is_empty());
    }

    #[test]
    fn nobody_dies_retires_or_joins_before_birth_as_far_as_days_are_known() {
        let day = |text: &str| text.parse::<PartialDate>().ok();
        let ended = |on: &str| Some(Ended { on: on.parse().unwrap(), because: EndedBecause::Died });
        let known = |born: &str| Facts { born: day(born), ..Facts::new("王晓明", Category::Retired) };
        let cases = [
            (Facts { ended: ended("1939-12"), ..known("1940") }, vec!["ended"]),
            (Facts { ended: ended("1940-01"), ..known("1940") }, vec![]),
            (
                Facts { retired: day("1930"), joined_work: day("1929"), ..known("1940") },
                vec!["joined_work", "retired"],
            ),
            (Facts { retired: day("1990"), joined_work: day("1991-02"), ..known("1940") }, vec!["retired"]),
            (
                Facts { children: Some(1), dependent_children: Some(2), ..known("1940") },
                vec!["dependent_children"],
            ),
            (Facts { category: Category::Honoured, ..known("1939-10") }, vec!["category"]),
            (Facts { category: Category::Honoured, ..known("1939") }, vec![]),
            (known("1879-12-31"), vec!["born"]),
            (known("1880"), vec![]),
            (Facts { ended: ended("1900"), ..Facts::new("王晓明", Category::Retired) }, vec![]),
        ];
        for (facts, wrong) in cases {
            let mut fields: Vec<&str> = contradictions(&facts).into_iter().map(|(field, _)| field).collect();
            fields.sort_unstable();
            assert_eq!(fields, wrong, "{facts:?}");
        }
    }
}
