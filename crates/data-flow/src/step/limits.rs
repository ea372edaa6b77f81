//! Limits of a step: a time within which it must end, and the number of times that it is tried.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::{Describe, Step, wraps};
use crate::error::{ErrorKind, FlowError};
use crate::run::Run;

/// A step that must end within a time. See [`Flow::timeout`](crate::Flow::timeout).
#[derive(Debug, Clone)]
pub struct Timed<S> {
    pub(crate) step: S,
    pub(crate) limit: Duration,
}

wraps!(Timed, |timed| format!("within {:?}", timed.limit), close);

impl<In, S> Step<In> for Timed<S>
where
    In: Send,
    S: Step<In>,
{
    type Out = S::Out;

    fn call(&self, input: In, run: &Run) -> impl Future<Output = Result<S::Out, FlowError>> + Send {
        async move {
            match tokio::time::timeout(self.limit, self.step.call(input, run)).await {
                Ok(result) => result.map_err(|error| error.map_path(|path| path.close(S::WIDTH))),
                Err(_) => Err(FlowError::new(self.whole(), ErrorKind::TimedOut(self.limit))),
            }
        }
    }
}

/// A policy for steps that fail: the number of attempts, and the pause between them.
///
/// A step that returned an error or ran into its timeout is tried again. A panic is a bug, and ends the run at once.
///
/// ```
/// use std::time::Duration;
/// use data_flow::Retry;
///
/// // 100 ms after the first failure, 200 ms after the second one, and so on, up to a second.
/// let policy = Retry::attempts(5).backoff(Duration::from_millis(100)).at_most(Duration::from_secs(1));
/// assert_eq!(policy.pause_after(1), Duration::from_millis(100));
/// assert_eq!(policy.pause_after(2), Duration::from_millis(200));
/// assert_eq!(policy.pause_after(60), Duration::from_secs(1));
/// ```
#[derive(Debug, Clone)]
pub struct Retry {
    attempts: u32,
    backoff: Duration,
    at_most: Duration,
    jitter: f64,
    seeded: Option<Arc<Mutex<StdRng>>>,
    retries: fn(&FlowError) -> bool,
}

impl Retry {
    /// Returns a policy with this number of attempts in all, without a pause between them. 0 counts as 1.
    pub fn attempts(attempts: u32) -> Retry {
        Retry {
            attempts: attempts.max(1),
            backoff: Duration::ZERO,
            at_most: Duration::from_secs(60),
            jitter: 0.0,
            seeded: None,
            retries: |_| true,
        }
    }

    /// Waits for `first` after the first failure, and twice as long after each further one.
    #[must_use]
    pub fn backoff(mut self, first: Duration) -> Retry {
        self.backoff = first;
        self
    }

    /// Sets the longest pause. Without it, that is a minute.
    #[must_use]
    pub fn at_most(mut self, longest: Duration) -> Retry {
        self.at_most = longest;
        self
    }

    /// Shortens each pause by a random part of it, so that steps that have failed together do not all try again at the same
    /// moment. A `fraction` of 0.2 takes off up to a fifth; 1.0 is known as full jitter.
    #[must_use]
    pub fn jitter(mut self, fraction: f64) -> Retry {
        // A NaN is no fraction.
        self.jitter = if fraction > 0.0 { fraction.min(1.0) } else { 0.0 };
        self
    }

    /// Draws the jitter from a seed: one after another, for all clones of the policy. So a test has the same pauses each time.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Retry {
        self.seeded = Some(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))));
        self
    }

    /// Tries again only after errors for which `retries` returns true, such as those of a connection.
    #[must_use]
    pub fn when(mut self, retries: fn(&FlowError) -> bool) -> Retry {
        self.retries = retries;
        self
    }

    /// Returns the pause after the failure of this attempt, which is 1 for the first one, without jitter.
    pub fn pause_after(&self, attempt: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
        self.backoff.saturating_mul(factor).min(self.at_most)
    }

    fn shortened(&self, pause: Duration) -> Duration {
        if self.jitter == 0.0 {
            return pause;
        }
        let drawn: f64 = match &self.seeded {
            Some(seeded) => seeded.lock().unwrap_or_else(PoisonError::into_inner).random(),
            None => rand::random(),
        };
        pause.mul_f64(1.0 - self.jitter * drawn)
    }

    /// Waits before the next attempt, or returns false if there is none.
    pub(crate) async fn waits(&self, attempt: u32, error: &FlowError, run: &Run) -> bool {
        let transient = matches!(error.kind(), ErrorKind::Failed(_) | ErrorKind::TimedOut(_));
        if attempt >= self.attempts || !transient || !(self.retries)(error) {
            return false;
        }
        let pause = tokio::time::sleep(self.shortened(self.pause_after(attempt)));
        match run.watch() {
            None => pause.await,
            // The next attempt finds that the run was cancelled.
            Some(watch) => watch.until_cancelled(pause).await.unwrap_or_default(),
        }
        true
    }

    pub(crate) fn note(&self) -> String {
        format!("{} attempts", self.attempts)
    }
}

/// A step that is tried again after an error. See [`Flow::retry`](crate::Flow::retry).
#[derive(Debug, Clone)]
pub struct Retrying<S> {
    pub(crate) step: S,
    pub(crate) policy: Retry,
}

wraps!(Retrying, |retrying| retrying.policy.note(), close);

impl<In, S> Step<In> for Retrying<S>
where
    In: Clone + Send,
    S: Step<In>,
{
    type Out = S::Out;

    fn call(&self, input: In, run: &Run) -> impl Future<Output = Result<S::Out, FlowError>> + Send {
        async move {
            let mut attempt = 1;
            loop {
                match self.step.call(input.clone(), run).await {
                    Ok(output) => return Ok(output),
                    Err(error) if self.policy.waits(attempt, &error, run).await => attempt += 1,
                    Err(error) => return Err(error.map_path(|path| path.close(S::WIDTH)).with_attempts(attempt)),
                }
            }
        }
    }
}
