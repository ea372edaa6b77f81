//! A processor under supervision: it is built, gets its messages, and is built again after a crash.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use futures_util::FutureExt as _;
use tokio::time::sleep;

use crate::delivery::Delivery;
use crate::error::{BoxError, Fault, chain, message_of};
use crate::ledger::Ledger;
use crate::outbox::Outbox;
use crate::processor::{Node, NodeFactory};
use crate::restart::{Ending, Next, Restarts};

/// The fate of a message.
pub(crate) enum Verdict {
    /// The processor has handled it. What it has emitted is in its outbox.
    Handled,
    /// The processor has not handled it, and will not get it again.
    Failed(String),
    /// The processor takes no messages any more.
    Left(String),
}

/// A processor under supervision.
pub(crate) struct Worker {
    /// The place of the processor among the members of its manager.
    pub(crate) place: usize,
    factory: NodeFactory,
    /// The current incarnation; none before the first and after a crash.
    node: Option<Box<dyn Node>>,
    restarts: Restarts,
    /// The largest number of times that the processor gets one message.
    max_attempts: u32,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) outbox: Outbox,
    /// The reason for which it takes no messages any more.
    ended: Option<String>,
}

impl Worker {
    pub(crate) fn new(
        place: usize,
        factory: NodeFactory,
        restarts: Restarts,
        max_attempts: u32,
        ledger: Arc<Ledger>,
        outbox: Outbox,
    ) -> Worker {
        Worker { place, factory, node: None, restarts, max_attempts, ledger, outbox, ended: None }
    }

    /// Hands a message to the processor until it is handled, has failed, or the processor is given up.
    ///
    /// It may be dropped at any point: then the message is as it was, except for its number of attempts.
    pub(crate) async fn process(&mut self, delivery: &mut Delivery) -> Verdict {
        loop {
            if self.node.is_none() && !self.bring_up().await {
                return Verdict::Left(self.ended.clone().unwrap_or_default());
            }
            let Some(node) = &mut self.node else { continue };
            delivery.attempts += 1;
            self.outbox.clear();
            let handled = AssertUnwindSafe(node.handle(&delivery.payload, &mut self.outbox)).catch_unwind().await;
            let last = delivery.attempts >= self.max_attempts;
            match handled {
                Ok(Ok(())) => match self.outbox.undeclared() {
                    None => return Verdict::Handled,
                    Some(event) => {
                        return Verdict::Failed(format!("the processor emits `{event}`, which it has not declared"));
                    }
                },
                Ok(Err(Fault::Failed(reason))) => return Verdict::Failed(chain(&*reason)),
                Ok(Err(Fault::Again { reason, .. })) if last => return Verdict::Failed(chain(&*reason)),
                Ok(Err(Fault::Again { after, .. })) => sleep(after).await,
                Ok(Err(Fault::Crash(reason))) => {
                    let reason = chain(&*reason);
                    if !self.crashed(reason.clone()).await || last {
                        return self.after_crash(reason);
                    }
                }
                Err(panic) => {
                    let reason = format!("it panicked: {}", message_of(&*panic));
                    if !self.crashed(reason.clone()).await || last {
                        return self.after_crash(reason);
                    }
                }
            }
        }
    }

    /// Returns the fate of a message with which the processor has crashed for the last time.
    fn after_crash(&self, reason: String) -> Verdict {
        match &self.ended {
            Some(ended) => Verdict::Left(ended.clone()),
            None => Verdict::Failed(reason),
        }
    }

    /// Builds and starts the processor. Returns `false` if it is given up.
    pub(crate) async fn bring_up(&mut self) -> bool {
        while self.ended.is_none() && self.node.is_none() {
            self.restarts.started();
            match self.build().await {
                Ok(node) => self.node = Some(node),
                Err(error) => {
                    self.crashed(chain(&*error)).await;
                }
            }
        }
        self.ended.is_none()
    }

    async fn build(&mut self) -> Result<Box<dyn Node>, BoxError> {
        let panicked =
            |panic: Box<dyn std::any::Any + Send>| format!("it panicked at its start: {}", message_of(&*panic));
        let mut node = catch_unwind(AssertUnwindSafe(&mut self.factory)).map_err(panicked)?;
        AssertUnwindSafe(node.start()).catch_unwind().await.map_err(panicked)??;
        Ok(node)
    }

    /// Waits as long as the policy says after a crash. Returns `false` if the processor is given up.
    async fn crashed(&mut self, error: String) -> bool {
        self.node = None;
        match self.restarts.next(Ending::Failure) {
            Next::After(delay) => {
                self.ledger.crashed(self.place, error, Some(delay));
                sleep(delay).await;
                self.ledger.restarted(self.place);
                true
            }
            next => {
                self.ledger.crashed(self.place, error.clone(), None);
                let reason = reason(next, &error);
                self.ended = Some(reason.clone());
                self.ledger.give_up(self.place, reason);
                false
            }
        }
    }

    /// Ends the processor after its last message.
    pub(crate) async fn stop(&mut self) {
        let Some(mut node) = self.node.take() else { return };
        let stopped = AssertUnwindSafe(node.stop()).catch_unwind().await;
        match stopped {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.ledger.stop_failed(self.place, chain(&*error)),
            Err(panic) => self.ledger.stop_failed(self.place, format!("it panicked: {}", message_of(&*panic))),
        }
    }
}

/// Returns the reason for which a member is given up.
pub(crate) fn reason(next: Next, error: &str) -> String {
    match next {
        Next::LimitReached { restarts, window } => {
            format!("it was restarted {restarts} times within {window:?}, and failed again: {error}")
        }
        _ => format!("it failed, and is not restarted: {error}"),
    }
}
