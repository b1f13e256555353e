//! A year's changes from a sheet: a row for each code and name.

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    form::Form,
    ids::BureauId,
    messages::Text,
};
use uuid::Uuid;

use super::{
    columns::COLUMNS,
    model::{Division, DivisionId},
    store,
};
use crate::{
    export::{Chosen, Export, Take},
    intake::{Cells, Column, Errors, Field, Roll, changed, stored},
};

/// Kind `divisions`: some hundreds of the bureau's own.
pub struct DivisionLedger;

impl Export for DivisionLedger {
    fn kind(&self) -> &'static str {
        Self::KIND
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn each(&self, conn: &Conn<'_>, act: &Act, _: &Form, _: Chosen<'_>, take: &mut Take<'_>) -> Result<()> {
        let mut listed = store::list(conn, act.bureau())?.into_iter();
        listed.try_for_each(|division| take(&changed(&[], Self::fields(&division))))
    }
}

/// What a row says.
pub struct Row {
    code: String,
    name: String,
    since: Option<PartialDate>,
    until: Option<PartialDate>,
    successor: Option<String>,
}

impl Roll for DivisionLedger {
    type Row = Row;
    type Item = Division;

    const KIND: &'static str = "divisions";
    const COLUMNS: &'static [Column] = COLUMNS;

    fn label(cells: &Cells<'_>) -> String {
        cells.shown("name").chars().take(20).collect()
    }

    fn read(cells: &Cells<'_>, errors: &mut Errors) -> Option<Row> {
        let code = six_digits(cells, "code", errors);
        if code.is_none() && errors.0.is_empty() {
            errors.at("code", Text::new("intake-cell-required"));
        }
        let name = cells.required_text("name", 40, errors);
        let (since, until) = (cells.date("since", errors), cells.date("until", errors));
        if let (Some(since), Some(until)) = (since, until)
            && until.last_day() < since.first_day()
        {
            errors.at("until", Text::new("division-until-before-since"));
        }
        let successor = six_digits(cells, "successor", errors);
        if successor.is_some() && successor == code {
            errors.at("successor", Text::new("division-successor-itself"));
        }
        Some(Row { code: code?, name: name?, since, until, successor })
    }

    fn meant(row: &Row) -> String {
        format!("{} {}", row.code, row.name)
    }

    fn blank(row: &Row, id: Uuid) -> Division {
        let (code, name) = (row.code.clone(), row.name.clone());
        Division { id: DivisionId(id), code, name, since: None, until: None, successor: None, version: 1 }
    }

    fn onto(row: &Row, known: &Division) -> Division {
        Division {
            since: row.since.or(known.since),
            until: row.until.or(known.until),
            successor: row.successor.clone().or_else(|| known.successor.clone()),
            ..known.clone()
        }
    }

    fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Division>> {
        store::list(conn, bureau)
    }

    fn name(division: &Division) -> String {
        format!("{} {}", division.code, division.name)
    }

    fn guard(division: &Division) -> (Uuid, i64) {
        (division.id.0, division.version)
    }

    fn fields(division: &Division) -> Vec<Field> {
        let day = |day: Option<PartialDate>| day.map(|day| day.to_string());
        vec![
            ("code", Some(division.code.clone())),
            ("name", Some(division.name.clone())),
            ("since", day(division.since)),
            ("until", day(division.until)),
            ("successor", division.successor.clone()),
        ]
    }

    fn put_back(division: &mut Division, field: &str, before: Option<&String>) -> Result<()> {
        match field {
            "since" => division.since = stored(before)?,
            "until" => division.until = stored(before)?,
            "successor" => division.successor = before.cloned(),
            other => return Err(Error::internal(format!("a division has no field {other}"))),
        }
        Ok(())
    }

    fn insert(tx: &Tx<'_>, act: &Act, division: &Division) -> Result<()> {
        store::insert(tx, act.bureau(), division)
    }

    fn save(tx: &Tx<'_>, act: &Act, division: &Division) -> Result<()> {
        store::save(tx, act.bureau(), division)
    }

    fn delete(tx: &Tx<'_>, act: &Act, division: &Division) -> Result<()> {
        store::delete(tx, act.bureau(), division)
    }
}

/// Six digits; `None` where the cell is blank or wrong.
fn six_digits(cells: &Cells<'_>, key: &'static str, errors: &mut Errors) -> Option<String> {
    let shown = cells.shown(key);
    let code = shown.trim();
    if code.is_empty() {
        return None;
    }
    if code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(code.to_owned());
    }
    errors.at(key, Text::new("division-code-wrong").with("shown", code));
    None
}
