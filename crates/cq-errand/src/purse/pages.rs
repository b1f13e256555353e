//! The page of an errand's money, and the steps on it.

use askama::Template;
use axum::{
    body::{Body, Bytes},
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use cq_bylaw::bylaw::{self, Workflow};
use cq_ledger::store::is_reversible;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Tx,
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, Upload, invalid, overtaken, page, see_other},
};
use cq_registry::{
    photo::{self, Picture},
    task::brief::yuan,
};
use jiff::ToSpan;

use super::{
    AGREE, MOVE, PAPERS,
    actions::{self, Draft, Shown},
    store::{Moved, Progress},
};
use crate::errand::{
    VIEW,
    form::{self, NOTE_MAX},
    model::{ErrandId, Hands, Move, MoveId, Refused},
    pages::parse,
    rules::BANKING,
    words,
};

/// Longest edge of a paper as it is kept, in points: small print on a till's receipt can be read.
pub(super) const PAPER_EDGE: u32 = 1_600;

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/errands/{id}/money", &VIEW, show)
        .post_upload("/errands/{id}/money", &MOVE, move_money)
        .post("/errands/{id}/money/{movement}/agree", &AGREE, agree)
        .post("/errands/{id}/money/{movement}/withdraw", &AGREE, withdraw)
        .post("/errands/{id}/money/{movement}/undo", &MOVE, take_back)
        .post_upload("/errands/{id}/mandate", &MOVE, put_mandate)
        .get("/errands/{id}/mandate", &PAPERS, mandate)
        .post_upload("/errands/{id}/sign", &MOVE, sign)
        .get("/errands/{id}/papers/{paper}", &PAPERS, paper);
}

/// A movement in words.
struct MoveRow {
    id: MoveId,
    when: String,
    what: String,
    /// What comes in, or goes out, in yuan.
    came_in: String,
    went_out: String,
    who: String,
    style: &'static str,
    state: String,
    note: String,
    paper: String,
    may_agree: bool,
    may_withdraw: bool,
    may_undo: bool,
}

#[derive(Template)]
#[template(path = "errand/money.html")]
struct MoneyPage {
    ui: Ui,
    form: Form,
    id: ErrandId,
    version: i64,
    title: String,
    style: &'static str,
    state: String,
    /// By which bylaws money is moved, those of the day on which the errand was taken down.
    basis: String,
    takes_two: bool,
    held: String,
    advanced: String,
    pending: i64,
    /// Until when the mandate holds; empty without one.
    mandate: String,
    rows: Vec<MoveRow>,
    moves: Vec<Move>,
    may_move: bool,
    /// For whom whoever reads enters it; empty for themselves.
    acts_for: String,
    /// Whoever reads is on it alone, where it takes two.
    is_short: bool,
    may_sign: bool,
    /// The elder's last signature: address and when.
    signature: (String, String),
    is_signed: bool,
    caps: String,
    today: String,
}

impl MoneyPage {
    fn at(&self, step: &str) -> String {
        format!("/errands/{}/{step}", self.id)
    }

    fn step(&self, row: &MoveRow, step: &str) -> String {
        format!("/errands/{}/money/{}/{step}", self.id, row.id)
    }

    fn of(ctx: &Ctx, act: &Act, form: Form, shown: &Shown) -> Self {
        let (ui, listed, errand, today) = (Ui::of(ctx), &shown.listed, &shown.errand, act.today());
        let (style, state) = words::state(&ui, listed, today);
        let kind = words::kind(&ui, &shown.rules, &listed.kind);
        let is_on = shown.acts_for.is_some() || shown.me.is_some_and(|me| errand.is_on(me));
        let is_on = is_on && act.actor.may(&MOVE).is_ok();
        let may_move = is_on && errand.with_money().is_ok() && shown.is_mandated;
        let is_even = errand.purse.settled().is_ok();
        let moves = Move::ALL.iter().copied().filter(|kind| *kind != Move::Drawn || errand.kind == BANKING);
        let rules = &shown.rules;
        Self {
            id: listed.id,
            basis: String::new(),
            version: listed.version,
            title: ui.a2("purse-of", "name", listed.name.as_str(), "kind", kind).into_owned(),
            style,
            state,
            takes_two: errand.hands == Hands::Two,
            held: yuan(errand.purse.held),
            advanced: yuan(errand.purse.advanced),
            pending: i64::from(errand.purse.pending),
            mandate: shown.mandate.as_ref().map(|mandate| ui.day(&mandate.until_on)).unwrap_or_default(),
            rows: shown.moves.iter().map(|moved| move_row(&ui, act, shown, moved)).collect(),
            moves: moves.collect(),
            may_sign: is_on && is_even && errand.with_money().is_ok() && errand.purse.moved_at.is_some(),
            may_move,
            acts_for: match &shown.acts_for {
                Some((_, name)) => ui.a1("errand-acts-for", "name", name.as_str()).into_owned(),
                None => String::new(),
            },
            is_short: is_on && errand.with_money() == Err(Refused::Short),
            signature: match &shown.signature {
                Some((paper, at)) => (format!("/errands/{}/papers/{paper}", listed.id), ui.instant(at)),
                None => Default::default(),
            },
            is_signed: errand.purse.moved_at.is_some() && errand.purse.is_signed(),
            caps: ui
                .a2(
                    "purse-caps",
                    "errand",
                    yuan(rules.advance_errand_fen),
                    "elder",
                    yuan(rules.advance_elder_fen),
                )
                .into_owned(),
            today: today.to_string(),
            form,
            ui,
        }
    }
}

