//! Batches: the list with what can go into the next, one of them, its sheet, and the bank's answer.

use askama::Template;
use axum::{
    body::Body,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use cq_platform::{
    Error, Result,
    db::Tx,
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, Upload, invalid, page, see_other},
};
use cq_registry::{paper, task::brief::yuan};

use super::{
    BatchId, MAKE, RELEASE, VIEW,
    actions::{self, Read, Shown},
    answer::{self, Wrong},
    model::State,
    sheet::{self, Issued},
    store::{self, Outcome},
};
use crate::application::{
    store as applications,
    words::{self, Row},
};

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/relief/batches", &VIEW, index)
        .post("/relief/batches", &MAKE, create)
        .get("/relief/batches/{id}", &VIEW, show)
        .get("/relief/batches/{id}/bank.xlsx", &MAKE, xlsx)
        .post("/relief/batches/{id}/drop", &MAKE, drop_it)
        .post("/relief/batches/{id}/release", &RELEASE, release)
        .post_upload("/relief/batches/{id}/answer", &MAKE, take_answer);
}

/// A batch in the list.
struct BatchRow {
    id: BatchId,
    number: String,
    made: String,
    count: i64,
    yuan: String,
    style: &'static str,
    state: String,
}

#[derive(Template)]
#[template(path = "relief/batches.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    ready: Vec<Row>,
    rows: Vec<BatchRow>,
    may_make: bool,
}

fn state(ui: &Ui, word: &str) -> (&'static str, String) {
    let style = match word {
        "made" => "near",
        "released" => "coming",
        _ => "done",
    };
    (style, ui.w("relief-batch-state", word))
}

async fn shown_all(ctx: &Ctx, form: Form) -> Result<IndexPage> {
    let act = ctx.act()?;
    let (today, may_make) = (act.today(), act.actor.may(&MAKE).is_ok());
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        let rules = applications::rules(conn, act.bureau(), act.today())?.0;
        Ok((actions::ready(conn, &act)?, store::list(conn, act.bureau(), None)?, rules))
    };
    let (ready, batches, rules) = ctx.app.db.read(read).await?;
    let ui = Ui::of(ctx);
    let row = |one: store::Listed| {
        let (style, state) = state(&ui, &one.state);
        let made = format!("{}{}{}", ui.instant(&one.made_at), ui.m("person-comma"), one.made_by);
        BatchRow { id: one.id, number: one.number, made, count: one.count, yuan: yuan(one.fen), style, state }
    };
    Ok(IndexPage {
        ready: ready.iter().map(|listed| Row::of(&ui, &rules, listed, today)).collect(),
        rows: batches.into_iter().map(row).collect(),
        may_make,
        form,
        ui,
    })
}

async fn index(ctx: Ctx) -> Result<Response> {
    page(&shown_all(&ctx, Form::default()).await?)
}

async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, form) = (ctx.act()?, Form::from(raw));
    let ids: Vec<_> = form.values("of").iter().filter_map(|id| id.parse().ok()).collect();
    match ctx.app.db.write(move |tx| actions::make(tx, &act, &ids)).await {
        Ok(id) => Ok(see_other(&format!("/relief/batches/{id}"), Some("notice-relief-batch-made"))),
        Err(Error::Invalid(errors)) => invalid(&shown_all(&ctx, form.with_errors(errors)).await?),
        Err(Error::Refused(text)) => {
            invalid(&shown_all(&ctx, form.with_errors(vec![("of".to_owned(), text)])).await?)
        }
        Err(error) => Err(error),
    }
}

/// A line in words.
struct LineRow {
    href: String,
    number: i64,
    reference: String,
    name: String,
    payee: String,
    account: String,
    bank: String,
    yuan: String,
    style: &'static str,
    outcome: String,
}

