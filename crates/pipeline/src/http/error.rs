//! What can go wrong, in sentences.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{StatusCode, Url};

/// A fetcher could not be made.
#[derive(Debug, thiserror::Error)]
#[error("no client can be made for the source {source_name}: {}; look at its User-Agent", innermost(cause))]
pub struct SetupError {
    /// The name of the source.
    pub source_name: Arc<str>,
    /// What the client says.
    #[source]
    pub cause: reqwest::Error,
}

/// A page could not be fetched, however often it was tried.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{url} could not be fetched: {reason}{}", listed(attempts))]
pub struct FetchError {
    /// What was asked for.
    pub url: Url,
    /// Why it was not tried again.
    pub reason: GivenUp,
    /// What went wrong in each attempt, the first one first. Without any, the server had asked for no more requests.
    pub attempts: Vec<AttemptError>,
}

/// Why a request was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GivenUp {
    /// The same request would fail again.
    #[error("trying again would not help")]
    Final,
    /// It has been tried again as often as a request may be.
    #[error("no retry is left for this request")]
    Retries,
    /// The requests of this source have been tried again too often: see [`RetryBudget`](super::RetryBudget).
    #[error("no retry is left for this source, as too many of its requests fail")]
    Budget,
    /// The server asks for a longer wait than is allowed.
    #[error(
        "the server wants no request for another {:.0} s, and {:.0} s is the longest wait; come back later, or allow more",
        asked.as_secs_f64().ceil(), longest.as_secs_f64()
    )]
    AskedToWait {
        /// For how long the server wants no request.
        asked: Duration,
        /// [`Settings::longest_wait`](super::Settings::longest_wait)
        longest: Duration,
    },
}

/// What went wrong in one attempt.
#[derive(Clone, Debug, thiserror::Error)]
pub enum AttemptError {
    /// The request could not be made: a scheme that is not supported, redirects without end.
    #[error("no request can be made: {}", innermost(.0))]
    Request(#[source] Arc<reqwest::Error>),
    /// There was no connection, or it ended before the answer began.
    #[error("the connection failed: {}", innermost(.0))]
    Connection(#[source] Arc<reqwest::Error>),
    /// The whole answer, or the connection, did not come in time.
    #[error("no whole answer came in time ({:.1} s)", after.as_secs_f64())]
    Timeout {
        /// [`Settings::timeout`](super::Settings::timeout), or `connect_timeout` where there was no connection.
        after: Duration,
    },
    /// The server answered, but not with success.
    #[error("the server answered {status}")]
    Status {
        /// What it answered.
        status: StatusCode,
        /// How long it wants no request, if it has said so: by `Retry-After`, or by `X-RateLimit-Reset` where no request is
        /// left.
        wait: Option<Duration>,
    },
    /// The answer began well, and its body broke off.
    #[error("the body broke off: {}", innermost(.0))]
    Body(#[source] Arc<reqwest::Error>),
    /// The body is larger than allowed.
    #[error("the body has more than {most} bytes, which is the most that is taken")]
    TooLarge {
        /// [`Settings::most_bytes`](super::Settings::most_bytes)
        most: usize,
    },
}

impl AttemptError {
    /// Whether the same request may do better the next time.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Timeout { .. } | Self::Connection(_) | Self::Body(_) => true,
            // GitHub answers 403 over its limit, and tells then when it ends.
            Self::Status { status: StatusCode::FORBIDDEN, wait } => wait.is_some(),
            // Nothing has changed since something else than what was kept: the next attempt is without a condition.
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

    /// One word for it, for counters: `timeout`, `status`, ...
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

/// A page of many could not be fetched.
#[derive(Clone, Debug, thiserror::Error)]
#[error("page {number}: {error}")]
pub struct PageError {
    /// Which page; the first one is 1.
    pub number: u64,
    /// What went wrong.
    #[source]
    pub error: FetchError,
}

/// The innermost cause says what happened; what is around it says only where.
fn innermost(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

fn listed(attempts: &[AttemptError]) -> String {
    let attempts: Vec<_> = (1..).zip(attempts).map(|(number, error)| format!("{number}. {error}")).collect();
    if attempts.is_empty() { String::new() } else { format!(": {}", attempts.join("; ")) }
}
