//! How many searches GitHub allows in a window of time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// So many requests for repositories in each window of time. A window begins with its first request.
///
/// The default, a million a minute, is met by nobody. GitHub allows ten searches a minute, and thirty with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    requests: u64,
    window: Duration,
    status: LimitStatus,
}

/// With which status requests over the limit are answered. GitHub documents both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LimitStatus {
    /// 403 Forbidden
    #[default]
    Forbidden,
    /// 429 Too Many Requests
    TooManyRequests,
}

impl RateLimit {
    /// So many requests in a window, answered with 403 when there are more. A window lasts for a second at least, and for
    /// a year at most; shorter and longer ones are taken as these.
    pub fn new(requests: u64, window: Duration) -> Self {
        let year = Duration::from_secs(365 * 24 * 60 * 60);
        Self { requests, window: window.clamp(Duration::from_secs(1), year), status: LimitStatus::default() }
    }

    /// The status for requests over the limit.
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

/// What has been used of a limit in the window that runs now.
#[derive(Debug)]
pub(crate) struct Window {
    limit: RateLimit,
    end: SystemTime,
    used: u64,
}

/// What the `X-RateLimit` headers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) limit: u64,
    pub(crate) used: u64,
    /// Seconds since 1970 at which the window ends.
    pub(crate) reset: u64,
    /// Set for a request over the limit: its status, and the seconds until it may come again.
    pub(crate) refused: Option<(LimitStatus, u64)>,
}

impl Window {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self { limit, end: UNIX_EPOCH, used: 0 }
    }

    /// Counts a request that comes now, unless it is `free`.
    pub(crate) fn take(&mut self, now: SystemTime, free: bool) -> Usage {
        if now >= self.end {
            self.end = now + self.limit.window;
            self.used = 0;
        }
        // The header has whole seconds; with the window's end rounded up, who waits for it never comes too early.
        let reset = seconds_up(self.end.duration_since(UNIX_EPOCH).unwrap_or_default());
        let wait = seconds_up(self.end.duration_since(now).unwrap_or_default());
        let over = !free && self.used >= self.limit.requests;
        self.used += u64::from(!free && !over);
        let refused = over.then_some((self.limit.status, wait));
        Usage { limit: self.limit.requests, used: self.used, reset, refused }
    }
}

fn seconds_up(duration: Duration) -> u64 {
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
