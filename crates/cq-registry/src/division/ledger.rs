//! A year's changes from a sheet: a row for each code and name.

use std::collections::HashMap;

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    messages::Text,
};

use super::{columns::COLUMNS, model::Division, store};
use crate::intake::{
    Applied, Blocked, Cells, Column, Done, Errors, FieldChange, Finding, Ledger, Read, Verdict,
};

/// Kind `divisions`.
pub struct DivisionLedger;

/// What a row says; what is left blank stays as it is.
#[derive(Debug, Clone)]
pub struct Row {
    code: String,
    name: String,
    since: Option<PartialDate>,
    until: Option<PartialDate>,
    successor: Option<String>,
}

impl Row {
    fn onto(&self, known: &Division) -> Division {
        Division {
            since: self.since.or(known.since),
            until: self.until.or(known.until),
            successor: self.successor.clone().or_else(|| known.successor.clone()),
            ..known.clone()
        }
    }
}

impl Ledger for DivisionLedger {
    type Row = Row;
    /// Every row of the bureau's own, by code and name: some hundreds.
    type Session = HashMap<(String, String), Division>;

    fn kind(&self) -> &'static str {
        "divisions"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn begin(&self, conn: &Conn<'_>, act: &Act) -> Result<Self::Session> {
        let all = store::list(conn, act.bureau())?;
        Ok(all
            .into_iter()
            .map(|division| ((division.code.clone(), division.name.clone()), division))
            .collect())
    }

    fn label(&self, cells: &Cells<'_>) -> String {
        cells.shown("name").chars().take(20).collect()
    }

    fn read(&self, _: &Act, cells: &Cells<'_>, errors: &mut Errors) -> Option<Row> {
        let code = code(cells, "code", errors);
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
        let successor = self::code(cells, "successor", errors);
        if successor.is_some() && successor == code {
            errors.at("successor", Text::new("division-successor-itself"));
        }
        Some(Row { code: code?, name: name?, since, until, successor })
    }

    fn check(
        &self,
        _: &Conn<'_>,
        _: &Act,
        session: &mut Self::Session,
        rows: &[Read<Row>],
    ) -> Result<Vec<Finding>> {
        let finding = |row: &Row| {
            let key = (row.code.clone(), row.name.clone());
            Finding {
                key: format!("{} {}", row.code, row.name),
                verdict: match session.get(&key) {
                    None => Verdict::New(brought(row)),
                    Some(known) => match changes(known, &row.onto(known)) {
                        same if same.is_empty() => Verdict::Same { subject: known.id.0 },
                        changes => Verdict::Changed { subject: known.id.0, changes },
                    },
                },
            }
        };
        Ok(rows.iter().map(|read| finding(&read.row)).collect())
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        act: &Act,
        session: &mut Self::Session,
        rows: &[(&Read<Row>, &Verdict)],
    ) -> Result<Vec<Applied>> {
        let write = |(read, _): &(&Read<Row>, &Verdict)| {
            let row = &read.row;
            if let Some(known) = session.get(&(row.code.clone(), row.name.clone())) {
                store::save(tx, act.bureau(), &row.onto(known))?;
                return Ok(Applied { subject: known.id.0, version: known.version + 1 });
            }
            let Row { code, name, since, until, successor } = row.clone();
            let division = Division { id: act.new_id(), code, name, since, until, successor, version: 1 };
            store::insert(tx, act.bureau(), &division)?;
            Ok(Applied { subject: division.id.0, version: 1 })
        };
        rows.iter().map(write).collect()
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>> {
        let all = store::list(tx, act.bureau())?;
        let mut blocked = Vec::new();
        for done in rows {
            let known = all.iter().find(|division| division.id.0 == done.subject);
            match known.filter(|known| known.version == done.version) {
                None => blocked.push(Blocked {
                    subject: done.subject,
                    text: Text::new("intake-undo-changed")
                        .with("name", known.map(|known| known.name.clone()).unwrap_or_default()),
                }),
                Some(known) if done.is_new => store::delete(tx, act.bureau(), known)?,
                Some(known) => store::save(tx, act.bureau(), &put_back(known, &done.changes)?)?,
            }
        }
        Ok(blocked)
    }
}

/// Six digits; `None` where the cell is blank or wrong.
fn code(cells: &Cells<'_>, key: &'static str, errors: &mut Errors) -> Option<String> {
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

fn brought(row: &Row) -> Vec<FieldChange> {
    let day = |day: Option<PartialDate>| day.map(|day| day.to_string());
    let fields = [
        ("code", Some(row.code.clone())),
        ("name", Some(row.name.clone())),
        ("since", day(row.since)),
        ("until", day(row.until)),
        ("successor", row.successor.clone()),
    ];
    let said = fields.into_iter().filter(|(_, after)| after.is_some());
    said.map(|(field, after)| FieldChange { field: field.to_owned(), before: None, after }).collect()
}

fn changes(known: &Division, after: &Division) -> Vec<FieldChange> {
    let day = |day: Option<PartialDate>| day.map(|day| day.to_string());
    let fields = [
        ("since", day(known.since), day(after.since)),
        ("until", day(known.until), day(after.until)),
        ("successor", known.successor.clone(), after.successor.clone()),
    ];
    let changed = fields.into_iter().filter(|(_, before, after)| before != after);
    changed.map(|(field, before, after)| FieldChange { field: field.to_owned(), before, after }).collect()
}

fn put_back(known: &Division, changes: &[FieldChange]) -> Result<Division> {
    let mut division = known.clone();
    for change in changes {
        let day =
            || change.before.as_deref().map(str::parse::<PartialDate>).transpose().map_err(Error::internal);
        match change.field.as_str() {
            "since" => division.since = day()?,
            "until" => division.until = day()?,
            "successor" => division.successor.clone_from(&change.before),
            _ => {}
        }
    }
    Ok(division)
}
