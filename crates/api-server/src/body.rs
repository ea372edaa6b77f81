//! The body of a response, on its way to the client.

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
    content::{CHUNK_BYTES, Chunks},
    counts::{Ending, RequestGuard},
};

/// The reason why a connection ends without a whole response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum Abort {
    #[error("a fault resets the connection")]
    Reset,
    #[error("a fault breaks off the body")]
    HalfBody,
}

/// The body of a response. If it is dropped before its end, the client has given up.
#[derive(Debug)]
pub(crate) enum ResponseBody {
    /// No body, because it is the response to a HEAD request or the client has the body already.
    Unsent,
    Sent(Box<Sending>),
}

#[derive(Debug)]
pub(crate) struct Sending {
    chunks: Chunks,
    /// The bytes that were generated and not sent yet.
    ready: Bytes,
    throttle: Option<Throttle>,
    guard: RequestGuard,
    /// The number of flushes that the connection may still do before the body breaks off.
    flushes: u8,
}

impl ResponseBody {
    pub(crate) fn unsent(mut guard: RequestGuard) -> Self {
        guard.end(Ending::Answered);
        Self::Unsent
    }

    pub(crate) fn sent(chunks: Chunks, bytes_per_second: Option<u64>, guard: RequestGuard) -> Self {
        let throttle = bytes_per_second.map(Throttle::new);
        Self::Sent(Box::new(Sending { chunks, ready: Bytes::new(), throttle, guard, flushes: 2 }))
    }
}

impl Sending {
    fn poll_part(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Abort>>> {
        if self.ready.is_empty() {
            self.ready = self.chunks.make();
        }
        if self.ready.is_empty() && self.chunks.broken_off() {
            // After an error the connection discards what it has not written yet. Yielding gives it time to write first.
            if self.flushes > 0 {
                self.flushes -= 1;
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            self.guard.end(Ending::BrokenOff);
            return Poll::Ready(Some(Err(Abort::HalfBody)));
        }
        let size = match &mut self.throttle {
            Some(throttle) => ready!(throttle.poll_portion(self.ready.len(), cx)),
            None => self.ready.len(),
        };
        let part = self.ready.split_to(size);
        if self.ended() {
            self.guard.end(Ending::Answered);
        }
        Poll::Ready((!part.is_empty()).then_some(Ok(part)))
    }

    fn ended(&self) -> bool {
        self.ready.is_empty() && self.chunks.ended()
    }
}

impl Body for ResponseBody {
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
            // `true` would make hyper send `Content-Length: 0`, which is not the length that a GET request gets.
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

/// A limit on the number of bytes per second.
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

    /// Returns the number of bytes, of those that are available, that may be sent now. A second has about fifty portions, so
    /// that the bytes trickle in.
    fn poll_portion(&mut self, available: usize, cx: &mut Context<'_>) -> Poll<usize> {
        let portion = available.min((self.bytes_per_second / 50).clamp(1, CHUNK_BYTES as u64) as usize);
        let due = Duration::from_secs_f64((self.sent + portion as u64) as f64 / self.bytes_per_second as f64);
        let start = self.start;
        let pause = self.pause.get_or_insert_with(|| Box::pin(sleep_until(start + due)));
        ready!(pause.as_mut().poll(cx));
        self.pause = None;
        self.sent += portion as u64;
        Poll::Ready(portion)
    }
}
