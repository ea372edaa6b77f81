//! `SyncProtocol`: the emitter goes on when the whole pipeline has handled the message.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::Mutex;

use crate::delivery::Delivery;
use crate::handler::{MessageHandler, Pipeline, Protocol, Waiting};
use crate::ledger::Ledger;
use crate::worker::{Verdict, Worker};

/// Handles each message in place: the emitter goes on when the whole pipeline has handled it. There are no queues, so
/// nothing overflows and nothing is dropped. Of several sources in one manager, one emits at a time.
///
/// It is several times as fast as queues, and easier to debug. But a slow or failing processor holds up everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct SyncProtocol;

impl Protocol for SyncProtocol {
    fn open(&self, pipeline: Pipeline) -> Arc<dyn MessageHandler> {
        let Pipeline { order, stages, ledger } = pipeline;
        let workers = stages.into_iter().map(|stage| stage.map(|stage| stage.worker)).collect();
        let state = State { workers, work: VecDeque::new(), ledger: Arc::clone(&ledger) };
        Arc::new(InPlace { order, state: Mutex::new(state), ledger })
    }
}

struct InPlace {
    order: Vec<usize>,
    state: Mutex<State>,
    ledger: Arc<Ledger>,
}

struct State {
    /// By place.
    workers: Vec<Option<Worker>>,
    /// The messages that are accepted and not handled yet, in order. An emission that is dropped leaves
    /// its messages here, and the next one begins with them.
    work: VecDeque<(usize, Delivery)>,
    ledger: Arc<Ledger>,
}

impl State {
    /// Handles all work, and what comes of it.
    async fn work(&mut self) {
        while let Some((place, delivery)) = self.work.front_mut() {
            let place = *place;
            let Some(worker) = &mut self.workers[place] else { unreachable!("routes lead to processors only") };
            let verdict = worker.process(delivery).await;
            let Some((_, delivery)) = self.work.pop_front() else { unreachable!("the front is there") };
            match verdict {
                Verdict::Handled => {
                    if !worker.outbox.is_empty() {
                        for (outlet, payload) in worker.outbox.drain() {
                            let (from, event, receipt) = (place, outlet.event.name, delivery.receipt.clone());
                            let number = self.ledger.emitted(place);
                            let emitted = Delivery { payload, from, event, number, attempts: 0, receipt };
                            accept(&mut self.work, &self.ledger, emitted, &outlet.targets);
                        }
                    }
                    self.ledger.handled(place, delivery);
                }
                Verdict::Failed(reason) => self.ledger.failed(place, delivery, reason),
                Verdict::Left(reason) => self.ledger.left(place, delivery, &reason),
            }
        }
    }

    fn settle_left(&mut self, reason: &str) {
        for (place, delivery) in self.work.drain(..) {
            self.ledger.left(place, delivery, reason);
        }
    }
}

/// Adds a message to the work of each of its processors.
fn accept(work: &mut VecDeque<(usize, Delivery)>, ledger: &Ledger, delivery: Delivery, to: &[usize]) {
    let Some((last, others)) = to.split_last() else { return };
    for place in others {
        ledger.received(*place, 1);
        work.push_back((*place, delivery.clone()));
    }
    ledger.received(*last, 1);
    work.push_back((*last, delivery));
}

impl Drop for State {
    fn drop(&mut self) {
        self.settle_left("the runtime has ended");
    }
}

impl MessageHandler for InPlace {
    fn deliver<'a>(&'a self, delivery: Delivery, to: &'a [usize]) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let (mut state, delivery) = if let Ok(state) = self.state.try_lock() {
                (state, delivery)
            } else {
                let mut waiting = Waiting { delivery, to: to.to_vec(), ledger: &self.ledger };
                let state = self.state.lock().await;
                waiting.to.clear();
                (state, waiting.delivery.clone())
            };
            accept(&mut state.work, &self.ledger, delivery, to);
            state.work().await;
        })
    }

    fn drain(&self) -> BoxFuture<'_, ()> {
        let drained = async {
            let mut state = self.state.lock().await;
            state.work().await;
            for place in &self.order {
                if let Some(worker) = &mut state.workers[*place] {
                    worker.stop().await;
                }
            }
        };
        drained.boxed()
    }

    fn abort(&self) -> BoxFuture<'_, ()> {
        // A task that a source has spawned may still be in an emission, and holds the lock. What it leaves is reported
        // together with the state.
        async {
            if let Ok(mut state) = self.state.try_lock() {
                state.settle_left("the manager was aborted");
            }
        }
        .boxed()
    }
}
