//! The conducts that apply now, and how far each has got.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::{
    conduct::Conduct,
    draw::{Dice, fingerprint},
    fault::Fault,
    gate::Gate,
    route::{Route, Target},
};

/// A conduct at work: for a route or a path.
#[derive(Debug)]
pub(crate) struct Lane {
    conduct: Conduct,
    gate: Gate,
    seed: u64,
    requests: AtomicU64,
}

/// What a request meets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Turn {
    pub(crate) latency: Duration,
    pub(crate) fault: Option<Fault>,
    pub(crate) bytes_per_second: Option<u64>,
}

impl Lane {
    fn new(seed: u64, conduct: Conduct) -> Self {
        Self { gate: Gate::new(conduct.group()), conduct, seed, requests: AtomicU64::new(0) }
    }

    pub(crate) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The turn of the next request, in the order of their arrival.
    pub(crate) fn turn(&self) -> Turn {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let mut dice = Dice::new(self.seed, number);
        Turn {
            latency: self.conduct.delay(&mut dice),
            fault: self.conduct.fault(number, &mut dice),
            bytes_per_second: self.conduct.pace(),
        }
    }
}

/// All lanes of a server.
#[derive(Debug)]
pub(crate) struct Lanes {
    seed: u64,
    plain: Arc<Lane>,
    by_target: Mutex<HashMap<Target, Arc<Lane>>>,
}

impl Lanes {
    pub(crate) fn new(seed: u64, conducts: HashMap<Target, Conduct>) -> Self {
        let lanes = Self { seed, plain: Arc::new(Lane::new(seed, Conduct::new())), by_target: Mutex::default() };
        for (target, conduct) in conducts {
            lanes.set(target, conduct);
        }
        lanes
    }

    /// The lane of a path: its own, or that of its route, or one where nothing special happens.
    pub(crate) fn of(&self, path: &str, route: Option<Route>) -> Arc<Lane> {
        let lanes = self.lanes();
        let own = lanes.get(&Target::Path(path.to_owned()));
        let lane = own.or_else(|| lanes.get(&Target::Route(route?)));
        Arc::clone(lane.unwrap_or(&self.plain))
    }

    /// Sets a new conduct, which begins anew with its script. Requests that the old one held are let go.
    pub(crate) fn set(&self, target: Target, conduct: Conduct) {
        let seed = self.seed ^ fingerprint(target.to_string().as_bytes());
        if let Some(old) = self.lanes().insert(target, Arc::new(Lane::new(seed, conduct))) {
            old.gate.open();
        }
    }

    /// Lets go all who wait at a gate now.
    pub(crate) fn let_go(&self) {
        self.lanes().values().for_each(|lane| lane.gate.let_go());
    }

    /// Opens all gates.
    pub(crate) fn release(&self) {
        self.lanes().values().for_each(|lane| lane.gate.open());
    }

    fn lanes(&self) -> MutexGuard<'_, HashMap<Target, Arc<Lane>>> {
        self.by_target.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
