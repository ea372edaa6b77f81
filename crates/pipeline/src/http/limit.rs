//! The limiter: it delays requests to keep the rate limit, and for as long as the server asks for a pause.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use concurrent_fetch::retry_after;
use parking_lot::Mutex;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use tokio::time::{Instant, sleep_until};

use super::settings::Rate;

/// The least value of `X-RateLimit-Reset` that is a Unix timestamp. Some servers send the seconds from now instead.
const MIN_TIMESTAMP: u64 = 1_000_000_000;

/// The longest pause that is calculated with: adding it to a time never overflows.
const MAX_PAUSE: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// Lets the attempts of a source pass one at a time, in the order in which they arrive.
#[derive(Debug)]
pub(super) struct Limiter {
    rate: Option<Rate>,
    max_wait: Duration,
    /// The times of the last attempts, as many as the rate allows. An attempt that waits for the rate holds this lock: tokio's
    /// mutex is fair, so it is also the queue. A waiting attempt that is cancelled does not delay the others.
    passed: tokio::sync::Mutex<VecDeque<Instant>>,
    /// The end of the pause that the server has asked for.
    closed_until: Mutex<Option<Instant>>,
}

/// The error for a pause that is longer than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Closed {
    pub(super) remaining: Duration,
}

impl Limiter {
    pub(super) fn new(rate: Option<Rate>, max_wait: Duration) -> Self {
        Self { rate, max_wait, passed: tokio::sync::Mutex::default(), closed_until: Mutex::default() }
    }

    /// Waits until a request can be sent.
    pub(super) async fn pass(&self) -> Result<(), Closed> {
        let mut passed = self.passed.lock().await;
        loop {
            let now = Instant::now();
            let closed_for = self.check()?;
            // Checked again after each sleep, since the server may have asked for a pause meanwhile.
            let next = self.next_by_rate(&passed).unwrap_or(now).max(now + closed_for);
            if next <= now {
                break;
            }
            sleep_until(next).await;
        }
        if let Some(rate) = self.rate {
            if passed.len() >= rate.requests.get() as usize {
                passed.pop_front();
            }
            passed.push_back(Instant::now());
        }
        Ok(())
    }

    /// Returns the time at which the rate allows the next request, or `None` if it allows one now.
    fn next_by_rate(&self, passed: &VecDeque<Instant>) -> Option<Instant> {
        let rate = self.rate.filter(|rate| passed.len() >= rate.requests.get() as usize)?;
        Some(*passed.front()? + rate.per.min(MAX_PAUSE))
    }

    /// Returns the rest of the pause that the server has asked for, or an error if that is longer than the limit.
    pub(super) fn check(&self) -> Result<Duration, Closed> {
        let until = *self.closed_until.lock();
        let remaining = until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()));
        if remaining > self.max_wait { Err(Closed { remaining }) } else { Ok(remaining) }
    }

    /// Starts a pause if the response asks for one.
    pub(super) fn update(&self, status: StatusCode, headers: &HeaderMap) {
        if let Some(wait) = requested_wait(status, headers) {
            let until = Instant::now() + wait.min(MAX_PAUSE);
            let mut closed_until = self.closed_until.lock();
            *closed_until = (*closed_until).max(Some(until));
        }
    }
}

/// Returns the pause that a response asks for: `Retry-After` if the request was rejected, or the time until
/// `X-RateLimit-Reset` if the client has no requests left.
pub(super) fn requested_wait(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    let is_rejected =
        [StatusCode::FORBIDDEN, StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE].contains(&status);
    let by_header = if is_rejected { retry_after(headers) } else { None };
    by_header.max(until_reset(headers))
}

