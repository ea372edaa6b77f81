//! The time that a thread waits for a processor.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// The queue in which a thread waits until a processor is free. What a thread cannot do because of other programs is not
/// its fault.
#[derive(Debug)]
pub(super) struct ProcessorQueue {
    /// The file in which Linux counts this time. Other systems do not tell it.
    file: Option<PathBuf>,
}

impl ProcessorQueue {
    /// Returns the queue of the thread that calls this.
    pub(super) fn of_this_thread() -> ProcessorQueue {
        let thread = fs::read_link("/proc/thread-self").ok();
        ProcessorQueue { file: thread.map(|thread| PathBuf::from("/proc").join(thread).join("schedstat")) }
    }

    /// Returns how long the thread has waited in all, or nothing if the system does not tell it.
    pub(super) fn waited(&self) -> Duration {
        let text = self.file.as_ref().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
        Duration::from_nanos(waited_nanos(&text).unwrap_or_default())
    }
}

/// Reads the second of three numbers: the time on a processor, the time in the queue, and the number of turns.
fn waited_nanos(text: &str) -> Option<u64> {
    text.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_number_is_the_time_in_the_queue() {
        assert_eq!(waited_nanos("123 456 7\n"), Some(456));
        assert_eq!(waited_nanos(""), None);
        assert_eq!(waited_nanos("123 many"), None);
    }

    #[test]
    fn a_thread_on_a_system_that_tells_nothing_has_not_waited() {
        assert_eq!(ProcessorQueue { file: None }.waited(), Duration::ZERO);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn two_threads_for_one_processor_wait_for_each_other() {
        let queue = ProcessorQueue::of_this_thread();
        let before = queue.waited();
        let threads = 4 * std::thread::available_parallelism().map_or(4, std::num::NonZeroUsize::get);
        let is_over = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                        std::hint::spin_loop();
                    }
                });
            }
            // A system that does not count, as in some containers, says zero for ever.
            let mut rounds = 0_u64;
            while queue.waited() == before && rounds < 2_000_000_000 {
                rounds += 1_000_000;
                (0..1_000_000).for_each(|number| _ = std::hint::black_box(number));
            }
            is_over.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        let tells = fs::read_to_string("/proc/thread-self/schedstat").is_ok_and(|text| waited_nanos(&text) > Some(0));
        assert!(queue.waited() > before || !tells);
    }
}
