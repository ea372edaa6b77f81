//! The way of a request: through the cache, past the rate limit, and again where that may help.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use reqwest::{Client, StatusCode, Url};
use tokio::time::{Instant, sleep};

use super::attempt::send;
use super::budget::Budget;
use super::cache::{Cache, Careful, Slot};
use super::error::{AttemptError, FetchError, GivenUp, SetupError};
use super::flight::Flights;
use super::limit::{Closed, Limiter};
use super::observe::{Observer, Outcome, Telling};
use super::page::Page;
use super::settings::Settings;

/// Fetches the pages of one source. Clones are cheap, and share all: connections, rate limit, retries and cache.
#[derive(Clone)]
pub struct Fetcher {
    shared: Arc<Shared>,
}

struct Shared {
    source: Arc<str>,
    client: Client,
    settings: Settings,
    limiter: Limiter,
    budget: Budget,
    cache: Option<Careful>,
    flights: Arc<Flights>,
    observer: Arc<dyn Observer>,
}

impl Fetcher {
    /// A fetcher for a source, which is told by its name. Several may share a cache and an observer. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// The User-Agent is none that can be sent, or the system lacks what a client needs.
    pub fn new(
        source: impl Into<Arc<str>>,
        settings: Settings,
        cache: Option<Arc<dyn Cache>>,
        observer: Arc<dyn Observer>,
    ) -> Result<Self, SetupError> {
        let source = source.into();
        let client = Client::builder()
            .user_agent(&settings.user_agent)
            .connect_timeout(settings.connect_timeout)
            .timeout(settings.timeout);
        let client = if settings.use_proxy { client } else { client.no_proxy() };
        let client = client.build().map_err(|cause| SetupError { source_name: Arc::clone(&source), cause })?;
        let shared = Shared {
            source,
            client,
            limiter: Limiter::new(settings.rate, settings.longest_wait),
            budget: Budget::new(settings.budget),
            cache: cache.map(Careful::new),
            flights: Arc::default(),
            observer,
            settings,
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The name of the source.
    pub fn source(&self) -> &str {
        &self.shared.source
    }

    /// Fetches a page, with `GET`.
    ///
    /// - A fresh page in the cache is the answer; a stale one is revalidated, and given again if the server says 304.
    /// - What may pass is tried again, as the [settings](Settings) say: timeouts, failed connections, bodies that broke off,
    ///   and the statuses 429, 502, 503 and 504 (and 403 where the server tells when its limit ends). The wait is the one of
    ///   the policy, or what the server asks for where that is longer.
    /// - Every attempt waits for the rate limit first, and for the end of the time in which the server wants no requests.
    /// - Who asks for the same page while it is being fetched gets the same answer: only one request is sent.
    /// - When it is dropped (by all who wait for this page), the request is given up.
    ///
    /// # Errors
    ///
    /// What went wrong in each attempt, and why there was no other.
    pub async fn get(&self, url: &Url) -> Result<Page, FetchError> {
        let mut url = url.clone();
        // It is never sent, so it tells no two pages apart.
        url.set_fragment(None);
        let begin = || Arc::clone(&self.shared).fetch(url.clone());
        self.shared.flights.join(&url, begin).await
    }
}

impl Shared {
    async fn fetch(self: Arc<Self>, url: Url) -> Result<Page, FetchError> {
        let cache = self.cache.as_ref();
        let mut slot = cache.and_then(|cache| Slot::of(cache, &url, &self.settings.headers));
        if let Some(slot) = &mut slot {
            let start = Instant::now();
            if let Some(page) = slot.look_up().await {
                self.telling(&url, 0, start).end(Outcome::FromCache);
                return Ok(page);
            }
        }

        self.budget.earn();
        let longest = self.settings.longest_wait;
        let mut delays = self.settings.retry.delays(rand::random());
        let mut attempts = Vec::new();
        let reason = loop {
            if let Err(Closed { for_another }) = self.limiter.pass().await {
                break GivenUp::AskedToWait { asked: for_another, longest };
            }
            let error = match self.attempt(&url, slot.as_mut(), attempts.len() as u32 + 1).await {
                Ok(page) => return Ok(page),
                Err(error) => error,
            };
            let may_pass = error.may_pass();
            attempts.push(error);
            if !may_pass {
                break GivenUp::Final;
            }
            if let Err(Closed { for_another }) = self.limiter.check() {
                break GivenUp::AskedToWait { asked: for_another, longest };
            }
            let Some(delay) = delays.next() else { break GivenUp::Retries };
            if !self.budget.spend() {
                break GivenUp::Budget;
            }
            // What the server asks for passes meanwhile: the limiter waits for the rest of it.
            sleep(delay).await;
        };
        Err(FetchError { url, reason, attempts })
    }

    /// One request, and what its answer means for the cache.
    async fn attempt(&self, url: &Url, slot: Option<&mut Slot<'_>>, number: u32) -> Result<Page, AttemptError> {
        let mut headers = self.settings.headers.clone();
        headers.extend(slot.as_ref().map(|slot| slot.condition()).unwrap_or_default());
        let sent = SystemTime::now();
        let mut telling = self.telling(url, number, Instant::now());
        let answer = send(&self.client, url, headers, &self.settings, &self.limiter, &mut telling.bytes).await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                telling.end(Outcome::Failed(&error));
                return Err(error);
            }
        };
        // What the cache does from here on is not the server's latency.
        telling.stop();
        let status = answer.status;
        let is_new = status != StatusCode::NOT_MODIFIED;
        let page = match slot {
            Some(slot) => slot.settle(answer, sent).await,
            None => is_new.then(|| answer.into()),
        };
        let error = AttemptError::Status { status, wait: None };
        telling.end(match page {
            Some(_) if is_new => Outcome::Fetched(status),
            Some(_) => Outcome::Revalidated,
            None => Outcome::Failed(&error),
        });
        page.ok_or(error)
    }

    fn telling<'a>(&'a self, url: &'a Url, number: u32, start: Instant) -> Telling<'a> {
        Telling::of(&*self.observer, &self.source, url, number, start)
    }
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher").field("source", &self.shared.source).finish_non_exhaustive()
    }
}
