//! Message handlers: the ways in which messages get from members that emit them to the processors that handle them.

mod in_place;
mod queue;
mod queued;

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde::Deserialize;

use crate::delivery::Delivery;
use crate::ledger::Ledger;
use crate::worker::Worker;

pub use in_place::SyncProtocol;
pub use queued::AsyncProtocol;

/// The behavior of a full queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Overflow {
    /// The emitter waits, and so does what is in front of it, up to the source.
    #[default]
    Block,
    /// The message that has waited longest is dropped, and counted.
    DropOldest,
    /// The message that comes is dropped, and counted.
    DropNewest,
}

/// The queue of a processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueOptions {
    /// The largest number of messages that wait in it. The processor takes up to 32 more at once.
    pub capacity: usize,
    /// The behavior when it is full.
    pub overflow: Overflow,
}

impl Default for QueueOptions {
    fn default() -> QueueOptions {
        QueueOptions { capacity: 64, overflow: Overflow::Block }
    }
}

/// A processor of a [`Pipeline`], with its queue.
pub(crate) struct Stage {
    pub(crate) worker: Worker,
    pub(crate) queue: QueueOptions,
}

/// The processors of one manager, wired and checked. A [`Protocol`] makes them run.
pub struct Pipeline {
    /// In an order in which all messages lead forwards. The places of sources are empty.
    pub(crate) order: Vec<usize>,
    /// By place.
    pub(crate) stages: Vec<Option<Stage>>,
    pub(crate) ledger: Arc<Ledger>,
}

impl fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipeline").field("order", &self.order).finish_non_exhaustive()
    }
}

/// A way to run the processors of a manager: in place, behind queues, or elsewhere.
pub trait Protocol: Send + Sync + 'static {
    /// Opens a manager's processors for messages.
    fn open(&self, pipeline: Pipeline) -> Arc<dyn MessageHandler>;
}

/// The processors of one manager while they run.
///
/// Each delivery that a handler accepts ends in exactly one way. It is *handled*; it *failed*, and was reported; it was
/// *dropped* by an overflow policy, and was counted; or it was *left* when the manager ended, and was reported. A processor that
/// asks for a message *again later* gets it before those behind it. The module `conformance` has the tests.
pub trait MessageHandler: Send + Sync {
    /// Accepts a message at once for all processors in `to`, if that needs no waiting. Gives it back otherwise.
    ///
    /// # Errors
    ///
    /// If the emitter has to wait.
    fn try_deliver(&self, delivery: Delivery, to: &[usize]) -> Result<(), Delivery> {
        let _ = to;
        Err(delivery)
    }

    /// Accepts a message for all processors in `to`. Returns when the emitter may go on.
    fn deliver<'a>(&'a self, delivery: Delivery, to: &'a [usize]) -> BoxFuture<'a, ()>;

    /// Handles what was accepted, stops the processors, and returns. No message comes any more.
    fn drain(&self) -> BoxFuture<'_, ()>;

    /// Reports what was accepted and is not handled, and returns.
    fn abort(&self) -> BoxFuture<'_, ()>;
}

/// A message that waits until it is accepted for the processors in `to`. If the wait is given up, it is reported for each of
/// them.
struct Waiting<'a> {
    delivery: Delivery,
    to: Vec<usize>,
    ledger: &'a Ledger,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        for place in std::mem::take(&mut self.to) {
            self.ledger.received(place, 1);
            self.ledger.left(place, self.delivery.clone(), "its emission was given up");
        }
    }
}
