//! What a row of the people ledger says, and what it makes of somebody.

use std::collections::BTreeSet;

use cq_calendar::PartialDate;
use cq_platform::messages::Text;
use cq_sheet::{Cell, IdText, normalise};
use jiff::civil::Date;

use crate::{
    intake::{Cells, Errors, cells::narrow, columns::unit_of_sheet},
    person::{
        Category, CitizenId, Facts, Living, Rank, Sex,
        citizen_id::Malformed,
        columns::{
            AROUND_RANK, BETWEEN, CATEGORIES, ETHNICITIES, ILLNESSES, LIVINGS, NO_ILLNESS, PEOPLE, POLITICS,
            RANKS, SEXES,
        },
    },
};

/// What a row says; what it leaves blank stays as it is.
#[derive(Debug, Clone)]
pub struct Row {
    pub(super) name: String,
    pub(super) sex: Option<Sex>,
    pub(super) born: Option<PartialDate>,
    pub(super) citizen_id: Option<CitizenId>,
    pub(super) category: Option<Category>,
    rank: Option<Rank>,
    treatment: Option<Rank>,
    ethnicity: Option<String>,
    politics: Option<String>,
    joined_work: Option<PartialDate>,
    retired: Option<PartialDate>,
    pub(super) unit: Option<String>,
    area: Option<String>,
    address: Option<String>,
    phone: Option<String>,
    place: Option<(f64, f64)>,
    living: Option<BTreeSet<Living>>,
    conditions: Option<BTreeSet<String>>,
    health_note: Option<String>,
    remark: Option<String>,
}

impl Row {
    /// Reads a row; what is wrong goes into `errors`.
    pub(super) fn read(cells: &Cells<'_>, today: Date, errors: &mut Errors) -> Option<Row> {
        let name = cells.person_name("name", errors);
        let citizen_id = citizen_id(cells, "citizen_id", today, errors);
        let born = cells.past("born", today, errors);
        let sex = cells.word("sex", SEXES, errors);
        if let Some(id) = &citizen_id {
            if born.is_some_and(|born| !agrees(born, id.born())) {
                errors.at("born", Text::new("intake-id-other-birth").with("shown", cells.shown("born")));
            }
            if sex.is_some_and(|sex| sex != Sex::Unknown && sex != id.sex()) {
                errors.at("sex", Text::new("intake-id-other-sex").with("shown", cells.shown("sex")));
            }
        }
        Some(Row {
            sex: sex.or_else(|| citizen_id.as_ref().map(CitizenId::sex)),
            born: citizen_id.as_ref().map(|id| id.born().into()).or(born),
            citizen_id,
            category: cells.word("category", CATEGORIES, errors),
            rank: rank(cells, "rank", errors),
            treatment: rank(cells, "treatment", errors),
            ethnicity: ethnicity(cells, errors),
            politics: cells.word("politics", POLITICS, errors).map(str::to_owned),
            joined_work: cells.past("joined_work", today, errors),
            retired: cells.date("retired", errors),
            unit: if cells.has("unit") {
                cells.text("unit", 80, errors)
            } else {
                unit_of_sheet(cells.sheet).map(str::to_owned)
            },
            area: cells.text("area", 40, errors),
            address: cells.text("address", 200, errors),
            phone: cells.phone("phone", errors),
            place: cells.coordinates("latitude", "longitude", errors),
            living: living(cells, errors),
            conditions: conditions(cells, errors),
            health_note: cells.text("health_note", 2_000, errors),
            remark: cells.text("remark", 2_000, errors),
            name: name?,
        })
    }

    /// Somebody new. The caller has seen to it that the category is known.
    pub(super) fn as_new(&self) -> Facts {
        self.onto(Facts {
            name: self.name.clone(),
            sex: Sex::Unknown,
            born: None,
            citizen_id: None,
            category: self.category.unwrap_or(Category::Retired),
            rank: None,
            treatment: None,
            ethnicity: None,
            politics: None,
            joined_work: None,
            retired: None,
            unit: None,
            area: None,
            address: None,
            phone: None,
            latitude: None,
            longitude: None,
            living: BTreeSet::new(),
            conditions: BTreeSet::new(),
            health_note: None,
            remark: None,
        })
    }

    /// `known` as this row would have it.
    pub(super) fn onto(&self, known: Facts) -> Facts {
        Facts {
            name: self.name.clone(),
            sex: self.sex.filter(|sex| *sex != Sex::Unknown).unwrap_or(known.sex),
            born: sharper(self.born, known.born),
            citizen_id: self.citizen_id.clone().or(known.citizen_id),
            category: self.category.unwrap_or(known.category),
            rank: self.rank.or(known.rank),
            treatment: self.treatment.or(known.treatment),
            ethnicity: self.ethnicity.clone().or(known.ethnicity),
            politics: self.politics.clone().or(known.politics),
            joined_work: sharper(self.joined_work, known.joined_work),
            retired: sharper(self.retired, known.retired),
            unit: self.unit.clone().or(known.unit),
            area: self.area.clone().or(known.area),
            address: self.address.clone().or(known.address),
            phone: self.phone.clone().or(known.phone),
            latitude: self.place.map(|(north, _)| north).or(known.latitude),
            longitude: self.place.map(|(_, east)| east).or(known.longitude),
            living: self.living.clone().unwrap_or(known.living),
            conditions: self.conditions.clone().unwrap_or(known.conditions),
            health_note: self.health_note.clone().or(known.health_note),
            remark: self.remark.clone().or(known.remark),
        }
    }
}

