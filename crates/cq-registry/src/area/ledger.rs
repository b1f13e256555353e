//! Towns and sub-districts from a ledger and into one. The shortest of the ledgers; a new one begins as its copy.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    form::Form,
    ids::BureauId,
};
use uuid::Uuid;

use super::{Area, AreaId, columns::COLUMNS, store};
use crate::{
    export::{Chosen, Export, Take},
    intake::{Cells, Column, Errors, Field, Roll, changed, stored},
};

/// Kind `areas`: there are a few dozen.
pub struct AreaLedger;

impl Export for AreaLedger {
    fn kind(&self) -> &'static str {
        Self::KIND
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn each(&self, conn: &Conn<'_>, act: &Act, _: &Form, _: Chosen<'_>, take: &mut Take<'_>) -> Result<()> {
        store::list(conn, act.bureau())?.iter().try_for_each(|area| take(&changed(&[], Self::fields(area))))
    }
}

/// What a row says.
pub struct Row {
    name: String,
    code: Option<String>,
    middle: Option<(f64, f64)>,
}

impl Roll for AreaLedger {
    type Row = Row;
    type Item = Area;

    const KIND: &'static str = "areas";
    const COLUMNS: &'static [Column] = COLUMNS;

    fn read(cells: &Cells<'_>, errors: &mut Errors) -> Option<Row> {
        let name = cells.required_text("name", 40, errors);
        let code = cells.whole("code", 100_000..=999_999_999_999, errors).map(|code| code.to_string());
        let middle = cells.coordinates("latitude", "longitude", errors);
        Some(Row { name: name?, code, middle })
    }

    fn meant(row: &Row) -> String {
        row.name.clone()
    }

    fn blank(row: &Row, id: Uuid) -> Area {
        let (name, code) = (row.name.clone(), String::new());
        Area { id: AreaId(id), code, name, latitude: None, longitude: None, version: 1 }
    }

    fn onto(row: &Row, area: &Area) -> Area {
        Area {
            code: row.code.clone().unwrap_or_else(|| area.code.clone()),
            latitude: row.middle.map(|(north, _)| north).or(area.latitude),
            longitude: row.middle.map(|(_, east)| east).or(area.longitude),
            ..area.clone()
        }
    }

    fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Area>> {
        store::list(conn, bureau)
    }

    fn name(area: &Area) -> String {
        area.name.clone()
    }

    fn guard(area: &Area) -> (Uuid, i64) {
        (area.id.0, area.version)
    }

    fn fields(area: &Area) -> Vec<Field> {
        let number = |number: Option<f64>| number.map(|number| number.to_string());
        vec![
            ("name", Some(area.name.clone())),
            ("code", Some(area.code.clone()).filter(|code| !code.is_empty())),
            ("longitude", number(area.longitude)),
            ("latitude", number(area.latitude)),
        ]
    }

    fn put_back(area: &mut Area, field: &str, before: Option<&String>) -> Result<()> {
        match field {
            "code" => area.code = before.cloned().unwrap_or_default(),
            "longitude" => area.longitude = stored(before)?,
            "latitude" => area.latitude = stored(before)?,
            other => return Err(Error::internal(format!("an area has no field {other}"))),
        }
        Ok(())
    }

    fn insert(tx: &Tx<'_>, act: &Act, area: &Area) -> Result<()> {
        store::insert(tx, act.bureau(), area)
    }

    fn save(tx: &Tx<'_>, act: &Act, area: &Area) -> Result<()> {
        store::save(tx, act, area)
    }

    fn delete(tx: &Tx<'_>, act: &Act, area: &Area) -> Result<()> {
        store::delete(tx, act.bureau(), area)
    }

    fn needed(tx: &Tx<'_>, bureau: &BureauId, area: &Area) -> Result<Option<&'static str>> {
        Ok(store::is_lived_in(tx, bureau, area.id)?.then_some("intake-undo-lived-in"))
    }
}
