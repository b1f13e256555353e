//! A body that is written while it is sent, within bounded memory: a long list begins to arrive at once and is nowhere whole.

use std::{
    io::{Error, ErrorKind, Result, Write},
    pin::Pin,
    task::{Context, Poll, ready},
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

/// The end that is written to, on a thread that may wait. What it was given last leaves with [`Feed::end`] only: dropped before, it
/// breaks the body off, so that nobody takes what was sent for the whole.
pub struct Feed {
    give: Sender<Piece>,
    kept: Vec<u8>,
    runtime: Handle,
}

/// The end that is sent.
pub struct Sent {
    first: Option<Piece>,
    rest: Receiver<Piece>,
    is_over: bool,
}

enum Piece {
    Some(Bytes),
    /// The body is whole.
    End,
}

/// Both ends. To be called where requests are answered.
pub fn feed() -> (Feed, Sent) {
    let (give, rest) = mpsc::channel(AHEAD);
    let feed = Feed { give, kept: Vec::new(), runtime: Handle::current() };
    (feed, Sent { first: None, rest, is_over: false })
}

impl Write for Feed {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.kept.extend_from_slice(bytes);
        if self.kept.len() >= CHUNK {
            let chunk = Piece::Some(std::mem::take(&mut self.kept).into());
            let given = self.give.send_timeout(chunk, PATIENCE);
            self.runtime.block_on(given).map_err(|_| Error::from(ErrorKind::BrokenPipe))?;
        }
        Ok(bytes.len())
    }

    /// Fails when whoever asked went away, so that long work without bytes can end too; sends nothing.
    fn flush(&mut self) -> Result<()> {
        if self.give.is_closed() { Err(ErrorKind::BrokenPipe.into()) } else { Ok(()) }
    }
}

impl Feed {
    /// Sends the rest: the body is whole.
    pub async fn end(self) {
        for piece in [Piece::Some(self.kept.into()), Piece::End] {
            // Whoever went away needs no more.
            let _ = self.give.send_timeout(piece, PATIENCE).await;
        }
    }
}

impl Sent {
    /// The body, once its first bytes are there; none if it broke off without any.
    pub async fn begun(mut self) -> Option<Body> {
        self.first = Some(self.rest.recv().await?);
        Some(Body::from_stream(self))
    }
}

impl Stream for Sent {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = match self.first.take() {
            Some(first) => Some(first),
            None if self.is_over => return Poll::Ready(None),
            None => ready!(self.rest.poll_recv(context)),
        };
        self.is_over = !matches!(piece, Some(Piece::Some(_)));
        Poll::Ready(match piece {
            Some(Piece::Some(bytes)) => Some(Ok(bytes)),
            Some(Piece::End) => None,
            None => Some(Err(Error::other("broken off"))),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use axum::body::to_bytes;

    use super::*;

    fn on_a_runtime<T>(story: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(story)
    }

    #[test]
    fn what_ends_arrives_whole_and_what_is_dropped_is_no_body() {
        on_a_runtime(async {
            for (length, is_ended) in [(0, true), (CHUNK * 9 + 5, true), (CHUNK * 9 + 5, false)] {
                let (mut feed, sent) = feed();
                thread::spawn(move || {
                    vec![7; length].chunks(1_000).for_each(|some| feed.write_all(some).unwrap());
                    if is_ended {
                        feed.runtime.clone().block_on(feed.end());
                    }
                });
                let body = to_bytes(sent.begun().await.unwrap(), usize::MAX).await;
                assert_eq!(body.map(|body| body.len()).ok(), is_ended.then_some(length));
            }
            let (feed, sent) = feed();
            drop(feed);
            assert!(sent.begun().await.is_none(), "so that a refusal can still be said in words");
        });
    }

    #[test]
    fn nothing_is_written_for_somebody_who_went_away() {
        on_a_runtime(async {
            let (mut feed, sent) = feed();
            assert!(feed.flush().is_ok());
            drop(sent);
            assert!(feed.flush().is_err(), "before the first byte");
            thread::spawn(move || assert!(feed.write_all(&[7; CHUNK]).is_err())).join().unwrap();
        });
    }
}