/// A citizen id as any ledger keeps one; `None` where the cell is blank or wrong. No error repeats the number.
pub fn citizen_id(
    cells: &Cells<'_>,
    key: &'static str,
    today: Date,
    errors: &mut Errors,
) -> Option<CitizenId> {
    let text = match cells.get(key)?.as_id_text() {
        IdText::Missing => return None,
        IdText::Exact(text) => text,
        IdText::Damaged { .. } => {
            errors.at(key, Text::new("intake-id-damaged"));
            return None;
        }
        IdText::NotAnId { .. } => {
            errors.at(key, Text::new("intake-id-shape"));
            return None;
        }
    };
    // What went out masked says nothing.
    if text.contains('*') {
        return None;
    }
    let wrong = match CitizenId::parse(&text) {
        Ok(id) if id.born() <= today => return Some(id),
        Ok(_) | Err(Malformed::Birth) => Text::new("intake-id-birth"),
        Err(Malformed::Length(length)) => Text::new("intake-id-length").with("length", length),
        Err(Malformed::Character) => Text::new("intake-id-character"),
        Err(Malformed::Check { .. }) => Text::new("intake-id-check"),
    };
    errors.at(key, wrong);
    None
}

/// Whether `vague` may mean `day`.
fn agrees(vague: PartialDate, day: Date) -> bool {
    (vague.first_day()..=vague.last_day()).contains(&day)
}

/// What is said, unless what is known says the same more exactly.
fn sharper(said: Option<PartialDate>, known: Option<PartialDate>) -> Option<PartialDate> {
    match (said, known) {
        (Some(said), Some(known))
            if said.first_day() <= known.first_day() && known.last_day() <= said.last_day() =>
        {
            Some(known)
        }
        (said, known) => said.or(known),
    }
}

fn rank(cells: &Cells<'_>, key: &'static str, errors: &mut Errors) -> Option<Rank> {
    let cell = cells.get(key).filter(|cell| !cell.is_blank())?;
    let mut wanted = normalise(&cell.shown());
    for word in AROUND_RANK {
        wanted = wanted.replace(word, "");
    }
    let found = RANKS.iter().find(|(word, _)| *word == wanted).map(|(_, rank)| *rank);
    if found.is_none() {
        errors.at(key, Text::new("intake-rank-unknown").with("shown", cell.shown().as_ref()));
    }
    found
}

fn ethnicity(cells: &Cells<'_>, errors: &mut Errors) -> Option<String> {
    let cell = cells.get("ethnicity").filter(|cell| !cell.is_blank())?;
    let shown = normalise(&cell.shown());
    let name = shown.strip_suffix(PEOPLE).unwrap_or(&shown);
    let at = ETHNICITIES.iter().position(|people| *people == name);
    if at.is_none() {
        errors.at("ethnicity", Text::new("intake-word-unknown").with("shown", cell.shown().as_ref()));
    }
    Some(format!("{:02}", at? + 1))
}

/// The words of a cell that holds a list.
fn words(cell: &Cell<'_>) -> Vec<String> {
    let shown = cell.shown();
    shown.split(BETWEEN).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}

fn living(cells: &Cells<'_>, errors: &mut Errors) -> Option<BTreeSet<Living>> {
    let cell = cells.get("living").filter(|cell| !cell.is_blank())?;
    let mut all = BTreeSet::new();
    for word in words(cell) {
        let wanted = normalise(&word);
        match LIVINGS.iter().find(|(known, _)| *known == wanted) {
            Some((_, living)) => drop(all.insert(*living)),
            None => errors.at("living", Text::new("intake-word-unknown").with("shown", word)),
        }
    }
    Some(all)
}

/// Illnesses by word, by code, or both: 高血压, I10, 高血压(I10), 高血压 I10.
fn conditions(cells: &Cells<'_>, errors: &mut Errors) -> Option<BTreeSet<String>> {
    let cell = cells.get("conditions").filter(|cell| !cell.is_blank())?;
    let mut all = BTreeSet::new();
    for word in words(cell) {
        let written = narrow(&word);
        let code = written.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').find_map(icd_10);
        let name = normalise(&word);
        let by_name =
            || ILLNESSES.iter().find(|(known, _)| *known == name).map(|(_, code)| (*code).to_owned());
        match code.or_else(by_name) {
            Some(code) => drop(all.insert(code)),
            None if NO_ILLNESS.contains(&name.as_str()) => {}
            None => errors.at("conditions", Text::new("intake-illness-unknown").with("shown", word)),
        }
    }
    Some(all)
}

/// A category of ICD-10 (`I25`) or a subcategory (`I25.1`), as its category.
fn icd_10(text: &str) -> Option<String> {
    let (category, rest) = text.split_once('.').unwrap_or((text, "0"));
    let is_code = match category.as_bytes() {
        [letter, tens, units] => {
            letter.is_ascii_alphabetic() && tens.is_ascii_digit() && units.is_ascii_digit()
        }
        _ => false,
    };
    (is_code && rest.bytes().all(|b| b.is_ascii_alphanumeric())).then(|| category.to_ascii_uppercase())
}
