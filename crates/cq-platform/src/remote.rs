//! Another server, asked over HTTP/1.1: one connection for each question, with a limit on time and on size.
//!
//! No TLS: what is asked stands on the same machine or in the bureau's own net, and whatever goes further has a proxy there.

use std::time::Duration;

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header, uri::Authority},
};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::timeout};

/// Where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// Host and port.
    authority: String,
    /// What stands before every path.
    prefix: String,
}

/// An address that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an address is http://HOST[:PORT][/PATH]")]
pub struct BadAddress;

/// What it answered, whatever that was.
#[derive(Debug)]
pub struct Answer {
    /// How it went.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// What it said.
    pub body: Vec<u8>,
}

/// Why there is no answer; for the log.
#[derive(Debug, thiserror::Error)]
pub enum Silent {
    /// No connection: it heard nothing.
    #[error("no connection: {0}")]
    Unheard(String),
    /// The connection broke: what it heard is not known.
    #[error("cut off: {0}")]
    Broken(String),
    /// It took too long, and may have heard.
    #[error("no answer in time")]
    Time,
}

impl std::str::FromStr for Remote {
    type Err = BadAddress;
    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let rest = text.trim().strip_prefix("http://").ok_or(BadAddress)?;
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let sound = !authority.is_empty() && authority.parse::<Authority>().is_ok();
        if !sound || authority.contains('@') || path.contains(['?', '#']) {
            return Err(BadAddress);
        }
        let path = path.trim_end_matches('/');
        let prefix = if path.is_empty() { String::new() } else { format!("/{path}") };
        let named_port = authority.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        let authority = if named_port { authority.to_owned() } else { format!("{authority}:80") };
        Ok(Self { authority, prefix })
    }
}

impl Remote {
    /// Asks for `path`, within so much time, for so many bytes at most.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: HeaderMap,
        body: Vec<u8>,
        (within, most): (Duration, usize),
    ) -> Result<Answer, Silent> {
        let asked = self.answered(method, path, headers, body, most);
        timeout(within, asked).await.map_err(|_| Silent::Time)?
    }

    async fn answered(
        &self,
        method: Method,
        path: &str,
        headers: HeaderMap,
        body: Vec<u8>,
        most: usize,
    ) -> Result<Answer, Silent> {
        fn unheard(error: impl std::fmt::Display) -> Silent {
            Silent::Unheard(error.to_string())
        }
        fn broken(error: impl std::fmt::Display) -> Silent {
            Silent::Broken(error.to_string())
        }
        let stream = TcpStream::connect(&self.authority).await.map_err(unheard)?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(unheard)?;
        let driver = tokio::spawn(connection);
        let uri = format!("{}{path}", self.prefix);
        let mut request =
            Request::builder().method(method).uri(uri).body(Body::from(body)).map_err(unheard)?;
        *request.headers_mut() = headers;
        let host = HeaderValue::from_str(&self.authority).map_err(unheard)?;
        request.headers_mut().insert(header::HOST, host);
        let answer = sender.send_request(request).await.map_err(broken)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = to_bytes(Body::new(answer.into_body()), most).await.map_err(broken)?;
        driver.abort();
        Ok(Answer { status, headers, body: body.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_others_refused() {
        let read = |text: &str| text.parse::<Remote>().map(|remote| (remote.authority, remote.prefix));
        assert_eq!(read("http://127.0.0.1:5000"), Ok(("127.0.0.1:5000".into(), String::new())));
        assert_eq!(read("http://roads.local/osrm/"), Ok(("roads.local:80".into(), "/osrm".into())));
        for wrong in ["", "127.0.0.1:5000", "https://roads.local", "http://", "http://a@b", "http://a/b?c"] {
            assert_eq!(read(wrong), Err(BadAddress), "{wrong}");
        }
    }
}
