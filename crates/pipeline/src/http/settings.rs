//! What a fetcher is made with.

use std::num::NonZeroU32;
use std::time::Duration;

use concurrent_fetch::Policy;
use reqwest::header::HeaderMap;

/// How the pages of a source are fetched. The default suits a public web API.
///
/// ```
/// # use std::time::Duration;
/// # use streamlings_pipeline::http::Settings;
/// let settings = Settings { timeout: Duration::from_secs(3), ..Settings::default() };
/// ```
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who asks. Some servers answer nobody who does not say it.
    pub user_agent: String,
    /// Sent with each request, such as `Accept`. A value that [is sensitive](reqwest::header::HeaderValue::set_sensitive),
    /// and `Authorization` and `Cookie` in any case, keep the answers out of every cache that others read.
    pub headers: HeaderMap,
    /// How long a connection may take. It counts towards `timeout`, too.
    pub connect_timeout: Duration,
    /// How long an attempt may take, from its start to the last byte of its body.
    pub timeout: Duration,
    /// A body of more bytes is an error, as soon as that is known.
    pub most_bytes: usize,
    /// How many retries a request has at most, and how long they wait: exponentially longer, with full jitter and a cap.
    pub retry: Policy,
    /// How many retries all requests of the source have together.
    pub budget: RetryBudget,
    /// Where a server asks for a longer wait than this, there is none: the request fails at once, and says so.
    pub longest_wait: Duration,
    /// How many requests are sent in which time at most, retries included. `None` is as many as there are.
    pub rate: Option<Rate>,
    /// Whether the proxy of the system's environment (`HTTP_PROXY` and the like) is asked.
    pub use_proxy: bool,
}

/// So many requests in any span of this length, wherever it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The requests. They may be sent all at once.
    pub requests: NonZeroU32,
    /// The length of the span.
    pub per: Duration,
}

/// A bucket of retries that all requests of a source share. It begins with `reserve` and never has more; every so many
/// requests add one. So a server that is broken gets hardly more requests than a whole one, while a hiccup costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryBudget {
    /// How many requests add one retry: with 5, retries are at most a fifth of the requests, plus the reserve.
    pub requests_per_retry: NonZeroU32,
    /// The retries that are there from the beginning. With 0 there are none, ever.
    pub reserve: u32,
}

impl Default for Settings {
    /// Ten seconds an attempt, half of them for the connection; 32 MiB; four retries after at most 0.2, 0.4, 0.8 and
    /// 1.6 s; waits of up to a minute; no rate limit; no proxy.
    fn default() -> Self {
        Self {
            user_agent: concat!("streamlings/", env!("CARGO_PKG_VERSION")).to_owned(),
            headers: HeaderMap::new(),
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(10),
            most_bytes: 32 * 1024 * 1024,
            retry: Policy { base: Duration::from_millis(200), cap: Duration::from_secs(5), retries: 4 },
            budget: RetryBudget::default(),
            longest_wait: Duration::from_secs(60),
            rate: None,
            use_proxy: false,
        }
    }
}

impl Default for RetryBudget {
    /// A fifth of the requests, plus ten.
    fn default() -> Self {
        Self { requests_per_retry: NonZeroU32::MIN.saturating_add(4), reserve: 10 }
    }
}
