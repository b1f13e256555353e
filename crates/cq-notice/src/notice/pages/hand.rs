//! What waits for a hand: calls to make, and texts to paste.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Result,
    audit::Subject,
    db::Tx,
    form::Form,
    web::{Ctx, Posted, Ui, page},
};
use jiff::Timestamp;
use serde_json::json;

use super::show::{made, parse};
use crate::notice::{
    HANDLE,
    actions::{self, Turn},
    form as fields,
    model::Channel,
    rules::Rules,
    store::{
        self,
        list::{self, Listed},
    },
    words::Row,
};

/// Longest list of what waits for a hand; the rest comes once these are done.
pub(super) const LIMIT: i64 = 100;

#[derive(Template)]
#[template(path = "notice/calls.html")]
struct CallsPage {
    ui: Ui,
    /// To be called now.
    rows: Vec<Row>,
    /// To be called again later, or after quiet hours.
    later: Vec<Row>,
    /// Until when nobody is called; empty where that is not so.
    quiet_until: String,
    again_hours: u32,
}

#[derive(Template)]
#[template(path = "notice/paste.html")]
struct PastePage {
    ui: Ui,
    rows: Vec<Row>,
}

/// What waits for a hand; that it was read stands in the log.
async fn waiting(ctx: &Ctx, channel: Channel) -> Result<(Vec<Listed>, Rules, Timestamp)> {
    let act = ctx.act()?;
    let at = act.at;
    let read = move |tx: &Tx<'_>| {
        act.actor.may(&HANDLE)?;
        let rows = list::by_hand(tx, &act, channel, LIMIT)?;
        let rules = store::rules(tx, act.bureau(), act.today())?.0;
        act.record(tx, &HANDLE, Subject::list("notice"), &json!({ "of": channel, "count": rows.len() }))?;
        Ok((rows, rules))
    };
    let (rows, rules) = ctx.app.db.write(read).await?;
    Ok((rows, rules, at))
}

pub(super) async fn calls(ctx: Ctx) -> Result<Response> {
    let (found, rules, at) = waiting(&ctx, Channel::Call).await?;
    let ui = Ui::of(&ctx);
    let opens = rules.next_open(Channel::Call, at);
    let is_due = |listed: &&Listed| listed.not_before <= at && opens <= at;
    let (now, later): (Vec<_>, Vec<_>) = found.iter().partition(is_due);
    let quiet_until = if opens > at { ui.instant(&opens) } else { String::new() };
    let again_hours = rules.again_hours;
    let rows = |of: Vec<&Listed>| of.into_iter().map(|listed| Row::of(&ui, listed)).collect();
    let (rows, later) = (rows(now), rows(later));
    page(&CallsPage { rows, later, quiet_until, again_hours, ui })
}

pub(super) async fn paste(ctx: Ctx) -> Result<Response> {
    let (found, ..) = waiting(&ctx, Channel::Paste).await?;
    let ui = Ui::of(&ctx);
    page(&PastePage { rows: found.iter().map(|listed| Row::of(&ui, listed)).collect(), ui })
}

pub(super) async fn pasted(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let place = (parse(&id)?, Form::from(raw));
    made(&ctx, place, ("turn", "/notices/paste", "notice-notice-pasted"), move |tx, act, id, seen| {
        actions::turn(tx, act, id, seen, Turn::Pasted)
    })
    .await
}

pub(super) async fn called(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let (reached, again, words) = fields::call(&mut form).unwrap_or_default();
    let notice = if reached { "notice-notice-told" } else { "notice-notice-missed" };
    made(&ctx, (id, form), ("reached", "/notices/calls", notice), move |tx, act, id, seen| {
        actions::called(tx, act, id, seen, (reached, again), &words)
    })
    .await
}
