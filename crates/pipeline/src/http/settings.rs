//! The settings of a fetcher.

use std::num::NonZeroU32;
use std::time::Duration;

use concurrent_fetch::Policy;
use reqwest::header::HeaderMap;

/// The settings of a [`Fetcher`](super::Fetcher). The default suits a public web API.
///
/// ```
/// # use std::time::Duration;
/// # use streamlings_pipeline::http::FetcherSettings;
/// let settings = FetcherSettings { timeout: Duration::from_secs(3), ..FetcherSettings::default() };
/// ```
#[derive(Clone, Debug)]
pub struct FetcherSettings {
    /// The `User-Agent` header. Some servers reject requests without one.
    pub user_agent: String,
    /// The headers of every request, such as `Accept`. If a value
    /// [is sensitive](reqwest::header::HeaderValue::set_sensitive), or the header is `Authorization` or `Cookie`, the
    /// responses are not stored in a shared cache.
    pub headers: HeaderMap,
    /// The timeout of a connection. It counts towards `timeout`, too.
    pub connect_timeout: Duration,
    /// The timeout of an attempt, from its start to the last byte of the body.
    pub timeout: Duration,
    /// The largest body. A larger one is an error as soon as that is known.
    pub max_body_bytes: usize,
    /// The number of retries of a request and the delays before them: exponential backoff with full jitter and a cap.
    pub retry: Policy,
    /// The number of retries that all requests of the source share.
    pub budget: RetryBudget,
    /// The longest pause that a server can ask for. If it asks for a longer one, the request fails at once.
    pub max_wait: Duration,
    /// The rate limit, retries included. `None` means no limit.
    pub rate: Option<Rate>,
    /// True if requests go through the proxy of the environment (`HTTP_PROXY` and similar variables).
    pub use_proxy: bool,
}

/// A rate limit: a number of requests in any span of a given length, wherever the span begins (a sliding window).
///
/// ```
/// # use std::{num::NonZeroU32, time::Duration};
/// # use streamlings_pipeline::http::{FetcherSettings, Rate};
/// let rate = Rate { requests: NonZeroU32::new(10).unwrap(), per: Duration::from_secs(1) };
/// let settings = FetcherSettings { rate: Some(rate), ..FetcherSettings::default() };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The number of requests. All of them can be sent at once.
    pub requests: NonZeroU32,
    /// The length of the span.
    pub per: Duration,
}

/// A token bucket of retries that all requests of a source share. It starts with `reserve` retries and never holds more;
/// requests refill it. So a broken server gets few more requests than a working one, and a short failure costs nothing.
///
/// ```
/// # use std::num::NonZeroU32;
/// # use streamlings_pipeline::http::{FetcherSettings, RetryBudget};
/// // At most 3 retries at the start, and later one for each 20 requests.
/// let budget = RetryBudget { requests_per_retry: NonZeroU32::new(20).unwrap(), reserve: 3 };
/// let settings = FetcherSettings { budget, ..FetcherSettings::default() };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryBudget {
    /// The number of requests that add one retry. With 5, at most a fifth of the requests plus the reserve are retried.
    pub requests_per_retry: NonZeroU32,
    /// The number of retries at the start. With 0 there are no retries at all.
    pub reserve: u32,
}

impl Default for FetcherSettings {
    /// Returns timeouts of ten seconds for an attempt and five for its connection; bodies of up to 32 MiB; four retries,
    /// with delays of at most 0.2, 0.4, 0.8 and 1.6 s; pauses of up to a minute; no rate limit; no proxy.
    fn default() -> Self {
        Self {
            user_agent: concat!("streamlings/", env!("CARGO_PKG_VERSION")).to_owned(),
            headers: HeaderMap::new(),
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(10),
            max_body_bytes: 32 * 1024 * 1024,
            retry: Policy { base: Duration::from_millis(200), cap: Duration::from_secs(5), retries: 4 },
            budget: RetryBudget::default(),
            max_wait: Duration::from_secs(60),
            rate: None,
            use_proxy: false,
        }
    }
}

impl Default for RetryBudget {
    /// Returns a fifth of the requests, plus ten.
    fn default() -> Self {
        Self { requests_per_retry: NonZeroU32::MIN.saturating_add(4), reserve: 10 }
    }
}
