//! What the cells of a family say, before anybody is looked for.

use std::sync::Arc;

use cq_platform::messages::Text;
use jiff::civil::Date;

use super::columns::{BETWEEN, GROUPS, Group, headed, is_nobody, kin_of};
use crate::{
    intake::{
        CellError, Cells, Errors, FieldChange,
        cells::{name_of, narrow},
        first_phone,
    },
    person::{CitizenId, Sex, form::digits, ledger::citizen_id},
    relation::Kind,
};

/// What a row says of a family.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    /// Who is named.
    pub(super) named: Vec<Named>,
    /// What is wrong with the cells: it holds up the relations, not the person.
    pub(super) wrong: Vec<CellError>,
}

/// Somebody named.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    /// The column's key.
    pub column: &'static str,
    /// As [`name_of`] reads it.
    pub name: String,
    /// What they are, where it is said.
    pub kind: Option<Kind>,
    /// To be called.
    pub is_contact: bool,
    /// As far as a word says it.
    pub sex: Sex,
    /// Digits.
    pub phone: Option<String>,
    /// Where the ledger has it.
    pub citizen_id: Option<CitizenId>,
}

/// Reads the cells; none where the row names nobody.
pub(crate) fn read(cells: &Cells<'_>, today: Date) -> Option<Arc<Said>> {
    let (mut said, mut errors) = (Said::default(), Errors::default());
    for group in GROUPS.iter().filter(|group| cells.has(group.name)) {
        said.named.extend(of_group(group, cells, today, &mut errors));
    }
    // Kept until the last row is through.
    said.named.shrink_to_fit();
    said.wrong = errors.0;
    (!said.named.is_empty() || !said.wrong.is_empty()).then(|| Arc::new(said))
}

/// The cells as they stand, to be shown of somebody new.
pub(crate) fn shown(said: &Said) -> Vec<FieldChange> {
    let mut shown: Vec<FieldChange> = Vec::new();
    for named in &said.named {
        match shown.iter_mut().find(|change| change.field == named.column) {
            Some(change) => {
                let names = change.after.take().unwrap_or_default();
                change.after = Some(format!("{names} {}", named.name));
            }
            None => shown.push(FieldChange {
                field: named.column.to_owned(),
                before: None,
                after: Some(named.name.clone()),
            }),
        }
    }
    shown
}

fn of_group(group: &Group, cells: &Cells<'_>, today: Date, errors: &mut Errors) -> Vec<Named> {
    if cells.get(group.name).is_some_and(|cell| cell.formula) {
        errors.at(group.name, Text::new("intake-name-formula"));
        return Vec::new();
    }
    let before = errors.0.len();
    let Some(text) = cells.text(group.name, 200, errors).filter(|text| !is_nobody(&narrow(text))) else {
        return Vec::new();
    };
    let mut all: Vec<Named> =
        split(&text).into_iter().filter_map(|part| of_part(group, &part, errors)).collect();
    if let Some(word) = group.relation.and_then(|key| Some((key, cells.text(key, 40, errors)?))) {
        relation(word, &mut all, errors);
    }
    phones(group, cells, &mut all, errors);
    if let (Some(key), [one]) = (group.citizen_id, all.as_mut_slice()) {
        one.citizen_id = citizen_id(cells, key, today, errors);
    }
    // What is half wrong is not half done.
    if errors.0.len() > before { Vec::new() } else { all }
}

/// The parts of a cell with several names; signs in brackets part none.
fn split(text: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0_usize);
    for c in text.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ if depth == 0 && BETWEEN.contains(&c) => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts.iter().flat_map(|part| by_spaces(part.trim())).filter(|part| !part.is_empty()).collect()
}

/// Spaces part names of two characters or more, and pad shorter ones: 王芳 李明, but 王 芳.
fn by_spaces(part: &str) -> Vec<String> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let is_name =
        |word: &&str| word.chars().count() > 1 && word.chars().all(|c| c.is_alphabetic() && !c.is_ascii());
    if words.len() > 1 && words.iter().all(is_name) {
        return words.into_iter().map(str::to_owned).collect();
    }
    vec![part.to_owned()]
}

/// One name with what stands about it: 王芳, 女儿王芳, 王芳（女儿，13800000000）.
fn of_part(group: &Group, part: &str, errors: &mut Errors) -> Option<Named> {
    let text = narrow(part);
    let at = text.find(|c: char| c == '(' || c.is_ascii_digit()).unwrap_or(text.len());
    let (head, rest) = text.split_at(at);
    let (kin, name) = match headed(head.trim()) {
        Some((kin, name)) => (Some(kin), name),
        None => (None, head.trim()),
    };
    let name = match name_of(name) {
        Ok(name) if !name.is_empty() => name,
        Ok(_) => {
            errors.at(group.name, Text::new("relation-ledger-no-name"));
            return None;
        }
        Err(wrong) => {
            errors.at(group.name, wrong);
            return None;
        }
    };
    let phone = digits(&first_phone(rest));
    if phone.is_none() && rest.chars().any(|c| c.is_ascii_digit()) {
        errors.at(group.name, Text::new("intake-name-characters"));
        return None;
    }
    let word = rest.split(|c: char| !c.is_alphabetic()).find_map(kin_of);
    let (kind, sex) = kin.or(word).map_or((None, Sex::Unknown), |(kind, sex)| (Some(kind), sex));
    if group.kind.is_some_and(|of_column| kind.is_some_and(|kind| kind != of_column)) {
        errors.at(group.name, Text::new("relation-ledger-two-kinds").with("name", &name));
        return None;
    }
    Some(Named {
        column: group.name,
        name,
        kind: group.kind.or(kind),
        is_contact: group.is_contact,
        sex,
        phone,
        citizen_id: None,
    })
}

fn relation((key, word): (&'static str, String), all: &mut [Named], errors: &mut Errors) {
    let Some((kind, sex)) = kin_of(&word) else {
        errors.at(key, Text::new("relation-ledger-kind-unknown").with("shown", word));
        return;
    };
    for named in all {
        (named.kind, named.sex) = (Some(kind), sex);
    }
}

/// Telephones in a cell of their own: one for one name, else as many as names.
fn phones(group: &Group, cells: &Cells<'_>, all: &mut [Named], errors: &mut Errors) {
    let Some(cell) = cells.get(group.phone).filter(|cell| !cell.is_blank()) else { return };
    if let [one] = all {
        if let Some(phone) = cells.phone(group.phone, errors) {
            one.phone = Some(phone);
        }
        return;
    }
    let shown = cell.shown();
    let phones: Vec<String> = shown.split(BETWEEN).map(|part| first_phone(&narrow(part))).collect();
    if phones.len() != all.len() || phones.iter().any(|phone| phone.len() < 7) {
        errors.at(group.phone, Text::new("relation-ledger-phones").with("count", all.len()));
        return;
    }
    for (named, phone) in all.iter_mut().zip(phones) {
        named.phone = Some(phone);
    }
}
