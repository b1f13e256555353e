//! A doctor's month on paper.

use axum::{Extension, extract::Path, response::Response};
use cq_paper::{Align, Column, NameList, Orientation, Press};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::Tx,
    ids::StaffId,
    web::{Ctx, Ui},
};
use cq_registry::task::{TaskId, model::Service};
use jiff::civil::Date;
use serde_json::json;

use crate::{
    paper,
    service::{OWN, PRINT, store},
};

pub(super) async fn month(
    ctx: Ctx,
    Path(id): Path<String>,
    Extension(press): Extension<Press>,
) -> Result<Response> {
    let act = ctx.act()?;
    let id: StaffId = id.parse().map_err(|_| Error::NotFound)?;
    let (today, clerk) = (act.today(), act.actor.name.clone());
    let first = asked(ctx.query("month").as_deref(), today)?;
    let read = move |tx: &Tx<'_>| {
        let (name, hospital) =
            store::doctor(tx, &act, &act.actor.scope(&PRINT, OWN)?, id)?.ok_or(Error::NotFound)?;
        let done = store::month(tx, &act, id, first, first.last_of_month())?;
        let kinds = store::month_kinds(tx, &act, id, first, first.last_of_month())?;
        let detail = json!({ "month": first.strftime("%Y-%m").to_string(), "count": done.len() });
        act.record(tx, &PRINT, Subject::one("staff", id.0), &detail)?;
        Ok((name, hospital, done, kinds, paper::store::bureau_name(tx, act.bureau())?))
    };
    let (name, hospital, done, kinds, bureau) = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let column = |key: &'static str, share, align| Column { label: ui.m(key).to_owned(), share, align };
    let month = ui.partial(
        &cq_calendar::PartialDate::from_year_month(first.year(), first.month()).map_err(Error::internal)?,
    );
    let list = NameList {
        heads: Vec::new(),
        notes: Vec::new(),
        imprint: paper::imprint(&bureau, today),
        title: ui.a2("service-paper-title", "name", name.as_str(), "month", month).into_owned(),
        subtitle: Some(hospital),
        count_line: Some(ui.a1("service-paper-count", "n", done.len()).into_owned()),
        no_rows: ui.m("service-paper-none").to_owned(),
        orientation: Orientation::Portrait,
        columns: vec![
            column("service-paper-number", 4, Align::End),
            column("service-paper-day", 10, Align::Center),
            column("service-paper-elder", 10, Align::Start),
            column("service-paper-area", 14, Align::Start),
            column("service-paper-what", 12, Align::Start),
            column("service-paper-kinds", 18, Align::Start),
            column("service-paper-noted", 12, Align::Start),
            column("service-paper-signature", 12, Align::Start),
        ],
        rows: done.into_iter().enumerate().map(|(at, done)| row(&ui, at, done, &kinds)).collect(),
        foot: paper::foot(&ui, &bureau, &clerk, today),
    };
    paper::print(&press, list, "month.pdf").await
}

/// The first day of the month asked for; of the present one where none is.
fn asked(month: Option<&str>, today: Date) -> Result<Date> {
    match month {
        None | Some("") => Ok(today.first_of_month()),
        Some(month) => format!("{month}-01").parse().map_err(|_| Error::refused("service-no-month")),
    }
}

/// What was done, and not how the elder was: the sheet goes from hand to hand.
fn row(ui: &Ui, at: usize, done: store::Done, kinds: &[(TaskId, Service)]) -> Vec<String> {
    let kinds = kinds.iter().filter(|(task, _)| *task == done.task);
    let kinds: Vec<String> = kinds.map(|(_, service)| ui.w("task-service", service)).collect();
    let from = done.entered_from.map(|word| ui.w("service-entered", word)).unwrap_or_default();
    vec![
        (at + 1).to_string(),
        done.on.to_string(),
        done.name,
        done.area.unwrap_or_default(),
        ui.w("task-form", done.form),
        kinds.join(ui.m("task-and")),
        from,
        String::new(),
    ]
}
