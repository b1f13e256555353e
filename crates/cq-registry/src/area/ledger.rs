//! Towns and sub-districts from a ledger. The shortest of the ledgers; a new one begins as its copy.

use std::collections::HashMap;

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    messages::Text,
};

use super::{Area, AreaId, columns::COLUMNS, store};
use crate::intake::{
    Applied, Blocked, Cells, Column, Done, Errors, FieldChange, Finding, Ledger, Read, Verdict,
};

/// Kind `areas`.
pub struct AreaLedger;

/// What a row says; what it leaves blank stays as it is.
#[derive(Debug, Clone)]
pub struct Row {
    name: String,
    code: Option<String>,
    middle: Option<(f64, f64)>,
}

impl Row {
    /// `area` as this row would have it.
    fn onto(&self, area: &Area) -> Area {
        Area {
            code: self.code.clone().unwrap_or_else(|| area.code.clone()),
            latitude: self.middle.map(|(north, _)| north).or(area.latitude),
            longitude: self.middle.map(|(_, east)| east).or(area.longitude),
            ..area.clone()
        }
    }

    fn as_new(&self, id: AreaId) -> Area {
        let empty = Area {
            id,
            code: String::new(),
            name: self.name.clone(),
            latitude: None,
            longitude: None,
            version: 1,
        };
        self.onto(&empty)
    }
}

impl Ledger for AreaLedger {
    type Row = Row;
    /// All areas: there are a few dozen.
    type Session = HashMap<String, Area>;

    fn kind(&self) -> &'static str {
        "areas"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn begin(&self, conn: &Conn<'_>, act: &Act) -> Result<Self::Session> {
        let areas = store::list(conn, act.bureau())?;
        Ok(areas.into_iter().map(|area| (area.name.clone(), area)).collect())
    }

    fn label(&self, cells: &Cells<'_>) -> String {
        cells.shown("name")
    }

    fn read(&self, _: &Act, cells: &Cells<'_>, errors: &mut Errors) -> Option<Row> {
        let name = cells.required_text("name", 40, errors);
        let code = cells.whole("code", 100_000..=999_999_999_999, errors).map(|code| code.to_string());
        let middle = cells.coordinates("latitude", "longitude", errors);
        Some(Row { name: name?, code, middle })
    }

    fn check(
        &self,
        _: &Conn<'_>,
        _: &Act,
        session: &mut Self::Session,
        rows: &[Read<Row>],
    ) -> Result<Vec<Finding>> {
        let verdict = |row: &Row| match session.get(&row.name) {
            None => Verdict::New(changes(None, &row.as_new(AreaId(uuid::Uuid::nil())))),
            Some(area) => match changes(Some(area), &row.onto(area)) {
                same if same.is_empty() => Verdict::Same { subject: area.id.0 },
                changes => Verdict::Changed { subject: area.id.0, changes },
            },
        };
        Ok(rows.iter().map(|read| Finding::new(&*read.row.name, verdict(&read.row))).collect())
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        act: &Act,
        session: &mut Self::Session,
        rows: &[(&Read<Row>, &Verdict)],
    ) -> Result<Vec<Applied>> {
        let write = |(read, _): &(&Read<Row>, &Verdict)| match session.get(&read.row.name) {
            Some(area) => {
                store::save(tx, act, &read.row.onto(area))?;
                Ok(Applied { subject: area.id.0, version: area.version + 1 })
            }
            None => {
                let area = read.row.as_new(act.new_id());
                store::insert(tx, act.bureau(), &area)?;
                Ok(Applied { subject: area.id.0, version: area.version })
            }
        };
        rows.iter().map(write).collect()
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>> {
        let areas = store::list(tx, act.bureau())?;
        let mut blocked = Vec::new();
        for done in rows {
            let area = areas.iter().find(|area| area.id.0 == done.subject && area.version == done.version);
            let Some(area) = area else {
                let named = areas.iter().find(|area| area.id.0 == done.subject).map_or("", |area| &area.name);
                blocked.push(Blocked {
                    subject: done.subject,
                    text: Text::new("intake-undo-changed").with("name", named),
                });
                continue;
            };
            if !done.is_new {
                store::save(tx, act, &put_back(area, &done.changes)?)?;
            } else if store::is_lived_in(tx, act.bureau(), area.id)? {
                blocked.push(Blocked {
                    subject: done.subject,
                    text: Text::new("intake-undo-lived-in").with("name", &area.name),
                });
            } else {
                store::delete(tx, act.bureau(), area)?;
            }
        }
        Ok(blocked)
    }
}

/// What `after` says otherwise than `before`.
fn changes(before: Option<&Area>, after: &Area) -> Vec<FieldChange> {
    let fields = |area: &Area| {
        let number = |number: Option<f64>| number.map(|number| number.to_string());
        let code = Some(area.code.clone()).filter(|code| !code.is_empty());
        [
            ("name", Some(area.name.clone())),
            ("code", code),
            ("longitude", number(area.longitude)),
            ("latitude", number(area.latitude)),
        ]
    };
    let before = before.map(fields).unwrap_or_default();
    let pairs = fields(after).into_iter().zip(before);
    pairs
        .filter(|((_, after), (_, before))| after != before)
        .map(|((field, after), (_, before))| FieldChange { field: field.to_owned(), before, after })
        .collect()
}

fn put_back(area: &Area, changes: &[FieldChange]) -> Result<Area> {
    let mut area = area.clone();
    for change in changes {
        let number =
            || change.before.as_ref().map(|text| text.parse::<f64>().map_err(Error::internal)).transpose();
        match change.field.as_str() {
            "code" => area.code = change.before.clone().unwrap_or_default(),
            "longitude" => area.longitude = number()?,
            "latitude" => area.latitude = number()?,
            _ => {}
        }
    }
    Ok(area)
}
