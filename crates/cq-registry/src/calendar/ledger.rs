//! A year's notice from a sheet: a row for each day off and each weekend day worked.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    form::Form,
    ids::BureauId,
    messages::Text,
};
use jiff::civil::Date;
use uuid::Uuid;

use super::{
    columns::{COLUMNS, KINDS},
    model::{Kind, NoticeDay, NoticeDayId, YEARS},
    store,
};
use crate::{
    export::{Chosen, Export, Take},
    intake::{Cells, Column, Errors, Field, Roll, changed, stored},
};

/// Kind `holidays`: some forty days a year.
pub struct HolidayLedger;

impl Export for HolidayLedger {
    fn kind(&self) -> &'static str {
        Self::KIND
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn each(&self, conn: &Conn<'_>, act: &Act, _: &Form, _: Chosen<'_>, take: &mut Take<'_>) -> Result<()> {
        let mut listed = store::list_all(conn, act.bureau())?.into_iter();
        listed.try_for_each(|noted| take(&changed(&[], Self::fields(&noted))))
    }
}

/// What a row says.
pub struct Row {
    day: Date,
    kind: Kind,
    name: Option<String>,
}

impl Roll for HolidayLedger {
    type Row = Row;
    type Item = NoticeDay;

    const KIND: &'static str = "holidays";
    const COLUMNS: &'static [Column] = COLUMNS;

    fn label(cells: &Cells<'_>) -> String {
        cells.shown("day")
    }

    fn read(cells: &Cells<'_>, errors: &mut Errors) -> Option<Row> {
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
        if day.is_some_and(|day| !YEARS.contains(&day.year())) {
            let (from, to) = (i64::from(*YEARS.start()), i64::from(*YEARS.end()));
            errors.at("day", Text::new("calendar-years").with("from", from).with("to", to));
        }
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

    fn meant(row: &Row) -> String {
        row.day.to_string()
    }

    fn blank(row: &Row, id: Uuid) -> NoticeDay {
        NoticeDay { id: NoticeDayId(id), day: row.day, kind: row.kind, name: String::new(), version: 1 }
    }

    fn onto(row: &Row, noted: &NoticeDay) -> NoticeDay {
        let name = row.name.clone().unwrap_or_else(|| noted.name.clone());
        NoticeDay { kind: row.kind, name, ..noted.clone() }
    }

    fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<NoticeDay>> {
        store::list_all(conn, bureau)
    }

    fn name(noted: &NoticeDay) -> String {
        noted.day.to_string()
    }

    fn guard(noted: &NoticeDay) -> (Uuid, i64) {
        (noted.id.0, noted.version)
    }

    fn fields(noted: &NoticeDay) -> Vec<Field> {
        vec![
            ("day", Some(noted.day.to_string())),
            ("kind", Some(noted.kind.to_string())),
            ("name", Some(noted.name.clone()).filter(|name| !name.is_empty())),
        ]
    }

    fn put_back(noted: &mut NoticeDay, field: &str, before: Option<&String>) -> Result<()> {
        match field {
            "kind" => noted.kind = stored(before)?.unwrap_or(noted.kind),
            "name" => noted.name = before.cloned().unwrap_or_default(),
            other => return Err(Error::internal(format!("a day has no field {other}"))),
        }
        Ok(())
    }

    fn insert(tx: &Tx<'_>, act: &Act, noted: &NoticeDay) -> Result<()> {
        store::insert(tx, act.bureau(), noted)
    }

    fn save(tx: &Tx<'_>, act: &Act, noted: &NoticeDay) -> Result<()> {
        store::save(tx, act.bureau(), noted)
    }

    fn delete(tx: &Tx<'_>, act: &Act, noted: &NoticeDay) -> Result<()> {
        store::delete(tx, act.bureau(), noted)
    }
}
