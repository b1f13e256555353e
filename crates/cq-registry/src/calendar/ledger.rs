//! A year's notice from a sheet: a row for each day off and each weekend day worked.

use std::collections::HashMap;

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    messages::Text,
};
use jiff::civil::Date;

use super::{
    columns::{COLUMNS, KINDS},
    model::{Kind, NoticeDay},
    store,
};
use crate::intake::{
    Applied, Blocked, Cells, Column, Done, Errors, FieldChange, Finding, Ledger, Read, Verdict,
};

/// Kind `holidays`.
pub struct HolidayLedger;

/// What a row says; a name left blank stays as it is.
#[derive(Debug, Clone)]
pub struct Row {
    day: Date,
    kind: Kind,
    name: Option<String>,
}

impl Row {
    fn name_onto(&self, noted: Option<&NoticeDay>) -> String {
        let kept = || noted.map(|noted| noted.name.clone()).unwrap_or_default();
        self.name.clone().unwrap_or_else(kept)
    }
}

impl Ledger for HolidayLedger {
    type Row = Row;
    /// Every day of every notice: some forty a year.
    type Session = HashMap<Date, NoticeDay>;

    fn kind(&self) -> &'static str {
        "holidays"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn begin(&self, conn: &Conn<'_>, act: &Act) -> Result<Self::Session> {
        let days = store::list_all(conn, act.bureau())?;
        Ok(days.into_iter().map(|noted| (noted.day, noted)).collect())
    }

    fn label(&self, cells: &Cells<'_>) -> String {
        cells.shown("day")
    }

    fn read(&self, _: &Act, cells: &Cells<'_>, errors: &mut Errors) -> Option<Row> {
        let date = cells.date("day", errors);
        if date.is_none() && errors.0.is_empty() {
            errors.at("day", Text::new("intake-cell-required"));
        }
        let day = date.and_then(|date| {
            let day = date.day();
            if day.is_none() {
                errors.at("day", Text::new("calendar-whole-day").with("shown", cells.shown("day")));
            }
            day
        });
        let before = errors.0.len();
        let kind = cells.word("kind", KINDS, errors);
        if kind.is_none() && errors.0.len() == before {
            errors.at("kind", Text::new("intake-cell-required"));
        }
        if let (Some(day), Some(kind)) = (day, kind)
            && !kind.fits(day)
        {
            errors.at("kind", Text::new("calendar-worked-anyway"));
        }
        let name = cells.text("name", 20, errors);
        Some(Row { day: day?, kind: kind?, name })
    }

    fn check(
        &self,
        _: &Conn<'_>,
        _: &Act,
        session: &mut Self::Session,
        rows: &[Read<Row>],
    ) -> Result<Vec<Finding>> {
        let verdict = |row: &Row| match session.get(&row.day) {
            None => Verdict::New(changes(None, row)),
            Some(noted) => match changes(Some(noted), row) {
                same if same.is_empty() => Verdict::Same { subject: noted.id.0 },
                changes => Verdict::Changed { subject: noted.id.0, changes },
            },
        };
        Ok(rows.iter().map(|read| Finding::new(read.row.day.to_string(), verdict(&read.row))).collect())
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        act: &Act,
        session: &mut Self::Session,
        rows: &[(&Read<Row>, &Verdict)],
    ) -> Result<Vec<Applied>> {
        let write = |(read, _): &(&Read<Row>, &Verdict)| {
            let Row { day, kind, .. } = read.row;
            let noted = session.get(&day);
            let name = read.row.name_onto(noted);
            match noted {
                Some(noted) => {
                    store::save(tx, act.bureau(), &NoticeDay { kind, name, ..noted.clone() })?;
                    Ok(Applied { subject: noted.id.0, version: noted.version + 1 })
                }
                None => {
                    let noted = NoticeDay { id: act.new_id(), day, kind, name, version: 1 };
                    store::insert(tx, act.bureau(), &noted)?;
                    Ok(Applied { subject: noted.id.0, version: noted.version })
                }
            }
        };
        rows.iter().map(write).collect()
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>> {
        let days = store::list_all(tx, act.bureau())?;
        let mut blocked = Vec::new();
        for done in rows {
            let noted = days.iter().find(|noted| noted.id.0 == done.subject);
            match noted.filter(|noted| noted.version == done.version) {
                None => blocked.push(Blocked {
                    subject: done.subject,
                    text: Text::new("intake-undo-changed")
                        .with("name", noted.map(|noted| noted.day.to_string()).unwrap_or_default()),
                }),
                Some(noted) if done.is_new => store::delete(tx, act.bureau(), noted)?,
                Some(noted) => store::save(tx, act.bureau(), &put_back(noted, &done.changes)?)?,
            }
        }
        Ok(blocked)
    }
}

/// What the row says otherwise than the notice does.
fn changes(noted: Option<&NoticeDay>, row: &Row) -> Vec<FieldChange> {
    let before = |of: fn(&NoticeDay) -> String| noted.map(of);
    let name = Some(row.name_onto(noted)).filter(|name| !name.is_empty());
    let fields = [
        ("day", before(|noted| noted.day.to_string()), Some(row.day.to_string())),
        ("kind", before(|noted| noted.kind.to_string()), Some(row.kind.to_string())),
        ("name", before(|noted| noted.name.clone()).filter(|name| !name.is_empty()), name),
    ];
    let changed = fields.into_iter().filter(|(_, before, after)| before != after);
    changed.map(|(field, before, after)| FieldChange { field: field.to_owned(), before, after }).collect()
}

fn put_back(noted: &NoticeDay, changes: &[FieldChange]) -> Result<NoticeDay> {
    let mut noted = noted.clone();
    for change in changes {
        let before = change.before.clone().unwrap_or_default();
        match change.field.as_str() {
            "kind" => noted.kind = before.parse().map_err(Error::internal)?,
            "name" => noted.name = before,
            _ => {}
        }
    }
    Ok(noted)
}
