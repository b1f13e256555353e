//! How much two records look like one person, and why. The sum of a few observations, each with its weight; a clerk reads the
//! observations, the sum only orders them.

use cq_calendar::PartialDate;
use cq_platform::words;

use super::store::Open;
use crate::{
    intake::FieldChange,
    person::{CitizenId, Facts, Sex, pinyin},
};

words! {
    /// Something two records have in common, or have not.
    pub enum Reason {
        /// The same citizen id.
        SameId = "same-id",
        /// Citizen ids that differ in one digit.
        NearId = "near-id",
        /// Citizen ids with two neighbouring digits the other way round.
        SwappedId = "swapped-id",
        /// The same name.
        SameName = "same-name",
        /// Names written differently and read alike.
        SameReading = "same-reading",
        /// Names of which one character differs.
        NearName = "near-name",
        /// Born on the same day.
        SameDay = "same-day",
        /// Born in the same month.
        SameMonth = "same-month",
        /// Born in the same year, as far as known.
        SameYear = "same-year",
        /// The same telephone.
        SamePhone = "same-phone",
        /// From the same unit.
        SameUnit = "same-unit",
        /// The same address.
        SameAddress = "same-address",
        /// Citizen ids that have nothing to do with one another.
        OtherId = "other-id",
        /// Names that have nothing to do with one another.
        OtherName = "other-name",
        /// Born at another time.
        OtherBirth = "other-birth",
        /// Of the other sex.
        OtherSex = "other-sex",
    }
}

impl Reason {
    /// What it adds to the sum, or takes from it.
    pub const fn points(self) -> i32 {
        match self {
            Reason::SameId => 100,
            Reason::NearId | Reason::SwappedId => 55,
            Reason::SameName => 47,
            Reason::SameReading => 25,
            Reason::NearName => 12,
            Reason::SameDay => 25,
            Reason::SameMonth => 20,
            Reason::SameYear => 8,
            Reason::SamePhone => 20,
            Reason::SameUnit => 10,
            Reason::SameAddress => 10,
            Reason::OtherId => -60,
            Reason::OtherName => -40,
            Reason::OtherBirth => -30,
            Reason::OtherSex => -30,
        }
    }
}

/// From this sum on two records are shown to a clerk: the same reading, birth month and unit together reach it, and so do the
/// very name with the same year, or with the same unit and nothing said against it.
pub const LIKELY: u32 = 55;
/// From this sum on the page says "very much alike".
pub const VERY_LIKELY: u32 = 80;

/// How much, from 0 to 100, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Likeness {
    /// The sum, within its bounds.
    pub score: u32,
    /// What it was made of, the weightiest first.
    pub reasons: Vec<Reason>,
}

impl Likeness {
    /// Whether a clerk should see it.
    pub fn is_likely(&self) -> bool {
        self.score >= LIKELY
    }

    fn of(mut reasons: Vec<Reason>) -> Self {
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.points()));
        let sum: i32 = reasons.iter().map(|reason| reason.points()).sum();
        // A number is one person's, whatever else is written beside it.
        let score = if reasons.contains(&Reason::SameId) { 100 } else { sum.clamp(0, 100).unsigned_abs() };
        Self { score, reasons }
    }
}

/// As much of a record as likeness goes by.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    /// Full name.
    pub name: String,
    /// Its reading.
    pub reading: String,
    /// Sex.
    pub sex: Sex,
    /// Birth.
    pub born: Option<PartialDate>,
    /// Citizen id.
    pub citizen_id: Option<CitizenId>,
    /// Digits.
    pub phone: Option<String>,
    /// 原工作单位.
    pub unit: Option<String>,
    /// Home.
    pub address: Option<String>,
}

impl Probe {
    /// Of a record.
    pub fn of(facts: &Facts) -> Self {
        Self {
            name: facts.name.clone(),
            reading: pinyin::sort_key(&facts.name),
            sex: facts.sex,
            born: facts.born,
            citizen_id: facts.citizen_id.clone(),
            phone: facts.phone.clone(),
            unit: facts.unit.clone(),
            address: facts.address.clone(),
        }
    }

