//! One notice: what it says, what became of it, and what can be done now.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    db::{Conn, Tx},
    form::{Form, Raw},
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};

use crate::{
    notice::{
        HANDLE,
        actions::{self, Turn},
        model::{Addressee, Because, Channel, NoticeId},
        store::call::Call,
        words::{self, Row},
        writing,
    },
    preference,
};

/// A call in words.
pub(super) struct CallRow {
    when: String,
    text: String,
    by: String,
}

impl CallRow {
    pub(super) fn of(ui: &Ui, call: Call) -> Self {
        let key = if call.is_reached { "notice-call-reached" } else { "notice-call-missed" };
        let text = if call.words.is_empty() {
            ui.m(key).to_owned()
        } else {
            format!("{}{}{}", ui.m(key), ui.m("frame-colon"), call.words)
        };
        Self { when: ui.instant(&call.at), text, by: call.by }
    }
}

#[derive(Template)]
#[template(path = "notice/show.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    row: Row,
    person: String,
    /// Where the cause stands: address and name; empty where it has no page.
    cause: (String, String),
    receipt: String,
    parts: String,
    calls: Vec<CallRow>,
    /// Other ways that lead somewhere: word and name with address.
    others: Vec<(&'static str, String)>,
    is_unclear: bool,
    may_again: bool,
    may_withdraw: bool,
    may_print: bool,
    may_call: bool,
    may_paste: bool,
}

pub(super) fn parse(id: &str) -> Result<NoticeId> {
    id.parse().map_err(|_| Error::NotFound)
}

async fn shown(ctx: &Ctx, id: NoticeId, form: Form) -> Result<ShowPage> {
    let act = ctx.act()?;
    let may = act.actor.may(&HANDLE).is_ok();
    let read = move |tx: &Tx<'_>| {
        let (listed, calls) = actions::view(tx, &act, id)?;
        let to = match (listed.person, listed.staff) {
            (Some(person), _) => Some(Addressee::Person(person)),
            (None, staff) => staff.map(Addressee::Staff),
        };
        let contact = match to {
            Some(to) => match preference::store::contact(tx, &act, to)? {
                // The ways that are offered are those by which it would go.
                Some(own) => writing::through(tx, &act, to, &own)?.or(Some(own)),
                None => None,
            },
            None => None,
        };
        Ok((listed, calls, contact))
    };
    let (listed, calls, contact) = ctx.app.db.write(read).await?;
    let ui = Ui::of(ctx);
    let says = |channel: Channel| {
        let way = contact.as_ref()?.by(channel, Because::Instead)?;
        let named =
            ui.a2("notice-by-way", "channel", ui.w("notice-channel", channel), "address", way.address);
        Some((channel.as_str(), named.into_owned()))
    };
    let others = Channel::ALL.iter().filter(|channel| **channel != listed.channel);
    let state = listed.state.as_str();
    let (is_waiting, is_unclear, has_failed) = (state == "waiting", state == "unclear", state == "given-up");
    let by_hand = |channel| may && is_waiting && listed.channel == channel;
    Ok(ShowPage {
        person: listed.person.map(|id| id.to_string()).unwrap_or_default(),
        cause: words::cause(&ui, &listed),
        receipt: listed.receipt.clone().unwrap_or_default(),
        parts: words::parts(&ui, listed.channel, &listed.content.as_text()),
        calls: calls.into_iter().map(|call| CallRow::of(&ui, call)).collect(),
        others: if may && (is_waiting || is_unclear || has_failed) {
            others.filter_map(|channel| says(*channel)).collect()
        } else {
            Vec::new()
        },
        may_again: may && (is_unclear || (has_failed && !listed.content.address.is_empty())),
        may_withdraw: may && (is_waiting || is_unclear || has_failed),
        may_print: may && listed.channel == Channel::Letter && (is_waiting || state == "printed"),
        may_call: by_hand(Channel::Call),
        may_paste: by_hand(Channel::Paste),
        is_unclear: may && is_unclear,
        row: Row::of(&ui, &listed),
        ui,
        form,
    })
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    page(&shown(&ctx, parse(&id)?, Form::default()).await?)
}

/// Makes a step; what is wrong with it is said at `field`.
pub(super) async fn made<F>(
    ctx: &Ctx,
    (id, form): (NoticeId, Form),
    (field, to, notice): (&str, &str, &str),
    step: F,
) -> Result<Response>
where
    F: FnOnce(&Tx<'_>, &cq_platform::actor::Act, NoticeId, i64) -> Result<()> + Send + 'static,
{
    let act = ctx.act()?;
    let hand = act.clone();
    ctx.app.db.read(move |conn: &Conn<'_>| actions::is_there(conn, &hand, id)).await?;
    if !form.errors().is_empty() {
        return invalid(&shown(ctx, id, form).await?);
    }
    let seen = form.value("version").parse().unwrap_or(0);
    match ctx.app.db.write(move |tx| step(tx, &act, id, seen)).await {
        Ok(()) => Ok(see_other(to, Some(notice))),
        Err(Error::Invalid(errors)) => invalid(&shown(ctx, id, form.with_errors(errors)).await?),
        Err(Error::Refused(text)) => {
            let errors = vec![(field.to_owned(), text)];
            invalid(&shown(ctx, id, form.with_errors(errors)).await?)
        }
        Err(error) => Err(error),
    }
}

async fn turned(ctx: &Ctx, (id, raw): (String, Raw), turn: Turn, notice: &str) -> Result<Response> {
    let (id, form) = (parse(&id)?, Form::from(raw));
    let to = format!("/notices/{id}");
    made(ctx, (id, form), ("turn", &to, notice), move |tx, act, id, seen| {
        actions::turn(tx, act, id, seen, turn)
    })
    .await
}

pub(super) async fn again(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    turned(&ctx, (id, raw), Turn::Again, "notice-notice-again").await
}

pub(super) async fn arrived(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    turned(&ctx, (id, raw), Turn::Arrived, "notice-notice-arrived").await
}

pub(super) async fn withdraw(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    turned(&ctx, (id, raw), Turn::Withdraw, "notice-notice-withdrawn").await
}

pub(super) async fn instead(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let channel = form.choice::<Channel>("channel").unwrap_or(Channel::Paste);
    let to = format!("/notices/{id}");
    made(&ctx, (id, form), ("channel", &to, "notice-notice-instead"), move |tx, act, id, seen| {
        actions::instead(tx, act, id, seen, channel).map(drop)
    })
    .await
}
