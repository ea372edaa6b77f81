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
        if let CacheError::Unreadable(_) = error {
            // Only this entry is lost: the cache itself is well.
            tracing::warn!("a page is fetched as if it were not in the cache: {error}");
        } else if !self.rests() {
            // Others that failed meanwhile have nothing to add.
            *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + REST);
            tracing::warn!("pages are fetched without the cache for the next {REST:?}: {error}");
        }
        None
    }

    fn rests(&self) -> bool {
        let until = *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn failing(careful: &Careful, error: CacheError) -> bool {
        let mut asked = false;
        let work = async {
            asked = true;
            Err::<(), _>(error)
        };
        assert_eq!(careful.tolerate(work).await, None);
        asked
    }

    #[tokio::test(start_paused = true)]
    async fn a_cache_that_fails_is_left_alone_for_a_while() {
        let careful = Careful::new(Arc::new(super::super::MemoryCache::default()));
        let slow = || CacheError::Slow(PATIENCE);
        assert!(failing(&careful, slow()).await);
        tokio::time::advance(REST / 2).await;
        assert!(!failing(&careful, slow()).await);
        tokio::time::advance(REST / 2).await;
        assert_eq!(careful.tolerate(async { Ok(7) }).await, Some(7));
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_does_not_answer_is_not_waited_for() {
        let careful = Careful::new(Arc::new(super::super::MemoryCache::default()));
        let start = Instant::now();
        for _ in 0..100 {
            assert_eq!(careful.tolerate(std::future::pending::<Result<(), _>>()).await, None);
        }
        assert_eq!(start.elapsed(), PATIENCE);
    }

    #[tokio::test(start_paused = true)]
    async fn an_entry_that_cannot_be_read_is_only_one_entry() {
        let careful = Careful::new(Arc::new(super::super::MemoryCache::default()));
        assert!(failing(&careful, CacheError::Unreadable(String::new())).await);
        assert!(failing(&careful, CacheError::Unreadable(String::new())).await);
    }
}
