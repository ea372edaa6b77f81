//! What is kept of earlier answers, and the caches that keep it.

mod careful;
mod entry;
mod memory;
mod redis;
mod slot;

use std::fmt;
use std::time::Duration;

use futures::future::BoxFuture;

pub(super) use careful::Careful;
pub use entry::Entry;
pub use memory::MemoryCache;
pub use redis::RedisCache;
pub(super) use slot::Slot;

/// Keeps answers. Several fetchers may share one.
///
/// What may be kept, for how long it is fresh and whether it answers a request is not its business: it finds by its key what
/// was put there, or nothing. It may forget anything at any time. When it fails, or takes longer than a second, pages are
/// fetched as if there were none, and it is left alone for a while.
pub trait Cache: fmt::Debug + Send + Sync {
    /// Whether others read it as well. Such a cache gets nothing that is private, or that was asked for with credentials.
    fn is_shared(&self) -> bool;

    /// What was put last under this key, if it is still there.
    ///
    /// # Errors
    ///
    /// The cache is out of reach, or what it has under this key is no entry.
    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, CacheError>>;

    /// Keeps an entry, instead of what is there under this key. After `keep` it is of no use to anybody.
    ///
    /// # Errors
    ///
    /// The cache is out of reach, or takes no more.
    fn put<'a>(&'a self, key: &'a str, entry: Entry, keep: Duration) -> BoxFuture<'a, Result<(), CacheError>>;
}

/// A cache could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// The address of the cache is none.
    #[error("{address:?} is no address of a Redis server: give one such as redis://127.0.0.1:6379/ ({cause})")]
    Address {
        /// What was given.
        address: String,
        /// What is wrong with it.
        #[source]
        cause: ::redis::RedisError,
    },
    /// Redis is out of reach, or refuses.
    #[error("Redis does not answer as it should: {0}")]
    Redis(#[from] ::redis::RedisError),
    /// What was kept is not what this version keeps.
    #[error("what is kept cannot be read: {0}")]
    Unreadable(String),
    /// It does not answer.
    #[error("it did not answer within {0:?}")]
    Slow(Duration),
}
