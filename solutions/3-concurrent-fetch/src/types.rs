//! The errors of chapter 3, and the policy by which a fetch is tried again.

use std::error::Error;
use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Client, StatusCode};

/// Why a body could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The request could not be made: the address is none, or it leads from one redirect to the next for ever.
    #[error("no request can be made: {}", causes(.0))]
    Request(#[source] reqwest::Error),
    /// The server answered, but not with success.
    #[error("the server answered {status}")]
    Status {
        /// What it answered.
        status: StatusCode,
        /// How long to wait before the next attempt, if the server has said so. See [`retry_after`].
        retry_after: Option<Duration>,
    },
    /// The whole answer did not come within the client's time.
    #[error("no whole answer came in time")]
    Timeout,
    /// There was no connection, or it ended before the answer began.
    #[error("the connection failed: {}", causes(.0))]
    Connection(#[source] reqwest::Error),
    /// The answer began well, and its body broke off.
    #[error("the body broke off: {}", causes(.0))]
    Body(#[source] reqwest::Error),
}

/// Why a body could not be fetched, although it was tried again.
#[derive(Debug, thiserror::Error)]
#[error("given up after {} attempt{}: {}", .attempts.len(), if .attempts.len() == 1 { "" } else { "s" }, listed(.attempts))]
pub struct RetryError {
    /// What went wrong in each attempt, the first one first.
    pub attempts: Vec<FetchError>,
}

/// When and how often to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The longest delay before the first retry. It doubles with each one.
    pub base: Duration,
    /// No delay is longer than this.
    pub cap: Duration,
    /// How many retries there are at most, after the first attempt.
    pub retries: u32,
}

/// A client for this chapter: with a name, and with a bound on the time that a whole answer may take. reqwest sets
/// neither by itself.
///
/// It asks no proxy: all servers of this course are on your machine.
///
/// # Errors
///
/// If the system lacks what a client needs.
pub fn client(timeout: Duration) -> reqwest::Result<Client> {
    Client::builder().user_agent("streamlings").timeout(timeout).no_proxy().build()
}

/// What the `Retry-After` header asks for: a number of seconds, or a date, from which the time until then follows. A
/// date that is over is zero. What can't be read is nothing. (RFC 9110, 10.2.3.)
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// The innermost cause says what happened; what is around it says only where.
fn causes(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

fn listed(attempts: &[FetchError]) -> String {
    let attempts: Vec<String> =
        attempts.iter().enumerate().map(|(index, error)| format!("{}. {error}", index + 1)).collect();
    attempts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(value: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, value.parse().expect("a header"));
        retry_after(&headers)
    }

    #[test]
    fn retry_after_is_a_number_of_seconds_or_a_date() {
        assert_eq!(asked("120"), Some(Duration::from_secs(120)));
        assert_eq!(asked("Fri, 31 Dec 1999 23:59:59 GMT"), Some(Duration::ZERO));
        let in_an_hour = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3600));
        let until = asked(&in_an_hour).expect("a date can be read");
        assert!(until <= Duration::from_secs(3600) && until > Duration::from_secs(3500));
    }

    #[test]
    fn what_cannot_be_read_is_nothing() {
        for value in ["soon", "-1", "1.5", ""] {
            assert_eq!(asked(value), None, "{value}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    #[test]
    fn every_attempt_is_told() {
        let failed = |status| FetchError::Status { status, retry_after: None };
        let error = RetryError { attempts: vec![failed(StatusCode::BAD_GATEWAY), FetchError::Timeout] };
        assert_eq!(
            error.to_string(),
            "given up after 2 attempts: 1. the server answered 502 Bad Gateway; 2. no whole answer came in time"
        );
    }

    #[test]
    fn an_error_tells_what_has_caused_it() {
        let no_address = Client::new().get("nowhere").build().expect_err("it is no address");
        let told = FetchError::Request(no_address).to_string();
        assert_eq!(told, "no request can be made: relative URL without a base");
    }
}
