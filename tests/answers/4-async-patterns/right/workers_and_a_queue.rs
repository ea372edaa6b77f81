//! Task: digest_all
//! So many blocking workers, each of which takes the next input from a shared queue.

pub use solution::*;

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::task::JoinSet;

struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

pub async fn digest_all(
    inputs: Vec<Vec<u8>>,
    workers: NonZeroUsize,
    digest: impl Fn(&[u8]) -> u64 + Send + Sync + 'static,
) -> Vec<u64> {
    let length = inputs.len();
    let queue = Arc::new(Mutex::new(inputs.into_iter().enumerate()));
    let (digest, stop) = (Arc::new(digest), StopOnDrop(Arc::default()));
    let mut threads = JoinSet::new();
    for _ in 0..workers.get().min(length) {
        let (queue, digest, stopped) = (queue.clone(), digest.clone(), stop.0.clone());
        threads.spawn_blocking(move || {
            let mut done = Vec::new();
            while !stopped.load(Ordering::Relaxed) {
                let Some((index, input)) = queue.lock().unwrap().next() else { break };
                done.push((index, digest(&input)));
            }
            done
        });
    }
    let mut digests = vec![0; length];
    while let Some(ended) = threads.join_next().await {
        match ended {
            Ok(done) => done.into_iter().for_each(|(index, digest)| digests[index] = digest),
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
    digests
}