fn move_row(ui: &Ui, act: &Act, shown: &Shown, moved: &Moved) -> MoveRow {
    let (errand, me) = (&shown.errand, shown.me);
    let acts_for = shown.acts_for.as_ref().map(|(staff, _)| *staff);
    let is_in = matches!(moved.kind, Move::FromElder | Move::Advance | Move::Drawn) == moved.undoes.is_none();
    let what = ui.w("purse-move", moved.kind);
    let what = match moved.undoes {
        Some(_) => ui.a1("purse-undone", "what", what).into_owned(),
        None => what,
    };
    let who = match &moved.ended_name {
        Some(name) if moved.ended_by != Some(moved.made_by) => {
            ui.a2("purse-by-two", "made", moved.made_name.as_str(), "agreed", name).into_owned()
        }
        _ => moved.made_name.clone(),
    };
    let is_proposed = moved.state == Progress::Proposed;
    let may_agree = is_proposed
        && errand.is_open()
        && act.actor.may(&AGREE).is_ok()
        && actions::may_agree(act, errand, moved, (me, acts_for));
    let is_mine = me == Some(moved.made_by);
    let amount = yuan(moved.fen);
    MoveRow {
        id: moved.id,
        when: ui.instant(&moved.ended_at.unwrap_or(moved.made_at)),
        what,
        came_in: if is_in { amount.clone() } else { String::new() },
        went_out: if is_in { String::new() } else { amount },
        who,
        style: if is_proposed { "near" } else { "done" },
        state: match moved.undone_by {
            Some(_) if !is_proposed => ui.m("purse-taken-back").to_owned(),
            None if moved.state == Progress::Withdrawn && moved.ended_by == Some(moved.made_by) => {
                ui.m("purse-retracted").to_owned()
            }
            _ => ui.w("purse-state", moved.state),
        },
        note: moved.note.clone(),
        paper: moved.paper.map(|paper| format!("/errands/{}/papers/{paper}", errand.id)).unwrap_or_default(),
        may_agree,
        may_withdraw: is_proposed && errand.is_open() && (may_agree || is_mine),
        may_undo: moved.state == Progress::Posted
            && moved.undone_by.is_none()
            && moved.undoes.is_none()
            && errand.with_money().is_ok()
            && (acts_for.is_some() || me.is_some_and(|me| errand.is_on(me)))
            && moved.ended_at.is_some_and(|at| is_reversible(at, act.at)),
    }
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let id = parse(&id)?;
    page(&shown(&ctx, id, Form::default()).await?)
}

async fn shown(ctx: &Ctx, id: ErrandId, mut form: Form) -> Result<MoneyPage> {
    let act = ctx.act()?;
    let hand = act.clone();
    let shown = ctx.app.db.write(move |tx| actions::view(tx, &hand, id)).await?;
    for (name, shipped) in [("signed_on", act.today()), ("until_on", act.today().saturating_add(1.year()))] {
        if form.value(name).is_empty() {
            form.set(name, &shipped.to_string());
        }
    }
    let basis = bylaw::basis(ctx, &[Workflow::Purse], shown.listed.taken_on).await?;
    Ok(MoneyPage { basis, ..MoneyPage::of(ctx, &act, form, &shown) })
}

/// Makes a step; what is wrong with it is said at `field`, with everything that was typed.
async fn made<F>(
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
        Ok(()) => Ok(see_other(&format!("/errands/{id}/money"), Some(notice))),
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

/// Whether there is such an errand within reach is answered before a file is looked at.
async fn reachable(ctx: &Ctx, id: ErrandId) -> Result<()> {
    let act = ctx.act()?;
    let find = move |tx: &Tx<'_>| {
        let scope = act.actor.scope(&MOVE, crate::errand::store::OWN)?;
        crate::errand::store::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound).map(drop)
    };
    ctx.app.db.write(find).await
}

