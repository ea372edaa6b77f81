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
use reqwest::{Client, Response, StatusCode};
use tokio::time::sleep;
pub use types::{FetchError, Policy, RetryError, client, next_page, retry_after};

/// Sends one `GET` request for the whole URL, and returns the body of the response as text.
///
/// - It returns the body only if the status is a success (2xx). The client follows redirects, as many as it is made for;
///   this function follows none.
/// - The text is the whole body, unchanged, whether it is empty or long. Bytes that are not UTF-8 become `U+FFFD`, as in
///   `Response::text`.
/// - The client has its timeouts. This function sets none of its own.
/// - Dropping the future cancels the request, also in the middle of the body, and the server sees that.
///
/// # Errors
///
/// - `Status` for any other status, with the result of [`retry_after`] for its headers. It doesn't wait for the body.
/// - `Timeout` when a timeout of the client expires: before there is a connection, before the response, or in the middle
///   of the body.
/// - `Connection` for any other failure before the response, `Body` for any other failure in the body.
/// - `Request` if no request can be made at all: the `reqwest::Error` is `is_builder()` or `is_redirect()`.
pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    todo!("send the request, check the status, then read the body")
}

/// Fetches all URLs, one after the other: it sends the next request when the one before has succeeded or failed.
///
/// - It returns one result for each URL, in their order. After a failure it continues with the next URL. A URL that is
///   there twice is fetched twice.
/// - A fetch has succeeded when its whole body is there. The next request is sent at once. No timeout but the client's ends
///   a fetch.
/// - Dropping the future cancels the request in flight, and it sends no others.
pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    todo!("fetch each URL, one after the other")
}

/// Fetches all URLs at the same time.
///
/// - It sends all requests before it waits for the first response, so it takes as long as the slowest one.
/// - It returns one result for each URL, in the order of the URLs, whichever comes first. A URL that is there twice is
///   fetched twice.
/// - A failure doesn't hide another result, and doesn't end another fetch. No timeout but the client's ends a fetch.
/// - Dropping the future cancels all requests.
pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    todo!("fetch all URLs at the same time")
}

/// Fetches the URLs, at most `limit` at a time, and yields each result as soon as it is there, with the index of its
/// URL (the first one is 0).
///
/// - It pulls a URL only when there is room for its request, and keeps nothing of a request whose result it has yielded, so
///   `urls` may be endless. It pulls nothing before the first poll.
/// - `limit` may be any number, up to the largest.
/// - While there are URLs left and the stream is polled, `limit` requests are in flight: the next one starts as soon as
///   any of them ends. A failure is a result like any other. No timeout but the client's ends a fetch.
/// - There is one result for each URL, however many there are. A URL that is there twice is fetched twice.
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
/// - If a mirror fails, it waits for the others. A response is a success when its whole body is there, even if that is
///   empty. No timeout but the client's ends a fetch.
/// - At the first success it cancels the other requests at once: it waits for no other response, and the servers see
///   that.
/// - Dropping the future cancels all requests.
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
    /// - Each delay is drawn by itself, when it is asked for: `u32::MAX` retries mean that there is always another one.
    /// - Equal seeds yield equal delays. Seeds that differ in any bit yield different ones, so that clients that failed
    ///   together don't come back together. (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.)
    pub fn delays(&self, seed: u64) -> impl Iterator<Item = Duration> + use<> {
        std::iter::empty()
    }
}

/// Fetches one body, and retries temporary failures as the policy says.
///
/// - It retries after a timeout, a failed connection and the statuses 429, 502, 503 and 504: the next attempt may
///   succeed. Any other error is final. After a final error, or after the last retry, it returns at once.
/// - Before each retry it waits for the next of the policy's [delays](Policy::delays), which it draws with a new random seed
///   in each call. If the last response had one of the four statuses and a `Retry-After`, as seconds or as a date, the
///   retry doesn't come before that time, and not later than after both waits, one after the other.
/// - Nothing overflows, the stack included: a server may ask for any number of seconds, and a policy may have the longest
///   delays and the largest number of retries. No memory is reserved for attempts to come.
/// - A success is returned as it is, even if its body is empty. No timeout but the client's ends an attempt.
/// - Dropping the future cancels the current attempt or the wait, and there is no other attempt.
///
/// # Errors
///
/// After the last retry, or after a final error: the errors of all attempts, in their order.
pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    todo!("fetch, and retry temporary failures")
}

/// Fetches one body, and sends a second request for it if the first one takes long. (J. Dean and L. A. Barroso, "The Tail
/// at Scale", Communications of the ACM, 2013.)
///
/// - If the first fetch ends before `delay` has passed, its result is the result, success or failure, and there is no other
///   request.
/// - After `delay`, on tokio's clock, it sends the second request, and the first one goes on. The first success wins, and
///   the other request is cancelled at once.
/// - If one of the two fails, it waits for the other. There is no third request, and no timeout but the client's.
/// - `delay` may be zero, and as long as `Duration::MAX`.
/// - Dropping the future cancels both requests.
///
/// # Errors
///
/// As [`fetch`]. If both fail: the error of the one that failed last.
pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    todo!("fetch, and after a delay fetch once more")
}

/// Fetches a page, then the page that it names as the next one, and so on, and yields the body of each.
///
/// - [`next_page`] returns the URL of the next page from a response. The stream ends after a page that names none.
/// - It sends a request only when the stream is asked for that page: none before the first poll, and none ahead.
/// - The URLs of some servers go in a circle. Before a URL that it has asked for already, the stream ends, wherever the
///   client was redirected then.
/// - It fails like [`fetch`], and an error is the last item. No timeout but the client's ends a fetch.
/// - Dropping the stream cancels the request in flight.
pub fn fetch_pages(client: &Client, url: &str) -> impl Stream<Item = Result<String, FetchError>> {
    stream::empty()
}
