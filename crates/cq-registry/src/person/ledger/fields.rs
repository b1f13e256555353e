//! The facts of a person as stored texts by column, to show what changes and to put it back.

use std::{collections::BTreeSet, str::FromStr};

use cq_platform::{Error, Result};

use crate::{
    intake::FieldChange,
    person::{CitizenId, Facts, model::Living},
};

/// Every field as stored, in the order of the columns.
fn stored(facts: &Facts) -> [(&'static str, Option<String>); 21] {
    let date = |date: &Option<cq_calendar::PartialDate>| date.map(|date| date.to_string());
    let words = |words: Vec<&str>| Some(words.join(" ")).filter(|text| !text.is_empty());
    [
        ("name", Some(facts.name.clone())),
        ("sex", Some(facts.sex.to_string())),
        ("citizen_id", facts.citizen_id.as_ref().map(|id| id.as_str().to_owned())),
        ("born", date(&facts.born)),
        ("category", Some(facts.category.to_string())),
        ("rank", facts.rank.map(|rank| rank.to_string())),
        ("treatment", facts.treatment.map(|rank| rank.to_string())),
        ("ethnicity", facts.ethnicity.clone()),
        ("politics", facts.politics.clone()),
        ("joined_work", date(&facts.joined_work)),
        ("retired", date(&facts.retired)),
        ("unit", facts.unit.clone()),
        ("area", facts.area.clone()),
        ("address", facts.address.clone()),
        ("phone", facts.phone.clone()),
        ("longitude", facts.longitude.map(|east| east.to_string())),
        ("latitude", facts.latitude.map(|north| north.to_string())),
        ("living", words(facts.living.iter().map(|living| living.as_str()).collect())),
        ("conditions", words(facts.conditions.iter().map(String::as_str).collect())),
        ("health_note", facts.health_note.clone()),
        ("remark", facts.remark.clone()),
    ]
}

/// Everything that somebody new brings.
pub(super) fn all(facts: &Facts) -> Vec<FieldChange> {
    let fields = stored(facts).into_iter().filter(|(_, after)| after.is_some());
    fields.map(|(field, after)| FieldChange { field: field.to_owned(), before: None, after }).collect()
}

/// What `after` says otherwise than `before`.
pub(crate) fn changes(before: &Facts, after: &Facts) -> Vec<FieldChange> {
    let pairs = stored(before).into_iter().zip(stored(after));
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| FieldChange { field: field.to_owned(), before, after })
        .collect()
}

/// Puts back what `changes` took away.
pub(crate) fn put_back(facts: &mut Facts, changes: &[FieldChange]) -> Result<()> {
    for change in changes {
        let before = change.before.clone();
        match change.field.as_str() {
            "name" => facts.name = parsed(&before)?.ok_or_else(unnamed)?,
            "sex" => facts.sex = parsed(&before)?.ok_or_else(unnamed)?,
            "citizen_id" => facts.citizen_id = before.as_deref().map(citizen_id).transpose()?,
            "born" => facts.born = parsed(&before)?,
            "category" => facts.category = parsed(&before)?.ok_or_else(unnamed)?,
            "rank" => facts.rank = parsed(&before)?,
            "treatment" => facts.treatment = parsed(&before)?,
            "ethnicity" => facts.ethnicity = before,
            "politics" => facts.politics = before,
            "joined_work" => facts.joined_work = parsed(&before)?,
            "retired" => facts.retired = parsed(&before)?,
            "unit" => facts.unit = before,
            "area" => facts.area = before,
            "address" => facts.address = before,
            "phone" => facts.phone = before,
            "longitude" => facts.longitude = parsed(&before)?,
            "latitude" => facts.latitude = parsed(&before)?,
            "living" => facts.living = list::<Living>(&before)?,
            "conditions" => facts.conditions = list(&before)?,
            "health_note" => facts.health_note = before,
            "remark" => facts.remark = before,
            other => return Err(Error::internal(format!("an import changed {other}, which nobody knows"))),
        }
    }
    Ok(())
}

fn parsed<T: FromStr>(text: &Option<String>) -> Result<Option<T>> {
    let parse = |text: &String| text.parse().map_err(|_| Error::internal("a stored value does not read"));
    text.as_ref().map(parse).transpose()
}

fn list<T: FromStr + Ord>(text: &Option<String>) -> Result<BTreeSet<T>> {
    let words = text.as_deref().unwrap_or_default().split_whitespace();
    words.map(|word| word.parse().map_err(|_| Error::internal("a stored word does not read"))).collect()
}

fn citizen_id(text: &str) -> Result<CitizenId> {
    CitizenId::parse(text).map_err(|_| Error::internal("a stored citizen id does not read"))
}

fn unnamed() -> Error {
    Error::internal("a field that cannot be empty was empty before an import")
}
