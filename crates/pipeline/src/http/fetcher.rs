//! The fetcher: leads a request through the cache, the rate limit and the retries.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use reqwest::{Client, StatusCode, Url};
use tokio::time::{Instant, sleep};

use super::attempt::send;
use super::budget::Budget;
use super::cache::{Cache, CachedRequest, CircuitBreaker};
use super::error::{AttemptError, FetchError, GiveUpReason, SetupError};
use super::limit::{Closed, Limiter};
use super::observe::{AttemptGuard, Observer, Outcome};
use super::page::Page;
use super::settings::FetcherSettings;
use super::single_flight::SingleFlight;

/// Fetches the pages of one source. A clone is cheap and shares everything: connections, rate limit, retries and cache.
///
/// ```
/// # use std::sync::Arc;
/// # use streamlings_pipeline::http::{Fetcher, FetcherSettings};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = api_server::ApiServer::start(api_server::Config::new())?;
/// let fetcher = Fetcher::new("posts", FetcherSettings::default(), None, Arc::new(()))?;
/// let page = fetcher.get(&server.url_of("/posts/1").parse()?).await?;
/// assert_eq!(page.status, 200);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Fetcher {
    shared: Arc<Shared>,
}

struct Shared {
    source: Arc<str>,
    client: Client,
    settings: FetcherSettings,
    limiter: Limiter,
    budget: Budget,
    cache: Option<CircuitBreaker>,
    in_flight: Arc<SingleFlight>,
    observer: Arc<dyn Observer>,
}

impl Fetcher {
    /// Creates a fetcher for the source with this name. Several fetchers can share a cache and an observer. Sends nothing.
    ///
    /// # Errors
    ///
    /// If the `User-Agent` is not a valid header, or the client cannot be initialized.
    pub fn new(
        source: impl Into<Arc<str>>,
        settings: FetcherSettings,
        cache: Option<Arc<dyn Cache>>,
        observer: Arc<dyn Observer>,
    ) -> Result<Self, SetupError> {
        let source_name = source.into();
        let client = Client::builder()
            .user_agent(&settings.user_agent)
            .connect_timeout(settings.connect_timeout)
            .timeout(settings.timeout);
        let client = if settings.use_proxy { client } else { client.no_proxy() };
        let client = client.build().map_err(|source| SetupError { source_name: Arc::clone(&source_name), source })?;
        let shared = Shared {
            source: source_name,
            client,
            limiter: Limiter::new(settings.rate, settings.max_wait),
            budget: Budget::new(settings.budget),
            cache: cache.map(CircuitBreaker::new),
            in_flight: Arc::default(),
            observer,
            settings,
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Fetches a page with `GET`.
    ///
    /// - Returns a fresh page from the cache. Revalidates a stale one, and returns it again if the server responds with 304.
    /// - Retries transient errors as the [settings](FetcherSettings) say: timeouts, failed connections, bodies that broke
    ///   off, and the statuses 429, 502, 503 and 504 (and 403, if the response says when the rate limit ends). The delay
    ///   before a retry is that of the policy, or the pause that the server asks for if that is longer.
    /// - Before every attempt, waits for the rate limit and for the end of the pause that the server has asked for.
    /// - Calls for the same page at the same time share one request (single flight).
    /// - When all calls for this page have dropped their future, the request is cancelled.
    ///
    /// # Errors
    ///
    /// The errors of all attempts, and the reason why there was no further one.
    pub async fn get(&self, url: &Url) -> Result<Page, FetchError> {
        let mut url = url.clone();
        // The fragment is never sent, so two URLs that differ only in it are the same page.
        url.set_fragment(None);
        let start = || Arc::clone(&self.shared).fetch(url.clone());
        self.shared.in_flight.join(&url, start).await
    }
}

impl Shared {
    async fn fetch(self: Arc<Self>, url: Url) -> Result<Page, FetchError> {
        let cache = self.cache.as_ref();
        let mut cached = cache.and_then(|cache| CachedRequest::new(cache, &url, &self.settings.headers));
        if let Some(cached) = &mut cached {
            let start = Instant::now();
            if let Some(page) = cached.fresh_page().await {
                self.guard(&url, 0, start).end(Outcome::FromCache);
                return Ok(page);
            }
        }

        self.budget.earn();
        let max = self.settings.max_wait;
        let mut delays = self.settings.retry.delays(rand::random());
        let mut attempts = Vec::new();
        let reason = loop {
            if let Err(Closed { remaining }) = self.limiter.pass().await {
                break GiveUpReason::WaitTooLong { requested: remaining, max };
            }
            let error = match self.attempt(&url, cached.as_mut(), attempts.len() as u32 + 1).await {
                Ok(page) => return Ok(page),
                Err(error) => error,
            };
            let is_transient = error.is_transient();
            attempts.push(error);
            if !is_transient {
                break GiveUpReason::NotRetryable;
            }
            if let Err(Closed { remaining }) = self.limiter.check() {
                break GiveUpReason::WaitTooLong { requested: remaining, max };
            }
            let Some(delay) = delays.next() else { break GiveUpReason::RetriesExhausted };
            if !self.budget.spend() {
                break GiveUpReason::BudgetExhausted;
            }
            // The pause that the server asks for runs at the same time: the limiter waits for the rest of it.
            sleep(delay).await;
        };
        Err(FetchError { url, reason, attempts })
    }

    /// Sends one request, and updates the cache with its response.
    async fn attempt(
        &self,
        url: &Url,
        cached: Option<&mut CachedRequest<'_>>,
        number: u32,
    ) -> Result<Page, AttemptError> {
        let mut headers = self.settings.headers.clone();
        headers.extend(cached.as_ref().map(|cached| cached.condition()).unwrap_or_default());
        let sent = SystemTime::now();
        let mut guard = self.guard(url, number, Instant::now());
        let answer = send(&self.client, url, headers, &self.settings, &self.limiter, &mut guard.bytes).await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                guard.end(Outcome::Failed(&error));
                return Err(error);
            }
        };
        // The time that the cache takes from here on is not the server's latency.
        guard.stop_clock();
        let status = answer.status;
        let is_new = status != StatusCode::NOT_MODIFIED;
        let page = match cached {
            Some(cached) => cached.update(answer, sent).await,
            None => is_new.then(|| answer.into()),
        };
        let error = AttemptError::Status { status, wait: None };
        guard.end(match page {
            Some(_) if is_new => Outcome::Fetched(status),
            Some(_) => Outcome::Revalidated,
            None => Outcome::Failed(&error),
        });
        page.ok_or(error)
    }

    fn guard<'a>(&'a self, url: &'a Url, number: u32, start: Instant) -> AttemptGuard<'a> {
        AttemptGuard::new(&*self.observer, &self.source, url, number, start)
    }
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher").field("source", &self.shared.source).finish_non_exhaustive()
    }
}
