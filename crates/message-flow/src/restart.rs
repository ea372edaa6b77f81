//! Restart policies: the delay before each restart, and the end of restarting.

use std::collections::VecDeque;
use std::time::Duration;

use serde::Deserialize;
use tokio::time::Instant;

/// The occasions on which a member is started again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RestartOn {
    /// Never: the first failure ends the manager.
    Never,
    /// After a failure: an error, a panic, or [`Fault::Crash`](crate::Fault::Crash). A source that ends has done its work.
    #[default]
    Failure,
    /// After a failure, and after the end of a source.
    Always,
}

/// The restart policy of a manager, which holds for each of its members on its own.
///
/// The delay before a restart grows exponentially from `first` to `longest`, less a random part, so that members that failed
/// together do not come back together. It begins anew when a member has run for `reset_after`. More than `limit` restarts
/// within a window end the manager.
///
/// ```
/// use std::time::Duration;
/// use message_flow::Restart;
///
/// let restart = Restart::on_failure()
///     .backoff(Duration::from_millis(200), Duration::from_secs(30))
///     .jitter(0.2)
///     .limit(5, Duration::from_secs(60));
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Restart {
    on: RestartOn,
    #[serde(deserialize_with = "crate::manager::duration")]
    first: Duration,
    #[serde(deserialize_with = "crate::manager::duration")]
    longest: Duration,
    jitter: f64,
    #[serde(deserialize_with = "crate::manager::duration")]
    reset_after: Duration,
    limit: u32,
    #[serde(deserialize_with = "crate::manager::duration")]
    window: Duration,
}

impl Default for Restart {
    fn default() -> Restart {
        Restart {
            on: RestartOn::Failure,
            first: Duration::from_millis(200),
            longest: Duration::from_secs(30),
            jitter: 0.2,
            reset_after: Duration::from_secs(60),
            limit: 10,
            window: Duration::from_secs(600),
        }
    }
}

impl Restart {
    /// Restarts after a failure. This is the default.
    pub fn on_failure() -> Restart {
        Restart::default()
    }

    /// Restarts nothing.
    pub fn never() -> Restart {
        Restart { on: RestartOn::Never, ..Restart::default() }
    }

    /// Restarts after failures and after the end of a source.
    pub fn always() -> Restart {
        Restart { on: RestartOn::Always, ..Restart::default() }
    }

    /// Sets the first delay, which doubles with each restart, and the longest one.
    #[must_use]
    pub fn backoff(self, first: Duration, longest: Duration) -> Restart {
        Restart { first, longest, ..self }
    }

    /// Sets the share of each delay that is random, from 0 to 1: with 0.2, a delay is between 80 % and 100 % of its length.
    #[must_use]
    pub fn jitter(self, jitter: f64) -> Restart {
        Restart { jitter, ..self }
    }

    /// Sets the time after which a member counts as healthy, so that its next delay is the first one again.
    #[must_use]
    pub fn reset_after(self, reset_after: Duration) -> Restart {
        Restart { reset_after, ..self }
    }

    /// Sets the largest number of restarts of one member within a window of time. The manager ends instead of the next one.
    #[must_use]
    pub fn limit(self, limit: u32, window: Duration) -> Restart {
        Restart { limit, window, ..self }
    }

    /// Returns what is wrong with the policy, if anything is.
    pub(crate) fn invalid(&self) -> Option<&'static str> {
        if !(0.0..=1.0).contains(&self.jitter) {
            return Some("the jitter must be between 0 and 1");
        }
        if self.first.is_zero() && self.on != RestartOn::Never {
            return Some("the first delay must be longer than 0");
        }
        (self.longest < self.first).then_some("the longest delay must not be shorter than the first one")
    }
}

/// The end of one incarnation of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// A source has returned.
    Done,
    Failure,
}

/// The consequence of an [`Ending`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// The member starts again after a delay.
    After(Duration),
    /// The source has done its work.
    Finished,
    /// The policy restarts nothing.
    Refused,
    /// The limit is reached.
    LimitReached { restarts: u32, window: Duration },
}

/// The restarts of one member.
#[derive(Debug)]
pub(crate) struct Restarts {
    policy: Restart,
    rng: fastrand::Rng,
    /// The times of the restarts within the window.
    recent: VecDeque<Instant>,
    /// The number of restarts since the member was healthy.
    in_a_row: u32,
    started: Instant,
}

impl Restarts {
    pub(crate) fn new(policy: Restart, seed: u64) -> Restarts {
        let rng = fastrand::Rng::with_seed(seed);
        Restarts { policy, rng, recent: VecDeque::new(), in_a_row: 0, started: Instant::now() }
    }

    /// Notes that the member runs from now on.
    pub(crate) fn started(&mut self) {
        self.started = Instant::now();
    }