#[derive(Template)]
#[template(path = "relief/batch.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    id: BatchId,
    version: i64,
    number: String,
    style: &'static str,
    state: String,
    count: i64,
    yuan: String,
    made: String,
    released: String,
    lines: Vec<LineRow>,
    /// What is wrong with the bank's sheet: the row, and why.
    wrong: Vec<(String, String)>,
    may_drop: bool,
    may_release: bool,
    may_take: bool,
    may_answer: bool,
    /// The bank has answered; what comes now is later.
    is_answered: bool,
}

impl ShowPage {
    fn at(&self, step: &str) -> String {
        format!("/relief/batches/{}/{step}", self.id)
    }

    fn answer_hint(&self) -> &str {
        self.ui.m(if self.is_answered { "relief-answer-hint-later" } else { "relief-answer-hint" })
    }

    fn of(ctx: &Ctx, form: Form, shown: &Shown, wrong: &[Wrong]) -> Result<Self> {
        let (ui, act, listed) = (Ui::of(ctx), ctx.act()?, &shown.listed);
        let (style, state) = state(&ui, &listed.state);
        let may_make = act.actor.may(&MAKE).is_ok();
        let is_made = shown.batch.state == State::Made;
        let by = |at: String, who: &str| format!("{at}{}{who}", ui.m("person-comma"));
        let released = listed.released_at.zip(listed.released_by.as_deref());
        Ok(Self {
            id: listed.id,
            version: shown.batch.version,
            number: listed.number.clone(),
            style,
            state,
            count: listed.count,
            yuan: yuan(listed.fen),
            made: by(ui.instant(&listed.made_at), &listed.made_by),
            released: released.map(|(at, who)| by(ui.instant(&at), who)).unwrap_or_default(),
            lines: shown.lines.iter().map(|line| line_row(&ui, line)).collect(),
            wrong: wrong.iter().map(|one| said(&ui, one)).collect(),
            may_drop: is_made && may_make,
            may_release: is_made
                && shown.me != Some(shown.batch.made_by)
                && listed.count > 0
                && act.actor.may(&RELEASE).is_ok(),
            may_take: shown.batch.is_released() && may_make,
            may_answer: shown.batch.is_released() && may_make,
            is_answered: matches!(shown.batch.state, State::Answered { .. }),
            form,
            ui,
        })
    }
}

fn line_row(ui: &Ui, line: &store::Line) -> LineRow {
    let (style, outcome) = match &line.answer {
        None => ("", String::new()),
        Some((Outcome::Paid, said)) if said.reference.is_empty() => {
            ("done", ui.w("relief-line", Outcome::Paid))
        }
        Some((Outcome::Paid, said)) => (
            "done",
            format!("{}{}{}", ui.w("relief-line", Outcome::Paid), ui.m("person-comma"), said.reference),
        ),
        Some((Outcome::Returned, said)) => (
            "wrong",
            format!("{}{}{}", ui.w("relief-line", Outcome::Returned), ui.m("frame-colon"), said.why),
        ),
    };
    LineRow {
        href: format!("/relief/{}", line.application),
        number: line.number,
        reference: line.reference.clone(),
        name: line.name.clone(),
        payee: line.payee.name.clone(),
        account: words::account(&line.payee, false),
        bank: line.payee.bank.clone(),
        yuan: yuan(line.fen),
        style,
        outcome,
    }
}

fn said(ui: &Ui, one: &Wrong) -> (String, String) {
    let row = one.row.map(|row| ui.a1("relief-answer-row", "n", row).into_owned()).unwrap_or_default();
    (row, ui.a1(one.why.key(), "about", &one.about).into_owned())
}

fn parse(id: &str) -> Result<BatchId> {
    id.parse().map_err(|_| Error::NotFound)
}

async fn shown(ctx: &Ctx, id: BatchId, form: Form, wrong: &[Wrong]) -> Result<ShowPage> {
    let act = ctx.act()?;
    let shown = ctx.app.db.write(move |tx| actions::view(tx, &act, id, &VIEW)).await?;
    ShowPage::of(ctx, form, &shown, wrong)
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    page(&shown(&ctx, parse(&id)?, Form::default(), &[]).await?)
}

