//! Doing once what is asked twice: a program that did not hear the answer asks again under the same `Idempotency-Key`.
//!
//! The key is claimed by the first entry that the change writes to the log, in the change's own transaction: either both are
//! kept or neither. Whoever asks again is told what the first was told. A refusal is not kept: nothing was done, and it may
//! be asked again. Kept for four days; the answer lies sealed.

mod store;

use std::{future::Future, sync::Arc, time::Duration};

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use store::STATEMENTS;

use crate::{
    Error, Result,
    actor::Act,
    db::Tx,
    ids::{AccountId, BureauId},
    messages::Text,
    secrets::Place,
    web::App,
};

/// The header that carries the key.
pub const HEADER: &str = "idempotency-key";
/// How long an answer is kept, in hours: longer than a phone may hold on to what it has not sent, which is three days.
pub const KEPT_HOURS: i64 = 96;

/// Longest key, in bytes.
const KEY_MAX: usize = 255;
/// Largest answer that is kept, in bytes.
const ANSWER_MAX: usize = 1 << 20;
/// How often, and how many times, the second of two looks whether the first has been answered.
const LOOK_EVERY: Duration = Duration::from_millis(100);
const LOOKS: u32 = 50;
/// What of an answer is kept besides its status and body.
const HEADERS: [&str; 4] = ["content-type", "location", "etag", "cache-control"];

/// One request under a key.
#[derive(Debug)]
pub struct Once {
    bureau: BureauId,
    account: AccountId,
    key_hash: Vec<u8>,
    /// Tells this request from another under the same key.
    id: Uuid,
    fingerprint: Vec<u8>,
}

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Once {
    /// The request's key, where it has one. `asked` is everything that makes two requests the same.
    pub(crate) fn of(headers: &HeaderMap, act: &Act, asked: &[&[u8]]) -> Result<Option<Arc<Self>>> {
        let Some(key) = headers.get(HEADER) else { return Ok(None) };
        let account = act.actor.account.ok_or(Error::SignedOut)?;
        let key = key.to_str().unwrap_or_default();
        if key.is_empty() || key.len() > KEY_MAX {
            return Err(Error::Malformed(Text::new("error-malformed-key").with("max", KEY_MAX)));
        }
        let mut fingerprint = Sha256::new();
        for part in asked {
            fingerprint.update((part.len() as u64).to_be_bytes());
            fingerprint.update(part);
        }
        Ok(Some(Arc::new(Self {
            bureau: *act.bureau(),
            account,
            key_hash: Sha256::digest(key).to_vec(),
            id: act.new_id(),
            fingerprint: fingerprint.finalize().to_vec(),
        })))
    }

    fn place(&self, id: Uuid) -> Place {
        Place { table: "request_key", column: "answer", row: id }
    }
}

/// Makes the key this request's own, or says that another request has it.
pub(crate) fn claim(tx: &Tx<'_>, act: &Act, once: &Once) -> Result<()> {
    store::forget_old(tx, &once.bureau, act.at)?;
    if store::insert(tx, once, act.at)? {
        return Ok(());
    }
    let holder = store::find(tx, once, act.at)?;
    if holder.is_some_and(|holder| holder.id == once.id) { Ok(()) } else { Err(Error::Underway) }
}

/// Runs a request under its key, or gives the answer that it was given before.
pub(crate) async fn answer(
    app: &App,
    act: &Act,
    once: Arc<Once>,
    run: impl Future<Output = Response>,
) -> Response {
    match told(app, act, &once).await {
        Ok(Some(before)) => return before,
        Ok(None) => {}
        Err(error) => return error.into_response(),
    }
    let response = run.await;
    if response.status().is_success() {
        return keep(app, act, &once, response).await.unwrap_or_else(IntoResponse::into_response);
    }
    // A second one that came at the same time is refused by what the first has done; it is told what the first was told.
    match told(app, act, &once).await {
        Ok(Some(first)) => first,
        Ok(None) => {
            if !response.status().is_server_error()
                && let Err(error) = app.db.write(move |tx| store::release(tx, &once)).await
            {
                tracing::error!(cause = %error, "a request's key was not released");
            }
            response
        }
        Err(error) => error.into_response(),
    }
}

/// What another request under this key was told; waits a little while it is still being told.
async fn told(app: &App, act: &Act, once: &Arc<Once>) -> Result<Option<Response>> {
    for _ in 0..LOOKS {
        let (once_, at) = (once.clone(), act.at);
        let Some(holder) = app.db.read(move |conn| store::find(conn, &once_, at)).await? else {
            return Ok(None);
        };
        if holder.fingerprint != once.fingerprint {
            return Err(Error::KeyReused);
        }
        if let Some(sealed) = holder.answer {
            let kept = app.secrets.open(once.place(holder.id), &sealed)?;
            return again(serde_json::from_str(&kept).map_err(Error::internal)?).map(Some);
        }
        if holder.id == once.id {
            return Ok(None);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Err(Error::Underway)
}

async fn keep(app: &App, act: &Act, once: &Arc<Once>, response: Response) -> Result<Response> {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, ANSWER_MAX).await.map_err(Error::internal)?;
    let text = |name: &&str| {
        let value = parts.headers.get(*name)?.to_str().ok()?;
        Some(((*name).to_owned(), value.to_owned()))
    };
    let kept = Kept {
        status: parts.status.as_u16(),
        headers: HEADERS.iter().filter_map(text).collect(),
        body: String::from_utf8(body.to_vec()).map_err(Error::internal)?,
    };
    let kept = serde_json::to_string(&kept).map_err(Error::internal)?;
    let sealed = act.secrets.seal(once.place(once.id), &kept)?;
    let once = once.clone();
    app.db.write(move |tx| store::keep(tx, &once, &sealed)).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn again(kept: Kept) -> Result<Response> {
    let mut response =
        (StatusCode::from_u16(kept.status).map_err(Error::internal)?, kept.body).into_response();
    response.headers_mut().clear();
    for (name, value) in kept.headers {
        let name: HeaderName = name.parse().map_err(Error::internal)?;
        response.headers_mut().insert(name, HeaderValue::from_str(&value).map_err(Error::internal)?);
    }
    response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    Ok(response)
}