/// The picture in a file; what is none is said at `field`.
async fn drawn(form: &mut Form, field: &str, file: Bytes) -> Result<Option<Picture>> {
    Ok(put(form, field, photo::drawn_within(file, PAPER_EDGE).await?))
}

fn put(form: &mut Form, field: &str, drawn: Result<Picture, photo::Refused>) -> Option<Picture> {
    drawn.map_err(|refused| form.reject(field, Text::from(refused))).ok()
}

async fn move_money(ctx: Ctx, Path(id): Path<String>, upload: Upload) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(upload.fields));
    reachable(&ctx, id).await?;
    let kind = form.choice::<Move>("move");
    let amount = form::amount(&mut form, "yuan");
    let note = form::words(&mut form, "note", 0, NOTE_MAX);
    let receipt = match upload.bytes.is_empty() || !form.errors().is_empty() {
        true => None,
        false => drawn(&mut form, "file", upload.bytes).await?,
    };
    let draft = kind.zip(amount).map(|(kind, amount)| Draft { kind, amount, note, receipt });
    made(&ctx, id, form, ("move", "notice-purse-moved"), move |tx, act, id, seen| {
        actions::move_money(tx, act, id, seen, draft.as_ref().ok_or(Error::NotFound)?)
    })
    .await
}

async fn put_mandate(ctx: Ctx, Path(id): Path<String>, upload: Upload) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(upload.fields));
    reachable(&ctx, id).await?;
    let days = form.day("signed_on").zip(form.day("until_on"));
    let picture = drawn(&mut form, "mandate_file", upload.bytes).await?;
    made(&ctx, id, form, ("mandate_file", "notice-purse-mandate"), move |tx, act, id, _| {
        let (days, picture) = days.zip(picture).ok_or(Error::NotFound)?;
        actions::put_mandate(tx, act, id, days, &picture)
    })
    .await
}

async fn sign(ctx: Ctx, Path(id): Path<String>, upload: Upload) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(upload.fields));
    reachable(&ctx, id).await?;
    let picture = put(&mut form, "signature", photo::written_within(upload.bytes, PAPER_EDGE).await?);
    made(&ctx, id, form, ("signature", "notice-purse-signed"), move |tx, act, id, seen| {
        actions::sign(tx, act, id, seen, picture.as_ref().ok_or(Error::NotFound)?)
    })
    .await
}

async fn agree(
    ctx: Ctx,
    Path((id, movement)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (id, movement): (_, MoveId) = (parse(&id)?, movement.parse().map_err(|_| Error::NotFound)?);
    made(&ctx, id, Form::from(raw), ("agree", "notice-purse-agreed"), move |tx, act, id, seen| {
        actions::agree(tx, act, id, seen, movement)
    })
    .await
}

async fn withdraw(
    ctx: Ctx,
    Path((id, movement)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (id, movement): (_, MoveId) = (parse(&id)?, movement.parse().map_err(|_| Error::NotFound)?);
    made(&ctx, id, Form::from(raw), ("agree", "notice-purse-withdrawn"), move |tx, act, id, seen| {
        actions::withdraw(tx, act, id, seen, movement)
    })
    .await
}

async fn take_back(
    ctx: Ctx,
    Path((id, movement)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (id, movement): (_, MoveId) = (parse(&id)?, movement.parse().map_err(|_| Error::NotFound)?);
    made(&ctx, id, Form::from(raw), ("agree", "notice-purse-undone"), move |tx, act, id, seen| {
        actions::take_back(tx, act, id, seen, movement)
    })
    .await
}

async fn mandate(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    Ok(jpeg(ctx.app.db.write(move |tx| actions::look(tx, &act, id, None)).await?))
}

async fn paper(ctx: Ctx, Path((id, paper)): Path<(String, String)>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let paper = paper.parse().map_err(|_| Error::NotFound)?;
    Ok(jpeg(ctx.app.db.write(move |tx| actions::look(tx, &act, id, Some(paper))).await?))
}

/// Asked for anew each time: whether the reader still may.
fn jpeg(content: Vec<u8>) -> Response {
    let headers = [(header::CACHE_CONTROL, "private, no-store"), (header::CONTENT_TYPE, "image/jpeg")];
    (headers, Body::from(content)).into_response()
}
