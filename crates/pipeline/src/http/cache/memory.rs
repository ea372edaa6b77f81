//! The default cache, in the memory of this process.

use std::fmt;
use std::time::Duration;

use futures::future::{self, BoxFuture};
use parking_lot::Mutex;
use quick_cache::Weighter;
use quick_cache::unsync;

use super::{Cache, CacheError, Entry};

/// The usual size of a page. The list of entries is allocated for pages of this size.
const USUAL_PAGE_BYTES: usize = 32 * 1024;

type Entries = unsync::Cache<String, Entry, BySize>;

/// A cache in memory with a limit in bytes. It forgets rarely used entries first, and ends with the process.
///
/// ```
/// use std::sync::Arc;
/// use streamlings_pipeline::http::{Fetcher, FetcherSettings, MemoryCache};
///
/// let cache = Arc::new(MemoryCache::new(1024 * 1024));
/// let fetcher = Fetcher::new("posts", FetcherSettings::default(), Some(cache.clone()), Arc::new(()))?;
/// assert_eq!(cache.bytes(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct MemoryCache {
    // Not sharded: a shard would have only its part of the bytes, and no room for a large page.
    entries: Mutex<Entries>,
}

impl MemoryCache {
    /// Creates an empty cache with room for this many bytes.
    pub fn new(max_bytes: usize) -> Self {
        let entries = Entries::with_weighter(max_bytes / USUAL_PAGE_BYTES, max_bytes as u64, BySize);
        Self { entries: Mutex::new(entries) }
    }

    /// Returns about how many bytes the entries take now.
    pub fn bytes(&self) -> u64 {
        self.entries.lock().weight()
    }
}

impl Default for MemoryCache {
    /// Creates an empty cache with room for 16 MiB.
    fn default() -> Self {
        Self::new(16 * 1024 * 1024)
    }
}

impl Cache for MemoryCache {
    fn is_shared(&self) -> bool {
        false
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, CacheError>> {
        Box::pin(future::ready(Ok(self.entries.lock().get(key).cloned())))
    }

    fn put<'a>(&'a self, key: &'a str, entry: Entry, _: Duration) -> BoxFuture<'a, Result<(), CacheError>> {
        self.entries.lock().insert(key.to_owned(), entry);
        Box::pin(future::ready(Ok(())))
    }
}

impl fmt::Debug for MemoryCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryCache").field("bytes", &self.bytes()).finish_non_exhaustive()
    }
}

#[derive(Clone)]
struct BySize;

impl Weighter<String, Entry> for BySize {
    fn weight(&self, key: &String, entry: &Entry) -> u64 {
        (key.len() + entry.size()) as u64
    }
}
