//! A circuit breaker around the cache: a cache that fails costs no page, and is left alone for a while.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::{Instant, timeout};

use super::{Cache, CacheError, Entry};
use crate::Chain;

/// The timeout of the cache. A cache that takes longer is slower than most servers.
const CACHE_TIMEOUT: Duration = Duration::from_secs(1);

/// The time for which the circuit stays open after a failure. A cache that is down costs one timeout in this time, and not
/// one for each page.
const OPEN_TIME: Duration = Duration::from_secs(10);

/// A cache whose failures count as misses. After a failure the circuit is open: the cache is not used until some time has
/// passed. Each time, there is one warning in the log.
#[derive(Debug)]
pub(crate) struct CircuitBreaker {
    cache: Arc<dyn Cache>,
    open_until: Mutex<Option<Instant>>,
}

impl CircuitBreaker {
    pub(crate) fn new(cache: Arc<dyn Cache>) -> Self {
        Self { cache, open_until: Mutex::default() }
    }

    pub(super) fn is_shared(&self) -> bool {
        self.cache.is_shared()
    }

    pub(super) async fn get(&self, key: &str) -> Option<Entry> {
        self.run(self.cache.get(key)).await.flatten()
    }

    pub(super) async fn put(&self, key: &str, entry: Entry, time_to_live: Duration) {
        self.run(self.cache.put(key, entry, time_to_live)).await;
    }

    /// Runs an operation of the cache. Returns `None` if the operation fails or the circuit is open.
    async fn run<T>(&self, operation: impl Future<Output = Result<T, CacheError>>) -> Option<T> {
        if self.is_open() {
            return None;
        }
        let error = match timeout(CACHE_TIMEOUT, operation).await {
            Ok(Ok(done)) => return Some(done),
            Ok(Err(error)) => error,
            Err(_) => CacheError::Timeout(CACHE_TIMEOUT),
        };
        if let CacheError::InvalidEntry(_) = error {
            // Only this entry is lost: the cache itself works.
            tracing::warn!("fetching a page without the cache: {}", Chain(&error));
        } else if !self.is_open() {
            // Other operations that failed meanwhile would only repeat the warning.
            *self.open_until.lock() = Some(Instant::now() + OPEN_TIME);
            tracing::warn!("fetching pages without the cache for {OPEN_TIME:?}: {}", Chain(&error));
        }
        None
    }

    fn is_open(&self) -> bool {
        self.open_until.lock().is_some_and(|until| Instant::now() < until)
    }
}

#[cfg(test)]
mod tests {
    use super::super::MemoryCache;
    use super::*;

    fn breaker() -> CircuitBreaker {
        CircuitBreaker::new(Arc::new(MemoryCache::default()))
    }

    /// Runs an operation that fails. Returns whether the circuit let it through.
    async fn is_let_through(breaker: &CircuitBreaker, error: CacheError) -> bool {
        let mut was_run = false;
        let operation = async {
            was_run = true;
            Err::<(), _>(error)
        };
        assert_eq!(breaker.run(operation).await, None);
        was_run
    }

    #[tokio::test(start_paused = true)]
    async fn opens_after_a_failure_and_closes_after_a_while() {
        let breaker = breaker();
        let failure = || CacheError::Timeout(CACHE_TIMEOUT);
        assert!(is_let_through(&breaker, failure()).await);
        tokio::time::advance(OPEN_TIME / 2).await;
        assert!(!is_let_through(&breaker, failure()).await);
        tokio::time::advance(OPEN_TIME / 2).await;
        assert_eq!(breaker.run(async { Ok(7) }).await, Some(7));
    }

    #[tokio::test(start_paused = true)]
    async fn a_cache_that_does_not_answer_costs_one_timeout() {
        let breaker = breaker();
        let start = Instant::now();
        for _ in 0..100 {
            assert_eq!(breaker.run(std::future::pending::<Result<(), _>>()).await, None);
        }
        assert_eq!(start.elapsed(), CACHE_TIMEOUT);
    }

    #[tokio::test(start_paused = true)]
    async fn an_invalid_entry_does_not_open_the_circuit() {
        let breaker = breaker();
        assert!(is_let_through(&breaker, CacheError::InvalidEntry(String::new())).await);
        assert!(is_let_through(&breaker, CacheError::InvalidEntry(String::new())).await);
    }
}
