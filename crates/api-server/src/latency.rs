//! How long an answer takes to begin.

use std::{fmt, str::FromStr, time::Duration};

use thiserror::Error;

use crate::rng::Rng;

/// The time from a request's arrival (or from the moment when a rendezvous lets it go) to the first byte of its answer.
///
/// Its text is a duration, or two with `..` between: `20ms`, `20ms..80ms`, `1s 500ms`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    least: Duration,
    most: Duration,
}

impl Latency {
    /// The same for each request.
    pub const fn fixed(latency: Duration) -> Self {
        Self { least: latency, most: latency }
    }

    /// Drawn from the seed for each request, evenly from `one` to `other`; which of them is the longer one does not matter.
    pub fn between(one: Duration, other: Duration) -> Self {
        Self { least: one.min(other), most: one.max(other) }
    }

    pub(crate) fn draw(self, rng: &mut Rng) -> Duration {
        let spread = self.most.saturating_sub(self.least).as_nanos().try_into().unwrap_or(u64::MAX);
        self.least.saturating_add(Duration::from_nanos(rng.below(spread)))
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", humantime::format_duration(self.least))?;
        if self.least != self.most {
            write!(f, "..{}", humantime::format_duration(self.most))?;
        }
        Ok(())
    }
}

/// A text is not a [`Latency`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{text:?} is not a latency: give a duration such as 20ms, or a range such as 20ms..80ms")]
pub struct LatencyError {
    text: String,
}

impl FromStr for Latency {
    type Err = LatencyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let duration = |part: &str| humantime::parse_duration(part.trim()).ok();
        let latency = match text.split_once("..") {
            Some((one, other)) => duration(one).zip(duration(other)).map(|(one, other)| Self::between(one, other)),
            None => duration(text).map(Self::fixed),
        };
        latency.ok_or_else(|| LatencyError { text: text.to_owned() })
    }
}
