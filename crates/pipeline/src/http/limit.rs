//! When the next request may be sent: the rate that is set, and what the server asks for.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use concurrent_fetch::retry_after;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use tokio::time::{Instant, sleep_until};

use super::settings::Rate;

/// Numbers below this are no moments since 1970, but seconds from now: some servers write `X-RateLimit-Reset` so.
const EARLIEST_MOMENT: u64 = 1_000_000_000;

/// Longer waits are as good as this one, and can be added to a moment.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// The door that every attempt of a source passes, one after another in the order in which they came.
#[derive(Debug)]
pub(super) struct Limiter {
    rate: Option<Rate>,
    longest_wait: Duration,
    /// When the last attempts passed, as many as the rate allows. Who waits for the rate holds this lock: it is a queue, and
    /// one that is given up costs the others nothing.
    passed: tokio::sync::Mutex<VecDeque<Instant>>,
    /// What the server has asked for.
    closed_until: Mutex<Option<Instant>>,
}

/// The server wants no request for longer than is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Closed {
    pub(super) for_another: Duration,
}

impl Limiter {
    pub(super) fn new(rate: Option<Rate>, longest_wait: Duration) -> Self {
        Self { rate, longest_wait, passed: tokio::sync::Mutex::default(), closed_until: Mutex::default() }
    }

    /// Waits until a request may be sent.
    pub(super) async fn pass(&self) -> Result<(), Closed> {
        let mut passed = self.passed.lock().await;
        loop {
            let now = Instant::now();
            let closed_for = self.check()?;
            // As often as it was waited for: while this one slept, the server may have closed the door.
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

    /// The span ends in which the rate's number of requests has been sent.
    fn next_by_rate(&self, passed: &VecDeque<Instant>) -> Option<Instant> {
        let rate = self.rate.filter(|rate| passed.len() >= rate.requests.get() as usize)?;
        Some(*passed.front()? + rate.per.min(LONGEST))
    }

    /// For how long the server wants no request; an error if that is too long to be waited for.
    pub(super) fn check(&self) -> Result<Duration, Closed> {
        let until = *self.closed_until.lock().unwrap_or_else(PoisonError::into_inner);
        let for_another = until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()));
        if for_another > self.longest_wait { Err(Closed { for_another }) } else { Ok(for_another) }
    }

    /// Looks at what an answer says of further requests, and closes the door for as long.
    pub(super) fn heed(&self, status: StatusCode, headers: &HeaderMap) {
        if let Some(wait) = asked_to_wait(status, headers) {
            let until = Instant::now() + wait.min(LONGEST);
            let mut closed_until = self.closed_until.lock().unwrap_or_else(PoisonError::into_inner);
            *closed_until = (*closed_until).max(Some(until));
        }
    }
}

/// For how long the server wants no request: `Retry-After` of an answer that refuses, or the rest of a span in which no
/// request is left.
pub(super) fn asked_to_wait(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    let refused =
        [StatusCode::FORBIDDEN, StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE].contains(&status);
    let by_header = if refused { retry_after(headers) } else { None };
    by_header.max(until_reset(headers))
}

fn until_reset(headers: &HeaderMap) -> Option<Duration> {
    let number = |name| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    if number("x-ratelimit-remaining")? > 0 {
        return None;
    }
    match number("x-ratelimit-reset")? {
        seconds @ ..EARLIEST_MOMENT => Some(Duration::from_secs(seconds)),
        moment => {
            let moment = UNIX_EPOCH.checked_add(Duration::from_secs(moment))?;
            Some(moment.duration_since(SystemTime::now()).unwrap_or_default())
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
    async fn without_a_rate_nobody_waits() {
        assert_eq!(passes(&Limiter::new(None, SECOND), 1000).await, [0; 1000]);
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_waiting_takes_no_place() {
        let limiter = limiter(1, 10 * SECOND);
        limiter.pass().await.expect("it is open");
        for _ in 0..5 {
            assert!(tokio::time::timeout(SECOND, limiter.pass()).await.is_err());
        }
        assert_eq!(passes(&limiter, 2).await, [5, 15]);
    }

    #[tokio::test(start_paused = true)]
    async fn the_server_closes_the_door_also_for_those_who_wait_already() {
        let limiter = limiter(1, 10 * SECOND);
        limiter.pass().await.expect("it is open");
        let start = Instant::now();
        let (waited, ()) = tokio::join!(limiter.pass(), async {
            tokio::time::sleep(SECOND).await;
            limiter.heed(StatusCode::TOO_MANY_REQUESTS, &headers(&[("retry-after", "30")]));
        });
        assert_eq!(waited, Ok(()));
        assert_eq!(Instant::now() - start, 31 * SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn too_long_a_wait_is_none() {
        let limiter = Limiter::new(None, 60 * SECOND);
        limiter.heed(StatusCode::OK, &headers(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "61")]));
        let start = Instant::now();
        assert_eq!(limiter.pass().await, Err(Closed { for_another: 61 * SECOND }));
        tokio::time::sleep(SECOND).await;
        assert_eq!(limiter.pass().await, Ok(()));
        assert_eq!(Instant::now() - start, 61 * SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn no_time_is_too_long() {
        let limiter = limiter(1, Duration::MAX);
        limiter.pass().await.expect("it is open");
        assert!(tokio::time::timeout(LONGEST / 2, limiter.pass()).await.is_err());
        limiter.heed(StatusCode::TOO_MANY_REQUESTS, &headers(&[("retry-after", "18446744073709551615")]));
        assert_eq!(limiter.check(), Err(Closed { for_another: LONGEST }));
    }

    #[test]
    fn what_the_headers_ask_for() {
        let (ok, refused) = (StatusCode::OK, StatusCode::FORBIDDEN);
        assert_eq!(asked_to_wait(ok, &headers(&[("retry-after", "5")])), None);
        assert_eq!(asked_to_wait(refused, &headers(&[("retry-after", "5")])), Some(5 * SECOND));
        let left = |remaining: &str, reset: &str| {
            headers(&[("x-ratelimit-remaining", remaining), ("x-ratelimit-reset", reset)])
        };
        assert_eq!(asked_to_wait(ok, &left("1", "5")), None);
        assert_eq!(asked_to_wait(ok, &left("0", "5")), Some(5 * SECOND));
        assert_eq!(asked_to_wait(ok, &left("0", "1000000000")), Some(Duration::ZERO));
        assert_eq!(asked_to_wait(ok, &left("0", "soon")), None);
        let minute = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_secs() + 60;
        let wait = asked_to_wait(ok, &left("0", &minute.to_string())).expect("a moment to come");
        assert!(wait <= 60 * SECOND && wait > 30 * SECOND, "{wait:?}");
        assert_eq!(asked_to_wait(refused, &left("0", &u64::MAX.to_string())), None);
    }
}
