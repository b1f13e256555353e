//! Whom a row without a number means: somebody of the name, told apart by birth, unit and telephone.

use cq_calendar::PartialDate;
use cq_platform::messages::Text;

use super::{row::Row, store::Namesake};
use crate::{
    intake::{About, CellError},
    person::{Category, PersonId},
};

/// Whom a row means.
pub(super) enum Meant {
    Nobody,
    One(PersonId),
    Unclear(CellError),
}

/// Whether two births may be the same day.
pub(super) fn may_be_one(one: Option<PartialDate>, other: Option<PartialDate>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    one.first_day() <= other.last_day() && other.first_day() <= one.last_day()
}

/// Whom a row means that goes by its name.
pub(super) fn meant_by_name(row: &Row, namesakes: Option<&Vec<Namesake>>) -> Meant {
    // Two different citizen ids are two people.
    let may_be = |other: &&Namesake| {
        may_be_one(row.born, other.born)
            && !(row.citizen_id.is_some() && other.has_citizen_id)
            && !is_only_a_namesake(row, other)
    };
    let all: Vec<&Namesake> = namesakes.into_iter().flatten().filter(may_be).collect();
    let of_unit: Vec<&&Namesake> =
        all.iter().filter(|other| row.unit.is_some() && other.unit == row.unit).collect();
    match (of_unit.as_slice(), all.as_slice()) {
        ([one], _) => Meant::One(one.id),
        ([], []) => Meant::Nobody,
        ([], [one]) if row.unit.is_none() && (row.born.is_some() || says_the_same(row, one)) => {
            Meant::One(one.id)
        }
        ([], _) if row.unit.is_some() && row.citizen_id.is_some() => Meant::Nobody,
        ([], _) => unclear("intake-person-elsewhere", &all),
        (several, _) => {
            let several: Vec<&Namesake> = several.iter().map(|one| **one).collect();
            unclear("intake-person-several", &several)
        }
    }
}

/// Whether the row tells of somebody served, and the other is somebody's relative of whom nothing says that the two are one.
fn is_only_a_namesake(row: &Row, other: &Namesake) -> bool {
    let is_served = row.category.is_some_and(|category| category != Category::Relative);
    let births_agree = row.born.is_some() && other.born.is_some();
    let units_agree = row.unit.is_some() && row.unit == other.unit;
    let phones_agree = other.phone.is_some() && other.phone == row.phone();
    is_served && other.category == Category::Relative && !births_agree && !units_agree && !phones_agree
}

/// Any of these may be meant: the first few are named, each with what is known to tell them apart.
fn unclear(key: &'static str, all: &[&Namesake]) -> Meant {
    let describe = |one: &&Namesake| {
        let parts = [Some(one.name.clone()), one.born.map(|born| born.to_string()), one.unit.clone()];
        of(one.id, &parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    };
    let about: Vec<About> = all.iter().take(3).map(describe).collect();
    let known: Vec<&str> = about.iter().map(|one| one.name.as_str()).collect();
    let text = Text::new(key).with("count", all.len()).with("known", known.join(" / "));
    Meant::Unclear(CellError::at("name", text).about(about))
}

/// Somebody of the registry, as a sentence names them.
pub(super) fn of(id: PersonId, name: &str) -> About {
    About { name: name.to_owned(), href: format!("/people/{id}") }
}

/// Whether neither a birth nor a unit is known of either, so that nothing tells them apart.
fn says_the_same(row: &Row, other: &Namesake) -> bool {
    row.born.is_none() && other.born.is_none() && row.unit.is_none() && other.unit.is_none()
}
