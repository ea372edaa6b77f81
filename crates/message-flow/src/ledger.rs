//! The account of a manager: each message that a processor has received ends as exactly one of handled, failed, dropped and
//! left.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::delivery::Delivery;
use crate::report::{Incident, Report, Unhandled};

/// The counts of one member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// The messages that it has emitted, and that lead to a processor.
    pub emitted: u64,
    /// The messages that it was given.
    pub received: u64,
    /// The messages that it has handled.
    pub handled: u64,
    /// The messages that it could not handle. Each has been reported.
    pub failed: u64,
    /// The messages that its full queue has dropped, as its overflow policy says.
    pub dropped: u64,
    /// The messages that were left when the manager ended. Each has been reported.
    pub left: u64,
    /// The number of its restarts.
    pub restarts: u64,
    /// The largest length of its queue.
    pub queue_peak: u64,
}

impl Counts {
    /// Returns the number of messages that are still on their way: after the end of a manager, 0.
    pub fn open(&self) -> u64 {
        // While the manager runs, a message may be settled before it is counted as received.
        self.received.saturating_sub(self.handled + self.failed + self.dropped + self.left)
    }
}

#[derive(Default)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) emitted: AtomicU64,
    received: AtomicU64,
    handled: AtomicU64,
    failed: AtomicU64,
    dropped: AtomicU64,
    left: AtomicU64,
    restarts: AtomicU64,
    peak: AtomicU64,
}

impl Account {
    pub(crate) fn new(name: String) -> Account {
        Account { name, ..Account::default() }
    }

    pub(crate) fn counts(&self) -> Counts {
        let get = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counts {
            emitted: get(&self.emitted),
            handled: get(&self.handled),
            failed: get(&self.failed),
            dropped: get(&self.dropped),
            left: get(&self.left),
            restarts: get(&self.restarts),
            queue_peak: get(&self.peak),
            // Read last, so that no message is settled that was not received.
            received: get(&self.received),
        }
    }
}

/// All reporters of a flow.
#[derive(Default)]
pub(crate) struct Reporters {
    pub(crate) list: Vec<Box<dyn Report>>,
    pub(crate) failures: AtomicU64,
}

impl Reporters {
    pub(crate) fn report(&self, incident: &Incident) {
        for reporter in &self.list {
            // A reporter that is broken must not take the message's processor with it.
            let reported = catch_unwind(AssertUnwindSafe(|| reporter.report(incident)));
            if !matches!(reported, Ok(Ok(()))) {
                self.failures.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// The account of a manager.
pub(crate) struct Ledger {
    pub(crate) manager: String,
    pub(crate) accounts: Vec<Account>,
    pub(crate) reporters: Arc<Reporters>,
    /// The member and the reason for which the manager ends before its time.
    pub(crate) gave_up: OnceLock<(String, String)>,
    /// Tells the sources of the manager to end.
    pub(crate) stop: CancellationToken,
}

impl Ledger {
    fn name(&self, place: usize) -> String {
        self.accounts[place].name.clone()
    }

    pub(crate) fn received(&self, place: usize, count: u64) {
        self.accounts[place].received.fetch_add(count, Ordering::Relaxed);
    }

    pub(crate) fn emitted(&self, place: usize) -> u64 {
        self.accounts[place].emitted.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(crate) fn peak(&self, place: usize, length: usize) {
        self.accounts[place].peak.fetch_max(length as u64, Ordering::Relaxed);
    }

    pub(crate) fn restarted(&self, place: usize) {
        self.accounts[place].restarts.fetch_add(1, Ordering::Relaxed);
    }

    /// Settles a message as handled.
    pub(crate) fn handled(&self, place: usize, delivery: Delivery) {
        self.accounts[place].handled.fetch_add(1, Ordering::Relaxed);
        drop(delivery);
    }

    /// Settles a message as dropped by a full queue. That is counted and not reported: an overload of messages must not become an
    /// overload of reports.
    pub(crate) fn dropped(&self, place: usize, delivery: Delivery) {
        self.accounts[place].dropped.fetch_add(1, Ordering::Relaxed);
        delivery.receipt.inspect(|receipt| receipt.not_handled());
    }

    /// Settles a message as failed, and reports it.
    pub(crate) fn failed(&self, place: usize, delivery: Delivery, reason: String) {
        self.accounts[place].failed.fetch_add(1, Ordering::Relaxed);
        self.unhandled(place, delivery, reason);
    }

    /// Settles a message that nobody will handle any more, and reports it.
    pub(crate) fn left(&self, place: usize, delivery: Delivery, reason: &str) {
        self.accounts[place].left.fetch_add(1, Ordering::Relaxed);
        self.unhandled(place, delivery, reason.to_owned());
    }

    fn unhandled(&self, place: usize, delivery: Delivery, reason: String) {
        if !self.reporters.list.is_empty() {
            let message = delivery.payload.json().unwrap_or_else(|error| {
                serde_json::Value::String(format!("the message cannot be serialized: {error}"))
            });
            self.reporters.report(&Incident::Unhandled(Unhandled {
                manager: self.manager.clone(),
                processor: self.name(place),
                from: self.name(delivery.from),
                event: delivery.event.to_owned(),
                number: delivery.number,
                attempts: delivery.attempts,
                reason,
                message,
            }));
        }
        delivery.receipt.inspect(|receipt| receipt.not_handled());
    }

    pub(crate) fn crashed(&self, place: usize, error: String, restart_after: Option<Duration>) {
        let (manager, member) = (self.manager.clone(), self.name(place));
        self.reporters.report(&Incident::Crashed { manager, member, error, restart_after });
    }

    /// Ends the manager because of a member.
    pub(crate) fn give_up(&self, place: usize, reason: String) {
        let (manager, member) = (self.manager.clone(), self.name(place));
        self.reporters.report(&Incident::GaveUp { manager, member: member.clone(), reason: reason.clone() });
        // If two members give up, the first is the reason.
        let _ = self.gave_up.set((member, reason));
        self.stop.cancel();
    }

    pub(crate) fn stop_failed(&self, place: usize, error: String) {
        let (manager, member) = (self.manager.clone(), self.name(place));
        self.reporters.report(&Incident::StopFailed { manager, member, error });
    }
}
