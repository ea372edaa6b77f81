//! Work in parallel, and cores that are kept busy.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

fn cores() -> usize {
    thread::available_parallelism().map_or(2, NonZeroUsize::get)
}

/// The number of programs of checks that run at once on a core: a wrong answer that blocks its thread keeps no core busy.
const PROGRAMS_PER_CORE: usize = 4;

/// Does `work` on each item, several at a time. Returns the results in the order of the items.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(items.len()));
    let worker = || {
        while let Some((index, item)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            items.get(index).map(|item| (index, item))
        } {
            let result = work(item);
            results.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
        }
    };
    thread::scope(|scope| {
        for _ in 0..(PROGRAMS_PER_CORE * cores()).min(items.len()) {
            scope.spawn(worker);
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Does `work` while two threads a core do nothing but use it.
pub(crate) fn on_a_busy_machine<R>(work: impl FnOnce() -> R) -> R {
    /// Ends the threads even if the work panics, because the scope waits for them.
    struct Stop<'s>(&'s AtomicBool);
    impl Drop for Stop<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let _stop = Stop(&is_over);
        for _ in 0..2 * cores() {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        work()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..100).collect();
        let doubled = map(&items, |item| {
            thread::yield_now();
            item * 2
        });
        assert_eq!(doubled, (0..200).step_by(2).collect::<Vec<_>>());
        assert!(map(&[], |item: &usize| *item).is_empty());
    }

    #[test]
    fn the_machine_is_idle_again_after_the_work() {
        // The scope would never end if a thread went on.
        assert_eq!(on_a_busy_machine(|| 7), 7);
    }
}
