//! The cache of pages.

mod cached_request;
mod circuit_breaker;
mod entry;
mod memory;
mod redis;

use std::fmt;
use std::time::Duration;

use futures::future::BoxFuture;

pub(super) use cached_request::CachedRequest;
pub(super) use circuit_breaker::CircuitBreaker;
pub use entry::Entry;
pub use memory::MemoryCache;
pub use redis::RedisCache;

/// A cache of responses. Several fetchers can share one.
///
/// A cache stores an entry under a key and returns it, and may forget any entry at any time. The fetcher decides what may be
/// stored, how long it is fresh, and whether it answers a request. If the cache fails or takes longer than a second, a
/// circuit breaker opens, and pages are fetched without the cache for a while.
///
/// ```
/// use std::time::Duration;
/// use futures::future::{self, BoxFuture, FutureExt as _};
/// use streamlings_pipeline::http::{Cache, CacheError, Entry};
///
/// /// Forgets everything at once.
/// #[derive(Debug)]
/// struct Forgetful;
///
/// impl Cache for Forgetful {
///     fn is_shared(&self) -> bool {
///         false
///     }
///
///     fn get<'a>(&'a self, _key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, CacheError>> {
///         future::ready(Ok(None)).boxed()
///     }
///
///     fn put<'a>(&'a self, _: &'a str, _: Entry, _: Duration) -> BoxFuture<'a, Result<(), CacheError>> {
///         future::ready(Ok(())).boxed()
///     }
/// }
/// ```
pub trait Cache: fmt::Debug + Send + Sync {
    /// Returns whether other users read this cache, too. A shared cache gets no private responses, and none to requests with
    /// credentials.
    fn is_shared(&self) -> bool;

    /// Returns the entry under this key, or `None` if there is none.
    ///
    /// # Errors
    ///
    /// If the cache cannot be reached, or the stored bytes are not an entry.
    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, CacheError>>;

    /// Stores an entry, replacing the one under this key. After `time_to_live` the entry is useless and can be removed.
    ///
    /// # Errors
    ///
    /// If the cache cannot be reached, or does not take the entry.
    fn put<'a>(&'a self, key: &'a str, entry: Entry, time_to_live: Duration) -> BoxFuture<'a, Result<(), CacheError>>;
}

/// The error of a cache.
///
/// ```
/// use streamlings_pipeline::http::{CacheError, RedisCache};
///
/// let error = RedisCache::new("http://127.0.0.1/").unwrap_err();
/// assert!(matches!(&error, CacheError::Url { url, .. } if url == "http://127.0.0.1/"));
/// assert!(error.to_string().ends_with("expected one such as redis://127.0.0.1:6379/"));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// The URL is not that of a Redis server.
    #[error("invalid Redis URL {url:?}: expected one such as redis://127.0.0.1:6379/")]
    Url {
        /// The URL.
        url: String,
        /// The error of the Redis client.
        source: ::redis::RedisError,
    },
    /// Redis cannot be reached, or has refused a command.
    #[error("the request to Redis failed")]
    Redis(#[from] ::redis::RedisError),
    /// An entry does not parse, or cannot be serialized. Its text is the reason.
    #[error("invalid cache entry: {0}")]
    InvalidEntry(String),
    /// The cache did not answer in time.
    #[error("the cache did not answer within {0:?}")]
    Timeout(Duration),
}
