//! A month's money errand by errand, and the whole report as a sheet to be sent up.

use askama::Template;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::Tx,
    web::{Ctx, Ui, page},
};
use cq_registry::paper;
use cq_sheet::{FormHead, FormRow, FormSpec, OutCell, write_form};
use serde_json::json;

use super::month::MoneyRow;
use crate::errand::{
    EXPORT, REPORT,
    rules::Rules,
    store::{
        self, OWN,
        list::Came,
        month::{self, Line, Month, OfErrand, Report, Sums},
    },
    words,
};

#[derive(Template)]
#[template(path = "errand/month_money.html")]
struct MoneyPage {
    ui: Ui,
    month: String,
    /// The kind that it is narrowed to.
    kind: String,
    rows: Vec<MoneyRow>,
    all: MoneyRow,
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let scope = act.actor.scope(&REPORT, OWN)?;
    let of = asked(&ctx, Month::of(act.today()));
    let only = ctx.query("kind").unwrap_or_default();
    let read = move |tx: &Tx<'_>| {
        let rules = store::rules(tx, act.bureau(), act.today())?.0;
        let money = month::money(tx, &act, &scope, of)?;
        act.record(tx, &REPORT, Subject::list("errand"), &json!({}))?;
        Ok((money, rules))
    };
    let (mut money, rules) = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    money.retain(|of| only.is_empty() || of.kind == only);
    let row = |of: &OfErrand| {
        let name = ui.a2("errand-of", "name", &of.name, "kind", words::kind(&ui, &rules, &of.kind));
        MoneyRow::of(name.into_owned(), &of.sums, format!("/errands/{}/money", of.id))
    };
    let all = month::by_kind(&money).1;
    page(&MoneyPage {
        month: of.to_string(),
        kind: if only.is_empty() { String::new() } else { words::kind(&ui, &rules, &only) },
        rows: money.iter().map(row).collect(),
        all: MoneyRow::of(ui.m("errand-money-all").to_owned(), &all, String::new()),
        ui,
    })
}

fn asked(ctx: &Ctx, now: Month) -> Month {
    ctx.query("month").and_then(|text| text.parse().ok()).unwrap_or(now)
}

/// The report as a sheet: figures by kind, worker and area, and the money of each kind.
pub(super) async fn xlsx(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let scope = act.actor.scope(&EXPORT, OWN)?;
    let of = asked(&ctx, Month::of(act.today()));
    let (today, clerk) = (act.today(), act.actor.name.clone());
    let read = move |tx: &Tx<'_>| {
        let rules = store::rules(tx, act.bureau(), act.today())?.0;
        let report = month::report(tx, &act, &scope, of)?;
        let money = month::money(tx, &act, &scope, of)?;
        let bureau = paper::store::bureau_name(tx, act.bureau())?;
        act.record(tx, &EXPORT, Subject::list("errand"), &json!({ "month": of.to_string() }))?;
        Ok((report, money, bureau, rules))
    };
    let (report, money, bureau, rules) = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let spec = spec(
        &ui,
        of,
        bureau,
        ui.a2("errand-report-signed", "clerk", clerk, "day", ui.day(&today)).into_owned(),
    );
    let bytes = write_form(&spec, &rows(&ui, &rules, &report, &money), today).map_err(Error::internal)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        ),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"errands-{of}.xlsx\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// Money's columns, behind those that count.
const MONEY: [&str; 5] = [
    "errand-money-received",
    "errand-money-advanced",
    "errand-money-spent",
    "errand-money-returned",
    "errand-money-open",
];

fn spec(ui: &Ui, month: Month, bureau: String, below: String) -> FormSpec {
    let counted = Came::ALL.iter().map(|came| ui.w("errand-came", came));
    let money = MONEY.iter().map(|key| ui.m(key).to_owned());
    let texts = std::iter::once(ui.m("errand-report").to_owned()).chain(counted).chain(money);
    let head = |(column, text): (u16, String)| FormHead { text, row: 0, column, rows: 1, columns: 1 };
    let heads: Vec<FormHead> = (0u16..).zip(texts).map(head).collect();
    let widths = std::iter::once(22.0).chain(std::iter::repeat_n(11.0, heads.len().saturating_sub(1)));
    FormSpec {
        sheet_name: ui.m("errand-report").to_owned(),
        title: ui.a1("errand-report-of", "month", month.to_string()).into_owned(),
        above_left: ui.a1("errand-report-bureau", "bureau", bureau).into_owned(),
        above_right: ui.m("errand-report-unit").to_owned(),
        widths: widths.collect(),
        heads,
        below,
        notes: vec![ui.m("errand-report-note").to_owned(), ui.m("errand-money-even").to_owned()],
    }
}

fn rows<'r>(ui: &Ui, rules: &Rules, report: &Report, money: &[OfErrand]) -> Vec<FormRow<'r>> {
    let (kinds, all) = month::by_kind(money);
    let sums = |key: &str| kinds.iter().find(|(kind, _)| kind == key).map(|(_, sums)| *sums);
    let mut rows = vec![row(ui.m("errand-money-all").to_owned(), 0, &report.all, Some(all))];
    for (title, lines, of_kind) in [
        ("errand-by-kind", &report.kinds, true),
        ("errand-by-worker", &report.workers, false),
        ("errand-by-area", &report.areas, false),
    ] {
        rows.push((0, vec![OutCell::from(ui.m(title).to_owned())]));
        for line in lines {
            let name = called(ui, rules, line, of_kind);
            let money = if of_kind { Some(sums(&line.key).unwrap_or_default()) } else { None };
            rows.push(row(name, 1, &line.figures, money));
        }
    }
    rows
}

fn called(ui: &Ui, rules: &Rules, line: &Line, of_kind: bool) -> String {
    match (of_kind, line.name.as_str()) {
        (true, _) => words::kind(ui, rules, &line.key),
        (false, "") => ui.m("errand-no-area").to_owned(),
        (false, name) => name.to_owned(),
    }
}

/// Amounts are written in yuan, to the fen.
fn row<'r>(name: String, depth: u8, figures: &month::Figures, money: Option<Sums>) -> FormRow<'r> {
    let counts = figures.each().map(|(_, count)| OutCell::Number(count as f64));
    let sums = money.map(|sums| [sums.received, sums.advanced, sums.spent, sums.returned, sums.open]);
    let amounts = sums.into_iter().flatten().map(|fen| OutCell::Number(fen as f64 / 100.0));
    (depth, std::iter::once(OutCell::from(name)).chain(counts).chain(amounts).collect())
}
