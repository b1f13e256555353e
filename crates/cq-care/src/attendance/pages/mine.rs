//! A doctor's elders who are at a hospital today.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    audit::Subject,
    db::Tx,
    web::{Ctx, Ui, page},
};
use serde_json::json;

use crate::attendance::{
    TOLD,
    card::Card,
    store::{
        self, OWN_ELDER,
        list::{self},
    },
};

#[derive(Template)]
#[template(path = "attendance/mine.html")]
struct MinePage {
    ui: Ui,
    today: String,
    cards: Vec<Card>,
}

pub(super) async fn index(ctx: Ctx) -> Result<Response> {
    let (act, ui) = (ctx.act()?, Ui::of(&ctx));
    let (now, today) = (act.at, ui.day(&act.today()));
    let read = move |tx: &Tx<'_>| {
        let scope = act.actor.scope(&TOLD, OWN_ELDER)?;
        let day = list::of_day(tx, &act, &scope, act.today())?;
        act.record(tx, &TOLD, Subject::list("attendance"), &json!({ "count": day.len() }))?;
        Ok((day, store::rules(tx, act.bureau(), act.today())?.0))
    };
    let (day, rules) = ctx.app.db.write(read).await?;
    let cards = day.iter().map(|listed| Card::of(&ui, listed, &rules, now, false)).collect();
    page(&MinePage { ui, today, cards })
}
