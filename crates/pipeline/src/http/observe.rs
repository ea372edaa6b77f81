//! Every attempt is told: the summary, progress bars and metrics hang on this.

use std::time::Duration;

use reqwest::{StatusCode, Url};
use tokio::time::Instant;

use super::error::AttemptError;

/// Is told of every attempt, when it has ended.
///
/// It is called where the page is fetched, possibly on several threads at a time, and should return soon.
pub trait Observer: Send + Sync {
    /// An attempt has ended, in whatever way, or the cache has answered.
    fn attempt(&self, attempt: &Attempt<'_>);
}

/// Nobody.
impl Observer for () {
    fn attempt(&self, _: &Attempt<'_>) {}
}

impl<F: Fn(&Attempt<'_>) + Send + Sync> Observer for F {
    fn attempt(&self, attempt: &Attempt<'_>) {
        self(attempt);
    }
}

/// One attempt to fetch a page.
#[derive(Clone, Debug)]
pub struct Attempt<'a> {
    /// The name of the source.
    pub source: &'a str,
    /// What was asked for.
    pub url: &'a Url,
    /// 1 for the first attempt of a request, 2 for its first retry. 0 where the cache answered: nothing was sent.
    pub number: u32,
    /// How it ended.
    pub outcome: Outcome<'a>,
    /// The bytes of the body that came over the network, also of one that broke off.
    pub bytes: u64,
    /// From the sending of the request, on tokio's clock. It does not contain waits before that, such as for the rate
    /// limit.
    pub latency: Duration,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'a> {
    /// With a whole page.
    Fetched(StatusCode),
    /// The server says that what is in the cache is still good (304).
    Revalidated,
    /// The cache had a fresh page; the server was not asked.
    FromCache,
    /// It failed.
    Failed(&'a AttemptError),
    /// Nobody waits for it any more.
    Dropped,
}

/// Tells the observer how an attempt ended, also when that is by being dropped.
pub(super) struct Telling<'a> {
    observer: &'a dyn Observer,
    source: &'a str,
    url: &'a Url,
    number: u32,
    start: Instant,
    /// How long it took, once that is known.
    latency: Option<Duration>,
    pub(super) bytes: u64,
    told: bool,
}

impl<'a> Telling<'a> {
    pub(super) fn of(observer: &'a dyn Observer, source: &'a str, url: &'a Url, number: u32, start: Instant) -> Self {
        Self { observer, source, url, number, start, latency: None, bytes: 0, told: false }
    }

    /// The answer is there, whole.
    pub(super) fn stop(&mut self) {
        self.latency = Some(self.start.elapsed());
    }

    pub(super) fn end(mut self, outcome: Outcome<'_>) {
        self.tell(outcome);
        self.told = true;
    }

    fn tell(&self, outcome: Outcome<'_>) {
        let &Self { observer, source, url, number, start, latency, bytes, .. } = self;
        let latency = latency.unwrap_or_else(|| start.elapsed());
        observer.attempt(&Attempt { source, url, number, outcome, bytes, latency });
    }
}

impl Drop for Telling<'_> {
    fn drop(&mut self) {
        if !self.told {
            self.tell(Outcome::Dropped);
        }
    }
}
