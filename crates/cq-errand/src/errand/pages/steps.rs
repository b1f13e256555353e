//! The steps that the forms on an errand's page make.

use axum::{extract::Path, response::Response};
use cq_case::case::model::Answer;
use cq_ledger::Amount;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Tx,
    form::{Form, Raw},
    ids::StaffId,
    web::{Ctx, Posted, invalid, overtaken, see_other},
};

use super::show::{parse, shown};
use crate::errand::{
    actions::{self, Turn},
    form::{self, NOTE_MAX},
    model::ErrandId,
};

/// Makes a step that a form on the page asks for. What is wrong with it is said at `field`, with everything that was typed.
pub(crate) async fn made<F>(
    ctx: &Ctx,
    id: ErrandId,
    form: Form,
    (field, notice): (&str, &str),
    step: F,
) -> Result<Response>
where
    F: FnOnce(&Tx<'_>, &Act, ErrandId, i64) -> Result<()> + Send + 'static,
{
    if !form.errors().is_empty() {
        return invalid(&shown(ctx, id, form).await?);
    }
    let (act, seen) = (ctx.act()?, form.value("version").parse().unwrap_or(0));
    match ctx.app.db.write(move |tx| step(tx, &act, id, seen)).await {
        Ok(()) => Ok(see_other(&format!("/errands/{id}"), Some(notice))),
        Err(Error::Invalid(errors)) => invalid(&shown(ctx, id, form.with_errors(errors)).await?),
        Err(Error::Refused(text)) => invalid(&shown(ctx, id, form.refused(field, text)).await?),
        // Whoever came second keeps what they typed, before the page as it stands now, if they may still see it.
        Err(Error::Overtaken(text)) => match shown(ctx, id, form.refused(field, text.clone())).await {
            Ok(now) => overtaken(&now),
            Err(_) => Err(Error::Overtaken(text)),
        },
        Err(error) => Err(error),
    }
}

async fn turned(
    ctx: &Ctx,
    (id, raw): (String, Raw),
    turn: Turn,
    field: &'static str,
    notice: &str,
) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let note = form::words(&mut form, field, usize::from(turn != Turn::Leave), NOTE_MAX);
    made(ctx, id, form, (field, notice), move |tx, act, id, seen| {
        actions::turn(tx, act, id, seen, turn, &note)
    })
    .await
}

pub(super) async fn claim(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    made(&ctx, parse(&id)?, Form::from(raw), ("claim", "notice-errand-claimed"), actions::claim).await
}

pub(super) async fn assign(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let to = form.choice::<StaffId>("to");
    made(&ctx, id, form, ("to", "notice-errand-assigned"), move |tx, act, id, seen| {
        actions::assign(tx, act, id, seen, to.ok_or(Error::NotFound)?)
    })
    .await
}

pub(super) async fn leave(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    turned(&ctx, (id, raw), Turn::Leave, "leave_note", "notice-errand-left").await
}

pub(super) async fn recall(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let from = form.choice::<StaffId>("from");
    let to = match form.value("heir") {
        "" => None,
        _ => form.choice::<StaffId>("heir"),
    };
    let fen = match form.value("yuan").trim() {
        "" => 0,
        _ => form::amount(&mut form, "yuan").map_or(0, Amount::fen),
    };
    let note = form::words(&mut form, "recall_note", 2, NOTE_MAX);
    made(&ctx, id, form, ("recall_note", "notice-errand-recalled"), move |tx, act, id, seen| {
        actions::recall(tx, act, id, seen, (from.ok_or(Error::NotFound)?, to, fen), &note)
    })
    .await
}

pub(super) async fn promise(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let on = form.day("promised_on").unwrap_or_default();
    made(&ctx, id, form, ("promised_on", "notice-errand-promised"), move |tx, act, id, seen| {
        actions::promise(tx, act, id, seen, on)
    })
    .await
}

pub(super) async fn done(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    turned(&ctx, (id, raw), Turn::Done, "done_note", "notice-errand-done").await
}

pub(super) async fn impossible(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    turned(&ctx, (id, raw), Turn::Impossible, "impossible_note", "notice-errand-impossible").await
}

pub(super) async fn cancel(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    turned(&ctx, (id, raw), Turn::Cancel, "cancel_note", "notice-errand-cancelled").await
}

pub(super) async fn call(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let answer = form.choice::<Answer>("verdict").unwrap_or(Answer::NotReached);
    let least = usize::from(answer != Answer::NotReached);
    let words = form::words(&mut form, "call_words", least, NOTE_MAX);
    made(&ctx, id, form, ("call_words", "notice-errand-called"), move |tx, act, id, seen| {
        actions::called(tx, act, id, seen, answer, &words)
    })
    .await
}
