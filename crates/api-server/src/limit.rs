//! The rate limit of GitHub's search.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A limit on the number of searches in each window of time. A window starts with its first request.
///
/// The default is a million per minute, which no test reaches. GitHub allows ten per minute, and thirty with a token.
///
/// ```
/// use std::time::Duration;
/// use api_server::{Config, LimitStatus, RateLimit};
///
/// let limit = RateLimit::new(10, Duration::from_secs(60)).status(LimitStatus::TooManyRequests);
/// let config = Config::new().rate_limit(limit);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    requests: u64,
    window: Duration,
    status: LimitStatus,
}

/// The status of requests over the limit. GitHub documents both.
///
/// ```
/// use api_server::LimitStatus;
///
/// assert_eq!(LimitStatus::default(), LimitStatus::Forbidden);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LimitStatus {
    /// 403 Forbidden
    #[default]
    Forbidden,
    /// 429 Too Many Requests
    TooManyRequests,
}

impl RateLimit {
    /// Returns a limit of `requests` per window, with status 403 for further ones. A window is clamped to at least one second
    /// and at most one year.
    pub fn new(requests: u64, window: Duration) -> Self {
        let year = Duration::from_secs(365 * 24 * 60 * 60);
        Self { requests, window: window.clamp(Duration::from_secs(1), year), status: LimitStatus::default() }
    }

    /// Sets the status of requests over the limit.
    #[must_use]
    pub fn status(self, status: LimitStatus) -> Self {
        Self { status, ..self }
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::new(1_000_000, Duration::from_secs(60))
    }
}

/// The window that is running, and the number of requests in it.
#[derive(Debug)]
pub(crate) struct Window {
    limit: RateLimit,
    end: SystemTime,
    used: u64,
}

/// The values of the `X-RateLimit` headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) limit: u64,
    pub(crate) used: u64,
    /// The end of the window, in seconds since 1970.
    pub(crate) reset: u64,
    /// For a request over the limit: its status, and the number of seconds to wait.
    pub(crate) refused: Option<(LimitStatus, u64)>,
}

impl Window {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self { limit, end: UNIX_EPOCH, used: 0 }
    }

    /// Counts a request at the time `now`, unless it is `free`.
    pub(crate) fn take(&mut self, now: SystemTime, free: bool) -> Usage {
        if now >= self.end {
            self.end = now + self.limit.window;
            self.used = 0;
        }
        // The header has whole seconds. The end is rounded up, so that a client that waits for it is never too early.
        let reset = seconds_rounded_up(self.end.duration_since(UNIX_EPOCH).unwrap_or_default());
        let wait = seconds_rounded_up(self.end.duration_since(now).unwrap_or_default());
        let over = !free && self.used >= self.limit.requests;
        self.used += u64::from(!free && !over);
        let refused = over.then_some((self.limit.status, wait));
        Usage { limit: self.limit.requests, used: self.used, reset, refused }
    }
}

/// Returns the duration in seconds, rounded up.
fn seconds_rounded_up(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_begins_with_its_first_request_and_ends_after_its_time() {
        let mut window = Window::new(RateLimit::new(2, Duration::from_secs(60)));
        let start = UNIX_EPOCH + Duration::from_millis(10_500);
        assert_eq!(window.take(start, false), Usage { limit: 2, used: 1, reset: 71, refused: None });
        assert_eq!(window.take(start, true).used, 1);
        assert_eq!(window.take(start, false).used, 2);
        let refused = window.take(start + Duration::from_secs(20), false).refused;
        assert_eq!(refused, Some((LimitStatus::Forbidden, 40)));
        assert_eq!(window.take(start + Duration::from_secs(60), false).used, 1);
    }
}
