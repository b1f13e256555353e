//! The pictures of a task: seen by whoever may read its report, put there and taken away by whoever may write it down.

use axum::{
    body::Body,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    messages::Text,
    policy::Action,
    web::{Ctx, Posted, Upload, see_other},
};
use serde_json::json;

use super::show::{self, Forms};
use crate::{
    photo,
    task::{
        ATTACH, OWN, Task, TaskId, VIEW_REPORT,
        model::State,
        store::{self, photo as pictures},
    },
};

/// The most pictures of one task.
const PHOTOS_MAX: usize = 6;

pub(super) async fn view(ctx: Ctx, Path((id, number)): Path<(String, String)>) -> Result<Response> {
    let (act, id, number) = (ctx.act()?, show::parse(&id)?, parse(&number)?);
    let read = move |tx: &Tx<'_>| {
        held(tx, &act, &VIEW_REPORT, id)?;
        let kept = pictures::find(tx, act.bureau(), id, number)?.ok_or(Error::NotFound)?;
        act.record(tx, &VIEW_REPORT, Subject::one("task", id.0), &json!({ "photo": number }))?;
        Ok(kept)
    };
    let kept = ctx.app.db.write(read).await?;
    // Asked for anew each time: whether the reader still may.
    let headers =
        [(header::CACHE_CONTROL, "private, no-store".to_owned()), (header::CONTENT_TYPE, kept.kind)];
    Ok((headers, Body::from(kept.content)).into_response())
}

pub(super) async fn put(ctx: Ctx, Path(id): Path<String>, upload: Upload) -> Result<Response> {
    let (act, id) = (ctx.act()?, show::parse(&id)?);
    let (today, mut form) = (act.today(), Form::from(upload.fields));
    // Whether there is such a task, and room, is answered before the file is looked at.
    let reader = act.clone();
    let read = move |conn: &Conn<'_>| {
        let task = held(conn, &reader, &ATTACH, id)?;
        Ok((task, pictures::list(conn, reader.bureau(), id)?.len()))
    };
    let (task, count) = ctx.app.db.read(read).await?;
    let refused = match task.state {
        State::Done { .. } if count < PHOTOS_MAX => None,
        State::Done { .. } => Some(Text::new("task-photo-enough").with("n", PHOTOS_MAX)),
        _ => Some(Text::new("task-photo-not-done")),
    };
    let drawn = match refused {
        Some(text) => Err(text),
        None => photo::drawn(upload.bytes).await?.map_err(Text::from),
    };
    let picture = match drawn {
        Ok(picture) => picture,
        Err(text) => {
            form.reject("file", text);
            return show::show_with(&ctx, id, Forms { photo: form, ..Forms::blank(today) }).await;
        }
    };
    let write = move |tx: &Tx<'_>| {
        held(tx, &act, &ATTACH, id)?;
        pictures::insert(tx, &act, id, &picture)?;
        act.record(tx, &ATTACH, Subject::one("task", id.0), &json!({ "photo": "put" }))
    };
    ctx.app.db.write(write).await?;
    Ok(see_other(&format!("/tasks/{id}"), Some("notice-task-photo-put")))
}

pub(super) async fn remove(
    ctx: Ctx,
    Path((id, number)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (act, id, number) = (ctx.act()?, show::parse(&id)?, parse(&number)?);
    let version = Form::from(raw).value("version").parse::<i64>().ok();
    let write = move |tx: &Tx<'_>| {
        held(tx, &act, &ATTACH, id)?;
        pictures::find(tx, act.bureau(), id, number)?.ok_or(Error::NotFound)?;
        pictures::remove(tx, &act, id, number, version.ok_or(Error::Conflict)?)?;
        act.record(tx, &ATTACH, Subject::one("task", id.0), &json!({ "photo": "removed", "number": number }))
    };
    ctx.app.db.write(write).await?;
    Ok(see_other(&format!("/tasks/{id}"), Some("notice-task-photo-removed")))
}

/// The task within reach of `action`.
fn held(conn: &Conn<'_>, act: &Act, action: &'static Action, id: TaskId) -> Result<Task> {
    let scope = act.actor.scope(action, OWN)?;
    store::find(conn, &scope, act.bureau(), id)?.ok_or(Error::NotFound)
}

fn parse(number: &str) -> Result<i64> {
    number.parse().map_err(|_| Error::NotFound)
}
