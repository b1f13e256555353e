//! An errand's money for programs: what stands open, each movement, and the steps that the page has. Amounts are whole fen.

use axum::{
    extract::Path,
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use cq_ledger::Amount;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    form::Form,
    messages::Text,
    policy::Action,
    web::{
        Ctx, Routes,
        api::{self, Doc, Sent, Shape},
    },
};
use cq_registry::photo::{self, Picture};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    AGREE, MOVE,
    actions::{self, Draft, Shown},
    pages::PAPER_EDGE,
    store::Moved,
};
use crate::errand::{
    VIEW,
    form::{NOTE_MAX, words},
    model::{ErrandId, Move, MoveId},
    pages::parse,
    store::{self as errands, OWN},
};

/// An errand's money.
#[derive(Serialize, ToSchema)]
struct Money {
    errand_id: String,
    /// What its workers hold.
    held_fen: i64,
    /// What of the bureau's is not given back.
    advanced_fen: i64,
    /// Movements that wait for a second person.
    pending: u32,
    /// The last day of the mandate that holds; without one no money is moved.
    mandate_until: Option<String>,
    /// Whether the elder has signed for what was moved.
    is_signed: bool,
    moves: Vec<Movement>,
    version: i64,
}

/// A movement of an errand's money.
#[derive(Serialize, ToSchema)]
struct Movement {
    id: String,
    /// `from-elder`, `advance`, `drawn`, `paid`, `to-elder` or `back`.
    kind: String,
    fen: i64,
    note: String,
    /// `proposed`, `posted` or `withdrawn`.
    state: String,
    made_by: String,
    made_at: String,
    /// Who posted or withdrew it.
    ended_by: Option<String>,
    has_receipt: bool,
    /// The movement that it takes back.
    undoes: Option<String>,
}

/// A movement to be made.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used; it is read as the page's form is")]
struct NewMovement {
    /// `from-elder`, `advance`, `drawn`, `paid`, `to-elder` or `back`.
    r#move: String,
    /// Whole fen, more than none.
    fen: i64,
    /// What for.
    note: Option<String>,
    /// A JPEG or PNG in base64; what is paid has one. The whole request is at most 1 MB.
    receipt: Option<String>,
}

/// Nothing more is to be said.
#[derive(ToSchema)]
struct Nothing {}

const FIELDS: [&str; 4] = ["move", "fen", "note", "receipt"];

const SHOW: Doc = Doc {
    id: "get-errand-money",
    about: "An errand's money with every movement. Reading it stands in the log.",
    query: &[],
    body: None,
    status: 200,
    answer: Shape::of::<Money>(),
    is_tagged: true,
    is_guarded: false,
};
const CREATE: Doc = Doc {
    id: "move-errand-money",
    about: "Moves money of an errand, or proposes to where it takes two. By who is on the errand, under a mandate.",
    body: Some(Shape::of::<NewMovement>()),
    is_guarded: true,
    ..SHOW
};
const AGREED: Doc = Doc {
    id: "agree-errand-money",
    about: "Agrees to a movement that another one made.",
    body: Some(Shape::of::<Nothing>()),
    is_guarded: true,
    ..SHOW
};
const WITHDRAWN: Doc =
    Doc { id: "withdraw-errand-money", about: "Takes a proposed movement off the table.", ..AGREED };
const UNDONE: Doc = Doc {
    id: "undo-errand-money",
    about: "Takes a posted movement back by another one, within ten minutes.",
    ..AGREED
};

/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .api(Method::GET, "/api/v1/errands/{id}/money", &VIEW, &SHOW, show)
        .api(Method::POST, "/api/v1/errands/{id}/money", &MOVE, &CREATE, create)
        .api(Method::POST, "/api/v1/errands/{id}/money/{movement}/agree", &AGREE, &AGREED, agree)
        .api(Method::POST, "/api/v1/errands/{id}/money/{movement}/withdraw", &AGREE, &WITHDRAWN, withdraw)
        .api(Method::POST, "/api/v1/errands/{id}/money/{movement}/undo", &MOVE, &UNDONE, undo);
}

impl Money {
    fn of(shown: Shown) -> Self {
        let purse = shown.errand.purse;
        Self {
            errand_id: shown.errand.id.to_string(),
            held_fen: purse.held,
            advanced_fen: purse.advanced,
            pending: purse.pending,
            mandate_until: shown.mandate.map(|mandate| mandate.until_on.to_string()),
            is_signed: purse.moved_at.is_some() && purse.is_signed(),
            moves: shown.moves.into_iter().map(Movement::of).collect(),
            version: shown.errand.version,
        }
    }
}