    /// Of a row of a ledger that brings somebody new.
    pub fn of_row(changes: &[FieldChange]) -> Self {
        let text = |field: &str| changes.iter().find(|change| change.field == field)?.after.clone();
        let name = text("name").unwrap_or_default();
        Self {
            reading: pinyin::sort_key(&name),
            name,
            sex: text("sex").and_then(|word| word.parse().ok()).unwrap_or(Sex::Unknown),
            born: text("born").and_then(|day| day.parse().ok()),
            citizen_id: text("citizen_id").and_then(|id| CitizenId::parse(&id).ok()),
            phone: text("phone"),
            unit: text("unit"),
            address: text("address"),
        }
    }

    /// How much the two look like one person. It is the same whichever of them asks.
    pub fn likeness(&self, other: &Probe) -> Likeness {
        let same = |one: &Option<String>, two: &Option<String>, reason| {
            (one.is_some() && one == two).then_some(reason)
        };
        let reasons = [
            ids(digits(self.citizen_id.as_ref()), digits(other.citizen_id.as_ref())),
            names((&self.name, &self.reading), (&other.name, &other.reading)),
            births(self.born, other.born),
            same(&self.phone, &other.phone, Reason::SamePhone),
            same(&self.unit, &other.unit, Reason::SameUnit),
            same(&self.address, &other.address, Reason::SameAddress),
            is_other_sex(self.sex, other.sex).then_some(Reason::OtherSex),
        ];
        Likeness::of(reasons.into_iter().flatten().collect())
    }
}

impl Open {
    /// How much the two look like one person: what [`Probe::likeness`] comes to, with the digits of their citizen ids.
    pub fn likeness(&self, other: &Open, [its, others]: [Option<&Digits>; 2]) -> u32 {
        let is_same_phone = self.phone.is_some() && self.phone == other.phone;
        let is_same_unit = self.unit.is_some() && self.unit == other.unit;
        let reasons = [
            names((&self.name, &self.pinyin), (&other.name, &other.pinyin)),
            births(self.born, other.born),
            is_same_phone.then_some(Reason::SamePhone),
            is_same_unit.then_some(Reason::SameUnit),
            (self.address.is_some() && self.address == other.address).then_some(Reason::SameAddress),
            is_other_sex(self.sex, other.sex).then_some(Reason::OtherSex),
            ids(its, others),
        ];
        Likeness::of(reasons.into_iter().flatten().collect()).score
    }
}

/// The digits of a citizen id; the check character follows from them and says nothing by itself.
pub type Digits = [u8; 17];

fn digits(id: Option<&CitizenId>) -> Option<&Digits> {
    id?.as_str().as_bytes().first_chunk()
}

fn is_other_sex(one: Sex, other: Sex) -> bool {
    one != Sex::Unknown && other != Sex::Unknown && one != other
}

fn ids(one: Option<&Digits>, other: Option<&Digits>) -> Option<Reason> {
    let (one, other) = (one?, other?);
    if one == other {
        return Some(Reason::SameId);
    }
    let differing: Vec<usize> = (0..17).filter(|at| one.get(*at) != other.get(*at)).collect();
    Some(match differing.as_slice() {
        [_] => Reason::NearId,
        [first, second]
            if first + 1 == *second
                && one.get(*first) == other.get(*second)
                && one.get(*second) == other.get(*first) =>
        {
            Reason::SwappedId
        }
        _ => Reason::OtherId,
    })
}

/// Of names with their readings.
fn names((one, its): (&str, &str), (other, others): (&str, &str)) -> Option<Reason> {
    Some(if one == other {
        Reason::SameName
    } else if its == others {
        Reason::SameReading
    } else if is_near(one, other) {
        Reason::NearName
    } else {
        Reason::OtherName
    })
}

/// The same surname, and one character of the rest another, missing, or too many.
fn is_near(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() < 2 || long.len() - short.len() > 1 || short.first() != long.first() {
        return false;
    }
    let before = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let after = short.iter().rev().zip(long.iter().rev()).take_while(|(a, b)| a == b).count();
    before + after + 1 >= long.len()
}

