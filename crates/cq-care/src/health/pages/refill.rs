//! Whose medicine runs out.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    audit::Subject,
    db::Tx,
    web::{Ctx, Ui, page},
};
use cq_registry::task;
use jiff::ToSpan;
use serde_json::json;

use crate::health::{OWN, REFILLS, store};

/// How many days ahead the list looks.
const DAYS_AHEAD: i64 = 7;

struct Row {
    href: String,
    name: String,
    about: String,
    phone: String,
    doctor: String,
    due: String,
    is_over: bool,
    medicines: i64,
}

#[derive(Template)]
#[template(path = "health/refills.html")]
struct IndexPage {
    ui: Ui,
    rows: Vec<Row>,
    over: usize,
}

pub(super) async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let today = act.today();
    let read = move |tx: &Tx<'_>| {
        let scope = act.actor.scope(&REFILLS, OWN)?;
        let found = store::refills(tx, act.bureau(), &scope, today.saturating_add(DAYS_AHEAD.days()))?;
        act.record(tx, &REFILLS, Subject::list("person"), &json!({ "count": found.len() }))?;
        Ok(found)
    };
    let found = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let row = |refill: store::Refill| Row {
        href: format!("/people/{}/health?for=medicine", refill.person),
        about: format!("{} {}", task::age(&ui, refill.born, today), refill.area.unwrap_or_default())
            .trim()
            .to_owned(),
        name: refill.name,
        phone: refill.phone.unwrap_or_default(),
        doctor: refill.doctor.unwrap_or_default(),
        due: ui.day(&refill.due_on),
        is_over: refill.due_on <= today,
        medicines: refill.medicines,
    };
    let rows: Vec<Row> = found.into_iter().map(row).collect();
    let over = rows.iter().filter(|row| row.is_over).count();
    page(&IndexPage { rows, over, ui })
}
