//! The rendezvous: requests that wait for one another.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// Holds whoever passes until a whole group is there.
#[derive(Debug)]
pub(crate) struct Barrier {
    group: usize,
    held: Mutex<Held>,
    /// The number of the group that forms now. Those of all earlier groups have been let go.
    forming: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Held {
    waiting: usize,
    open: bool,
}

impl Barrier {
    pub(crate) fn new(group: usize) -> Self {
        Self { group, held: Mutex::default(), forming: watch::Sender::new(0) }
    }

    /// Lets go all who wait, and everybody from now on.
    pub(crate) fn open(&self) {
        let mut held = self.held();
        held.open = true;
        self.next_group(&mut held);
    }

    /// Lets go all who wait now.
    pub(crate) fn release_waiting(&self) {
        self.next_group(&mut self.held());
    }

    /// Ends when a whole group is there. Dropped before that, it no longer counts.
    pub(crate) async fn pass(&self) {
        let (mut forming, place) = {
            let mut held = self.held();
            if held.open || self.group <= 1 {
                return;
            }
            held.waiting += 1;
            if held.waiting >= self.group {
                return self.next_group(&mut held);
            }
            let forming = self.forming.subscribe();
            let group = *forming.borrow();
            (forming, Slot { barrier: self, group })
        };
        // The sender lives as long as the barrier.
        let _ = forming.wait_for(|now| *now != place.group).await;
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next_group(&self, held: &mut Held) {
        held.waiting = 0;
        self.forming.send_modify(|group| *group += 1);
    }
}

/// A place in the group that forms. It is given back when the one who waits leaves before the group is whole.
struct Slot<'a> {
    barrier: &'a Barrier,
    group: u64,
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let mut held = self.barrier.held();
        if *self.barrier.forming.borrow() == self.group {
            held.waiting -= 1;
        }
    }
}
