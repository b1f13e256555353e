//! Seeing a picture, putting one there, taking it away.

use cq_platform::{Error, Result, actor::Act, audit::Subject, db::Tx, web::App};
use serde_json::json;
use tokio::sync::Semaphore;

use super::{
    PUT, Picture, REMOVE, VIEW,
    picture::{KEPT_EDGE, Refused},
    store::{self, Kept},
};
use crate::person::{self, OWN, Person, PersonId};

/// Pictures drawn anew at a time: each may take a quarter of a gigabyte while it lasts.
static EASEL: Semaphore = Semaphore::const_new(1);

/// Somebody's picture, for whoever may see the person.
pub(super) async fn view(app: &App, act: &Act, id: PersonId) -> Result<Kept> {
    let (scope, bureau) = (act.actor.scope(&VIEW, OWN)?, *act.bureau());
    let read = app.db.read(move |conn| {
        person::store::find(conn, &scope, &bureau, id)?.ok_or(Error::NotFound)?;
        store::find(conn, &bureau, id)
    });
    read.await?.ok_or(Error::NotFound)
}

/// Whom the form is about, with the version of the picture there is.
pub(super) async fn load(app: &App, act: &Act, id: PersonId) -> Result<(Person, Option<i64>)> {
    let (scope, bureau) = (act.actor.scope(&PUT, OWN)?, *act.bureau());
    app.db
        .read(move |conn| {
            let person = person::store::find(conn, &scope, &bureau, id)?.ok_or(Error::NotFound)?;
            Ok((person, store::version(conn, &bureau, id)?))
        })
        .await
}

/// Draws the uploaded file anew, outside the threads that answer requests.
pub(crate) async fn drawn(file: axum::body::Bytes) -> Result<Result<Picture, Refused>> {
    drawn_within(file, KEPT_EDGE).await
}

/// As [`drawn`], at most `edge` points on each side.
pub async fn drawn_within(file: axum::body::Bytes, edge: u32) -> Result<Result<Picture, Refused>> {
    at_easel(move || Picture::within(&file, edge)).await
}

/// As [`drawn_within`], of a sheet on which something is written: a signature.
pub async fn written_within(file: axum::body::Bytes, edge: u32) -> Result<Result<Picture, Refused>> {
    at_easel(move || Picture::written(&file, edge)).await
}

async fn at_easel(
    draw: impl FnOnce() -> Result<Picture, Refused> + Send + 'static,
) -> Result<Result<Picture, Refused>> {
    let _turn = EASEL.acquire().await.map_err(Error::internal)?;
    // A decoder that gives up on a file it has never seen the like of has met a damaged one.
    let drawing = tokio::task::spawn_blocking(draw);
    Ok(drawing.await.unwrap_or(Err(Refused::Damaged)))
}

/// Puts `picture` where the one of version `seen` was, or where there was none. Somebody faster is a conflict.
pub fn put(tx: &Tx<'_>, act: &Act, id: PersonId, seen: Option<i64>, picture: &Picture) -> Result<()> {
    held(tx, act, id)?;
    store::put(tx, act, id, seen, picture)?;
    act.record(tx, &PUT, Subject::one("person", id.0), &json!({ "replaced": seen.is_some() }))
}

/// Takes the picture of version `seen` away.
pub fn remove(tx: &Tx<'_>, act: &Act, id: PersonId, seen: i64) -> Result<()> {
    held(tx, act, id)?;
    store::delete(tx, act, id, seen)?;
    act.record(tx, &REMOVE, Subject::one("person", id.0), &json!({}))
}

fn held(tx: &Tx<'_>, act: &Act, id: PersonId) -> Result<Person> {
    let scope = act.actor.scope(&PUT, OWN)?;
    person::store::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)
}
