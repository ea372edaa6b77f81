//! The errors of fetching.
//!
//! `Display` leaves out what `source()` returns: show an error with [`Chain`](crate::Chain).

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{StatusCode, Url};

/// The error of a fetcher that cannot be created.
///
/// ```
/// use std::sync::Arc;
/// use streamlings_pipeline::http::{Fetcher, FetcherSettings};
///
/// let settings = FetcherSettings { user_agent: "two\nlines".to_owned(), ..FetcherSettings::default() };
/// let error = Fetcher::new("posts", settings, None, Arc::new(())).unwrap_err();
/// assert_eq!(error.to_string(), "cannot create an HTTP client for posts with this User-Agent");
/// ```
#[derive(Debug, thiserror::Error)]
#[error("cannot create an HTTP client for {source_name} with this User-Agent")]
pub struct SetupError {
    /// The name of the source.
    pub source_name: Arc<str>,
    /// The error of the client.
    pub source: reqwest::Error,
}

/// The error of a page that could not be fetched, after all retries.
///
/// `Display` lists every attempt with its cause. An attempt is not a cause of this error, so `source()` returns `None`.
///
/// ```
/// # use std::sync::Arc;
/// # use streamlings_pipeline::http::{Fetcher, FetcherSettings, GiveUpReason};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = api_server::ApiServer::start(api_server::Config::new())?;
/// let fetcher = Fetcher::new("posts", FetcherSettings::default(), None, Arc::new(()))?;
/// let error = fetcher.get(&server.url_of("/posts/0").parse()?).await.unwrap_err();
/// assert_eq!(error.reason, GiveUpReason::NotRetryable);
/// assert_eq!(error.attempts[0].to_string(), "the server responded with 404 Not Found");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, thiserror::Error)]
#[error("GET {url} failed: {reason}{}", list(attempts))]
pub struct FetchError {
    /// The URL of the page.
    pub url: Url,
    /// The reason why there was no further attempt.
    pub reason: GiveUpReason,
    /// The errors of all attempts, the first one first. Empty if the server had asked for a pause before the first one.
    pub attempts: Vec<AttemptError>,
}

/// The reason why a request is not tried again.
///
/// ```
/// use std::time::Duration;
/// use streamlings_pipeline::http::GiveUpReason;
///
/// let reason = GiveUpReason::WaitTooLong { requested: Duration::from_secs(90), max: Duration::from_secs(60) };
/// let text = "the server asks for a pause of 90 s, and the limit is 60 s; try again later";
/// assert_eq!(reason.to_string(), text);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GiveUpReason {
    /// The same request would fail again.
    #[error("a retry would not help")]
    NotRetryable,
    /// The request has used all its retries.
    #[error("the retries of this request are used up")]
    RetriesExhausted,
    /// The requests of this source have used their [`RetryBudget`](super::RetryBudget).
    #[error("too many requests of this source fail, and its retry budget is used up")]
    BudgetExhausted,
    /// The server asks for a longer pause than the settings allow.
    #[error(
        "the server asks for a pause of {:.0} s, and the limit is {:.0} s; try again later",
        requested.as_secs_f64().ceil(), max.as_secs_f64()
    )]
    WaitTooLong {
        /// The pause that the server asks for.
        requested: Duration,
        /// The limit: [`FetcherSettings::max_wait`](super::FetcherSettings::max_wait).
        max: Duration,
    },
}

