//! Flows: the managers that run together, supervised, until they end or are stopped.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::FutureExt as _;
use serde::Serialize;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::error::{WiringError, chain, message_of};
use crate::handler::{MessageHandler, Pipeline, Protocol, Stage};
use crate::ledger::{Account, Counts, Ledger, Reporters};
use crate::manager::{Checked, Kind, Manager, check};
use crate::outbox::Outbox;
use crate::report::Report;
use crate::restart::{Ending, Next, Restarts};
use crate::source::{Emitter, SourceFactory};
use crate::worker::{Worker, reason};

/// Managers that run together.
pub struct Flow {
    managers: Vec<Manager>,
    reporters: Reporters,
    seed: u64,
}

impl Flow {
    /// Creates a flow without managers, which reports to nobody.
    pub fn new() -> Flow {
        Flow { managers: Vec::new(), reporters: Reporters::default(), seed: fastrand::u64(..) }
    }

    /// Adds a manager.
    #[must_use]
    pub fn manager(mut self, manager: Manager) -> Flow {
        self.managers.push(manager);
        self
    }

    /// Adds a receiver of reports. Each gets every incident.
    #[must_use]
    pub fn report(mut self, report: impl Report) -> Flow {
        self.reporters.list.push(Box::new(report));
        self
    }

    /// Sets the seed of what is random in the delays before restarts.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Flow {
        self.seed = seed;
        self
    }

    /// Checks the wiring of all managers.
    ///
    /// # Errors
    ///
    /// If a name, a route or a number is wrong, or if there is no manager.
    pub fn check(&self) -> Result<(), WiringError> {
        self.checked().map(drop)
    }

    fn checked(&self) -> Result<Vec<Checked>, WiringError> {
        if self.managers.is_empty() {
            return Err(WiringError::NoManager);
        }
        let mut names = HashSet::new();
        if let Some(manager) = self.managers.iter().find(|manager| !names.insert(&*manager.name)) {
            return Err(WiringError::DuplicateManager(manager.name.clone()));
        }
        self.managers.iter().map(check).collect()
    }

    /// Starts all managers. It has to be called within a tokio runtime.
    ///
    /// # Errors
    ///
    /// If the wiring is wrong. Then nothing has started.
    pub fn start(self, protocol: &impl Protocol) -> Result<Running, WiringError> {
        let checked = self.checked()?;
        let reporters = Arc::new(self.reporters);
        let abort = CancellationToken::new();
        let mut managers = JoinSet::new();
        let mut ledgers = Vec::new();
        for (manager, checked) in self.managers.into_iter().zip(checked) {
            let running = RunningManager::open(manager, checked, protocol, &reporters, self.seed);
            ledgers.push(Arc::clone(&running.ledger));
            managers.spawn(running.run(abort.clone()));
        }
        Ok(Running { managers, ledgers, reporters, abort })
    }
}

impl Default for Flow {
    fn default() -> Flow {
        Flow::new()
    }
}

impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flow").field("managers", &self.managers).finish_non_exhaustive()
    }
}

/// Returns a seed of its own for each member.
fn seed_of(seed: u64, manager: &str, member: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, manager, member).hash(&mut hasher);
    hasher.finish()
}

struct RunningManager {
    sources: Vec<SupervisedSource>,
    handler: Arc<dyn MessageHandler>,
    ledger: Arc<Ledger>,
}

impl RunningManager {
    fn open(
        manager: Manager,
        checked: Checked,
        protocol: &impl Protocol,
        reporters: &Arc<Reporters>,
        seed: u64,
    ) -> RunningManager {
        let Manager { name, members, restart, max_attempts, .. } = manager;
        let accounts = members.iter().map(|member| Account::new(member.name.clone()));
        let ledger = Arc::new(Ledger {
            accounts: accounts.collect(),
            reporters: Arc::clone(reporters),
            gave_up: OnceLock::new(),
            stop: CancellationToken::new(),
            manager: name.clone(),
        });
        let mut stages = Vec::new();
        let mut factories = Vec::new();
        for (place, (member, outlets)) in members.into_iter().zip(checked.outlets).enumerate() {
            let restarts = Restarts::new(restart.clone(), seed_of(seed, &name, &member.name));
            match member.kind {
                Kind::Source(factory) => {
                    factories.push((place, factory, restarts, outlets));
                    stages.push(None);
                }
                Kind::Processor { factory, queue, .. } => {
                    let outbox = Outbox::new(outlets);
                    let worker = Worker::new(place, factory, restarts, max_attempts, Arc::clone(&ledger), outbox);
                    stages.push(Some(Stage { worker, queue }));
                }
            }
        }
        let pipeline = Pipeline { order: checked.order, stages, ledger: Arc::clone(&ledger) };
        let handler = protocol.open(pipeline);
        let sources = factories.into_iter().map(|(place, factory, restarts, outlets)| {
            let emitter = Emitter::new(place, outlets, Arc::clone(&handler), Arc::clone(&ledger));
            SupervisedSource { place, factory, restarts, emitter, ledger: Arc::clone(&ledger) }
        });
        RunningManager { sources: sources.collect(), handler, ledger }
    }