    /// Decides what comes after the end of an incarnation.
    pub(crate) fn next(&mut self, ending: Ending) -> Next {
        match (self.policy.on, ending) {
            (RestartOn::Never | RestartOn::Failure, Ending::Done) => return Next::Finished,
            (RestartOn::Never, Ending::Failure) => return Next::Refused,
            _ => {}
        }
        let now = Instant::now();
        let window = self.policy.window;
        self.recent.retain(|restart| now.duration_since(*restart) < window);
        if self.recent.len() >= self.policy.limit as usize {
            return Next::LimitReached { restarts: self.policy.limit, window };
        }
        if now.duration_since(self.started) >= self.policy.reset_after {
            self.in_a_row = 0;
        }
        let full = self.policy.first.saturating_mul(1_u32.checked_shl(self.in_a_row).unwrap_or(u32::MAX));
        let delay = full.min(self.policy.longest).mul_f64(1.0 - self.policy.jitter * self.rng.f64());
        self.in_a_row += 1;
        self.recent.push_back(now);
        Next::After(delay)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::{Ending, Next, Restart, Restarts};
    use std::time::Duration;

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn delays(restarts: &mut Restarts, count: usize) -> Vec<Duration> {
        let delays = (0..count).map(|_| match restarts.next(Ending::Failure) {
            Next::After(delay) => delay,
            other => panic!("instead of a delay there is {other:?}"),
        });
        delays.collect()
    }

    #[tokio::test(start_paused = true)]
    async fn delays_double_up_to_the_longest() {
        let policy = Restart::on_failure().backoff(secs(1), secs(20)).jitter(0.0).limit(100, secs(60));
        let mut restarts = Restarts::new(policy, 1);
        assert_eq!(delays(&mut restarts, 7), [1, 2, 4, 8, 16, 20, 20].map(secs));
        // The factor is beyond 32 bits from the 33rd on.
        assert_eq!(delays(&mut restarts, 60), [secs(20); 60]);
    }

    #[tokio::test(start_paused = true)]
    async fn jitter_takes_a_random_part_off_which_the_seed_repeats() {
        let policy = Restart::on_failure().backoff(secs(10), secs(10)).jitter(0.5).limit(1000, secs(60));
        let drawn = delays(&mut Restarts::new(policy.clone(), 7), 500);
        assert!(drawn.iter().all(|delay| (secs(5)..=secs(10)).contains(delay)));
        assert!(drawn.iter().any(|delay| *delay < secs(6)) && drawn.iter().any(|delay| *delay > secs(9)));
        assert_eq!(drawn, delays(&mut Restarts::new(policy.clone(), 7), 500));
        assert_ne!(drawn, delays(&mut Restarts::new(policy, 8), 500));
    }

    #[tokio::test(start_paused = true)]
    async fn a_start_alone_does_not_begin_the_delays_anew_and_a_healthy_time_does() {
        let policy =
            Restart::on_failure().backoff(secs(1), secs(99)).jitter(0.0).reset_after(secs(30)).limit(99, secs(60));
        let mut restarts = Restarts::new(policy, 1);
        restarts.started();
        assert_eq!(delays(&mut restarts, 2), [1, 2].map(secs));
        restarts.started();
        advance(secs(29)).await;
        assert_eq!(delays(&mut restarts, 1), [secs(4)]);
        restarts.started();
        advance(secs(30)).await;
        assert_eq!(delays(&mut restarts, 1), [secs(1)]);
        restarts.started();
        assert_eq!(delays(&mut restarts, 1), [secs(2)]);
    }

    #[tokio::test(start_paused = true)]
    async fn the_limit_counts_the_restarts_within_the_window() {
        let policy = Restart::on_failure().limit(2, secs(60));
        let mut restarts = Restarts::new(policy, 1);
        delays(&mut restarts, 1);
        advance(secs(30)).await;
        delays(&mut restarts, 1);
        let reached = Next::LimitReached { restarts: 2, window: secs(60) };
        assert_eq!(restarts.next(Ending::Failure), reached);
        advance(secs(29)).await;
        assert_eq!(restarts.next(Ending::Failure), reached);
        advance(secs(1)).await;
        delays(&mut restarts, 1);
        assert_eq!(restarts.next(Ending::Failure), reached);
    }

    #[tokio::test(start_paused = true)]
    async fn each_policy_has_its_occasions() {
        let next = |policy, ending| Restarts::new(policy, 1).next(ending);
        assert_eq!(next(Restart::never(), Ending::Done), Next::Finished);
        assert_eq!(next(Restart::never(), Ending::Failure), Next::Refused);
        assert_eq!(next(Restart::on_failure(), Ending::Done), Next::Finished);
        assert!(matches!(next(Restart::on_failure(), Ending::Failure), Next::After(_)));
        assert!(matches!(next(Restart::always(), Ending::Done), Next::After(_)));
        assert!(matches!(next(Restart::always(), Ending::Failure), Next::After(_)));
        let none = Restart::on_failure().limit(0, secs(60));
        assert!(matches!(next(none, Ending::Failure), Next::LimitReached { restarts: 0, .. }));
    }
}
