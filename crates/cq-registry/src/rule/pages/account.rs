//! How a rule was kept in a year: every promise kept, or named as missed.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Result,
    audit::Subject,
    db::Tx,
    form::Form,
    web::{Ctx, Ui, page},
};
use jiff::civil::date;
use serde_json::json;

use super::{
    super::{
        VIEW,
        model::Rule,
        store::{
            self,
            account::{Broken, Kept},
        },
    },
    parse,
};

/// How many are named.
const NAMED: i64 = 500;

#[derive(Template)]
#[template(path = "rule/account.html")]
struct AccountPage {
    ui: Ui,
    rule: Rule,
    year: i16,
    this_year: i16,
    kept: Kept,
    broken: Vec<Broken>,
    is_cut: bool,
}

impl AccountPage {
    /// The style of the missed figure: calm while there are none.
    fn urgency(&self) -> &'static str {
        if self.kept.missed > 0 { "overdue" } else { "" }
    }
}

pub(super) async fn account(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let today = act.today();
    let mut form = Form::from(ctx.query_fields());
    let year = form.number("year", 2000..=2100, false).and_then(|year| i16::try_from(year).ok());
    let year = year.unwrap_or_else(|| today.year());
    let days = (date(year, 1, 1), date(year, 12, 31));
    let read = move |tx: &Tx<'_>| {
        let bureau = act.bureau();
        let rule = store::find(tx, bureau, id)?;
        let kept = store::account::kept(tx, bureau, id, days, today)?;
        let broken = store::account::broken(tx, bureau, id, days, today, NAMED + 1)?;
        act.record(
            tx,
            &VIEW,
            Subject::one("rule", id.0),
            &json!({ "account": year, "names": broken.len() }),
        )?;
        Ok((rule, kept, broken))
    };
    let (rule, kept, mut broken) = ctx.app.db.write(read).await?;
    let named = usize::try_from(NAMED).unwrap_or(usize::MAX);
    let is_cut = broken.len() > named;
    broken.truncate(named);
    let ui = Ui::of(&ctx);
    page(&AccountPage { ui, rule, year, this_year: today.year(), kept, broken, is_cut })
}
