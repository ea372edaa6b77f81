//! Chapter 3: fetching over HTTP: concurrently, with a limit, from the fastest mirror, and with retries.
//!
//! Replace each `todo!` and each empty stream or iterator with your own code. The comment above a function is its whole
//! contract.
//!
//! All requests share one [`Client`], which keeps connections open and reuses them.

mod types;

use std::num::NonZeroUsize;
use std::time::Duration;

use futures::stream::{self, FuturesUnordered};
use futures::{Stream, StreamExt as _, future};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use reqwest::{Client, StatusCode};
use tokio::time::sleep;
pub use types::{FetchError, Policy, RetryError, client, retry_after};

/// Sends a `GET` request, and returns the body of the response as text.
///
/// - It returns the body only if the status is a success (2xx). The client follows redirects by itself.
/// - The client has a timeout. This function sets no timeout of its own.
/// - Dropping the future cancels the request, and the server sees that.
///
/// # Errors
///
/// - `Status` for any other status, with the result of [`retry_after`] for its headers. It doesn't wait for the body.
/// - `Timeout` when the client's timeout expires, before the response or in the middle of the body.
/// - `Connection` for a failure before the response, `Body` for a failure in the body.
/// - `Request` if no request can be made at all: the `reqwest::Error` is `is_builder()` or `is_redirect()`.
pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    todo!("send the request, check the status, then read the body")
}

/// Fetches all URLs, one after the other: it sends the next request when the one before has succeeded or failed.
///
/// - It returns one result for each URL, in their order. After a failure it continues with the next URL.
pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    todo!("fetch each URL, one after the other")
}

/// Fetches all URLs at the same time.
///
/// - It sends all requests before it waits for the first response, so it takes as long as the slowest one.
/// - It returns one result for each URL, in the order of the URLs, whichever comes first.
/// - A failure doesn't hide another result, and doesn't end another fetch.
/// - Dropping the future cancels all requests.
pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    todo!("fetch all URLs at the same time")
}

/// Fetches the URLs, at most `limit` at a time, and yields each result as soon as it is there, with the index of its
/// URL (the first one is 0).
///
/// - It pulls a URL only when there is room for its request, so `urls` may be endless. It pulls nothing before the
///   first poll.
/// - `limit` may be any number, up to the largest.
/// - While there are URLs left and the stream is polled, `limit` requests are in flight: the next one starts as soon as
///   any of them ends. A failure is a result like any other.
/// - Dropping the stream cancels the requests in flight, and it sends no others.
pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    stream::empty()
}

/// Fetches from all mirrors at the same time, and returns the first success, with the index of its mirror.
///
/// - If a mirror fails, it waits for the others. A response is a success when its whole body is there.
/// - At the first success it cancels the other requests at once: it waits for no other response, and the servers see
///   that.
///
/// # Errors
///
/// If all mirrors fail: the error of each, in the order of the mirrors. Without any mirror, an empty list.
pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    todo!("fetch from all mirrors, and take the first success")
}

impl Policy {
    /// Returns the delays before the retries, one for each retry.
    ///
    /// - They are an exponential backoff with full jitter: the delay before retry `n` (the first one is 0) is drawn
    ///   uniformly between zero and `base * 2^n`, or between zero and `cap` if that is less, to the nanosecond. Nothing
    ///   overflows, however many retries there are and however long `base` and `cap` are. Either may be zero.
    /// - Equal seeds yield equal delays, and different seeds different ones, so that clients that failed together don't
    ///   come back together. (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.)
    pub fn delays(&self, seed: u64) -> impl Iterator<Item = Duration> + use<> {
        std::iter::empty()
    }
}

/// Fetches one body, and retries temporary failures as the policy says.
///
/// - It retries after a timeout, a failed connection and the statuses 429, 502, 503 and 504: the next attempt may
///   succeed. Any other error is final. After a final error, or after the last retry, it returns at once.
/// - Before each retry it waits for the next of the policy's [delays](Policy::delays), which it draws with a new seed
///   in each call. If the server sent a `Retry-After` with any of the four statuses, as seconds or as a date, the retry
///   doesn't come before that time, and not later than after both waits, one after the other. A server may ask for any
///   number of seconds, and none panics.
/// - Dropping the future cancels the current attempt or the wait, and there is no other attempt.
///
/// # Errors
///
/// After the last retry, or after a final error: the errors of all attempts, in their order.
pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    todo!("fetch, and retry temporary failures")
}
