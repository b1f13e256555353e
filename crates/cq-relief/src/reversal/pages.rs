//! The steps of a reversal, as forms on the application's page make them.

use axum::{extract::Path, response::Response};
use cq_platform::{
    Result,
    form::{Form, Raw},
    web::{Ctx, Posted, Routes},
};

use super::{AGREE, NOTE, actions};
use crate::{
    application::{
        form::NOTE_MAX,
        pages::{made, parse},
    },
    batch::store::Said,
};

pub(super) fn routes(routes: &mut Routes) {
    routes
        .post("/relief/{id}/reversal", &NOTE, note)
        .post("/relief/{id}/reversal/agree", &AGREE, agree)
        .post("/relief/{id}/reversal/deny", &AGREE, deny);
}

async fn note(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let said =
        Said { reference: form.text("reversal_reference", 0..=60), why: form.text("reversal_why", 2..=200) };
    made(&ctx, id, form, ("reversal_why", "notice-relief-reversing"), move |tx, act, id, seen| {
        actions::note(tx, act, id, seen, &said)
    })
    .await
}

async fn agree(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    ended(&ctx, &id, raw, true).await
}

async fn deny(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    ended(&ctx, &id, raw, false).await
}

async fn ended(ctx: &Ctx, id: &str, raw: Raw, is_so: bool) -> Result<Response> {
    let (id, mut form) = (parse(id)?, Form::from(raw));
    let words = form.text("reversal_note", 0..=NOTE_MAX);
    let notice = if is_so { "notice-relief-reversed" } else { "notice-relief-not-reversed" };
    made(ctx, id, form, ("reversal_note", notice), move |tx, act, id, seen| {
        actions::end(tx, act, id, seen, is_so, &words)
    })
    .await
}
