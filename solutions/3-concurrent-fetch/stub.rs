//! Chapter 3: fetching over HTTP: all, bounded, the first, and again.
//!
//! Replace each `todo!` and each empty stream or iterator by your own code. The comment above a function says all that it
//! must do.
//!
//! One [`Client`] is shared by all requests: it keeps connections open, and uses them again.

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

/// Fetches one body with `GET`, as text.
///
/// - Only an answer with success (a status of 2xx) gives its body. Redirects are followed by the client.
/// - The time is the client's: this sets none.
/// - When it is dropped, the request is given up, and the server sees that.
///
/// # Errors
///
/// - `Status` for any other answer, with what [`retry_after`] reads in its headers. Its body is not waited for.
/// - `Timeout` when the client's time is over, before the answer or in the middle of the body.
/// - `Connection` for a failure before there is an answer, `Body` for one in the body.
/// - `Request` where no request could be made at all: the error `is_builder` or `is_redirect`.
pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    todo!("send the request, look at the status, then read the body")
}

/// Fetches all urls, one after the other: the next request is sent when the answer before is there, or has failed.
///
/// - One result for each url, in their order. A failure ends nothing: the others are fetched all the same.
pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    todo!("fetch each url, one after the other")
}

/// Fetches all urls at the same time.
///
/// - All requests are sent before the first answer is waited for, so that it takes as long as the slowest one.
/// - One result for each url, in the order of the urls, whichever comes first.
/// - No failure hides another result, and none ends another fetch.
/// - When it is dropped, all requests are given up.
pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    todo!("fetch all urls at the same time")
}

/// Fetches the urls, never more than `limit` at a time, and gives each result as soon as it is there, with the place of
/// its url (the first one is 0).
///
/// - A url is pulled when there is room for its request, and not before: `urls` may be endless. Nothing is pulled before
///   the first poll.
/// - While there are urls and there is a reader, `limit` requests are under way. A failure is a result as any other.
/// - When it is dropped, the requests under way are given up, and no other is sent.
pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    stream::empty()
}

/// Asks all mirrors at the same time, and gives the first success, with the place of its mirror.
///
/// - A mirror that fails is no answer: the others are waited for.
/// - At the first success the other requests are given up, at once: no answer is waited for any more, and the servers see
///   that.
///
/// # Errors
///
/// When all have failed: what went wrong at each, in the order of the mirrors. Without any mirror, nothing did.
pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    todo!("ask all mirrors, and take the first success")
}

impl Policy {
    /// How long to wait before each retry: as many delays as there are retries.
    ///
    /// - Exponential backoff with full jitter: the delay before retry `n` (the first one is 0) is drawn evenly from zero
    ///   up to `base * 2^n`, or up to `cap` where that is less. However many there are, and however long `base` is,
    ///   none of it overflows.
    /// - Equal seeds give equal delays, different seeds different ones: clients that failed together do not come back
    ///   together. (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.)
    pub fn delays(&self, seed: u64) -> impl Iterator<Item = Duration> + use<> {
        std::iter::empty()
    }
}

/// Fetches one body; tries again as the policy says, while that may help.
///
/// - A timeout, a failed connection and the statuses 429, 502, 503 and 504 are tried again: the next attempt may do. Any
///   other error is final.
/// - Before each retry it waits for the next of the policy's [delays](Policy::delays), with a new seed each time that it
///   is called. Where the server has sent a `Retry-After`, the retry does not come before that; nor later than both
///   waits one after the other.
/// - When it is dropped, the attempt is given up, and there is no other.
///
/// # Errors
///
/// After the last retry, or an error that is final: what went wrong in every attempt, in their order.
pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    todo!("fetch, and try again while that may help")
}
