//! What a row of the people ledger says, and what it makes of somebody.

use std::collections::BTreeSet;

use cq_calendar::PartialDate;
use cq_platform::{Result, actor::Act, db::Conn, messages::Text};
use cq_sheet::{Cell, IdText, normalise};
use jiff::civil::Date;

use crate::{
    division::{self, Doubt},
    intake::{Cells, Errors, FieldChange, Noun, Resembled, cells::narrow, columns::unit_of_sheet},
    person::{
        Category, CitizenId, Ended, EndedBecause, FIELDS, Facts, RevolutionPeriod, Sex,
        agree::contradictions,
        citizen_id::Malformed,
        code::{
            RANK, Table,
            illness::{BETWEEN, ILLNESSES, NO_ILLNESS},
        },
        field::{Field, Kind},
    },
};

/// What a row says; what it leaves blank stays as it is.
#[derive(Debug, Clone)]
pub struct Row {
    pub(super) name: String,
    pub(super) born: Option<PartialDate>,
    pub(super) citizen_id: Option<CitizenId>,
    pub(super) category: Option<Category>,
    pub(super) unit: Option<String>,
    /// Each field with what is said of it, as it is kept; none where it is said to be nothing.
    said: Vec<(&'static Field, Option<String>)>,
}

impl Row {
    /// Reads a row; what is wrong goes into `errors`.
    pub(super) fn read(cells: &Cells<'_>, today: Date, errors: &mut Errors) -> Option<Row> {
        let mut said = Facts::new("", Category::Relative);
        let mut fields: Vec<(&'static Field, Option<String>)> = Vec::new();
        let mut category = None;
        // A sheet tells of a death as of an end of service; a death after that comes in by the sheet of deaths.
        let asked = |field: &&Field| cells.has(field.key) && field.key != "died_on";
        for field in FIELDS.iter().filter(asked) {
            let Some(text) = read(field, cells, today, errors) else { continue };
            field.put(&mut said, text.as_deref());
            if field.key == "category" {
                category = Some(said.category);
            }
            fields.push((field, text));
        }
        if cells.coordinates("latitude", "longitude", errors).is_none() {
            fields.retain(|(field, _)| !matches!(field.kind, Kind::Degrees(_)));
        }
        let mut also = |key: &str, text: String| {
            fields.retain(|(field, _)| field.key != key);
            fields.extend(super::super::field(key).map(|field| (field, Some(text))));
        };
        if said.other_phone.is_none()
            && let Some(second) =
                cells.second_phone("phone").filter(|second| Some(second) != said.phone.as_ref())
        {
            also("other_phone", second);
        }
        if !cells.has("unit")
            && let Some(unit) = unit_of_sheet(cells.sheet)
        {
            said.unit = Some(unit.to_owned());
            also("unit", unit.to_owned());
        }
        if let Some(id) = &said.citizen_id {
            if said.born.is_some_and(|born| !agrees(born, id.born())) {
                errors.at("born", Text::new("intake-id-other-birth").with("shown", cells.shown("born")));
            }
            if said.sex != Sex::Unknown && said.sex != id.sex() {
                errors.at("sex", Text::new("intake-id-other-sex").with("shown", cells.shown("sex")));
            }
            also("born", id.born().to_string());
            also("sex", id.sex().to_string());
            said.born = Some(id.born().into());
        }
        for (field, text) in contradictions(&said) {
            errors.at(field, Text::new(text));
        }
        if let Some(period) = said.revolution_since.and_then(RevolutionPeriod::within)
            && said.revolution_period.is_none()
        {
            also("revolution_period", period.to_string());
        }
        // Of those whom the registry knows it says nothing.
        let category = category.or_else(|| cells.of_all()?.parse().ok());
        let Facts { name, born, citizen_id, unit, .. } = said;
        (!name.is_empty()).then_some(Row { name, born, citizen_id, category, unit, said: fields })
    }

    /// The telephone that it says.
    pub(super) fn phone(&self) -> Option<String> {
        self.said.iter().find(|(field, _)| field.key == "phone").and_then(|(_, text)| text.clone())
    }

    /// The units and the town that it names, each with its column.
    pub(super) fn names(&self) -> impl Iterator<Item = (&'static str, Noun, &str)> {
        let said = self.said.iter();
        said.filter_map(|(field, text)| Some((field.key, noun(field.key)?, text.as_deref()?)))
    }

    /// Two rows with equal keys mean the same person.
    pub(super) fn key(&self) -> String {
        match &self.citizen_id {
            Some(id) => id.as_str().to_owned(),
            None => {
                let born = self.born.map(|born| born.to_string()).unwrap_or_default();
                format!("{}|{born}|{}", self.name, self.unit.as_deref().unwrap_or_default())
            }
        }
    }

    /// Somebody new. The caller has seen to it that the category is known.
    pub(super) fn as_new(&self) -> Facts {
        self.onto(Facts::new(&self.name, self.category.unwrap_or(Category::Retired)), |_| true)
    }

    /// `known` as this row would have it, as far as it `may` say.
    pub(super) fn onto(&self, mut known: Facts, may: impl Fn(&Field) -> bool) -> Facts {
        for (field, text) in self.said.iter().filter(|(field, _)| may(field)) {
            match field.kind {
                Kind::Past | Kind::Day if is_sharper(field.of(&known).as_deref(), text.as_deref()) => {}
                // A unit is of one kind; a ledger tells it only where it is not known.
                _ if field.key == "unit_kind" && known.unit_kind.is_some() => {}
                _ => {
                    field.put(&mut known, text.as_deref());
                }
            }
        }
        known
    }
}

/// What a field names that stands on a list of its own.
pub(super) fn noun(field: &str) -> Option<Noun> {
    match field {
        "unit" | "paying_unit" => Some(Noun::Unit),
        "area" => Some(Noun::Area),
        _ => None,
    }
}

/// What a cell says of a field, as it is kept; none where it says nothing or is wrong.
fn read(field: &Field, cells: &Cells<'_>, today: Date, errors: &mut Errors) -> Option<Option<String>> {
    let key = field.key;
    let text = match field.kind {
        Kind::Name => cells.person_name(key, errors)?,
        Kind::Line(max) | Kind::Block(max) => cells.text(key, max, errors)?,
        Kind::Past => cells.past(key, today, errors)?.to_string(),
        Kind::Day => cells.date(key, errors)?.to_string(),
        Kind::Word(table) => word(cells, key, table, errors).filter(|word| *word != "unknown")?.to_owned(),
        Kind::Words(table) => words(cells, key, table, errors)?,
        Kind::Illnesses => return conditions(cells, errors),
        Kind::Count(max) => cells.whole(key, 0..=max, errors)?.to_string(),
        Kind::Degrees(_) => cells.number(key, &mut Errors::default())?.to_string(),
        Kind::Phone => cells.phone(key, errors)?,
        Kind::CitizenId => citizen_id(cells, key, today, errors)?.as_str().to_owned(),
        Kind::Ended => Ended { on: cells.past(key, today, errors)?, because: EndedBecause::Died }.to_string(),
    };
    Some(Some(text))
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
        Ok(id) if id.is_too_old(today) => {
            Text::new("person-citizen-id-century").with("year", i64::from(id.born().year()))
        }
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

/// Whether what is known says the same as what is said, only more exactly.
fn is_sharper(known: Option<&str>, said: Option<&str>) -> bool {
    let day = |text: &str| text.parse::<PartialDate>().ok();
    match (known.and_then(day), said.and_then(day)) {
        (Some(known), Some(said)) => {
            said.first_day() <= known.first_day() && known.last_day() <= said.last_day()
        }
        _ => false,
    }
}

/// A word of a closed list, by any of its spellings.
fn word(cells: &Cells<'_>, key: &'static str, table: &Table, errors: &mut Errors) -> Option<&'static str> {
    let cell = cells.get(key).filter(|cell| !cell.is_blank())?;
    let found = table.read(&cell.shown());
    if found.is_none() {
        let unknown = if table.family == RANK.family { "intake-rank-unknown" } else { "intake-word-unknown" };
        errors.at(key, Text::new(unknown).with("shown", cell.shown().as_ref()));
    }
    found
}

/// The parts of a cell that holds a list.
fn parts(cell: &Cell<'_>) -> Vec<String> {
    let shown = cell.shown();
    shown.split(BETWEEN).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}

/// Words of a closed list, in its order.
fn words(cells: &Cells<'_>, key: &'static str, table: &Table, errors: &mut Errors) -> Option<String> {
    let cell = cells.get(key).filter(|cell| !cell.is_blank())?;
    let mut all = Vec::new();
    for part in parts(cell) {
        match table.read(&part) {
            Some(word) => all.push(word),
            None => errors.at(key, Text::new("intake-word-unknown").with("shown", part)),
        }
    }
    let known = table.codes.iter().map(|code| code.code).filter(|code| all.contains(code));
    Some(known.collect::<Vec<_>>().join(" "))
}

/// Illnesses by word, by code, or both: 高血压, I10, 高血压(I10), 高血压 I10. 无 says that there are none.
fn conditions(cells: &Cells<'_>, errors: &mut Errors) -> Option<Option<String>> {
    let cell = cells.get("conditions").filter(|cell| !cell.is_blank())?;
    let mut all = BTreeSet::new();
    for word in parts(cell) {
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
    let codes: Vec<String> = all.into_iter().collect();
    Some(Some(codes.join(" ")).filter(|codes| !codes.is_empty()))
}

/// A category of ICD-10 (`I25`) or a subcategory (`I25.1`, `E11.900`), as far as the registry keeps it: hospitals write up to
/// seven characters behind the point (`I10.x00x002`).
fn icd_10(text: &str) -> Option<String> {
    let (category, rest) = text.split_once('.').unwrap_or((text, "0"));
    let is_code = match category.as_bytes() {
        [letter, tens, units] => {
            letter.is_ascii_alphabetic() && tens.is_ascii_digit() && units.is_ascii_digit()
        }
        _ => false,
    };
    let is_code = is_code && rest.bytes().all(|b| b.is_ascii_alphanumeric());
    let kept = rest.get(..3).unwrap_or(rest);
    let code = if text.contains('.') && !kept.is_empty() {
        format!("{category}.{kept}")
    } else {
        category.to_owned()
    };
    is_code.then(|| code.to_ascii_uppercase())
}

/// A remark where the first digits of a row's citizen id do not fit.
pub(super) fn doubted(conn: &Conn<'_>, act: &Act, row: &[FieldChange]) -> Result<Option<Resembled>> {
    let number =
        row.iter().find(|change| change.field == "citizen_id").and_then(|change| change.after.as_deref());
    let Some(id) = number.and_then(|text| CitizenId::parse(text).ok()) else { return Ok(None) };
    let doubt = division::place_of(conn, act.bureau(), &id)?.doubt;
    let remark = |doubt: Doubt| Resembled {
        href: "/divisions".into(),
        name: String::new(),
        reasons: vec![doubt.key().to_owned()],
    };
    Ok(doubt.map(remark))
}