/// The sheet for the bank: there once two have let it go, and taking it stands in the log.
async fn xlsx(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let (clerk, today) = (act.actor.name.clone(), act.today());
    let read = move |tx: &Tx<'_>| {
        let shown = actions::view(tx, &act, id, &MAKE)?;
        if !shown.batch.is_released() {
            return Err(Error::refused("relief-batch-not-released"));
        }
        Ok((shown, paper::store::bureau_name(tx, act.bureau())?))
    };
    let (shown, bureau) = ctx.app.db.write(read).await?;
    let issued = Issued { bureau: &bureau, clerk: &clerk, today };
    let file = sheet::of(&Ui::of(&ctx), &shown.listed, &shown.lines, &issued)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        ),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"relief-{}.xlsx\"", shown.listed.number),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from(file)).into_response())
}

async fn stepped(
    ctx: Ctx,
    (id, raw): (String, cq_platform::form::Raw),
    notice: &str,
    step: fn(&Tx<'_>, &cq_platform::actor::Act, BatchId, i64) -> Result<()>,
) -> Result<Response> {
    let (act, id, form) = (ctx.act()?, parse(&id)?, Form::from(raw));
    let seen = form.value("version").parse().unwrap_or(0);
    match ctx.app.db.write(move |tx| step(tx, &act, id, seen)).await {
        Ok(()) => Ok(see_other(&format!("/relief/batches/{id}"), Some(notice))),
        Err(Error::Refused(text)) => refused(&ctx, id, form, text).await,
        Err(error) => Err(error),
    }
}

async fn refused(ctx: &Ctx, id: BatchId, form: Form, text: Text) -> Result<Response> {
    invalid(&shown(ctx, id, form.with_errors(vec![("answer".to_owned(), text)]), &[]).await?)
}

async fn drop_it(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    stepped(ctx, (id, raw), "notice-relief-batch-dropped", actions::drop_it).await
}

async fn release(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    stepped(ctx, (id, raw), "notice-relief-batch-released", actions::release).await
}

async fn take_answer(ctx: Ctx, Path(id): Path<String>, upload: Upload) -> Result<Response> {
    let (act, id, form) = (ctx.act()?, parse(&id)?, Form::from(upload.fields));
    let hand = act.clone();
    let asked = ctx.app.db.read(move |conn| actions::asked(conn, &hand, id)).await;
    let lines = match asked {
        Ok(lines) => lines,
        Err(Error::Refused(text)) => return refused(&ctx, id, form, text).await,
        Err(error) => return Err(error),
    };
    let bytes = upload.bytes.to_vec();
    // Away from the threads that answer requests: a sheet can be large.
    let read = tokio::task::spawn_blocking(move || answer::read(bytes, &lines));
    let answers = match read.await.map_err(Error::internal)? {
        Ok(answers) => answers,
        Err(wrong) => {
            let errors = vec![("answer".to_owned(), Text::new("relief-answer-wrong"))];
            return invalid(&shown(&ctx, id, form.with_errors(errors), &wrong).await?);
        }
    };
    match ctx.app.db.write(move |tx| actions::answer(tx, &act, id, &answers)).await {
        Ok(Read::Done(..)) => {
            Ok(see_other(&format!("/relief/batches/{id}"), Some("notice-relief-batch-answered")))
        }
        Ok(Read::Back(_)) => {
            Ok(see_other(&format!("/relief/batches/{id}"), Some("notice-relief-batch-back")))
        }
        Ok(Read::Same) => Ok(see_other(&format!("/relief/batches/{id}"), Some("notice-relief-batch-same"))),
        Err(Error::Refused(text)) => refused(&ctx, id, form, text).await,
        Err(error) => Err(error),
    }
}
