//! A table taken away: as a sheet in the official layout, or on paper.

use axum::{
    Extension,
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use cq_paper::Press;
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    form::Form,
    web::{Ctx, Routes, Ui},
};
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::super::{
    EXPORT,
    actions::{self, Asked, Behind, Table},
    model::table::{ChangeColumn, Kind},
    paper as on_paper, sheet,
};
use super::{day_asked, parse_kind, why};
use crate::{paper, person::PersonId};

/// Most names that stand below a table as the reasons of its differences.
const NOTES_MAX: usize = 200;

pub(super) fn routes(routes: &mut Routes) {
    super::names_out::routes(routes);
    routes.get("/reports/{kind}/table.xlsx", &EXPORT, xlsx).get("/reports/{kind}/table.pdf", &EXPORT, pdf);
}

/// A table with everything that stands around it.
pub(in crate::report) struct Sheet {
    /// The figures.
    pub(in crate::report) table: Table,
    /// Who fills it in.
    pub(in crate::report) bureau: String,
    /// Who took it.
    pub(in crate::report) clerk: String,
    /// When it was taken.
    pub(in crate::report) today: Date,
    /// Each difference by name.
    pub(in crate::report) notes: Vec<String>,
}

impl Sheet {
    async fn of(ctx: &Ctx, kind: &str, form: &'static str) -> Result<Self> {
        let act = ctx.act()?;
        let kind = parse_kind(kind)?;
        let day = day_asked(&Form::from(ctx.query_fields()), act.today())?;
        let hand = act.clone();
        let read = move |conn: &cq_platform::db::Conn<'_>| {
            let table = actions::read(conn, &hand, kind, day)?;
            let differing = if kind == Kind::Change { differing(conn, &hand, day)? } else { Vec::new() };
            Ok((table, differing, paper::store::bureau_name(conn, hand.bureau())?))
        };
        let (table, differing, bureau) = ctx.app.db.report(read).await?;
        let (clerk, today) = (act.actor.name.clone(), act.today());
        let detail = json!({ "table": kind, "on": day, "as": form });
        ctx.app.db.write(move |tx| act.record(tx, &EXPORT, Subject::list("report"), &detail)).await?;
        let ui = Ui::of(ctx);
        let notes = differing
            .iter()
            .map(|name| ui.a2("report-note", "name", name.name.clone(), "why", why(&ui, name)).into_owned());
        Ok(Self { notes: notes.collect(), table, bureau, clerk, today })
    }

    /// `离退休干部两年数字变化情况 2025-12-31.xlsx`, for a browser.
    fn disposition(&self, ui: &Ui, ending: &str, way: &str) -> String {
        let name = format!("{} {}.{ending}", ui.w("report-title", self.table.kind), self.table.day);
        let encoded: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let plain = format!("{}-{}.{ending}", self.table.kind, self.table.day);
        format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{}", encoded.replace('+', "%20"))
    }
}

fn differing(conn: &cq_platform::db::Conn<'_>, act: &Act, day: Date) -> Result<Vec<Behind>> {
    let column = ChangeColumn::Differs.to_string();
    let asked = Asked { kind: Kind::Change, day, row: "all".to_owned(), column };
    actions::behind(conn, act, &asked, &(String::new(), PersonId(Uuid::nil())), NOTES_MAX)
}

async fn xlsx(ctx: Ctx, Path(kind): Path<String>) -> Result<Response> {
    let sheet = Sheet::of(&ctx, &kind, "xlsx").await?;
    let ui = Ui::of(&ctx);
    let bytes = sheet::write(&ui, &sheet).map_err(Error::internal)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        ),
        (header::CONTENT_DISPOSITION, sheet.disposition(&ui, "xlsx", "attachment")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

async fn pdf(ctx: Ctx, Path(kind): Path<String>, Extension(press): Extension<Press>) -> Result<Response> {
    let sheet = Sheet::of(&ctx, &kind, "pdf").await?;
    let ui = Ui::of(&ctx);
    let name = HeaderValue::from_str(&sheet.disposition(&ui, "pdf", "inline")).map_err(Error::internal)?;
    let mut response = paper::print(&press, on_paper::document(&ui, &sheet), "table.pdf").await?;
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}