    async fn run(self, abort: CancellationToken) -> (String, ManagerSummary) {
        let mut sources = JoinSet::new();
        self.sources.into_iter().for_each(|source| drop(sources.spawn(source.run())));
        let all_ended = async { while sources.join_next().await.is_some() {} };
        let ended = abort.run_until_cancelled(all_ended).await.is_some();
        if !ended {
            sources.shutdown().await;
        }
        let drained = abort.run_until_cancelled(self.handler.drain()).await.is_some();
        if !drained {
            self.handler.abort().await;
        }
        let members = self.ledger.accounts.iter().map(|account| (account.name.clone(), account.counts())).collect();
        let ending = match self.ledger.gave_up.get() {
            Some((member, reason)) => ManagerEnding::GaveUp { member: member.clone(), reason: reason.clone() },
            None if !ended || !drained => ManagerEnding::Aborted,
            None if self.ledger.stop.is_cancelled() => ManagerEnding::Stopped,
            None => ManagerEnding::Finished,
        };
        (self.ledger.manager.clone(), ManagerSummary { ending, members })
    }
}

/// A source, which is started again as its policy says.
struct SupervisedSource {
    place: usize,
    factory: SourceFactory,
    restarts: Restarts,
    emitter: Emitter,
    ledger: Arc<Ledger>,
}

impl SupervisedSource {
    async fn run(mut self) {
        loop {
            self.restarts.started();
            let ended = tokio::select! {
                biased;
                () = self.emitter.stopped() => return,
                ended = incarnation(&mut self.factory, &self.emitter) => ended,
            };
            if self.ledger.stop.is_cancelled() {
                // A source that ends with the error `Stopped` has done as it was told.
                return;
            }
            let next = self.restarts.next(if ended.is_ok() { Ending::Done } else { Ending::Failure });
            let delay = match next {
                Next::Finished => return,
                Next::After(delay) => delay,
                Next::Refused | Next::LimitReached { .. } => {
                    let error = ended.err().unwrap_or_else(|| "it ended".to_owned());
                    self.ledger.crashed(self.place, error.clone(), None);
                    self.ledger.give_up(self.place, reason(next, &error));
                    return;
                }
            };
            if let Err(error) = ended {
                self.ledger.crashed(self.place, error, Some(delay));
            }
            if self.ledger.stop.run_until_cancelled(sleep(delay)).await.is_none() {
                return;
            }
            self.ledger.restarted(self.place);
        }
    }
}

impl Drop for SupervisedSource {
    fn drop(&mut self) {
        self.emitter.close();
    }
}

/// Builds a source and runs it to its end.
async fn incarnation(factory: &mut SourceFactory, emitter: &Emitter) -> Result<(), String> {
    let panicked = |panic: Box<dyn std::any::Any + Send>| format!("it panicked: {}", message_of(&*panic));
    let mut source = catch_unwind(AssertUnwindSafe(factory)).map_err(panicked)?;
    let ended = AssertUnwindSafe(source.run(emitter)).catch_unwind().await.map_err(panicked)?;
    ended.map_err(|error| chain(&*error))
}

/// A flow that runs. If it is dropped, it is aborted: what is left is reported, and nothing goes on in the background.
pub struct Running {
    managers: JoinSet<(String, ManagerSummary)>,
    ledgers: Vec<Arc<Ledger>>,
    reporters: Arc<Reporters>,
    abort: CancellationToken,
}

impl Running {
    /// Waits until all managers have ended by themselves.
    pub async fn wait(mut self) -> Summary {
        self.join().await
    }

    /// Stops the flow gracefully. The sources stop, all that was emitted is handled, and the processors end. What is not
    /// handled after `bound` is reported by name and number.
    pub async fn stop(mut self, bound: Duration) -> Summary {
        self.ledgers.iter().for_each(|ledger| ledger.stop.cancel());
        let abort = self.abort.clone();
        let mut joined = std::pin::pin!(self.join());
        tokio::select! {
            biased;
            summary = &mut joined => summary,
            () = sleep(bound) => {
                abort.cancel();
                joined.await
            }
        }
    }

    /// Returns the counts of a member.
    pub fn counts(&self, manager: &str, member: &str) -> Option<Counts> {
        let ledger = self.ledgers.iter().find(|ledger| ledger.manager == manager)?;
        ledger.accounts.iter().find(|account| account.name == member).map(Account::counts)
    }

    async fn join(&mut self) -> Summary {
        let mut managers = BTreeMap::new();
        while let Some(ended) = self.managers.join_next().await {
            // A manager's task fails only if its runtime ends, and then nobody waits here.
            managers.extend(ended.ok());
        }
        Summary { managers, failed_reports: self.reporters.failures.load(Ordering::Relaxed) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.abort.cancel();
        self.managers.detach_all();
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running").field("managers", &self.managers.len()).finish_non_exhaustive()
    }
}

/// The account of a flow that has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The managers, by name.
    pub managers: BTreeMap<String, ManagerSummary>,
    /// The number of reports that a reporter could not deliver.
    pub failed_reports: u64,
}

impl Summary {
    /// Returns the counts of a member.
    pub fn counts(&self, manager: &str, member: &str) -> Option<Counts> {
        self.managers.get(manager)?.members.get(member).copied()
    }

    /// Returns `true` if every message was handled.
    pub fn all_handled(&self) -> bool {
        let mut counts = self.managers.values().flat_map(|manager| manager.members.values());
        counts.all(|counts| counts.received == counts.handled)
    }
}

/// The account of a manager that has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ManagerSummary {
    /// The reason for its end.
    pub ending: ManagerEnding,
    /// The counts of its members, by name.
    pub members: BTreeMap<String, Counts>,
}

/// The reason for the end of a manager.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ManagerEnding {
    /// Its sources have done their work, and the processors theirs.
    Finished,
    /// It was stopped, and ended within the bound.
    Stopped,
    /// It was stopped, and did not end within the bound; or the flow was dropped.
    Aborted,
    /// A member failed and is not restarted any more. The messages of the other members were handled.
    GaveUp {
        /// The member.
        member: String,
        /// The reason.
        reason: String,
    },
}