impl Movement {
    fn of(moved: Moved) -> Self {
        Self {
            id: moved.id.to_string(),
            kind: moved.kind.to_string(),
            fen: moved.fen,
            note: moved.note,
            state: moved.state.to_string(),
            made_by: moved.made_name,
            made_at: moved.made_at.to_string(),
            ended_by: moved.ended_name,
            has_receipt: moved.paper.is_some(),
            undoes: moved.undoes.map(|id| id.to_string()),
        }
    }
}

async fn show(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    shown(&ctx, parse(&id)?, &headers).await
}

async fn shown(ctx: &Ctx, id: ErrandId, headers: &HeaderMap) -> Result<Response> {
    let act = ctx.act()?;
    let shown = ctx.app.db.write(move |tx| actions::view(tx, &act, id)).await?;
    let tag = shown.errand.version.to_string();
    api::tagged(headers, StatusCode::OK, &tag, &Money::of(shown))
}

/// Whether there is such an errand within reach is answered before anything else.
async fn within_reach(ctx: &Ctx, id: ErrandId, action: &'static Action) -> Result<()> {
    let act = ctx.act()?;
    let scope = act.actor.scope(action, OWN)?;
    let find = move |conn: &Conn<'_>| errands::find(conn, &scope, act.bureau(), id);
    ctx.app.db.read(find).await?.map(drop).ok_or(Error::NotFound)
}

/// Reads a movement.
async fn draft(form: &mut Form) -> Result<Option<Draft>> {
    let kind = form.choice::<Move>("move");
    let amount = form.value("fen").parse::<i64>().ok().and_then(|fen| Amount::of(fen).ok());
    if amount.is_none() {
        form.reject("fen", Text::new("purse-fen-wrong"));
    }
    let note = words(form, "note", 0, NOTE_MAX);
    let receipt = match form.value("receipt") {
        "" => None,
        text => match STANDARD.decode(text) {
            Ok(file) => drawn(form, file).await?,
            Err(_) => {
                form.reject("receipt", Text::new("purse-receipt-wrong"));
                None
            }
        },
    };
    let draft = kind.zip(amount).map(|(kind, amount)| Draft { kind, amount, note, receipt });
    Ok(draft.filter(|_| form.errors().is_empty()))
}

/// The picture in a file; what is none is said at its field.
async fn drawn(form: &mut Form, file: Vec<u8>) -> Result<Option<Picture>> {
    match photo::drawn_within(file.into(), PAPER_EDGE).await? {
        Ok(picture) => Ok(Some(picture)),
        Err(refused) => {
            form.reject("receipt", Text::from(refused));
            Ok(None)
        }
    }
}

async fn create(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap, sent: Sent) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    within_reach(&ctx, id, &MOVE).await?;
    let seen = api::seen(&headers)?;
    let mut form = sent.fields(|name| FIELDS.contains(&name));
    let draft = draft(&mut form).await?;
    let draft = form.finish(draft)?;
    ctx.app.db.write(move |tx| actions::move_money(tx, &act, id, seen, &draft)).await.map_err(api::stale)?;
    shown(&ctx, id, &HeaderMap::new()).await
}

type Step = fn(&Tx<'_>, &Act, ErrandId, i64, MoveId) -> Result<()>;

async fn stepped(
    ctx: Ctx,
    (id, movement): (String, String),
    headers: HeaderMap,
    sent: Sent,
    (action, step): (&'static Action, Step),
) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let movement: MoveId = movement.parse().map_err(|_| Error::NotFound)?;
    within_reach(&ctx, id, action).await?;
    let seen = api::seen(&headers)?;
    sent.fields(|_| false).finish(Some(()))?;
    ctx.app.db.write(move |tx| step(tx, &act, id, seen, movement)).await.map_err(api::stale)?;
    shown(&ctx, id, &HeaderMap::new()).await
}

async fn agree(
    ctx: Ctx,
    Path(at): Path<(String, String)>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response> {
    stepped(ctx, at, headers, sent, (&AGREE, actions::agree)).await
}

async fn withdraw(
    ctx: Ctx,
    Path(at): Path<(String, String)>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response> {
    stepped(ctx, at, headers, sent, (&AGREE, actions::withdraw)).await
}

async fn undo(
    ctx: Ctx,
    Path(at): Path<(String, String)>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response> {
    stepped(ctx, at, headers, sent, (&MOVE, actions::take_back)).await
}
