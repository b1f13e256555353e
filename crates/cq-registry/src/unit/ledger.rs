//! Units from a ledger and into one, known by name.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    form::Form,
    ids::BureauId,
};
use uuid::Uuid;

use super::{
    Unit, UnitId, UnitKind,
    columns::{COLUMNS, KINDS},
    store,
};
use crate::{
    export::{Chosen, Export, Take},
    intake::{Cells, Column, Errors, Field, Roll, changed, stored},
};

/// Kind `units`: there are some hundred.
pub struct UnitLedger;

impl Export for UnitLedger {
    fn kind(&self) -> &'static str {
        "units"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn each(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        narrow: &Form,
        _: Chosen<'_>,
        take: &mut Take<'_>,
    ) -> Result<()> {
        let kind = narrow.value("kind");
        for unit in store::list(conn, act.bureau())? {
            let word = unit.kind.map(|kind| kind.to_string());
            if kind.is_empty() || word.as_deref().unwrap_or("none") == kind {
                take(&changed(&[], Self::fields(&unit)))?;
            }
        }
        Ok(())
    }
}

/// What a row says.
pub struct Row {
    name: String,
    kind: Option<UnitKind>,
}

impl Roll for UnitLedger {
    type Row = Row;
    type Item = Unit;

    const KIND: &'static str = "units";
    const COLUMNS: &'static [Column] = COLUMNS;
    const LISTS_ALL: bool = true;

    fn read(cells: &Cells<'_>, errors: &mut Errors) -> Option<Row> {
        let name = cells.required_text("name", 80, errors);
        let kind = cells.word("kind", KINDS, errors);
        Some(Row { name: name?, kind })
    }

    fn meant(row: &Row) -> String {
        row.name.clone()
    }

    fn blank(row: &Row, id: Uuid) -> Unit {
        Unit { id: UnitId(id), name: row.name.clone(), kind: None, version: 1 }
    }

    fn onto(row: &Row, unit: &Unit) -> Unit {
        Unit { kind: row.kind.or(unit.kind), ..unit.clone() }
    }

    fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Unit>> {
        store::list(conn, bureau)
    }

    fn name(unit: &Unit) -> String {
        unit.name.clone()
    }

    fn guard(unit: &Unit) -> (Uuid, i64) {
        (unit.id.0, unit.version)
    }

    fn fields(unit: &Unit) -> Vec<Field> {
        vec![("name", Some(unit.name.clone())), ("kind", unit.kind.map(|kind| kind.to_string()))]
    }

    fn put_back(unit: &mut Unit, field: &str, before: Option<&String>) -> Result<()> {
        match field {
            "kind" => unit.kind = stored(before)?,
            other => return Err(Error::internal(format!("a unit has no field {other}"))),
        }
        Ok(())
    }

    fn insert(tx: &Tx<'_>, act: &Act, unit: &Unit) -> Result<()> {
        store::insert(tx, act.bureau(), unit)
    }

    fn save(tx: &Tx<'_>, act: &Act, unit: &Unit) -> Result<()> {
        store::save(tx, act.bureau(), unit)
    }

    fn delete(tx: &Tx<'_>, act: &Act, unit: &Unit) -> Result<()> {
        store::delete(tx, act.bureau(), unit)
    }

    fn needed(tx: &Tx<'_>, bureau: &BureauId, unit: &Unit) -> Result<Option<&'static str>> {
        Ok(store::is_needed(tx, bureau, unit.id)?.then_some("unit-undo-needed"))
    }

    fn href(unit: &Unit) -> String {
        format!("/units/{}", unit.id)
    }
}
