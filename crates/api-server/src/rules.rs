//! The rules in force: the behavior of each route and path, and the number of requests that it has seen.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;

use crate::{
    barrier::Barrier,
    behavior::Behavior,
    fault::Fault,
    rng::{Rng, fingerprint},
    route::{Route, Target},
};

/// A behavior in force for a route or a path.
#[derive(Debug)]
pub(crate) struct Rule {
    behavior: Behavior,
    barrier: Barrier,
    seed: u64,
    requests: AtomicU64,
}

/// The treatment of one request.
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

    /// Returns the plan for the next request. Requests are numbered in the order of their arrival.
    pub(crate) fn next_plan(&self) -> Plan {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let mut rng = Rng::new(self.seed, number);
        Plan {
            latency: self.behavior.draw_latency(&mut rng),
            fault: self.behavior.fault(number, &mut rng),
            bytes_per_second: self.behavior.bytes_per_second(),
        }
    }
}

/// All rules of a server.
#[derive(Debug)]
pub(crate) struct Rules {
    seed: u64,
    /// The rule for requests that no other rule applies to.
    default: Arc<Rule>,
    by_target: Mutex<HashMap<Target, Arc<Rule>>>,
}

impl Rules {
    pub(crate) fn new(seed: u64, behaviors: HashMap<Target, Behavior>) -> Self {
        let rules = Self { seed, default: Arc::new(Rule::new(seed, Behavior::new())), by_target: Mutex::default() };
        for (target, behavior) in behaviors {
            rules.set(target, behavior);
        }
        rules
    }

    /// Returns the rule for a path: its own, else that of its route, else the default.
    pub(crate) fn of(&self, path: &str, route: Option<Route>) -> Arc<Rule> {
        let rules = self.by_target.lock();
        let own = rules.get(&Target::Path(path.to_owned()));
        let rule = own.or_else(|| rules.get(&Target::Route(route?)));
        Arc::clone(rule.unwrap_or(&self.default))
    }

    /// Replaces the rule for a target. The new one starts with its script from the beginning. Requests that the old one holds
    /// are released.
    pub(crate) fn set(&self, target: Target, behavior: Behavior) {
        let seed = self.seed ^ fingerprint(target.to_string().as_bytes());
        let old = self.by_target.lock().insert(target, Arc::new(Rule::new(seed, behavior)));
        if let Some(old) = old {
            old.barrier.open();
        }
    }

    /// Releases the requests that wait at any barrier now.
    pub(crate) fn release_waiting(&self) {
        self.by_target.lock().values().for_each(|rule| rule.barrier.release_waiting());
    }

    /// Opens all barriers.
    pub(crate) fn open_barriers(&self) {
        self.by_target.lock().values().for_each(|rule| rule.barrier.open());
    }
}
