//! Units from a ledger, known by name. What a row leaves blank stays as it is.

use std::collections::HashMap;

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    form::Form,
    messages::Text,
};

use uuid::Uuid;

use super::{
    Unit, UnitId, UnitKind,
    columns::{COLUMNS, KINDS},
    store,
};
use crate::export::{Export, Take};
use crate::intake::{
    Applied, Blocked, Cells, Column, Done, Errors, FieldChange, Finding, Ledger, Read, Standing, Verdict,
};

/// Kind `units`.
pub struct UnitLedger;

impl Export for UnitLedger {
    fn kind(&self) -> &'static str {
        "units"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn each(&self, conn: &Conn<'_>, act: &Act, narrow: &Form, take: &mut Take<'_>) -> Result<()> {
        let kind = narrow.value("kind");
        for unit in store::list(conn, act.bureau())? {
            let word = unit.kind.map(|kind| kind.to_string());
            if kind.is_empty() || word.as_deref().unwrap_or("none") == kind {
                let field = |field: &str, after| FieldChange { field: field.to_owned(), before: None, after };
                take(&[field("name", Some(unit.name)), field("kind", word)])?;
            }
        }
        Ok(())
    }
}

/// What a row says.
#[derive(Debug, Clone)]
pub struct Row {
    name: String,
    kind: Option<UnitKind>,
}

impl Ledger for UnitLedger {
    type Row = Row;
    /// All units: there are some hundred.
    type Session = HashMap<String, Unit>;

    fn kind(&self) -> &'static str {
        "units"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn begin(&self, conn: &Conn<'_>, act: &Act) -> Result<Self::Session> {
        let units = store::list(conn, act.bureau())?;
        Ok(units.into_iter().map(|unit| (unit.name.clone(), unit)).collect())
    }

    fn label(&self, cells: &Cells<'_>) -> String {
        cells.shown("name")
    }

    fn read(&self, _: &Act, cells: &Cells<'_>, errors: &mut Errors) -> Option<Row> {
        let name = cells.required_text("name", 80, errors);
        let kind = cells.word("kind", KINDS, errors);
        Some(Row { name: name?, kind })
    }

    fn check(
        &self,
        _: &Conn<'_>,
        _: &Act,
        session: &mut Self::Session,
        rows: &[Read<Row>],
    ) -> Result<Vec<Finding>> {
        let change = |field: &str, before: Option<String>, after: Option<String>| FieldChange {
            field: field.to_owned(),
            before,
            after,
        };
        let word = |kind: Option<UnitKind>| kind.map(|kind| kind.to_string());
        let verdict = |row: &Row| match session.get(&row.name) {
            None => {
                let all =
                    [change("name", None, Some(row.name.clone())), change("kind", None, word(row.kind))];
                Verdict::New(all.into_iter().filter(|change| change.after.is_some()).collect())
            }
            Some(unit) if row.kind.is_none() || row.kind == unit.kind => Verdict::Same { subject: unit.id.0 },
            Some(unit) => Verdict::Changed {
                subject: unit.id.0,
                changes: vec![change("kind", word(unit.kind), word(row.kind))],
            },
        };
        let finding = |row: &Row| Finding::new(&*row.name, verdict(row)).within("");
        Ok(rows.iter().map(|read| finding(&read.row)).collect())
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        act: &Act,
        session: &mut Self::Session,
        rows: &[(&Read<Row>, &Verdict)],
    ) -> Result<Vec<Applied>> {
        let write = |(read, _): &(&Read<Row>, &Verdict)| match session.get(&read.row.name) {
            Some(unit) => {
                store::save(tx, act.bureau(), &Unit { kind: read.row.kind, ..unit.clone() })?;
                Ok(Applied { subject: unit.id.0, version: unit.version + 1 })
            }
            None => {
                let Row { name, kind } = read.row.clone();
                let unit = Unit { id: act.new_id(), name, kind, version: 1 };
                store::insert(tx, act.bureau(), &unit)?;
                Ok(Applied { subject: unit.id.0, version: 1 })
            }
        };
        rows.iter().map(write).collect()
    }

    fn standing(&self, conn: &Conn<'_>, act: &Act, subjects: &[Uuid]) -> Result<Vec<Standing>> {
        let units = store::list(conn, act.bureau())?.into_iter();
        let standing = units.filter(|unit| subjects.contains(&unit.id.0)).map(|unit| Standing {
            subject: unit.id.0,
            href: format!("/units/{}", unit.id),
            label: unit.name,
            scope: String::new(),
        });
        Ok(standing.collect())
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>> {
        let mut blocked = Vec::new();
        for done in rows {
            let found = store::find_by_id(tx, act.bureau(), UnitId(done.subject))?;
            let name = found.as_ref().map(|unit| unit.name.clone()).unwrap_or_default();
            let key = match found.filter(|unit| unit.version == done.version) {
                None => "intake-undo-changed",
                Some(unit) if !done.is_new => {
                    let before = done.changes.iter().find(|change| change.field == "kind");
                    let kind = before.and_then(|change| change.before.as_deref());
                    let kind = kind.and_then(|word| word.parse().ok());
                    store::save(tx, act.bureau(), &Unit { kind, ..unit })?;
                    continue;
                }
                Some(unit) if store::is_needed(tx, act.bureau(), unit.id)? => "unit-undo-needed",
                Some(unit) => {
                    store::delete(tx, act.bureau(), &unit)?;
                    continue;
                }
            };
            blocked.push(Blocked { subject: done.subject, text: Text::new(key).with("name", name) });
        }
        Ok(blocked)
    }
}
