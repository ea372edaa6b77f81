//! The body of an answer, on its way to the client.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use thiserror::Error;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::{
    content::{CHUNK, Chunks},
    counts::{Ending, RequestGuard},
};

/// Why a connection ends without a whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum Abort {
    #[error("the connection is reset")]
    Reset,
    #[error("the body breaks off")]
    HalfBody,
}

/// An answer's body. Dropped before its end, the client has given up.
#[derive(Debug)]
pub(crate) enum Answer {
    /// None is sent: to a HEAD request, or because the client has it already.
    Unsent,
    Sent(Box<Sending>),
}

#[derive(Debug)]
pub(crate) struct Sending {
    chunks: Chunks,
    /// Made and not yet sent.
    ready: Bytes,
    pace: Option<Throttle>,
    call: RequestGuard,
    /// How often the connection may still write out what it has before the body breaks off.
    flushes: u8,
}

impl Answer {
    pub(crate) fn unsent(mut call: RequestGuard) -> Self {
        call.end(Ending::Answered);
        Self::Unsent
    }

    pub(crate) fn sent(chunks: Chunks, bytes_per_second: Option<u64>, call: RequestGuard) -> Self {
        let pace = bytes_per_second.map(Throttle::new);
        Self::Sent(Box::new(Sending { chunks, ready: Bytes::new(), pace, call, flushes: 2 }))
    }
}

impl Sending {
    fn poll_part(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Abort>>> {
        if self.ready.is_empty() {
            self.ready = self.chunks.make();
        }
        if self.ready.is_empty() && self.chunks.broken_off() {
            // An error makes the connection drop what it has not written yet, so it gets the time to do that before.
            if self.flushes > 0 {
                self.flushes -= 1;
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            self.call.end(Ending::BrokenOff);
            return Poll::Ready(Some(Err(Abort::HalfBody)));
        }
        let size = match &mut self.pace {
            Some(pace) => ready!(pace.poll_portion(self.ready.len(), cx)),
            None => self.ready.len(),
        };
        let part = self.ready.split_to(size);
        if self.ended() {
            self.call.end(Ending::Answered);
        }
        Poll::Ready((!part.is_empty()).then_some(Ok(part)))
    }

    fn ended(&self) -> bool {
        self.ready.is_empty() && self.chunks.ended()
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Abort;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Abort>>> {
        match self.get_mut() {
            Self::Unsent => Poll::Ready(None),
            Self::Sent(sending) => sending.poll_part(cx).map(|part| part.map(|part| part.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            // Otherwise the head would say that the body, which a GET request gets, has no length.
            Self::Unsent => false,
            Self::Sent(sending) => sending.ended(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Sent(sending) => sending.chunks.len().map_or_else(SizeHint::default, SizeHint::with_exact),
            Self::Unsent => SizeHint::default(),
        }
    }
}

/// Lets so many bytes pass in a second.
#[derive(Debug)]
struct Throttle {
    bytes_per_second: u64,
    start: Instant,
    sent: u64,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Throttle {
    fn new(bytes_per_second: u64) -> Self {
        Self { bytes_per_second, start: Instant::now(), sent: 0, pause: None }
    }

    /// How many of the bytes that are there may be sent now. The bytes of fifty parts a second arrive as a trickle.
    fn poll_portion(&mut self, there: usize, cx: &mut Context<'_>) -> Poll<usize> {
        let portion = there.min((self.bytes_per_second / 50).clamp(1, CHUNK as u64) as usize);
        let due = Duration::from_secs_f64((self.sent + portion as u64) as f64 / self.bytes_per_second as f64);
        let start = self.start;
        let pause = self.pause.get_or_insert_with(|| Box::pin(sleep_until(start + due)));
        ready!(pause.as_mut().poll(cx));
        self.pause = None;
        self.sent += portion as u64;
        Poll::Ready(portion)
    }
}
