//! Processors, and the node that hides the type of one.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use crate::error::{BoxError, Fault, message_of};
use crate::message::{Events, Message, Payload};
use crate::outbox::Outbox;

/// A member of a manager that takes messages, and may emit others. It owns its state.
///
/// ```
/// use message_flow::{Event, Events, Fault, Outbox, Processor};
///
/// struct Mean { sum: f64, count: u32 }
///
/// impl Mean {
///     const MEAN: Event<f64> = Event::new("mean");
/// }
///
/// impl Processor for Mean {
///     type Input = f64;
///
///     fn events(events: &mut Events) {
///         events.add(Self::MEAN);
///     }
///
///     async fn handle(&mut self, price: &f64, out: &mut Outbox) -> Result<(), Fault> {
///         self.sum += price;
///         self.count += 1;
///         out.emit(Self::MEAN, self.sum / f64::from(self.count));
///         Ok(())
///     }
/// }
/// ```
pub trait Processor: Send + 'static {
    /// The type of the messages that it takes.
    type Input: Message;

    /// Declares the events that it emits.
    fn events(events: &mut Events) {
        let _ = events;
    }

    /// Prepares the processor, before its first message. An error counts as a crash.
    fn start(&mut self) -> impl Future<Output = Result<(), BoxError>> + Send {
        async { Ok(()) }
    }

    /// Handles a message. `Ok` acknowledges it, and only then do the messages leave that were emitted meanwhile. If the
    /// manager is aborted, the future is dropped, and the message is reported.
    fn handle(&mut self, message: &Self::Input, out: &mut Outbox) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Ends the processor after its last message, for example by flushing a file. It is not called after a crash.
    fn stop(&mut self) -> impl Future<Output = Result<(), BoxError>> + Send {
        async { Ok(()) }
    }
}

/// A [`Processor`] whose functions may block their thread. They run on a thread for blocking work, which costs about 25 µs
/// for each message.
pub trait BlockingProcessor: Send + 'static {
    /// The type of the messages that it takes.
    type Input: Message;

    /// Declares the events that it emits.
    fn events(events: &mut Events) {
        let _ = events;
    }

    /// Prepares the processor, before its first message. An error counts as a crash.
    ///
    /// # Errors
    ///
    /// If the processor cannot start.
    fn start(&mut self) -> Result<(), BoxError> {
        Ok(())
    }

    /// Handles a message, as [`Processor::handle`] does. A thread cannot be stopped: if the manager is aborted, the message is
    /// reported, and the call goes on to its end.
    ///
    /// # Errors
    ///
    /// If the message is not handled.
    fn handle(&mut self, message: &Self::Input, out: &mut Outbox) -> Result<(), Fault>;

    /// Ends the processor after its last message. It is not called after a crash.
    ///
    /// # Errors
    ///
    /// If something is lost, such as what is still in a buffer.
    fn stop(&mut self) -> Result<(), BoxError> {
        Ok(())
    }
}

/// A processor of any type. Its futures may panic.
pub(crate) trait Node: Send {
    fn start(&mut self) -> BoxFuture<'_, Result<(), BoxError>>;
    fn handle<'a>(&'a mut self, message: &'a Arc<dyn Payload>, out: &'a mut Outbox)
    -> BoxFuture<'a, Result<(), Fault>>;
    fn stop(&mut self) -> BoxFuture<'_, Result<(), BoxError>>;
}

/// Builds a processor.
pub(crate) type NodeFactory = Box<dyn FnMut() -> Box<dyn Node> + Send>;

/// Returns a message in its type. The wiring has compared the types before the first message, so the fault is never seen.
fn typed<T: Message>(message: &Arc<dyn Payload>) -> Result<&T, Fault> {
    let message: &dyn Any = &**message;
    message.downcast_ref().ok_or_else(|| Fault::failed("the message is of another type than the processor takes"))
}

pub(crate) struct AsyncNode<P>(pub(crate) P);

impl<P: Processor> Node for AsyncNode<P> {
    fn start(&mut self) -> BoxFuture<'_, Result<(), BoxError>> {
        // In a block of its own, so that a panic before the first `await` is a panic of the future, too.
        Box::pin(async { self.0.start().await })
    }

    fn handle<'a>(
        &'a mut self,
        message: &'a Arc<dyn Payload>,
        out: &'a mut Outbox,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move { self.0.handle(typed(message)?, out).await })
    }

    fn stop(&mut self) -> BoxFuture<'_, Result<(), BoxError>> {
        Box::pin(async { self.0.stop().await })
    }
}

/// A processor that blocks. It moves to a thread and back with each call.
pub(crate) struct BlockingNode<P>(Option<P>);

impl<P: BlockingProcessor> BlockingNode<P> {
    pub(crate) fn new(processor: P) -> BlockingNode<P> {
        BlockingNode(Some(processor))
    }

    async fn call<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut P) -> T + Send + 'static,
    ) -> Result<T, BoxError> {
        let mut processor = self.0.take().ok_or("an earlier call was given up, and its thread has the processor")?;
        let called = tokio::task::spawn_blocking(move || {
            let result = catch_unwind(AssertUnwindSafe(|| work(&mut processor)));
            (processor, result)
        });
        let (processor, result) = called.await?;
        self.0 = Some(processor);
        result.map_err(|panic| format!("it panicked: {}", message_of(&*panic)).into())
    }
}

impl<P: BlockingProcessor> Node for BlockingNode<P> {
    fn start(&mut self) -> BoxFuture<'_, Result<(), BoxError>> {
        self.call(P::start).map(Result::flatten_error).boxed()
    }

    fn handle<'a>(
        &'a mut self,
        message: &'a Arc<dyn Payload>,
        out: &'a mut Outbox,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        let handled = async move {
            let message = Arc::clone(message);
            let mut emitted = out.take();
            let call = self.call(move |processor| {
                let result = typed(&message).and_then(|message| processor.handle(message, &mut emitted));
                (result, emitted)
            });
            let (result, emitted) = call.await.map_err(Fault::Crash)?;
            *out = emitted;
            result
        };
        handled.boxed()
    }

    fn stop(&mut self) -> BoxFuture<'_, Result<(), BoxError>> {
        self.call(P::stop).map(Result::flatten_error).boxed()
    }
}

/// Joins the error of a call with the error of what it called.
trait FlattenError<T> {
    fn flatten_error(self) -> Result<T, BoxError>;
}

impl<T> FlattenError<T> for Result<Result<T, BoxError>, BoxError> {
    fn flatten_error(self) -> Result<T, BoxError> {
        self.and_then(|inner| inner)
    }
}
