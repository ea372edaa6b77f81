//! A cache that may fail without anybody noticing but in the log.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::{Cache, CacheError, Entry};

/// A cache that is slower than this is slower than most servers.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long a cache that has failed is left alone: one that is gone costs one wait in this time, not one each page.
const REST: Duration = Duration::from_secs(10);

/// Asks a cache, and takes its failures for misses. There is one warning for each time that it is left alone.
#[derive(Debug)]
pub(crate) struct Careful {
    cache: Arc<dyn Cache>,
    rests_until: Mutex<Option<Instant>>,
}

impl Careful {
    pub(crate) fn new(cache: Arc<dyn Cache>) -> Self {
        Self { cache, rests_until: Mutex::default() }
    }

    pub(super) fn is_shared(&self) -> bool {
        self.cache.is_shared()
    }

    pub(super) async fn get(&self, key: &str) -> Option<Entry> {
        self.tolerate(self.cache.get(key)).await.flatten()
    }

    pub(super) async fn put(&self, key: &str, entry: Entry, keep: Duration) {
        self.tolerate(self.cache.put(key, entry, keep)).await;
    }

    async fn tolerate<T>(&self, work: impl Future<Output = Result<T, CacheError>>) -> Option<T> {
        if self.rests() {
            return None;
        }
        let error = match timeout(PATIENCE, work).await {
            Ok(Ok(done)) => return Some(done),
            Ok(Err(error)) => error,
            Err(_) => CacheError::Slow(PATIENCE),
        };
        // Others that fail at the same time have nothing to add.
        let rested_before = self.rests();
        // Only this one entry cannot be read: the cache itself is well.
        let rest = if matches!(error, CacheError::Unreadable(_)) { Duration::ZERO } else { REST };
        *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + rest);
        if !rested_before {
            tracing::warn!("the cache fails, and pages are fetched without it for {rest:?}: {error}");
        }
        None
    }

    fn rests(&self) -> bool {
        let until = *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }
}
