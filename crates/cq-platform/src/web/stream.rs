//! A body that is written while it is sent, within bounded memory: a long list begins to arrive at once and is nowhere whole.

use std::{
    io::{Error, ErrorKind, Result, Write},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use futures_core::Stream;
use tokio::{
    runtime::Handle,
    sync::mpsc::{self, Receiver, Sender},
};

/// Bytes sent together.
const CHUNK: usize = 64 << 10;
/// Chunks that may wait for the client.
const AHEAD: usize = 4;
/// How long a client may take for a chunk before it counts as gone: what it reads is held open for it that long.
const PATIENCE: Duration = Duration::from_secs(60);

/// The end that is written to, on a thread that may wait. What it was given last leaves with [`Feed::end`] only.
pub struct Feed {
    give: Sender<Result<Bytes>>,
    kept: Vec<u8>,
    runtime: Handle,
}

/// The end that is sent.
pub struct Sent {
    first: Option<Result<Bytes>>,
    rest: Receiver<Result<Bytes>>,
}

/// Both ends. To be called where requests are answered.
pub fn feed() -> (Feed, Sent) {
    let (give, rest) = mpsc::channel(AHEAD);
    (Feed { give, kept: Vec::new(), runtime: Handle::current() }, Sent { first: None, rest })
}

impl Write for Feed {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.kept.extend_from_slice(bytes);
        if self.kept.len() >= CHUNK {
            let chunk = Bytes::from(std::mem::take(&mut self.kept));
            let given = self.give.send_timeout(Ok(chunk), PATIENCE);
            self.runtime.block_on(given).map_err(|_| Error::from(ErrorKind::BrokenPipe))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Feed {
    /// Sends the rest: the body is whole.
    pub async fn end(self) {
        if !self.kept.is_empty() {
            // Whoever went away needs no more.
            let _ = self.give.send_timeout(Ok(Bytes::from(self.kept)), PATIENCE).await;
        }
    }

    /// Breaks the body off, so that nobody takes what was sent for the whole.
    pub async fn fail(self) {
        let _ = self.give.send_timeout(Err(Error::other("broken off")), PATIENCE).await;
    }
}

impl Sent {
    /// The body, once its first bytes are there; none if it ended without any.
    pub async fn begun(mut self) -> Option<Body> {
        self.first = Some(self.rest.recv().await?);
        Some(Body::from_stream(self))
    }
}

impl Stream for Sent {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.first.take() {
            Some(first) => Poll::Ready(Some(first)),
            None => self.rest.poll_recv(context),
        }
    }
}
