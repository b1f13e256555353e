//! A month's errands by kind, worker and area; each figure opens to its names.

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

use crate::errand::{
    REPORT,
    rules::Rules,
    store::{
        self, OWN,
        list::Came,
        month::{self, Figures, Line, Month, OfErrand, Sums},
    },
    words,
};

/// A figure with the list behind it.
struct Cell {
    value: i64,
    label: String,
    href: String,
}

struct LineRow {
    name: String,
    cells: Vec<Cell>,
}

/// A table of the report: its heading, what its rows are, and the rows.
struct Part {
    id: &'static str,
    title: &'static str,
    rows: Vec<LineRow>,
}

#[derive(Template)]
#[template(path = "errand/month.html")]
struct MonthPage {
    ui: Ui,
    month: String,
    before: String,
    after: String,
    all: Vec<Cell>,
    parts: Vec<Part>,
    heads: Vec<String>,
    /// Money by kind.
    money: Vec<MoneyRow>,
}

/// Money of a kind, or of everything, in yuan, with the names behind it.
pub(super) struct MoneyRow {
    pub(super) name: String,
    pub(super) received: String,
    pub(super) advanced: String,
    pub(super) spent: String,
    pub(super) returned: String,
    pub(super) open: String,
    pub(super) href: String,
}

impl MoneyRow {
    pub(super) fn of(name: String, sums: &Sums, href: String) -> Self {
        Self {
            name,
            received: yuan(sums.received),
            advanced: yuan(sums.advanced),
            spent: yuan(sums.spent),
            returned: yuan(sums.returned),
            open: yuan(sums.open),
            href,
        }
    }
}

/// Money by kind, and all of it where there are several.
pub(super) fn money_rows(ui: &Ui, rules: &Rules, month: Month, money: &[OfErrand]) -> Vec<MoneyRow> {
    let (kinds, all) = month::by_kind(money);
    let link = |kind: &str| format!("/errands/report/money?month={month}{kind}");
    let mut rows: Vec<MoneyRow> = kinds
        .iter()
        .map(|(kind, sums)| MoneyRow::of(words::kind(ui, rules, kind), sums, link(&format!("&kind={kind}"))))
        .collect();
    if rows.len() > 1 {
        rows.push(MoneyRow::of(ui.m("errand-money-all").to_owned(), &all, link("")));
    }
    rows
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let scope = act.actor.scope(&REPORT, OWN)?;
    let asked = ctx.query("month").and_then(|text| text.parse().ok());
    let of = asked.unwrap_or_else(|| Month::of(act.today()));
    let read = move |tx: &Tx<'_>| {
        let rules = store::rules(tx, act.bureau(), act.today())?.0;
        let report = (month::report(tx, &act, &scope, of)?, month::money(tx, &act, &scope, of)?);
        act.record(tx, &REPORT, Subject::list("errand"), &json!({}))?;
        Ok((report, rules))
    };
    let ((report, money), rules) = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let heads = Came::ALL.iter().map(|came| ui.w("errand-came", came)).collect();
    let part = |id, title, key: &'static str, lines: &[Line]| {
        let rows = lines.iter().map(|line| row(&ui, &rules, of, key, line)).collect();
        Part { id, title, rows }
    };
    page(&MonthPage {
        month: of.to_string(),
        before: of.before().to_string(),
        after: of.after().to_string(),
        all: cells(&ui, of, "", &report.all),
        parts: vec![
            part("by-kind", "errand-by-kind", "kind", &report.kinds),
            part("by-worker", "errand-by-worker", "worker", &report.workers),
            part("by-area", "errand-by-area", "area", &report.areas),
        ],
        heads,
        money: money_rows(&ui, &rules, of, &money),
        ui,
    })
}

fn row(ui: &Ui, rules: &Rules, month: Month, key: &str, line: &Line) -> LineRow {
    let name = match (key, line.name.as_str()) {
        ("kind", _) => words::kind(ui, rules, &line.key),
        (_, "") => ui.m("errand-no-area").to_owned(),
        (_, name) => name.to_owned(),
    };
    // Who has no area cannot be asked for by one: these figures lead nowhere.
    let narrowed = if line.key.is_empty() { "-".to_owned() } else { format!("&{key}={}", line.key) };
    LineRow { name, cells: cells(ui, month, &narrowed, &line.figures) }
}

fn cells(ui: &Ui, month: Month, narrowed: &str, figures: &Figures) -> Vec<Cell> {
    let cell = |(came, value): (Came, i64)| {
        let href = match (value, narrowed) {
            (0, _) | (_, "-") => String::new(),
            _ => format!("/errands?state=any&month={month}{narrowed}&came={came}"),
        };
        Cell { value, label: ui.w("errand-came", came), href }
    };
    figures.each().map(cell).collect()
}
