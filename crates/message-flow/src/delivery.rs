//! A message on its way to a processor, and the receipt for it.

use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use serde::Serialize;
use tokio::sync::oneshot;

use crate::message::Payload;

/// A message on its way to one processor.
#[derive(Clone)]
pub struct Delivery {
    pub(crate) payload: Arc<dyn Payload>,
    /// The place of the member that emitted it.
    pub(crate) from: usize,
    pub(crate) event: &'static str,
    /// The number of the message among all that the member has emitted, from 1.
    pub(crate) number: u64,
    /// The number of times that the processor has got it.
    pub(crate) attempts: u32,
    pub(crate) receipt: Option<Arc<Tracker>>,
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").field("event", &self.event).field("number", &self.number).finish_non_exhaustive()
    }
}

/// The outcome of a message and of all messages that came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Outcome {
    /// All processors have handled them.
    Handled,
    /// Some were not handled, and have been reported.
    Unhandled(usize),
}

/// The promise to say what became of a message. It is ready when nothing that came of the message is still on its way.
#[derive(Debug)]
pub struct Receipt(oneshot::Receiver<Outcome>);

impl Future for Receipt {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        // The tracker sends before it is gone, so there is always an outcome.
        Pin::new(&mut self.0).poll(context).map(|outcome| outcome.unwrap_or(Outcome::Unhandled(1)))
    }
}

/// The state behind a [`Receipt`]. Each delivery that came of the message holds it; the last one to go sends the outcome.
pub(crate) struct Tracker {
    unhandled: AtomicUsize,
    outcome: Mutex<Option<oneshot::Sender<Outcome>>>,
}

impl Tracker {
    pub(crate) fn new() -> (Arc<Tracker>, Receipt) {
        let (sender, receiver) = oneshot::channel();
        let tracker = Tracker { unhandled: AtomicUsize::new(0), outcome: Mutex::new(Some(sender)) };
        (Arc::new(tracker), Receipt(receiver))
    }

    pub(crate) fn not_handled(&self) {
        self.unhandled.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Tracker {
    fn drop(&mut self) {
        let outcome = match *self.unhandled.get_mut() {
            0 => Outcome::Handled,
            unhandled => Outcome::Unhandled(unhandled),
        };
        let sender = self.outcome.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        // Nobody waits for it if the receipt has been dropped.
        let _ = sender.map(|sender| sender.send(outcome));
    }
}
