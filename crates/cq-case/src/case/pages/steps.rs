//! The steps that the forms on a case's page make.

use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Tx,
    form::{Form, Raw},
    web::{Ctx, Posted, invalid, overtaken, see_other},
};

use super::show::{parse, shown};
use crate::case::{
    Pillars,
    actions::{self, Turn},
    draft::NewPart,
    form::{NOTE_MAX, words},
    model::{Answer, CaseId, StepId},
    store::part::Progress,
};

/// Makes a step that a form on the page asks for. What is wrong with it is said at `field`, with everything that was typed.
async fn made<F>(
    ctx: &Ctx,
    id: CaseId,
    form: Form,
    (field, notice): (&str, &str),
    pillars: Pillars,
    step: F,
) -> Result<Response>
where
    F: FnOnce(&Tx<'_>, &Act, CaseId, i64) -> Result<()> + Send + 'static,
{
    if !form.errors().is_empty() {
        return invalid(&shown(ctx, id, form, pillars).await?);
    }
    let (act, seen) = (ctx.act()?, form.value("version").parse().unwrap_or(0));
    match ctx.app.db.write(move |tx| step(tx, &act, id, seen)).await {
        Ok(()) => Ok(see_other(&format!("/cases/{id}"), Some(notice))),
        Err(Error::Invalid(errors)) => invalid(&shown(ctx, id, form.with_errors(errors), pillars).await?),
        Err(Error::Refused(text)) => invalid(&shown(ctx, id, form.refused(field, text), pillars).await?),
        // Whoever came second keeps what they typed, before the page as it stands now, if they may still see it.
        Err(Error::Overtaken(text)) => match shown(ctx, id, form.refused(field, text.clone()), pillars).await
        {
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
    pillars: Pillars,
) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let least = usize::from(!matches!(turn, Turn::Resume | Turn::Agree));
    let note = words(&mut form, field, least, NOTE_MAX);
    made(ctx, id, form, (field, notice), pillars, move |tx, act, id, seen| {
        actions::turn(tx, act, (id, seen), turn, &note, pillars)
    })
    .await
}

pub(super) async fn take(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    made(&ctx, parse(&id)?, Form::from(raw), ("take", "notice-case-taken"), &[], actions::take).await
}

pub(super) async fn hand(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let (to, note) = (form.text("hand_to", 1..=80), words(&mut form, "hand_note", 0, NOTE_MAX));
    made(&ctx, id, form, ("hand_to", "notice-case-handed"), &[], move |tx, act, id, seen| {
        actions::hand(tx, act, id, seen, &to, &note)
    })
    .await
}

pub(super) async fn promise(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let on = form.day("promised_on").unwrap_or_default();
    made(&ctx, id, form, ("promised_on", "notice-case-promised"), &[], move |tx, act, id, seen| {
        actions::promise(tx, act, id, seen, on)
    })
    .await
}

pub(super) async fn give_part(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let what = words(&mut form, "part_what", 2, NOTE_MAX);
    let new =
        NewPart { to: form.text("part_to", 1..=80), what, due_on: form.day("part_due").unwrap_or_default() };
    made(&ctx, id, form, ("part_what", "notice-case-part"), &[], move |tx, act, id, seen| {
        actions::give_part(tx, act, id, seen, &new)
    })
    .await
}

pub(super) async fn part_done(
    ctx: Ctx,
    Path((id, part)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    end_part(&ctx, (id, part), Form::from(raw), Progress::Done).await
}

pub(super) async fn part_withdrawn(
    ctx: Ctx,
    Path((id, part)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    end_part(&ctx, (id, part), Form::from(raw), Progress::Withdrawn).await
}

async fn end_part(
    ctx: &Ctx,
    (id, part): (String, String),
    mut form: Form,
    how: Progress,
) -> Result<Response> {
    let (id, part): (_, StepId) = (parse(&id)?, part.parse().map_err(|_| Error::NotFound)?);
    let field = format!("part_note_{part}");
    let note = words(&mut form, &field, 1, NOTE_MAX);
    made(ctx, id, form, (&field, "notice-case-part-ended"), &[], move |tx, act, id, seen| {
        actions::end_part(tx, act, id, (part, seen), how, &note)
    })
    .await
}

pub(super) async fn raise(
    ctx: Ctx,
    Path(id): Path<String>,
    Posted(raw): Posted,
    pillars: Pillars,
) -> Result<Response> {
    turned(&ctx, (id, raw), Turn::Raise, "raise_reason", "notice-case-raised", pillars).await
}

pub(super) async fn decide(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let (to, note) = (form.text("decide_to", 1..=80), words(&mut form, "decide_note", 0, NOTE_MAX));
    made(&ctx, id, form, ("decide_to", "notice-case-decided"), &[], move |tx, act, id, seen| {
        actions::decide(tx, act, id, seen, &to, &note)
    })
    .await
}

pub(super) async fn pause(
    ctx: Ctx,
    Path(id): Path<String>,
    Posted(raw): Posted,
    pillars: Pillars,
) -> Result<Response> {
    turned(&ctx, (id, raw), Turn::Pause, "pause_reason", "notice-case-paused", pillars).await
}

pub(super) async fn resume(
    ctx: Ctx,
    Path(id): Path<String>,
    Posted(raw): Posted,
    pillars: Pillars,
) -> Result<Response> {
    turned(&ctx, (id, raw), Turn::Resume, "resume_note", "notice-case-resumed", pillars).await
}

pub(super) async fn refuse(
    ctx: Ctx,
    Path(id): Path<String>,
    Posted(raw): Posted,
    pillars: Pillars,
) -> Result<Response> {
    turned(&ctx, (id, raw), Turn::Refuse, "refuse_reason", "notice-case-refused", pillars).await
}

pub(super) async fn agree(
    ctx: Ctx,
    Path(id): Path<String>,
    Posted(raw): Posted,
    pillars: Pillars,
) -> Result<Response> {
    turned(&ctx, (id, raw), Turn::Agree, "agree_note", "notice-case-agreed", pillars).await
}

pub(super) async fn disagree(
    ctx: Ctx,
    Path(id): Path<String>,
    Posted(raw): Posted,
    pillars: Pillars,
) -> Result<Response> {
    turned(&ctx, (id, raw), Turn::Disagree, "disagree_note", "notice-case-disagreed", pillars).await
}

pub(super) async fn answer(
    ctx: Ctx,
    Path(id): Path<String>,
    Posted(raw): Posted,
    pillars: Pillars,
) -> Result<Response> {
    turned(&ctx, (id, raw), Turn::Answer, "answered", "notice-case-answered", pillars).await
}

pub(super) async fn call(
    ctx: Ctx,
    Path(id): Path<String>,
    Posted(raw): Posted,
    pillars: Pillars,
) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let answer = form.choice::<Answer>("verdict").unwrap_or(Answer::NotReached);
    let least = usize::from(answer != Answer::NotReached);
    let spoken = words(&mut form, "call_words", least, NOTE_MAX);
    made(&ctx, id, form, ("call_words", "notice-case-called"), pillars, move |tx, act, id, seen| {
        actions::called(tx, act, (id, seen), answer, &spoken, pillars)
    })
    .await
}
