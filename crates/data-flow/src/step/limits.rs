//! Limits of a step: a time within which it must end, and the number of times that it is tried.

use std::borrow::Cow;
use std::time::Duration;

use super::{Describe, Step, not_a_group};
use crate::error::{ErrorKind, FlowError};
use crate::graph::Node;
use crate::path::Path;
use crate::run::Run;

/// A step that must end within a time. See [`Flow::timeout`](crate::Flow::timeout).
#[derive(Debug, Clone)]
pub struct Timed<S> {
    pub(crate) step: S,
    pub(crate) limit: Duration,
}

impl<S: Describe> Describe for Timed<S> {
    fn node(&self) -> Node {
        self.step.node().noted(format!("within {:?}", self.limit))
    }

    fn whole(&self) -> Path {
        self.step.whole()
    }

    fn rename(&mut self, name: Cow<'static, str>) {
        self.step.rename(name);
    }

    fn locate(&self, address: usize) -> Option<Path> {
        Some(self.step.locate(address)?.close(S::WIDTH))
    }
}

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

not_a_group!([S] Timed<S>);

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
    retries: fn(&FlowError) -> bool,
}

impl Retry {
    /// Returns a policy with this number of attempts in all, without a pause between them. 0 counts as 1.
    pub fn attempts(attempts: u32) -> Retry {
        Retry {
            attempts: attempts.max(1),
            backoff: Duration::ZERO,
            at_most: Duration::from_secs(60),
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

    /// Tries again only after errors for which `retries` returns true, such as those of a connection.
    #[must_use]
    pub fn when(mut self, retries: fn(&FlowError) -> bool) -> Retry {
        self.retries = retries;
        self
    }

    /// Returns the pause after the failure of this attempt, which is 1 for the first one.
    pub fn pause_after(&self, attempt: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
        self.backoff.saturating_mul(factor).min(self.at_most)
    }

    /// Waits before the next attempt, or returns false if there is none.
    pub(crate) async fn waits(&self, attempt: u32, error: &FlowError) -> bool {
        let transient = matches!(error.kind(), ErrorKind::Failed(_) | ErrorKind::TimedOut(_));
        if attempt >= self.attempts || !transient || !(self.retries)(error) {
            return false;
        }
        tokio::time::sleep(self.pause_after(attempt)).await;
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

impl<S: Describe> Describe for Retrying<S> {
    fn node(&self) -> Node {
        self.step.node().noted(self.policy.note())
    }

    fn whole(&self) -> Path {
        self.step.whole()
    }

    fn rename(&mut self, name: Cow<'static, str>) {
        self.step.rename(name);
    }

    fn locate(&self, address: usize) -> Option<Path> {
        Some(self.step.locate(address)?.close(S::WIDTH))
    }
}

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
                    Err(error) if self.policy.waits(attempt, &error).await => attempt += 1,
                    Err(error) => return Err(error.map_path(|path| path.close(S::WIDTH)).with_attempts(attempt)),
                }
            }
        }
    }
}

not_a_group!([S] Retrying<S>);
