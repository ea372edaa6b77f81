//! `AsyncProtocol`: each processor runs on a task of its own, behind a bounded queue.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::Mutex;
use tokio::task::{JoinHandle, coop};
use tokio_util::sync::CancellationToken;

use super::queue::{Pushed, Queue};
use crate::delivery::Delivery;
use crate::handler::{MessageHandler, Pipeline, Protocol, Waiting};
use crate::ledger::Ledger;
use crate::worker::{Verdict, Worker};

/// The largest number of messages that a processor takes from its queue at once.
const BATCH: usize = 32;

/// Runs each processor on a task of its own, behind a bounded queue. Processors do not hold each other up until a queue is
/// full; then backpressure goes up to the source. The messages of one emitter keep their order.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsyncProtocol;

impl Protocol for AsyncProtocol {
    fn open(&self, pipeline: Pipeline) -> Arc<dyn MessageHandler> {
        let Pipeline { order, stages, ledger } = pipeline;
        let queues: Vec<Option<Queue>> =
            stages.iter().map(|stage| stage.as_ref().map(|stage| Queue::new(stage.queue))).collect();
        let queues = Arc::new(Queues { queues, ledger });
        let abort = CancellationToken::new();
        let mut tasks: Vec<Option<JoinHandle<()>>> = Vec::new();
        for stage in stages {
            tasks.push(stage.map(|stage| {
                let lane = Lane { worker: stage.worker, batch: VecDeque::new(), queues: Arc::clone(&queues) };
                tokio::spawn(lane.run(abort.clone()))
            }));
        }
        Arc::new(Queued { order, queues, tasks: Mutex::new(tasks), abort })
    }
}

/// The queues of all processors of a manager.
struct Queues {
    /// By place.
    queues: Vec<Option<Queue>>,
    ledger: Arc<Ledger>,
}

impl Queues {
    fn of(&self, place: usize) -> &Queue {
        let Some(queue) = &self.queues[place] else { unreachable!("routes lead to processors only") };
        queue
    }

    /// Puts a message into the queue of a processor, if that needs no waiting.
    fn try_deliver(&self, delivery: Delivery, place: usize) -> Result<(), Delivery> {
        match self.of(place).try_push(delivery) {
            Pushed::Full(delivery) => return Err(delivery),
            Pushed::Accepted => self.ledger.received(place, 1),
            Pushed::Displaced(dropped) | Pushed::Refused(dropped) => {
                self.ledger.received(place, 1);
                self.ledger.dropped(place, dropped);
            }
            Pushed::Closed(delivery) => self.left(delivery, place),
        }
        Ok(())
    }

    async fn deliver(&self, delivery: Delivery, place: usize) {
        if let Err(delivery) = self.of(place).push(delivery).await {
            self.left(delivery, place);
        } else {
            self.ledger.received(place, 1);
        }
    }

    /// Reports a message that comes too late. A queue is closed before its emitters are only if the manager is aborted.
    fn left(&self, delivery: Delivery, place: usize) {
        self.ledger.received(place, 1);
        self.ledger.left(place, delivery, "the manager was aborted");
    }

    /// Puts a message into the queue of each processor. A full queue does not hold up the others.
    async fn deliver_to_all(&self, delivery: Delivery, to: &[usize]) {
        let mut waiting = Waiting { delivery, to: Vec::new(), ledger: &self.ledger };
        for place in to {
            if self.try_deliver(waiting.delivery.clone(), *place).is_err() {
                waiting.to.push(*place);
            }
        }
        while let Some(place) = waiting.to.last().copied() {
            self.deliver(waiting.delivery.clone(), place).await;
            waiting.to.pop();
        }
    }
}

/// A processor on its task. When it is dropped, it reports the messages that it still has.
struct Lane {
    worker: Worker,
    /// Taken from the queue and not settled yet; the one that is being handled is in front.
    batch: VecDeque<Delivery>,
    queues: Arc<Queues>,
}

impl Lane {
    async fn run(mut self, abort: CancellationToken) {
        tokio::select! {
            biased;
            () = abort.cancelled() => {}
            () = self.handle_all() => {}
        }
    }

    /// Handles all messages until the queue is closed and empty.
    async fn handle_all(&mut self) {
        let place = self.worker.place;
        self.worker.bring_up().await;
        while let Some(length) = self.queues.of(place).take(&mut self.batch, BATCH).await {
            self.queues.ledger.peak(place, length);
            while let Some(delivery) = self.batch.front_mut() {
                let verdict = self.worker.process(delivery).await;
                if let Verdict::Handled = verdict
                    && !self.worker.outbox.is_empty()
                {
                    self.send().await;
                }
                let Some(delivery) = self.batch.pop_front() else { break };
                match verdict {
                    Verdict::Handled => self.queues.ledger.handled(place, delivery),
                    Verdict::Failed(reason) => self.queues.ledger.failed(place, delivery, reason),
                    Verdict::Left(reason) => self.queues.ledger.left(place, delivery, &reason),
                }
            }
            // A queue that is never empty must not keep the other tasks of this thread waiting.
            coop::consume_budget().await;
        }
        self.worker.stop().await;
    }

    /// Sends what the processor has emitted for the message in front.
    async fn send(&mut self) {
        let place = self.worker.place;
        let receipt = self.batch.front().and_then(|delivery| delivery.receipt.clone());
        for (outlet, payload) in self.worker.outbox.drain() {
            let number = self.queues.ledger.emitted(place);
            let event = outlet.event.name;
            let mut emitted = Delivery { payload, from: place, event, number, attempts: 0, receipt: receipt.clone() };
            if let [target] = outlet.targets[..] {
                match self.queues.try_deliver(emitted, target) {
                    Ok(()) => continue,
                    Err(full) => emitted = full,
                }
            }
            self.queues.deliver_to_all(emitted, &outlet.targets).await;
        }
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        let place = self.worker.place;
        let waiting = self.queues.of(place).close_now();
        for delivery in self.batch.drain(..).chain(waiting) {
            self.queues.ledger.left(place, delivery, "the manager was aborted");
        }
    }
}

struct Queued {
    order: Vec<usize>,
    queues: Arc<Queues>,
    /// By place.
    tasks: Mutex<Vec<Option<JoinHandle<()>>>>,
    abort: CancellationToken,
}

impl Queued {
    /// Waits for the processors, front to back. A queue is closed when all who emit into it have ended.
    async fn join(&self) {
        let mut tasks = self.tasks.lock().await;
        for place in &self.order {
            self.queues.of(*place).close();
            if let Some(task) = &mut tasks[*place] {
                // A processor's panics are caught, so the task fails only if its runtime ends.
                let _ = task.await;
            }
            tasks[*place] = None;
        }
    }
}

impl MessageHandler for Queued {
    fn try_deliver(&self, delivery: Delivery, to: &[usize]) -> Result<(), Delivery> {
        match to {
            [place] => self.queues.try_deliver(delivery, *place),
            _ => Err(delivery),
        }
    }

    fn deliver<'a>(&'a self, delivery: Delivery, to: &'a [usize]) -> BoxFuture<'a, ()> {
        self.queues.deliver_to_all(delivery, to).boxed()
    }

    fn drain(&self) -> BoxFuture<'_, ()> {
        self.join().boxed()
    }

    fn abort(&self) -> BoxFuture<'_, ()> {
        let aborted = async {
            self.abort.cancel();
            self.join().await;
        };
        aborted.boxed()
    }
}

impl Drop for Queued {
    fn drop(&mut self) {
        self.abort.cancel();
    }
}
