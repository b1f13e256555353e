//! For programs: how somebody wishes to be told, and by which way they are.

use axum::{
    extract::Path,
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use cq_platform::{
    Error, Result,
    db::{Conn, Tx},
    web::{
        Ctx, Routes,
        api::{self, Doc, Sent, Shape},
    },
};
use cq_registry::person::PersonId;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    PREFER, actions,
    form::{self, FIELDS},
};

/// How somebody wishes to be told. Version 0: nobody has written anything down.
#[derive(Serialize, ToSchema)]
struct Preference {
    /// `text`, `call`, `letter`, `mail` or `paste`; none: the bureau's usual order.
    channel: Option<String>,
    mail: Option<String>,
    /// `zh-CN` or `en`.
    lang: String,
    /// The family proxy is told in their place.
    by_proxy: bool,
    /// Wishes a receipt for what they ask for.
    receipts: bool,
    /// The way that is taken at present.
    way: String,
    /// Whether it leads anywhere.
    reachable: bool,
    version: i64,
}

/// What is to be written down; what is left out is not wished.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used; it is read as the page's form is")]
struct Wish {
    channel: Option<String>,
    mail: Option<String>,
    lang: Option<String>,
    /// `yes`, or left out.
    by_proxy: Option<String>,
    /// `yes`, or left out.
    receipts: Option<String>,
}

const SHOW: Doc = Doc {
    id: "get-notice-preference",
    about: "How somebody wishes to be told, and by which way they are at present.",
    query: &[],
    body: None,
    status: 200,
    answer: Shape::of::<Preference>(),
    is_tagged: true,
    is_guarded: false,
};
const SAVE: Doc = Doc {
    id: "put-notice-preference",
    about: "Writes down how somebody wishes to be told. Where nothing was written down before, If-Match is \"0\".",
    body: Some(Shape::of::<Wish>()),
    is_guarded: true,
    ..SHOW
};

/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes) {
    routes.api(Method::GET, "/api/v1/people/{id}/notice-preference", &PREFER, &SHOW, show).api(
        Method::POST,
        "/api/v1/people/{id}/notice-preference",
        &PREFER,
        &SAVE,
        save,
    );
}

fn parse(id: &str) -> Result<PersonId> {
    id.parse().map_err(|_| Error::NotFound)
}

async fn shown(ctx: &Ctx, id: PersonId, headers: &HeaderMap) -> Result<Response> {
    let act = ctx.act()?;
    let (contact, proxy) = ctx.app.db.read(move |conn: &Conn<'_>| actions::view(conn, &act, id)).await?;
    let way = proxy.filter(|_| contact.wish.by_proxy).unwrap_or_else(|| contact.clone()).way();
    let version = contact.version.unwrap_or(0);
    let preference = Preference {
        channel: contact.wish.channel.map(|channel| channel.to_string()),
        mail: contact.wish.mail,
        lang: contact.wish.lang.tag().to_owned(),
        by_proxy: contact.wish.by_proxy,
        receipts: contact.wish.receipts,
        way: way.channel.to_string(),
        reachable: way.has_address,
        version,
    };
    api::tagged(headers, StatusCode::OK, &version.to_string(), &preference)
}

async fn show(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    shown(&ctx, parse(&id)?, &headers).await
}

async fn save(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap, sent: Sent) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let hand = act.clone();
    ctx.app.db.read(move |conn: &Conn<'_>| actions::view(conn, &hand, id)).await?;
    let seen = api::seen(&headers)?;
    let mut form = sent.fields(|name| FIELDS.contains(&name));
    let wish = form::preference(&mut form);
    let wish = form.finish(wish)?;
    let seen = Some(seen).filter(|seen| *seen > 0);
    let put = move |tx: &Tx<'_>| actions::put(tx, &act, id, seen, &wish);
    ctx.app.db.write(put).await.map_err(api::stale)?;
    shown(&ctx, id, &HeaderMap::new()).await
}
