//! A year's notice taken in from a sheet, in one step: all of it or, where a row is wrong, nothing. And all that is noted, as a sheet.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Error, Result,
    audit::Subject,
    form::Form,
    messages::Text,
    web::{Ctx, Routes, Ui, Upload, invalid, page, see_other},
};

use crate::{
    calendar::{EXPORT, HolidayLedger, IMPORT},
    export,
    intake::{self, Brought, Ledgers, Options, Report},
};

const LEDGER: Ledgers = &[&HolidayLedger];
const ADDRESS: &str = "/calendar/notices/new";
const OUT: &str = "/calendar/notices/export";

pub(super) fn routes(routes: &mut Routes) {
    routes.get(ADDRESS, &IMPORT, new).post_upload(ADDRESS, &IMPORT, take_in).get(OUT, &EXPORT, take_out);
}

#[derive(Template)]
#[template(path = "calendar/notice.html")]
struct NoticePage {
    ui: Ui,
    form: Form,
    /// What is wrong with the last file: where, and what to do about it.
    wrong: Vec<(String, String)>,
}

async fn new(ctx: Ctx) -> Result<Response> {
    page(&NoticePage { ui: Ui::of(&ctx), form: Form::default(), wrong: Vec::new() })
}

async fn take_in(ctx: Ctx, upload: Upload) -> Result<Response> {
    let (ui, act) = (Ui::of(&ctx), ctx.act()?);
    let refused = |ui: Ui, text: Text, wrong| {
        let mut form = Form::default();
        form.reject("file", text);
        invalid(&NoticePage { ui, form, wrong })
    };
    if upload.bytes.is_empty() && upload.file_name.is_empty() {
        return refused(ui, Text::new("intake-file-choose"), Vec::new());
    }
    let brought = Brought {
        kind: "holidays".into(),
        file_name: upload.file_name,
        bytes: upload.bytes.to_vec(),
        as_of: None,
    };
    let options = Options { lang: ctx.lang, ..Options::default() };
    let report = match intake::take_in_whole(&ctx.app, act, &IMPORT, LEDGER, brought, options).await {
        Ok(report) => report,
        Err(Error::Refused(text)) => return refused(ui, text, Vec::new()),
        Err(error) => return Err(error),
    };
    if report.is_all_right() {
        let notice =
            if report.written { "notice-calendar-imported" } else { "notice-calendar-known-already" };
        return Ok(see_other("/calendar", Some(notice)));
    }
    let text = Text::new("calendar-notice-wrong").with("n", report.errors.len());
    let wrong = said(&ui, &report);
    refused(ui, text, wrong)
}

/// Every day that is noted, as a file.
async fn take_out(ctx: Ctx) -> Result<Response> {
    let asked = export::Asked {
        export: &HolidayLedger,
        action: &EXPORT,
        subject: Subject::list("calendar"),
        address: OUT.to_owned(),
        back: ADDRESS.to_owned(),
        title: Ui::of(&ctx).m("intake-kind-holidays").to_owned(),
        narrowed: None,
    };
    export::answer(&ctx, asked).await
}

/// Each mistake with its place.
fn said(ui: &Ui, report: &Report) -> Vec<(String, String)> {
    let place = |row: i64, column: &Option<String>| {
        let column = column.clone().unwrap_or_default();
        ui.a2("calendar-notice-place", "row", row, "column", column).into_owned()
    };
    report.errors.iter().map(|error| (place(error.row, &error.column), error.message.clone())).collect()
}
