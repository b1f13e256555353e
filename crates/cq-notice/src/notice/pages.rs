//! The list of notices; one of them, what waits for a hand, and the settings are in files of their own.

mod hand;
mod letters;
mod settings;
mod show;

use askama::Template;
use axum::{Extension, response::Response};
use cq_platform::{
    Result,
    audit::Subject,
    db::Tx,
    form::Form,
    web::{Ctx, Routes, Ui, page},
};
use serde_json::json;

use super::{
    HANDLE, SET, VIEW,
    model::Channel,
    rules::Rules,
    store::{
        self,
        list::{self, After, Wanted},
    },
    words::{self, Row},
};
use crate::{circular::WRITE, sender::Senders};

const PER_PAGE: i64 = 50;

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/notices", &VIEW, index)
        .get("/notices/letters", &HANDLE, letters::index)
        .post("/notices/letters", &HANDLE, letters::print)
        .get("/notices/calls", &HANDLE, hand::calls)
        .get("/notices/paste", &HANDLE, hand::paste)
        .get("/notices/{id}", &VIEW, show::show)
        .post("/notices/{id}/again", &HANDLE, show::again)
        .post("/notices/{id}/arrived", &HANDLE, show::arrived)
        .post("/notices/{id}/withdraw", &HANDLE, show::withdraw)
        .post("/notices/{id}/instead", &HANDLE, show::instead)
        .post("/notices/{id}/pasted", &HANDLE, hand::pasted)
        .post("/notices/{id}/called", &HANDLE, hand::called)
        .post("/notices/{id}/print", &HANDLE, letters::print_one)
        .get("/settings/notices", &SET, settings::show)
        .post("/settings/notices", &SET, settings::save)
        .post("/settings/notices/holds/{channel}", &SET, settings::end_hold);
}

/// Figures above the list.
#[derive(Default)]
struct Counts {
    open: i64,
    trouble: i64,
    calls: i64,
    letters: i64,
    paste: i64,
}

impl Counts {
    fn of(rows: &[(String, Channel, i64)]) -> Self {
        let mut counts = Self::default();
        for (state, channel, n) in rows {
            counts.open += n;
            match (state.as_str(), channel) {
                ("unclear" | "given-up", _) => counts.trouble += n,
                ("waiting", Channel::Call) => counts.calls += n,
                ("waiting", Channel::Letter) => counts.letters += n,
                ("waiting", Channel::Paste) => counts.paste += n,
                _ => {}
            }
        }
        counts
    }
}

#[derive(Template)]
#[template(path = "notice/index.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    rows: Vec<Row>,
    counts: Counts,
    wanted: Wanted,
    next: String,
    /// Ways for which something waits and that nobody has connected.
    unconnected: Vec<String>,
    paused: bool,
    /// Ways on which everything waits, since the house itself is refused.
    held: Vec<String>,
    may_handle: bool,
    may_set: bool,
    may_write: bool,
    all_wanted: &'static [Wanted],
    channels: &'static [Channel],
}

async fn index(ctx: Ctx, Extension(senders): Extension<Senders>) -> Result<Response> {
    let act = ctx.act()?;
    let may = |action| act.actor.may(action).is_ok();
    let (may_handle, may_set, may_write) = (may(&HANDLE), may(&SET), may(&WRITE));
    let form = Form::from(ctx.query_fields());
    let wanted: Wanted = form.value("state").parse().unwrap_or(Wanted::Open);
    let channel: Option<Channel> = form.value("channel").parse().ok();
    let after: Option<After> = form.value("after").parse().ok();
    let read = move |tx: &Tx<'_>| {
        let rows = list::list(tx, &act, (wanted, channel), after, PER_PAGE + 1)?;
        let counts = list::counts(tx, &act)?;
        let rules = store::rules(tx, act.bureau(), act.today())?.0;
        act.record(tx, &VIEW, Subject::list("notice"), &json!({ "of": wanted, "count": rows.len() }))?;
        Ok((rows, counts, rules, store::hold::list(tx, act.bureau())?))
    };
    let (mut rows, counts, rules, holds): (_, Vec<(String, Channel, i64)>, Rules, _) =
        ctx.app.db.write(read).await?;
    let size = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let next = rows.get(size.saturating_sub(1)).filter(|_| rows.len() > size).map(|last| {
        let channel = channel.map(|channel| format!("&channel={channel}")).unwrap_or_default();
        format!("/notices?state={wanted}{channel}&after={}", last.after())
    });
    rows.truncate(size);
    let ui = Ui::of(&ctx);
    let lacks = |channel: Channel| {
        let waits = counts.iter().any(|(state, of, _)| state == "waiting" && *of == channel);
        waits && channel.is_sent() && senders.of(channel).is_none()
    };
    let unconnected = Channel::ALL.iter().filter(|channel| lacks(**channel));
    page(&IndexPage {
        rows: rows.iter().map(|listed| Row::of(&ui, listed)).collect(),
        unconnected: unconnected.map(|channel| ui.w("notice-unconnected", channel)).collect(),
        counts: Counts::of(&counts),
        next: next.unwrap_or_default(),
        held: holds.iter().map(|hold| words::held(&ui, hold)).collect(),
        paused: rules.paused,
        all_wanted: Wanted::ALL,
        channels: Channel::ALL,
        ui,
        form,
        wanted,
        may_handle,
        may_set,
        may_write,
    })
}
