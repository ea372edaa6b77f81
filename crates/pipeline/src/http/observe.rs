//! The observer of request attempts. The summary, the progress bars and the metrics are made from what it sees.

use std::time::Duration;

use reqwest::{StatusCode, Url};
use tokio::time::Instant;

use super::error::AttemptError;

/// An observer that is notified of every attempt when it has ended.
///
/// It is called by the code that fetches, possibly on several threads at a time, and should return soon. A closure is an
/// observer, and so is `()`, which ignores every attempt.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use streamlings_pipeline::http::{Attempt, Observer};
///
/// #[derive(Default)]
/// struct Bytes(AtomicU64);
///
/// impl Observer for Bytes {
///     fn attempt(&self, attempt: &Attempt<'_>) {
///         self.0.fetch_add(attempt.bytes, Ordering::Relaxed);
///     }
/// }
/// ```
pub trait Observer: Send + Sync {
    /// Receives an attempt that has ended, or a page that the cache had.
    fn attempt(&self, attempt: &Attempt<'_>);
}

/// Ignores every attempt.
impl Observer for () {
    fn attempt(&self, _: &Attempt<'_>) {}
}

/// Calls the closure for every attempt.
impl<F: Fn(&Attempt<'_>) + Send + Sync> Observer for F {
    fn attempt(&self, attempt: &Attempt<'_>) {
        self(attempt);
    }
}

/// One attempt to fetch a page.
///
/// ```
/// # use std::time::Duration;
/// # use streamlings_pipeline::http::{Attempt, Observer as _, Outcome};
/// # use streamlings_pipeline::stats::Stats;
/// let url = "http://localhost/posts".parse()?;
/// let (outcome, latency) = (Outcome::Dropped, Duration::from_millis(20));
/// let retry = Attempt { source: "posts", url: &url, number: 2, outcome, bytes: 0, latency };
///
/// let stats = Stats::new(["posts"]);
/// stats.attempt(&retry);
/// assert_eq!(stats.snapshot()[0].1.retries, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Attempt<'a> {
    /// The name of the source.
    pub source: &'a str,
    /// The URL of the page.
    pub url: &'a Url,
    /// 1 for the first attempt of a request, 2 for its first retry, and 0 if the cache had the page and nothing was sent.
    pub number: u32,
    /// The way in which the attempt ended.
    pub outcome: Outcome<'a>,
    /// The bytes of the body that arrived over the network, even if the body broke off.
    pub bytes: u64,
    /// The time since the request was sent, on tokio's clock. It does not include waiting before that, such as for the rate
    /// limit.
    pub latency: Duration,
}

/// The outcome of an attempt.
///
/// ```
/// # use std::{sync::Arc, sync::atomic::{AtomicBool, Ordering}};
/// # use streamlings_pipeline::http::{Attempt, Fetcher, FetcherSettings, Outcome};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = api_server::ApiServer::start(api_server::Config::new())?;
/// let fetched = Arc::new(AtomicBool::new(false));
/// let observer = {
///     let fetched = Arc::clone(&fetched);
///     move |attempt: &Attempt<'_>| fetched.store(matches!(attempt.outcome, Outcome::Fetched(_)), Ordering::Relaxed)
/// };
/// let fetcher = Fetcher::new("posts", FetcherSettings::default(), None, Arc::new(observer))?;
/// fetcher.get(&server.url_of("/posts/1").parse()?).await?;
/// assert!(fetched.load(Ordering::Relaxed));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'a> {
    /// A whole page arrived.
    Fetched(StatusCode),
    /// The server says that the page in the cache is still valid (304).
    Revalidated,
    /// The cache had a fresh page, and no request was sent.
    FromCache,
    /// The attempt failed.
    Failed(&'a AttemptError),
    /// The attempt was cancelled: every future that waited for it was dropped.
    Dropped,
}

/// A guard that notifies the observer of one attempt, even if the attempt is dropped.
pub(super) struct AttemptGuard<'a> {
    observer: &'a dyn Observer,
    source: &'a str,
    url: &'a Url,
    number: u32,
    start: Instant,
    /// The latency, once the response has arrived.
    latency: Option<Duration>,
    pub(super) bytes: u64,
    is_notified: bool,
}

impl<'a> AttemptGuard<'a> {
    pub(super) fn new(observer: &'a dyn Observer, source: &'a str, url: &'a Url, number: u32, start: Instant) -> Self {
        Self { observer, source, url, number, start, latency: None, bytes: 0, is_notified: false }
    }

    /// Stops the clock: the whole response has arrived.
    pub(super) fn stop_clock(&mut self) {
        self.latency = Some(self.start.elapsed());
    }

    /// Notifies the observer that the attempt has ended.
    pub(super) fn end(mut self, outcome: Outcome<'_>) {
        self.notify(outcome);
        self.is_notified = true;
    }

    fn notify(&self, outcome: Outcome<'_>) {
        let &Self { observer, source, url, number, start, latency, bytes, .. } = self;
        let latency = latency.unwrap_or_else(|| start.elapsed());
        observer.attempt(&Attempt { source, url, number, outcome, bytes, latency });
    }
}

impl Drop for AttemptGuard<'_> {
    fn drop(&mut self) {
        if !self.is_notified {
            self.notify(Outcome::Dropped);
        }
    }
}