/// The error of one attempt.
///
/// ```
/// use std::time::Duration;
/// use streamlings_pipeline::http::AttemptError;
///
/// let error = AttemptError::Timeout { after: Duration::from_secs(30) };
/// assert_eq!(error.to_string(), "the request timed out after 30.0 s");
/// assert!(error.is_transient());
/// assert!(!AttemptError::TooLarge { max_bytes: 1024 }.is_transient());
/// ```
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AttemptError {
    /// The request cannot be sent: its scheme is not supported, or the redirects never end.
    #[error("cannot send the request")]
    Request(#[source] Arc<reqwest::Error>),
    /// The connection could not be made, or ended before the response began.
    #[error("the connection failed")]
    Connection(#[source] Arc<reqwest::Error>),
    /// The connection, or the last byte of the response, did not arrive in time.
    #[error("the request timed out after {:.1} s", after.as_secs_f64())]
    Timeout {
        /// [`FetcherSettings::timeout`](super::FetcherSettings::timeout), or `connect_timeout` if there was no connection.
        after: Duration,
    },
    /// The server did not respond with success.
    #[error("the server responded with {status}")]
    Status {
        /// The status of the response.
        status: StatusCode,
        /// The pause that the server asks for, in `Retry-After` or, if the client has no requests left, in
        /// `X-RateLimit-Reset`.
        wait: Option<Duration>,
    },
    /// The body broke off.
    #[error("the body broke off")]
    Body(#[source] Arc<reqwest::Error>),
    /// The body is larger than the settings allow.
    #[error("the body is larger than {max_bytes} bytes")]
    TooLarge {
        /// The limit: [`FetcherSettings::max_body_bytes`](super::FetcherSettings::max_body_bytes).
        max_bytes: usize,
    },
}

impl AttemptError {
    /// Returns whether the same request may succeed next time.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Timeout { .. } | Self::Connection(_) | Self::Body(_) => true,
            // Over its rate limit GitHub responds with 403, and says when the limit ends.
            Self::Status { status: StatusCode::FORBIDDEN, wait } => wait.is_some(),
            // 304 is an error only if it is not about the cached page: the next attempt has no condition.
            Self::Status { status, .. } => [
                StatusCode::NOT_MODIFIED,
                StatusCode::TOO_MANY_REQUESTS,
                StatusCode::BAD_GATEWAY,
                StatusCode::SERVICE_UNAVAILABLE,
                StatusCode::GATEWAY_TIMEOUT,
            ]
            .contains(status),
            Self::Request(_) | Self::TooLarge { .. } => false,
        }
    }

    /// Returns the kind of the error as one word, for counters: `timeout`, `status`, ...
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Request(_) => "request",
            Self::Connection(_) => "connection",
            Self::Timeout { .. } => "timeout",
            Self::Status { .. } => "status",
            Self::Body(_) => "body",
            Self::TooLarge { .. } => "too_large",
        }
    }
}

/// The error of one page of many.
///
/// ```
/// # use std::{pin::pin, sync::Arc};
/// # use futures::TryStreamExt as _;
/// # use streamlings_pipeline::http::{CancellationToken, Fetcher, FetcherSettings};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = api_server::ApiServer::start(api_server::Config::new())?;
/// # let fetcher = Fetcher::new("posts", FetcherSettings::default(), None, Arc::new(()))?;
/// let first = server.url_of("/posts/0").parse()?;
/// let mut pages = pin!(fetcher.pages(first, |page| page.link("next"), 0, CancellationToken::new()));
/// let error = pages.try_next().await.unwrap_err();
/// assert_eq!(error.to_string(), "cannot fetch page 1");
/// assert_eq!(error.source.attempts.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, thiserror::Error)]
#[error("cannot fetch page {number}")]
pub struct PageError {
    /// The number of the page. The first one is 1.
    pub number: u64,
    /// The error of the request.
    pub source: FetchError,
}

/// Returns all attempts in one line, each with its root cause. The causes in between repeat the URL.
fn list(attempts: &[AttemptError]) -> String {
    let line = |(number, error): (usize, &AttemptError)| match root_cause(error) {
        Some(cause) => format!("{number}. {error} ({cause})"),
        None => format!("{number}. {error}"),
    };
    let lines: Vec<String> = (1..).zip(attempts).map(line).collect();
    if lines.is_empty() { String::new() } else { format!(": {}", lines.join("; ")) }
}

fn root_cause(error: &dyn Error) -> Option<&dyn Error> {
    let mut root = error.source()?;
    while let Some(source) = root.source() {
        root = source;
    }
    Some(root)
}
