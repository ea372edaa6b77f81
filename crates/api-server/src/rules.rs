//! The behaviors that apply now, and how far each has got.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::{
    barrier::Barrier,
    behavior::Behavior,
    fault::Fault,
    rng::{Rng, fingerprint},
    route::{Route, Target},
};

/// A behavior at work: for a route or a path.
#[derive(Debug)]
pub(crate) struct Rule {
    behavior: Behavior,
    barrier: Barrier,
    seed: u64,
    requests: AtomicU64,
}

/// What a request meets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Plan {
    pub(crate) latency: Duration,
    pub(crate) fault: Option<Fault>,
    pub(crate) bytes_per_second: Option<u64>,
}

impl Rule {
    fn new(seed: u64, behavior: Behavior) -> Self {
        Self { barrier: Barrier::new(behavior.barrier_size()), behavior, seed, requests: AtomicU64::new(0) }
    }

    pub(crate) fn barrier(&self) -> &Barrier {
        &self.barrier
    }

    /// The turn of the next request, in the order of their arrival.
    pub(crate) fn turn(&self) -> Plan {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let mut rng = Rng::new(self.seed, number);
        Plan {
            latency: self.behavior.delay(&mut rng),
            fault: self.behavior.fault(number, &mut rng),
            bytes_per_second: self.behavior.pace(),
        }
    }
}

/// All lanes of a server.
#[derive(Debug)]
pub(crate) struct Rules {
    seed: u64,
    plain: Arc<Rule>,
    by_target: Mutex<HashMap<Target, Arc<Rule>>>,
}

impl Rules {
    pub(crate) fn new(seed: u64, behaviors: HashMap<Target, Behavior>) -> Self {
        let lanes = Self { seed, plain: Arc::new(Rule::new(seed, Behavior::new())), by_target: Mutex::default() };
        for (target, behavior) in behaviors {
            lanes.set(target, behavior);
        }
        lanes
    }

    /// The lane of a path: its own, or that of its route, or one where nothing special happens.
    pub(crate) fn of(&self, path: &str, route: Option<Route>) -> Arc<Rule> {
        let lanes = self.lanes();
        let own = lanes.get(&Target::Path(path.to_owned()));
        let lane = own.or_else(|| lanes.get(&Target::Route(route?)));
        Arc::clone(lane.unwrap_or(&self.plain))
    }

    /// Sets a new behavior, which begins anew with its script. Requests that the old one held are let go.
    pub(crate) fn set(&self, target: Target, behavior: Behavior) {
        let seed = self.seed ^ fingerprint(target.to_string().as_bytes());
        if let Some(old) = self.lanes().insert(target, Arc::new(Rule::new(seed, behavior))) {
            old.barrier.open();
        }
    }

    /// Lets go all who wait at a barrier now.
    pub(crate) fn release_waiting(&self) {
        self.lanes().values().for_each(|lane| lane.barrier.release_waiting());
    }

    /// Opens all gates.
    pub(crate) fn open_barriers(&self) {
        self.lanes().values().for_each(|lane| lane.barrier.open());
    }

    fn lanes(&self) -> MutexGuard<'_, HashMap<Target, Arc<Rule>>> {
        self.by_target.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
