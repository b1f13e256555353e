//! Notices for programs: the list, one, a call written down, and how somebody wishes to be told.

use axum::{
    extract::Path,
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    messages::Text,
    web::{
        Ctx, Routes,
        api::{self, Doc, Sent, Shape},
    },
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    HANDLE, VIEW, actions, form as fields,
    model::{Channel, NoticeId},
    store::list::{self, After, Listed, Wanted},
};

const PER_PAGE: i64 = 50;
const PER_PAGE_MAX: i64 = 200;

/// What somebody is told. Instants are RFC 3339.
#[derive(Serialize, ToSchema)]
struct Notice {
    id: String,
    /// `case-received`, `case-late`, `errand-assigned` or `circular`.
    cause: String,
    cause_id: String,
    /// Whoever is told, if it is somebody of the registry.
    person_id: Option<String>,
    /// Whoever is told, if it is somebody who works here.
    staff_id: Option<String>,
    name: String,
    /// Who of the family takes it for them.
    through: Option<String>,
    /// `text`, `call`, `letter`, `mail` or `paste`.
    channel: String,
    /// `wished`, `usual`, `missing` or `instead`.
    because: String,
    address: String,
    subject: String,
    text: String,
    /// `waiting`, `sending`, `unclear`, `sent`, `printed`, `pasted`, `told`, `given-up` or `withdrawn`.
    state: String,
    written_at: String,
    not_before: Option<String>,
    tries: u32,
    /// What went wrong last, such as `busy`.
    fault: Option<String>,
    /// The other side's code.
    code: Option<u32>,
    receipt: Option<String>,
    ended_at: Option<String>,
    version: i64,
}

/// A page of notices.
#[derive(Serialize, ToSchema)]
struct Notices {
    notices: Vec<Notice>,
    /// Asks for what follows; none at the end.
    cursor: Option<String>,
}

/// A call about a notice.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used; it is read as the page's form is")]
struct Called {
    /// `yes` or `no`.
    reached: String,
    /// Not reached: again in so many hours.
    again_hours: Option<u32>,
    /// What was said, who answered.
    words: Option<String>,
}

const INDEX: Doc = Doc {
    id: "list-notices",
    about: "What people were told or are to be told, the latest first.",
    query: &[
        ("state", "open (without it), trouble, unclear, given-up, waiting, done, withdrawn"),
        ("channel", "text, call, letter, mail, paste"),
        ("limit", "1 to 200; 50 without it."),
        ("cursor", "Where the last page ended."),
    ],
    body: None,
    status: 200,
    answer: Shape::of::<Notices>(),
    is_tagged: false,
    is_guarded: false,
};
const SHOW: Doc = Doc {
    id: "get-notice",
    about: "One notice. Reading it stands in the log.",
    query: &[],
    answer: Shape::of::<Notice>(),
    is_tagged: true,
    ..INDEX
};
const CALLED: Doc = Doc {
    id: "note-call",
    about: "Writes down that somebody was called about a notice: told, or to be called again.",
    body: Some(Shape::of::<Called>()),
    is_guarded: true,
    ..SHOW
};

/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .api(Method::GET, "/api/v1/notices", &VIEW, &INDEX, index)
        .api(Method::GET, "/api/v1/notices/{id}", &VIEW, &SHOW, show)
        .api(Method::POST, "/api/v1/notices/{id}/called", &HANDLE, &CALLED, called);
}

impl From<Listed> for Notice {
    fn from(listed: Listed) -> Self {
        let waits = listed.state == "waiting";
        Self {
            id: listed.id.to_string(),
            cause: listed.kind.to_string(),
            cause_id: listed.cause.to_string(),
            person_id: listed.person.map(|id| id.to_string()),
            staff_id: listed.staff.map(|id| id.to_string()),
            name: listed.content.name,
            through: listed.content.through,
            channel: listed.channel.to_string(),
            because: listed.because.to_string(),
            address: listed.content.address,
            subject: listed.content.subject,
            text: listed.content.text,
            state: listed.state,
            written_at: listed.written_at.to_string(),
            not_before: waits.then(|| listed.not_before.to_string()),
            tries: listed.tries,
            fault: listed.fault.map(|fault| fault.to_string()),
            code: listed.code,
            receipt: listed.receipt,
            ended_at: listed.ended_at.map(|at| at.to_string()),
            version: listed.version,
        }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let mut form = Form::from(ctx.query_fields());
    let wanted: Wanted = form.value("state").parse().unwrap_or(Wanted::Open);
    let channel: Option<Channel> = form.value("channel").parse().ok();
    let size = form.number("limit", 1..=PER_PAGE_MAX, false).unwrap_or(PER_PAGE);
    let after = match form.value("cursor") {
        "" => None,
        text => {
            let after = text.parse::<After>().ok();
            if after.is_none() {
                form.reject("cursor", Text::new("person-cursor-wrong"));
            }
            after
        }
    };
    form.finish(Some(()))?;
    let read = move |tx: &Tx<'_>| {
        let notices = list::list(tx, &act, (wanted, channel), after, size + 1)?;
        act.record(tx, &VIEW, Subject::list("notice"), &json!({ "of": wanted, "count": notices.len() }))?;
        Ok(notices)
    };
    let mut notices = ctx.app.db.write(read).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = notices.len() > size;
    notices.truncate(size);
    let cursor = notices.last().filter(|_| more).map(|last| last.after().to_string());
    let notices = notices.into_iter().map(Notice::from).collect();
    api::json(StatusCode::OK, &Notices { notices, cursor })
}

async fn show(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    shown(&ctx, parse(&id)?, &headers).await
}

async fn shown(ctx: &Ctx, id: NoticeId, headers: &HeaderMap) -> Result<Response> {
    let act = ctx.act()?;
    let (listed, _) = ctx.app.db.write(move |tx| actions::view(tx, &act, id)).await?;
    let tag = listed.version.to_string();
    api::tagged(headers, StatusCode::OK, &tag, &Notice::from(listed))
}

async fn called(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap, sent: Sent) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let hand = act.clone();
    ctx.app.db.read(move |conn: &Conn<'_>| actions::is_there(conn, &hand, id)).await?;
    let seen = api::seen(&headers)?;
    let mut form = sent.fields(|name| ["reached", "again_hours", "words"].contains(&name));
    let call = fields::call(&mut form);
    let (reached, again, words) = form.finish(call)?;
    let note = move |tx: &Tx<'_>| actions::called(tx, &act, id, seen, (reached, again), &words);
    ctx.app.db.write(note).await.map_err(api::stale)?;
    shown(&ctx, id, &HeaderMap::new()).await
}

fn parse(id: &str) -> Result<NoticeId> {
    id.parse().map_err(|_| Error::NotFound)
}