/// Returns the time until the rate limit of the server is reset, if the client has no requests left.
fn until_reset(headers: &HeaderMap) -> Option<Duration> {
    let number = |name| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    if number("x-ratelimit-remaining")? > 0 {
        return None;
    }
    match number("x-ratelimit-reset")? {
        seconds @ ..MIN_TIMESTAMP => Some(Duration::from_secs(seconds)),
        timestamp => {
            let reset = UNIX_EPOCH.checked_add(Duration::from_secs(timestamp))?;
            Some(reset.duration_since(SystemTime::now()).unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value"))).collect()
    }

    fn limiter(requests: u32, per: Duration) -> Limiter {
        let rate = std::num::NonZeroU32::new(requests).map(|requests| Rate { requests, per });
        Limiter::new(rate, 60 * SECOND)
    }

    async fn passes(limiter: &Limiter, requests: usize) -> Vec<u64> {
        let start = Instant::now();
        let mut passed = Vec::new();
        for _ in 0..requests {
            limiter.pass().await.expect("it is open");
            passed.push((Instant::now() - start).as_secs());
        }
        passed
    }

    #[tokio::test(start_paused = true)]
    async fn no_span_has_more_requests_than_the_rate_allows() {
        assert_eq!(passes(&limiter(3, 10 * SECOND), 8).await, [0, 0, 0, 10, 10, 10, 20, 20]);
        let limiter = limiter(2, 10 * SECOND);
        limiter.pass().await.expect("it is open");
        tokio::time::sleep(6 * SECOND).await;
        // One of the two is 6 s old, so the third comes 4 s later, and the fourth when 10 s are over for the second.
        assert_eq!(passes(&limiter, 4).await, [0, 4, 10, 14]);
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_rate_no_attempt_waits() {
        assert_eq!(passes(&Limiter::new(None, SECOND), 1000).await, [0; 1000]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_cancelled_wait_takes_no_place() {
        let limiter = limiter(1, 10 * SECOND);
        limiter.pass().await.expect("it is open");
        for _ in 0..5 {
            assert!(tokio::time::timeout(SECOND, limiter.pass()).await.is_err());
        }
        assert_eq!(passes(&limiter, 2).await, [5, 15]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_also_delays_attempts_that_are_already_waiting() {
        let limiter = limiter(1, 10 * SECOND);
        limiter.pass().await.expect("it is open");
        let start = Instant::now();
        let (waited, ()) = tokio::join!(limiter.pass(), async {
            tokio::time::sleep(SECOND).await;
            limiter.update(StatusCode::TOO_MANY_REQUESTS, &headers(&[("retry-after", "30")]));
        });
        assert_eq!(waited, Ok(()));
        assert_eq!(Instant::now() - start, 31 * SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_over_the_limit_is_an_error() {
        let limiter = Limiter::new(None, 60 * SECOND);
        limiter.update(StatusCode::OK, &headers(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "61")]));
        let start = Instant::now();
        assert_eq!(limiter.pass().await, Err(Closed { remaining: 61 * SECOND }));
        tokio::time::sleep(SECOND).await;
        assert_eq!(limiter.pass().await, Ok(()));
        assert_eq!(Instant::now() - start, 61 * SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn no_duration_overflows() {
        let limiter = limiter(1, Duration::MAX);
        limiter.pass().await.expect("it is open");
        assert!(tokio::time::timeout(MAX_PAUSE / 2, limiter.pass()).await.is_err());
        limiter.update(StatusCode::TOO_MANY_REQUESTS, &headers(&[("retry-after", "18446744073709551615")]));
        assert_eq!(limiter.check(), Err(Closed { remaining: MAX_PAUSE }));
    }

    #[test]
    fn reads_the_requested_pause_from_the_headers() {
        let (ok, refused) = (StatusCode::OK, StatusCode::FORBIDDEN);
        assert_eq!(requested_wait(ok, &headers(&[("retry-after", "5")])), None);
        assert_eq!(requested_wait(refused, &headers(&[("retry-after", "5")])), Some(5 * SECOND));
        let left = |remaining: &str, reset: &str| {
            headers(&[("x-ratelimit-remaining", remaining), ("x-ratelimit-reset", reset)])
        };
        assert_eq!(requested_wait(ok, &left("1", "5")), None);
        assert_eq!(requested_wait(ok, &left("0", "5")), Some(5 * SECOND));
        assert_eq!(requested_wait(ok, &left("0", "1000000000")), Some(Duration::ZERO));
        assert_eq!(requested_wait(ok, &left("0", "soon")), None);
        let minute = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_secs() + 60;
        let wait = requested_wait(ok, &left("0", &minute.to_string())).expect("a moment to come");
        assert!(wait <= 60 * SECOND && wait > 30 * SECOND, "{wait:?}");
        assert_eq!(requested_wait(refused, &left("0", &u64::MAX.to_string())), None);
    }
}
