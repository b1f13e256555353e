//! Text messages by a gateway that speaks this contract (ADR 43), on the same machine or in the bureau's own net:
//!
//! `POST {address}/messages` with `Idempotency-Key: {id}` and `{"id", "to", "text"}` as JSON. 2xx: taken, `{"receipt"}` names it. The same
//! key again: answered as the first time, and sent once. 429 or 503: not taken, `Retry-After` in seconds. Other 4xx: never; 401 and 403:
//! the token is wrong. 5xx or silence: repeated under the same key.

use std::{path::Path, time::Duration};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use cq_platform::{
    Error, Result,
    remote::{Answer, Remote, Silent},
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{Outgoing, Sender, Sending};
use crate::notice::model::{Fault, Outcome};

/// One message is answered within this.
const ANSWER_TIME: Duration = Duration::from_secs(15);
/// An answer has a receipt and little else.
const ANSWER_MAX: usize = 64 << 10;

/// A gateway for text messages.
pub struct Gateway {
    remote: Remote,
    token: Option<HeaderValue>,
    answer_time: Duration,
}

#[derive(Serialize)]
struct Asked<'a> {
    id: String,
    to: &'a str,
    text: &'a str,
}

#[derive(Deserialize)]
struct Taken {
    receipt: Option<String>,
}

impl Gateway {
    /// The gateway that the operator named, with the token in that file. The error is a sentence for the operator.
    pub fn named(address: &str, token_file: Option<&Path>) -> Result<Self> {
        let remote = address.parse().map_err(|error| Error::internal(format!("text gateway: {error}")))?;
        let token = token_file.map(|file| {
            let failed = |error: &dyn std::fmt::Display| {
                Error::internal(format!("text gateway: {}: {error}", file.display()))
            };
            let text = std::fs::read_to_string(file).map_err(|error| failed(&error))?;
            let mut token =
                HeaderValue::from_str(&format!("Bearer {}", text.trim())).map_err(|e| failed(&e))?;
            token.set_sensitive(true);
            Ok::<_, Error>(token)
        });
        Ok(Self { remote, token: token.transpose()?, answer_time: ANSWER_TIME })
    }

    /// The same with less patience.
    #[must_use]
    pub fn answering_within(self, answer_time: Duration) -> Self {
        Self { answer_time, ..self }
    }

    async fn tried(&self, out: &Outgoing) -> Outcome {
        let never = Outcome::Never { fault: Fault::BadAddress, code: None };
        let asked = Asked { id: out.id.to_string(), to: &out.address, text: &out.text };
        let (Ok(body), Ok(key)) = (serde_json::to_vec(&asked), HeaderValue::from_str(&asked.id)) else {
            return never;
        };
        let mut headers = HeaderMap::from_iter([
            (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (header::ACCEPT, HeaderValue::from_static("application/json")),
            (HeaderName::from_static("idempotency-key"), key),
        ]);
        if let Some(token) = &self.token {
            headers.insert(header::AUTHORIZATION, token.clone());
        }
        let limits = (self.answer_time, ANSWER_MAX);
        match self.remote.ask(Method::POST, "/messages", headers, body, limits).await {
            Ok(answer) => said(&answer),
            Err(Silent::Unheard(_)) => Outcome::Later { fault: Fault::Unreachable, code: None, after: None },
            Err(Silent::Broken(_)) => Outcome::Unclear { fault: Fault::Lost },
            Err(Silent::Time) => Outcome::Unclear { fault: Fault::Time },
        }
    }
}

fn said(answer: &Answer) -> Outcome {
    let code = Some(u32::from(answer.status.as_u16()));
    let after = answer.headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    let after = after
        .and_then(|text| text.trim().parse().ok())
        .map(|secs: u32| SignedDuration::from_secs(secs.into()));
    match answer.status {
        status if status.is_success() => {
            let taken = serde_json::from_slice::<Taken>(&answer.body).ok().and_then(|taken| taken.receipt);
            let receipt = taken.unwrap_or_default().chars().take(200).collect();
            Outcome::Taken { receipt }
        }
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Outcome::Later { fault: Fault::Busy, code, after }
        }
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Outcome::Held { fault: Fault::Credentials, code },
        StatusCode::REQUEST_TIMEOUT => Outcome::Later { fault: Fault::Temporary, code, after },
        status if status.is_client_error() => Outcome::Never { fault: Fault::Rejected, code },
        _ => Outcome::Later { fault: Fault::Temporary, code, after },
    }
}

impl Sender for Gateway {
    fn send<'s>(&'s self, outgoing: &'s Outgoing) -> Sending<'s> {
        Box::pin(self.tried(outgoing))
    }
}
