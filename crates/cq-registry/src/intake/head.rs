//! The top of a sheet, for a person to point at a header that the program does not recognise.

use cq_platform::{Error, Result, actor::Act, audit::Subject, web::App};
use cq_sheet::{HeadRow, Limits, Workbook};
use serde_json::json;

use super::{
    BRING,
    actions::{self, open_file},
    layout::{self, Layout, refused},
    model::{Intake, IntakeId},
};

/// The top of a sheet, for a person to point at the header.
pub struct Head {
    /// The import.
    pub intake: Intake,
    /// What is known of the file's columns.
    pub layout: Layout,
    /// Which sheet.
    pub sheet: String,
    /// Its first rows.
    pub rows: Vec<HeadRow>,
}

/// The first rows of a sheet, while the file is kept, for a person to point at the header; without a name the first that
/// has none. Whoever looks stands in the log.
pub async fn head(app: &App, act: Act, id: IntakeId, sheet: &str) -> Result<Head> {
    act.actor.may(&BRING)?;
    let (intake, bytes) = open_file(app, &act, id).await?;
    let layout = actions::layout(&intake)?;
    let first = || layout.headless().chain(&layout.sheets).next();
    let known = if sheet.is_empty() { first() } else { layout.sheet(sheet) };
    let sheet = known.ok_or(Error::NotFound)?.clone();
    let index = sheet.index;
    let read = move || {
        let mut book = Workbook::open(bytes, Limits::default()).map_err(refused)?;
        layout::head(&mut book, index)
    };
    let rows =
        tokio::task::spawn_blocking(read).await.map_err(|_| Error::refused("intake-file-damaged"))??;
    let detail = json!({ "rows": rows.len() });
    app.db.write(move |tx| act.record(tx, &BRING, Subject::one("intake", id.0), &detail)).await?;
    Ok(Head { intake, layout, sheet: sheet.name, rows })
}
