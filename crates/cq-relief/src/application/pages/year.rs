//! A year's figures by kind; each opens to its names.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    audit::Subject,
    db::Tx,
    web::{Ctx, Ui, page},
};
use cq_registry::task::brief::yuan;
use serde_json::json;

use crate::application::{
    REPORT,
    store::{
        self, OWN,
        list::{self, Figures, Wanted},
    },
    words,
};

/// A figure with the list behind it.
struct Cell {
    value: String,
    label: String,
    href: String,
}

struct LineRow {
    name: String,
    cells: Vec<Cell>,
}

#[derive(Template)]
#[template(path = "relief/year.html")]
struct YearPage {
    ui: Ui,
    year: i64,
    all: Vec<Cell>,
    rows: Vec<LineRow>,
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let scope = act.actor.scope(&REPORT, OWN)?;
    let asked = ctx.query("year").and_then(|text| text.parse().ok());
    let year: i64 =
        asked.filter(|year| (2000..=2200).contains(year)).unwrap_or(i64::from(act.today().year()));
    let read = move |tx: &Tx<'_>| {
        let rules = store::rules(tx, act.bureau(), act.today())?.0;
        let figures = list::year(tx, &act, &scope, year)?;
        act.record(tx, &REPORT, Subject::list("relief"), &json!({ "year": year }))?;
        Ok((figures, rules))
    };
    let (figures, rules) = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let sum = figures.iter().fold(None, |sum: Option<Figures>, one| {
        let Some(sum) = sum else { return Some(one.clone()) };
        Some(Figures {
            kind: String::new(),
            asked: sum.asked + one.asked,
            granted: sum.granted + one.granted,
            granted_fen: sum.granted_fen + one.granted_fen,
            paid: sum.paid + one.paid,
            paid_fen: sum.paid_fen + one.paid_fen,
            refused: sum.refused + one.refused,
            open: sum.open + one.open,
        })
    });
    page(&YearPage {
        all: sum.map(|sum| cells(&ui, year, "", &sum)).unwrap_or_default(),
        rows: figures
            .iter()
            .map(|one| LineRow {
                name: words::kind(&ui, &rules, &one.kind),
                cells: cells(&ui, year, &one.kind, one),
            })
            .collect(),
        year,
        ui,
    })
}

fn cells(ui: &Ui, year: i64, kind: &str, one: &Figures) -> Vec<Cell> {
    let of = |wanted: Wanted, key: &'static str, value: String, is_none: bool| {
        let kind = if kind.is_empty() { String::new() } else { format!("&kind={kind}") };
        let href = match is_none {
            true => String::new(),
            false => format!("/relief?state={wanted}&year={year}{kind}"),
        };
        Cell { value, label: ui.m(key).to_owned(), href }
    };
    vec![
        of(Wanted::Any, "relief-year-asked", ui.n(one.asked), one.asked == 0),
        of(Wanted::Open, "relief-year-open", ui.n(one.open), one.open == 0),
        of(Wanted::Granted, "relief-year-granted", ui.n(one.granted), one.granted == 0),
        of(Wanted::Granted, "relief-year-granted-yuan", yuan(one.granted_fen), one.granted == 0),
        of(Wanted::PaidOut, "relief-year-paid", ui.n(one.paid), one.paid == 0),
        of(Wanted::PaidOut, "relief-year-paid-yuan", yuan(one.paid_fen), one.paid == 0),
        of(Wanted::Refused, "relief-year-refused", ui.n(one.refused), one.refused == 0),
    ]
}
