//! The entry of a cache: one response.

use bytes::Bytes;
use http_cache_semantics::CachePolicy;

use super::CacheError;

/// A response with its caching policy, which decides how long and for which requests it is valid.
///
/// ```
/// # use std::{error::Error, sync::{Arc, Mutex}, time::Duration};
/// # use futures::future::{self, BoxFuture, FutureExt as _};
/// # use streamlings_pipeline::http::{Cache, CacheError, Entry, Fetcher, FetcherSettings};
/// # /// Stores only the last entry.
/// # #[derive(Debug, Default)]
/// # struct Last(Mutex<Option<Entry>>);
/// # impl Cache for Last {
/// #     fn is_shared(&self) -> bool {
/// #         false
/// #     }
/// #     fn get<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Entry>, CacheError>> {
/// #         future::ready(Ok(None)).boxed()
/// #     }
/// #     fn put<'a>(&'a self, _: &'a str, entry: Entry, _: Duration) -> BoxFuture<'a, Result<(), CacheError>> {
/// #         *self.0.lock().unwrap() = Some(entry);
/// #         future::ready(Ok(())).boxed()
/// #     }
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn Error>> {
/// # let server = api_server::ApiServer::start(api_server::Config::new())?;
/// # let cache = Arc::new(Last::default());
/// # let fetcher = Fetcher::new("posts", FetcherSettings::default(), Some(cache.clone()), Arc::new(()))?;
/// let page = fetcher.get(&server.url_of("/posts/1").parse()?).await?;
/// // The fetcher has put the page into its cache.
/// let entry: Entry = cache.0.lock().unwrap().take().expect("a post can be stored");
/// assert!(entry.size() > page.body.len());
///
/// let parsed = Entry::from_bytes(entry.to_bytes()?.into())?;
/// assert_eq!(parsed.size(), entry.size());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Entry {
    pub(super) policy: CachePolicy,
    pub(super) body: Bytes,
}

/// The size of the length prefix before the serialized policy.
const PREFIX_BYTES: usize = size_of::<u32>();

impl Entry {
    /// Returns about how many bytes of memory the entry takes. The headers, of which there are few, are an estimate.
    pub fn size(&self) -> usize {
        const HEADER_BYTES: usize = 2048;
        HEADER_BYTES + self.body.len()
    }

    /// Serializes the entry, for a cache outside this process.
    ///
    /// # Errors
    ///
    /// If the headers cannot be serialized as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CacheError> {
        let policy = serde_json::to_vec(&self.policy).map_err(|error| CacheError::InvalidEntry(error.to_string()))?;
        let length = u32::try_from(policy.len()).map_err(|error| CacheError::InvalidEntry(error.to_string()))?;
        Ok([&length.to_le_bytes(), &policy[..], &self.body].concat())
    }

    /// Parses the bytes that [`to_bytes`](Self::to_bytes) has returned.
    ///
    /// ```
    /// use streamlings_pipeline::http::Entry;
    ///
    /// let error = Entry::from_bytes("of an old version".into()).unwrap_err();
    /// assert_eq!(error.to_string(), "invalid cache entry: it ends too early");
    /// ```
    ///
    /// # Errors
    ///
    /// If the bytes are not an entry, or are one of another version.
    pub fn from_bytes(mut bytes: Bytes) -> Result<Self, CacheError> {
        let too_short = || CacheError::InvalidEntry("it ends too early".to_owned());
        let length = bytes.first_chunk::<PREFIX_BYTES>().ok_or_else(too_short)?;
        let end = PREFIX_BYTES.saturating_add(u32::from_le_bytes(*length) as usize);
        let policy = bytes.get(PREFIX_BYTES..end).ok_or_else(too_short)?;
        let policy = serde_json::from_slice(policy).map_err(|error| CacheError::InvalidEntry(error.to_string()))?;
        Ok(Self { policy, body: bytes.split_off(end) })
    }
}