fn births(one: Option<PartialDate>, other: Option<PartialDate>) -> Option<Reason> {
    let (one, other) = (one?, other?);
    if one.year() != other.year() {
        return Some(Reason::OtherBirth);
    }
    match (one.month(), other.month()) {
        (Some(month), Some(its)) if month != its => Some(Reason::OtherBirth),
        (Some(_), Some(_)) if one.day().is_some() && one.day() == other.day() => Some(Reason::SameDay),
        (Some(_), Some(_)) => Some(Reason::SameMonth),
        _ => Some(Reason::SameYear),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn probe(name: &str, born: &str, unit: &str) -> Probe {
        Probe {
            name: name.into(),
            reading: pinyin::sort_key(name),
            sex: Sex::Unknown,
            born: born.parse().ok(),
            citizen_id: None,
            phone: None,
            unit: Some(unit.into()).filter(|unit: &String| !unit.is_empty()),
            address: None,
        }
    }

    #[test]
    fn reading_birth_month_and_unit_together_are_enough_and_none_may_be_missing() {
        let known = probe("王晓明", "1941-03", "教育局");
        assert!(known.likeness(&probe("王小明", "1941-03", "教育局")).is_likely());
        assert!(!known.likeness(&probe("王小明", "1941-03", "水利局")).is_likely());
        assert!(!known.likeness(&probe("王小明", "1941-04", "教育局")).is_likely());
        assert!(!known.likeness(&probe("李小明", "1941-03", "教育局")).is_likely());
        assert!(known.likeness(&probe("王晓明", "1941-03", "")).is_likely(), "the very name and month");
    }

    #[test]
    fn the_very_name_is_enough_with_the_same_year_or_the_same_unit_unless_another_birth_is_known() {
        let likely = |one: &str, other: &str, units: [&str; 2]| {
            let name = "阿依古丽·艾力";
            probe(name, one, units[0]).likeness(&probe(name, other, units[1])).is_likely()
        };
        assert!(likely("1952", "1952", ["", ""]) && likely("1952", "1952-06", ["", "水利局"]));
        assert!(likely("", "", ["教育局", "教育局"]) && likely("1952", "", ["教育局", "教育局"]));
        assert!(!likely("", "", ["", ""]), "a name is many people's");
        assert!(!likely("1952", "1953", ["教育局", "教育局"]));
        assert!(!likely("1952-05", "1952-06", ["教育局", "教育局"]));
    }

    #[test]
    fn husband_and_wife_share_a_telephone_and_are_two() {
        let phone = Some("15400001234".to_owned());
        let his =
            Probe { phone: phone.clone(), sex: Sex::Male, ..probe("王晓明", "1941-03", "教育局") };
        let hers = Probe { phone, sex: Sex::Female, ..probe("王桂兰", "1943-05", "教育局") };
        assert!(!his.likeness(&hers).is_likely());
    }

    #[test]
    fn neighbours_in_the_register_of_births_are_two() {
        let id =
            |text: &str| "0123456789X".chars().find_map(|c| CitizenId::parse(&format!("{text}{c}")).ok());
        let one =
            Probe { citizen_id: id("11010519631124002"), ..probe("胡建华", "1963-11-24", "教育局") };
        let other =
            Probe { citizen_id: id("11010519631124003"), ..probe("徐小生", "1963-11-24", "水利局") };
        assert!(one.citizen_id.is_some() && other.citizen_id.is_some());
        assert!(!one.likeness(&other).is_likely());
        assert!(
            one.likeness(&Probe { name: "胡建化".into(), reading: one.reading.clone(), ..other }).is_likely()
        );
    }

    #[test]
    fn ids_are_near_by_one_digit_or_two_swapped() {
        let id = |text: &str| {
            let check = "0123456789X".chars().find_map(|c| CitizenId::parse(&format!("{text}{c}")).ok());
            check.unwrap()
        };
        let known = id("11010519491231002");
        let reasons = [
            ("11010519491231002", Reason::SameId),
            ("11010519491231004", Reason::NearId),
            ("11010591491231002", Reason::SwappedId),
            ("37018119400101001", Reason::OtherId),
        ];
        for (text, reason) in reasons {
            // 9149 is no year of birth: swap elsewhere.
            let text = if reason == Reason::SwappedId { "11015019491231002" } else { text };
            assert_eq!(ids(digits(Some(&known)), digits(Some(&id(text)))), Some(reason), "{text}");
        }
    }

    proptest! {
        #[test]
        fn likeness_is_the_same_both_ways_and_greatest_with_itself(
            one in "[王李][晓小明军]{1,2}", other in "[王李][晓小明军]{1,2}", month in 1u8..4, its in 1u8..4
        ) {
            let (one, other) = (probe(&one, &format!("1941-0{month}"), "教育局"), probe(&other, &format!("1941-0{its}"), "教育局"));
            prop_assert_eq!(one.likeness(&other), other.likeness(&one));
            prop_assert!(one.likeness(&one).score >= one.likeness(&other).score);
        }
    }
}
