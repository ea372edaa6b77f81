//! Chapter 3: fetching over HTTP: all, bounded, the first, and again.
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
// ANCHOR: fetch
pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = client.get(url).send().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error if error.is_builder() || error.is_redirect() => FetchError::Request(error),
        error => FetchError::Connection(error),
    })?;
    // An answer of 404 has a body, too. It is a page that says that there is none.
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
    }
    response.text().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error => FetchError::Body(error),
    })
}
// ANCHOR_END: fetch

/// Fetches all urls, one after the other: the next request is sent when the answer before is there, or has failed.
///
/// - One result for each url, in their order. A failure ends nothing: the others are fetched all the same.
// ANCHOR: fetch_in_turn
pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut results = Vec::with_capacity(urls.len());
    for url in urls {
        results.push(fetch(client, url).await);
    }
    results
}
// ANCHOR_END: fetch_in_turn

/// Fetches all urls at the same time.
///
/// - All requests are sent before the first answer is waited for, so that it takes as long as the slowest one.
/// - One result for each url, in the order of the urls, whichever comes first.
/// - No failure hides another result, and none ends another fetch.
/// - When it is dropped, all requests are given up.
// ANCHOR: fetch_all
pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    // `try_join_all` would drop all the others at the first error.
    future::join_all(urls.iter().map(|url| fetch(client, url))).await
}
// ANCHOR_END: fetch_all

/// Fetches the urls, never more than `limit` at a time, and gives each result as soon as it is there, with the place of
/// its url (the first one is 0).
///
/// - A url is pulled when there is room for its request, and not before: `urls` may be endless. Nothing is pulled before
///   the first poll.
/// - While there are urls and there is a reader, `limit` requests are under way. A failure is a result as any other.
/// - When it is dropped, the requests under way are given up, and no other is sent.
// ANCHOR: fetch_bounded
pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    stream::iter(urls)
        .enumerate()
        .map(async move |(index, url)| (index, fetch(client, &url).await))
        .buffer_unordered(limit.get())
}
// ANCHOR_END: fetch_bounded

/// Asks all mirrors at the same time, and gives the first success, with the place of its mirror.
///
/// - A mirror that fails is no answer: the others are waited for.
/// - At the first success the other requests are given up, at once: no answer is waited for any more, and the servers see
///   that.
///
/// # Errors
///
/// When all have failed: what went wrong at each, in the order of the mirrors. Without any mirror, nothing did.
// ANCHOR: fetch_first
pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let ask = async |(index, url): (usize, &String)| (index, fetch(client, url).await);
    let mut answers: FuturesUnordered<_> = mirrors.iter().enumerate().map(ask).collect();
    let mut errors = Vec::with_capacity(mirrors.len());
    while let Some((index, answer)) = answers.next().await {
        match answer {
            // The futures of the others are dropped here, and a request ends with its future.
            Ok(body) => return Ok((index, body)),
            Err(error) => errors.push((index, error)),
        }
    }
    errors.sort_by_key(|(index, _)| *index);
    Err(errors.into_iter().map(|(_, error)| error).collect())
}
// ANCHOR_END: fetch_first

impl Policy {
    /// How long to wait before each retry: as many delays as there are retries.
    ///
    /// - Exponential backoff with full jitter: the delay before retry `n` (the first one is 0) is drawn evenly from zero
    ///   up to `base * 2^n`, or up to `cap` where that is less. However many there are, and however long `base` is,
    ///   none of it overflows.
    /// - Equal seeds give equal delays, different seeds different ones: clients that failed together do not come back
    ///   together. (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.)
    // ANCHOR: delays
    pub fn delays(&self, seed: u64) -> impl Iterator<Item = Duration> + use<> {
        let Policy { base, cap, retries } = *self;
        let mut rng = StdRng::seed_from_u64(seed);
        (0..retries).map(move |retry| {
            let longest = base.saturating_mul(2_u32.saturating_pow(retry)).min(cap);
            rng.random_range(Duration::ZERO..=longest)
        })
    }
    // ANCHOR_END: delays
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
// ANCHOR: fetch_with_retry
pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random());
    let mut attempts = Vec::new();
    loop {
        let error = match fetch(client, url).await {
            Ok(body) => return Ok(body),
            Err(error) => error,
        };
        let delay = if may_pass(&error) { delays.next() } else { None };
        let asked_for = match error {
            FetchError::Status { retry_after, .. } => retry_after.unwrap_or_default(),
            _ => Duration::ZERO,
        };
        attempts.push(error);
        match delay {
            Some(delay) => sleep(delay.max(asked_for)).await,
            None => return Err(RetryError { attempts }),
        }
    }
}

/// Whether the same request may do better the next time.
fn may_pass(error: &FetchError) -> bool {
    const PASSING: [StatusCode; 4] = [
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::BAD_GATEWAY,
        StatusCode::SERVICE_UNAVAILABLE,
        StatusCode::GATEWAY_TIMEOUT,
    ];
    match error {
        FetchError::Timeout | FetchError::Connection(_) => true,
        FetchError::Status { status, .. } => PASSING.contains(status),
        FetchError::Request(_) | FetchError::Body(_) => false,
    }
}
// ANCHOR_END: fetch_with_retry
