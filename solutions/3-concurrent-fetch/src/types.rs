//! The errors of chapter 3, its retry policy and its client.

use std::error::Error;
use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, LINK, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode};

/// An error of a fetch.
///
/// `Display` names the failed operation. Its causes follow by [`Error::source`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// No request could be made: the URL is invalid, or the redirects never end.
    #[error("cannot make a request")]
    Request(#[source] reqwest::Error),
    /// The server responded, but the status is not a success.
    #[error("the server responded with {status}")]
    Status {
        /// The status of the response.
        status: StatusCode,
        /// The wait that the server asks for before the next attempt, if any. See [`retry_after`].
        retry_after: Option<Duration>,
    },
    /// The client's timeout expired before the whole response was there.
    #[error("the response timed out")]
    Timeout,
    /// There was no connection, or it ended before the response began.
    #[error("the connection failed")]
    Connection(#[source] reqwest::Error),
    /// The response began, but its body broke off.
    #[error("the body broke off")]
    Body(#[source] reqwest::Error),
}

/// The error of a fetch that failed in spite of its retries.
#[derive(Debug, thiserror::Error)]
#[error("gave up after {} attempt{}: {}", .attempts.len(), if .attempts.len() == 1 { "" } else { "s" }, listed(.attempts))]
pub struct RetryError {
    /// The errors of all attempts, in their order.
    pub attempts: Vec<FetchError>,
}

/// A retry policy: the number of retries, and the bounds of the delays before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The longest delay before the first retry. It doubles with each retry.
    pub base: Duration,
    /// The longest delay before any retry.
    pub cap: Duration,
    /// The largest number of retries, after the first attempt.
    pub retries: u32,
}

/// Creates a client with a `User-Agent`, and with a timeout for each whole response. reqwest sets neither by itself.
///
/// It uses no proxy, because all servers of this course run on your machine.
///
/// # Errors
///
/// If the TLS backend or the resolver cannot be initialized.
pub fn client(timeout: Duration) -> reqwest::Result<Client> {
    Client::builder().user_agent("streamlings").timeout(timeout).no_proxy().build()
}

/// Returns the wait that the `Retry-After` header asks for: its number of seconds, or the time until its date.
///
/// A date in the past means zero. Returns `None` if there is no header, or if it cannot be parsed. (RFC 9110, 10.2.3.)
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// Returns the URL of the next page: that of the link with `rel="next"` in the `Link` headers, made absolute. (RFC 8288.)
///
/// Returns `None` if there is no such link, or if its URL is invalid.
pub fn next_page(response: &Response) -> Option<String> {
    let headers = response.headers().get_all(LINK).iter().filter_map(|value| value.to_str().ok());
    let target = headers.flat_map(links).find(|(_, parameters)| is_next(parameters)).map(|(target, _)| target)?;
    response.url().join(target).ok().map(String::from)
}

/// Returns the targets of a `Link` header, each with its parameters.
fn links(header: &str) -> Vec<(&str, &str)> {
    let mut links = Vec::new();
    let mut rest = header;
    while let Some((target, after)) = rest.split_once('<').and_then(|(_, link)| link.split_once('>')) {
        let mut is_quoted = false;
        let end = after.find(|c| {
            is_quoted ^= c == '"';
            c == ',' && !is_quoted
        });
        let (parameters, others) = after.split_at(end.unwrap_or(after.len()));
        links.push((target, parameters));
        rest = others;
    }
    links
}

fn is_next(parameters: &str) -> bool {
    let mut pairs = parameters.split(';').filter_map(|parameter| parameter.split_once('='));
    let relation = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("rel"));
    relation.is_some_and(|(_, value)| {
        value.trim().trim_matches('"').split_whitespace().any(|relation| relation.eq_ignore_ascii_case("next"))
    })
}

/// Lists the errors of all attempts, each with its innermost cause.
fn listed(attempts: &[FetchError]) -> String {
    let describe = |(index, error): (usize, &FetchError)| match innermost(error) {
        Some(cause) => format!("{}. {error}: {cause}", index + 1),
        None => format!("{}. {error}", index + 1),
    };
    attempts.iter().enumerate().map(describe).collect::<Vec<_>>().join("; ")
}

/// Returns the innermost cause of an error. The causes in between only say where it happened.
fn innermost(error: &dyn Error) -> Option<&dyn Error> {
    std::iter::successors(error.source(), |&error| error.source()).last()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(value: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, value.parse().expect("a header"));
        retry_after(&headers)
    }

    #[test]
    fn retry_after_is_a_number_of_seconds_or_a_date() {
        assert_eq!(parsed("120"), Some(Duration::from_secs(120)));
        assert_eq!(parsed("Fri, 31 Dec 1999 23:59:59 GMT"), Some(Duration::ZERO));
        let in_an_hour = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3600));
        let until = parsed(&in_an_hour).expect("the date is valid");
        assert!(until <= Duration::from_secs(3600) && until > Duration::from_secs(3500));
    }

    #[test]
    fn a_retry_after_that_cannot_be_parsed_is_none() {
        for value in ["soon", "-1", "1.5", ""] {
            assert_eq!(parsed(value), None, "{value}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    #[test]
    fn a_retry_error_lists_every_attempt() {
        let failed = |status| FetchError::Status { status, retry_after: None };
        let error = RetryError { attempts: vec![failed(StatusCode::BAD_GATEWAY), FetchError::Timeout] };
        assert_eq!(
            error.to_string(),
            "gave up after 2 attempts: 1. the server responded with 502 Bad Gateway; 2. the response timed out"
        );
    }

    #[test]
    fn a_retry_error_names_the_causes() {
        let invalid = Client::new().get("nowhere").build().expect_err("the URL is invalid");
        let error = RetryError { attempts: vec![FetchError::Request(invalid)] };
        assert_eq!(error.to_string(), "gave up after 1 attempt: 1. cannot make a request: relative URL without a base");
    }

    #[test]
    fn a_header_may_have_several_links() {
        let next =
            |header| links(header).into_iter().find(|(_, parameters)| is_next(parameters)).map(|(target, _)| target);
        assert_eq!(next("</1>; rel=\"prev\", </3>; rel=\"next\""), Some("/3"));
        assert_eq!(next("<https://a.test/?a=1,2>; title=\"a, b\"; REL=Next"), Some("https://a.test/?a=1,2"));
        assert_eq!(next("<3>;rel=\"last next\""), Some("3"));
        for other in ["", "</3>", "</3>; rel=\"nextish\"", "</3>; title=\"rel=next\"", "</3; rel=next"] {
            assert_eq!(next(other), None, "{other}");
        }
    }
}
