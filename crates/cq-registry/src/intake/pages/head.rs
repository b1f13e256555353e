//! Where a sheet's header is, pointed at by a clerk: for ledgers whose header the program does not recognise.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use cq_sheet::HeadRow;

use super::{
    Ledgers,
    actions::{self, Mended},
    id_of,
};
use crate::intake::{
    head,
    layout::{Heads, letters},
    model::Intake,
};

/// Columns that are shown: enough to know a header by.
const WIDTH: usize = 12;

#[derive(Template)]
#[template(path = "intake/header.html")]
struct HeaderPage {
    ui: Ui,
    form: Form,
    intake: Intake,
    sheet: String,
    /// Other sheets without a header.
    others: Vec<String>,
    rows: Vec<HeadRow>,
    letters: Vec<String>,
}

impl HeaderPage {
    fn cells(&self, row: &HeadRow) -> Vec<String> {
        (0..self.letters.len()).map(|at| row.texts.get(at).cloned().unwrap_or_default()).collect()
    }

    fn title(&self) -> String {
        if self.sheet.is_empty() {
            self.ui.m("intake-header").to_owned()
        } else {
            self.ui.a1("intake-header-of", "sheet", &self.sheet).into_owned()
        }
    }

    fn is_chosen(&self, row: &HeadRow) -> bool {
        self.form.has("row", &row.number.to_string())
    }

    fn row(&self, row: &HeadRow) -> String {
        self.ui.a1("intake-place-row", "row", row.number).into_owned()
    }

    fn address(&self, sheet: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("sheet", sheet);
        format!("/imports/{}/header?{}", self.intake.id, query.finish())
    }
}

async fn looked_at(ctx: &Ctx, path: Path<String>, form: Form) -> Result<HeaderPage> {
    let id = id_of(path)?;
    let head::Head { intake, layout, sheet, rows } =
        head::head(&ctx.app, ctx.act()?, id, form.value("sheet")).await?;
    let others = layout.headless().map(|sheet| sheet.name.clone()).filter(|name| *name != sheet).collect();
    let width = rows.iter().map(|row| row.texts.len()).max().unwrap_or(0).min(WIDTH);
    let letters = (0..width).map(letters).collect();
    Ok(HeaderPage { ui: Ui::of(ctx), form, intake, sheet, others, rows, letters })
}

/// The first rows of a sheet.
pub(super) async fn show(ctx: Ctx, path: Path<String>) -> Result<Response> {
    let form = Form::from(ctx.query_fields());
    page(&looked_at(&ctx, path, form).await?)
}

/// Takes the row for the header and looks at the whole file again.
pub(super) async fn choose(
    ctx: Ctx,
    path: Path<String>,
    Posted(raw): Posted,
    ledgers: Ledgers,
) -> Result<Response> {
    let mut form = Form::from(raw);
    let row = form.number("row", 1..=i64::from(u32::MAX), true).and_then(|row| u32::try_from(row).ok());
    let mut shown = looked_at(&ctx, Path(path.0.clone()), form).await?;
    let holds_anything = |row: &HeadRow| row.texts.iter().any(|text| !text.is_empty());
    let Some(row) = row.filter(|row| shown.rows.iter().any(|at| at.number == *row && holds_anything(at)))
    else {
        if shown.form.error("row").is_none() {
            shown.form.reject("row", Text::new("form-choice"));
        }
        return invalid(&shown);
    };
    let (id, heads) = (shown.intake.id, Heads::from([(shown.sheet, row)]));
    match actions::recheck(&ctx.app, ctx.act()?, ledgers, id, Mended { heads, ..Mended::default() }).await {
        Ok(()) => {
            let to = format!("/imports/{id}#columns-title");
            Ok(see_other(&to, None))
        }
        Err(Error::Refused(_)) => Err(Error::Conflict),
        Err(error) => Err(error),
    }
}
