//! The cache by default: in the memory of this process.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::{self, BoxFuture};
use quick_cache::Weighter;
use quick_cache::unsync;

use super::{Cache, CacheError, Entry};

/// A page of a web API has about this size. It decides how much is set aside for the list of entries at the beginning.
const USUAL_PAGE: usize = 32 * 1024;

type Entries = unsync::Cache<String, Entry, BySize>;

/// Keeps answers in memory, up to so many bytes. What is rarely asked for goes first. It ends with the process.
pub struct MemoryCache {
    // One map in one piece: with several, each could hold only its share of the bytes, and large pages none of them.
    entries: Mutex<Entries>,
}

impl MemoryCache {
    /// Room for so many bytes.
    pub fn new(most_bytes: usize) -> Self {
        let entries = Entries::with_weighter(most_bytes / USUAL_PAGE, most_bytes as u64, BySize);
        Self { entries: Mutex::new(entries) }
    }

    /// About how many bytes it holds now.
    pub fn bytes(&self) -> u64 {
        self.entries().weight()
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryCache {
    /// 16 MiB
    fn default() -> Self {
        Self::new(16 * 1024 * 1024)
    }
}

impl Cache for MemoryCache {
    fn is_shared(&self) -> bool {
        false
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, CacheError>> {
        Box::pin(future::ready(Ok(self.entries().get(key).cloned())))
    }

    fn put<'a>(&'a self, key: &'a str, entry: Entry, _: Duration) -> BoxFuture<'a, Result<(), CacheError>> {
        self.entries().insert(key.to_owned(), entry);
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
