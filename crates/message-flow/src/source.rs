//! Sources: the members that start a pipeline.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::BoxFuture;
use tokio::sync::Notify;
use tokio::task::coop;

use crate::delivery::{Delivery, Receipt, Tracker};
use crate::error::{BoxError, Stopped};
use crate::handler::MessageHandler;
use crate::ledger::Ledger;
use crate::message::{Event, Events, Message};
use crate::outbox::{Outlet, find};

/// A member of a manager that starts a pipeline, and may run for ever.
///
/// ```
/// use std::time::Duration;
/// use message_flow::{BoxError, Emitter, Event, Events, Source};
///
/// struct Ticks;
///
/// impl Ticks {
///     const TICK: Event<u64> = Event::new("tick");
/// }
///
/// impl Source for Ticks {
///     fn events(events: &mut Events) {
///         events.add(Self::TICK);
///     }
///
///     async fn run(&mut self, out: &Emitter) -> Result<(), BoxError> {
///         for second in 1.. {
///             tokio::time::sleep(Duration::from_secs(1)).await;
///             out.emit(Self::TICK, second).await?;
///         }
///         Ok(())
///     }
/// }
/// ```
pub trait Source: Send + 'static {
    /// Declares the events that it emits.
    fn events(events: &mut Events);

    /// Emits messages until there are no more. An error counts as a failure of the source, which is built again as the
    /// restart policy says. No error of a processor gets here.
    ///
    /// When the flow stops, the future is dropped at an `await`. But an emission that has begun is ended before that.
    fn run(&mut self, out: &Emitter) -> impl Future<Output = Result<(), BoxError>> + Send;
}

/// A source of any type.
pub(crate) trait AnySource: Send {
    fn run<'a>(&'a mut self, out: &'a Emitter) -> BoxFuture<'a, Result<(), BoxError>>;
}

impl<S: Source> AnySource for S {
    fn run<'a>(&'a mut self, out: &'a Emitter) -> BoxFuture<'a, Result<(), BoxError>> {
        // In a block of its own, so that a panic before the first `await` is a panic of the future, too.
        Box::pin(async { Source::run(self, out).await })
    }
}

/// Builds a source.
pub(crate) type SourceFactory = Box<dyn FnMut() -> Box<dyn AnySource> + Send>;

/// Set in the count of a [`Gate`] that is closed.
const CLOSED: usize = 1 << (usize::BITS - 1);

/// Counts the emissions of a source that have begun and not ended, and lets none begin any more once it is closed.
#[derive(Debug, Default)]
struct Gate {
    // Count and state are one number, so that no emission begins between closing and looking at the count.
    open: AtomicUsize,
    idle: Notify,
}

impl Gate {
    /// Counts an emission, unless the gate is closed.
    fn begin(&self) -> Option<Begun<'_>> {
        let begun = Begun(self);
        (self.open.fetch_add(1, Ordering::AcqRel) & CLOSED == 0).then_some(begun)
    }

    fn close(&self) {
        self.open.fetch_or(CLOSED, Ordering::AcqRel);
    }

    /// Waits until no emission is on its way. The gate must be closed.
    async fn idle(&self) {
        loop {
            let mut idle = std::pin::pin!(self.idle.notified());
            idle.as_mut().enable();
            if self.open.load(Ordering::Acquire) == CLOSED {
                return;
            }
            idle.await;
        }
    }
}

/// An emission that has begun.
struct Begun<'a>(&'a Gate);

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        if self.0.open.fetch_sub(1, Ordering::AcqRel) == CLOSED | 1 {
            self.0.idle.notify_waiters();
        }
    }
}

/// The way of a source's messages into its pipeline.
#[derive(Clone)]
pub struct Emitter(Arc<Inner>);

struct Inner {
    /// The place of the source among the members of its manager.
    place: usize,
    outlets: Arc<[Outlet]>,
    handler: Arc<dyn MessageHandler>,
    ledger: Arc<Ledger>,
    gate: Gate,
}

impl Emitter {
    pub(crate) fn new(
        place: usize,
        outlets: Arc<[Outlet]>,
        handler: Arc<dyn MessageHandler>,
        ledger: Arc<Ledger>,
    ) -> Emitter {
        Emitter(Arc::new(Inner { place, outlets, handler, ledger, gate: Gate::default() }))
    }

    /// Emits a message, and returns when the source may go on: with `SyncProtocol` when the pipeline has handled the message,
    /// with `AsyncProtocol` when it is in the queues.
    ///
    /// # Errors
    ///
    /// If the manager has been stopped, or the source has ended. The message is handed back.
    ///
    /// # Panics
    ///
    /// If the source has not declared the event. The panic counts as a failure of the source.
    pub async fn emit<T: Message>(&self, event: Event<T>, message: T) -> Result<(), Stopped<T>> {
        self.send(event, message, None).await
    }

    /// Emits a message, and returns a [`Receipt`] that says what becomes of it and of all that comes of it.
    ///
    /// # Errors
    ///
    /// If the manager has been stopped, or the source has ended. The message is handed back.
    ///
    /// # Panics
    ///
    /// If the source has not declared the event.
    pub async fn emit_with_receipt<T: Message>(&self, event: Event<T>, message: T) -> Result<Receipt, Stopped<T>> {
        let (tracker, receipt) = Tracker::new();
        self.send(event, message, Some(tracker)).await?;
        Ok(receipt)
    }

    async fn send<T: Message>(
        &self,
        event: Event<T>,
        message: T,
        receipt: Option<Arc<Tracker>>,
    ) -> Result<(), Stopped<T>> {
        let inner = &*self.0;
        let Some(outlet) = find(&inner.outlets, event) else { panic!("{event:?} is not declared by the source") };
        // A pipeline that never waits must not keep the other tasks of this thread waiting.
        coop::consume_budget().await;
        let Some(_begun) = inner.gate.begin() else { return Err(Stopped(message)) };
        let outlet = &inner.outlets[outlet];
        if outlet.targets.is_empty() {
            return Ok(());
        }
        let number = inner.ledger.emitted(inner.place);
        let payload = Arc::new(message);
        let delivery = Delivery { payload, from: inner.place, event: event.name(), number, attempts: 0, receipt };
        if let Err(delivery) = inner.handler.try_deliver(delivery, &outlet.targets) {
            inner.handler.deliver(delivery, &outlet.targets).await;
        }
        Ok(())
    }

    /// Waits until the manager is stopped, lets no emission begin any more, and waits until none is on its way.
    pub(crate) async fn stopped(&self) {
        self.0.ledger.stop.cancelled().await;
        self.close();
        self.0.gate.idle().await;
    }

    /// Lets no emission begin any more. A clone of the emitter may have outlived its source.
    pub(crate) fn close(&self) {
        self.0.gate.close();
    }
}

impl fmt::Debug for Emitter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emitter").field("place", &self.0.place).finish_non_exhaustive()
    }
}
