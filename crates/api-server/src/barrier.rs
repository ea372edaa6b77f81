//! A barrier: it holds requests until a whole group of them has arrived.

use parking_lot::Mutex;
use tokio::sync::watch;

/// A reusable barrier for groups of `size` requests.
///
/// Unlike [`tokio::sync::Barrier`] it can be opened from outside, and a request that is dropped while it waits no longer
/// counts. A barrier of size 0 or 1 holds nothing.
#[derive(Debug)]
pub(crate) struct Barrier {
    size: usize,
    state: Mutex<State>,
    /// The number of the group that is forming. All earlier groups have been released.
    generation: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct State {
    waiting: usize,
    open: bool,
}

impl Barrier {
    pub(crate) fn new(size: usize) -> Self {
        Self { size, state: Mutex::default(), generation: watch::Sender::new(0) }
    }

    /// Releases all requests that wait, and holds none from now on.
    pub(crate) fn open(&self) {
        let mut state = self.state.lock();
        state.open = true;
        self.release(&mut state);
    }

    /// Releases all requests that wait now.
    pub(crate) fn release_waiting(&self) {
        self.release(&mut self.state.lock());
    }

    /// Waits until the group is complete. A caller that is dropped before that leaves the group.
    pub(crate) async fn wait(&self) {
        let (mut generation, slot) = {
            let mut state = self.state.lock();
            if state.open || self.size <= 1 {
                return;
            }
            state.waiting += 1;
            if state.waiting >= self.size {
                return self.release(&mut state);
            }
            let generation = self.generation.subscribe();
            let joined = *generation.borrow();
            (generation, Slot { barrier: self, generation: joined })
        };
        // The sender lives as long as the barrier.
        let _ = generation.wait_for(|now| *now != slot.generation).await;
    }

    fn release(&self, state: &mut State) {
        state.waiting = 0;
        self.generation.send_modify(|generation| *generation += 1);
    }
}

/// A slot in the group that is forming. It is given back if its holder leaves before the group is complete.
struct Slot<'a> {
    barrier: &'a Barrier,
    generation: u64,
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let mut state = self.barrier.state.lock();
        if *self.barrier.generation.borrow() == self.generation {
            state.waiting -= 1;
        }
    }
}
