//! The steps that the forms on an application's page make.

use axum::{
    body::{Body, Bytes},
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Tx,
    form::{Form, Raw},
    messages::Text,
    policy::Action,
    web::{Ctx, Posted, Upload, invalid, see_other},
};
use cq_registry::photo::{self, Picture};

use super::show::{parse, shown};
use crate::application::{
    FILE, RECEIPT,
    actions::{self, Turn},
    form::{self, NOTE_MAX},
    model::ReliefId,
    store::{self, OWN},
};

/// Longest edge of a paper as it is kept, in points: small print on a hospital's bill can be read.
const PAPER_EDGE: u32 = 1_600;

/// Makes a step that a form on the page asks for. What is wrong with it is said at `field`, with everything that was typed.
pub(crate) async fn made<F>(
    ctx: &Ctx,
    id: ReliefId,
    form: Form,
    (field, notice): (&str, &str),
    step: F,
) -> Result<Response>
where
    F: FnOnce(&Tx<'_>, &Act, ReliefId, i64) -> Result<()> + Send + 'static,
{
    if !form.errors().is_empty() {
        return invalid(&shown(ctx, id, form).await?);
    }
    let (act, seen) = (ctx.act()?, form.value("version").parse().unwrap_or(0));
    match ctx.app.db.write(move |tx| step(tx, &act, id, seen)).await {
        Ok(()) => Ok(see_other(&format!("/relief/{id}"), Some(notice))),
        Err(Error::Invalid(errors)) => invalid(&shown(ctx, id, form.with_errors(errors)).await?),
        Err(Error::Refused(text)) => {
            let errors = vec![(field.to_owned(), text)];
            invalid(&shown(ctx, id, form.with_errors(errors)).await?)
        }
        Err(error) => Err(error),
    }
}

async fn turned(
    ctx: &Ctx,
    (id, raw): (String, Raw),
    turn: Turn,
    (field, least): (&'static str, usize),
    notice: &str,
) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let note = form.text(field, least..=NOTE_MAX);
    made(ctx, id, form, (field, notice), move |tx, act, id, seen| {
        actions::turn(tx, act, id, seen, turn, &note)
    })
    .await
}

/// Whether there is such an application within reach is answered before a file is looked at.
async fn reachable(ctx: &Ctx, id: ReliefId, action: &'static Action) -> Result<()> {
    let act = ctx.act()?;
    let scope = act.actor.scope(action, OWN)?;
    let found = ctx.app.db.read(move |conn| store::find(conn, &scope, act.bureau(), id)).await?;
    found.ok_or(Error::NotFound).map(drop)
}

/// The picture in a file; what is none is said at `field`.
async fn drawn(form: &mut Form, field: &str, file: Bytes) -> Result<Option<Picture>> {
    Ok(put(form, field, photo::drawn_within(file, PAPER_EDGE).await?))
}

fn put(form: &mut Form, field: &str, drawn: Result<Picture, photo::Refused>) -> Option<Picture> {
    drawn.map_err(|refused| form.reject(field, Text::from(refused))).ok()
}

pub(super) async fn put_paper(ctx: Ctx, Path(id): Path<String>, upload: Upload) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(upload.fields));
    reachable(&ctx, id, &FILE).await?;
    let label = form.text("paper_label", 2..=40);
    let picture = drawn(&mut form, "paper", upload.bytes).await?;
    made(&ctx, id, form, ("paper", "notice-relief-paper"), move |tx, act, id, seen| {
        actions::put_paper(tx, act, id, seen, (&label, picture.as_ref().ok_or(Error::NotFound)?))
    })
    .await
}

pub(super) async fn receipt(ctx: Ctx, Path(id): Path<String>, upload: Upload) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(upload.fields));
    reachable(&ctx, id, &RECEIPT).await?;
    let picture = put(&mut form, "signature", photo::written_within(upload.bytes, PAPER_EDGE).await?);
    made(&ctx, id, form, ("signature", "notice-relief-receipted"), move |tx, act, id, seen| {
        actions::receipt(tx, act, id, seen, picture.as_ref().ok_or(Error::NotFound)?)
    })
    .await
}

/// Asked for anew each time: whether the reader still may.
pub(super) async fn paper(ctx: Ctx, Path((id, paper)): Path<(String, String)>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let paper = paper.parse().map_err(|_| Error::NotFound)?;
    let content = ctx.app.db.write(move |tx| actions::look(tx, &act, id, paper)).await?;
    let headers = [(header::CACHE_CONTROL, "private, no-store"), (header::CONTENT_TYPE, "image/jpeg")];
    Ok((headers, Body::from(content)).into_response())
}

pub(super) async fn file(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    made(&ctx, parse(&id)?, Form::from(raw), ("file", "notice-relief-filed"), actions::file).await
}

pub(super) async fn payee(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let payee = form::payee(&mut form);
    made(&ctx, id, form, ("payee_name", "notice-relief-payee"), move |tx, act, id, seen| {
        actions::put_payee(tx, act, id, seen, payee.as_ref().ok_or(Error::NotFound)?)
    })
    .await
}

pub(super) async fn approve(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    made(&ctx, parse(&id)?, Form::from(raw), ("approve", "notice-relief-approved"), actions::approve).await
}

/// Steps with words and no more: name, turn, field, least length, notice.
macro_rules! turns {
    ($($name:ident: $turn:ident, $field:literal, $least:literal, $notice:literal;)+) => {$(
        pub(super) async fn $name(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
            turned(&ctx, (id, raw), Turn::$turn, ($field, $least), $notice).await
        }
    )+};
}

turns! {
    verify: Verify, "verify_note", 2, "notice-relief-verified";
    review: Review, "review_note", 0, "notice-relief-reviewed";
    send_back: SendBack, "back_note", 2, "notice-relief-sent-back";
    refuse: Refuse, "refuse_note", 2, "notice-relief-refusing";
    refuse_too: RefuseToo, "decide_note", 0, "notice-relief-refused";
    keep: Keep, "decide_note", 0, "notice-relief-kept";
    withdraw: Withdraw, "withdraw_note", 2, "notice-relief-withdrawn";
    propose: Propose, "propose_note", 0, "notice-relief-proposed";
    archive: Archive, "archive_note", 0, "notice-relief-archived";
}
