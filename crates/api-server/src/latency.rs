//! The time before a response starts.

use std::{fmt, str::FromStr, time::Duration};

use thiserror::Error;

use crate::rng::Rng;

/// The time from the arrival of a request, or from its release at a barrier, to the first byte of the response.
///
/// Its text is a duration, or two with `..` between them:
///
/// ```
/// use std::time::Duration;
/// use api_server::Latency;
///
/// assert_eq!("20ms".parse(), Ok(Latency::fixed(Duration::from_millis(20))));
/// assert_eq!("20ms..1s".parse(), Ok(Latency::between(Duration::from_millis(20), Duration::from_secs(1))));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    least: Duration,
    most: Duration,
}

impl Latency {
    /// Returns the same latency for each request.
    pub const fn fixed(latency: Duration) -> Self {
        Self { least: latency, most: latency }
    }

    /// Returns a latency that is drawn for each request, evenly between the two durations. Either may be the longer one.
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

/// The error for a text that is not a [`Latency`].
///
/// ```
/// use api_server::Latency;
///
/// let error = "fast".parse::<Latency>().unwrap_err();
/// assert!(error.to_string().starts_with("invalid latency \"fast\""));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("invalid latency {text:?}: expected a duration such as 20ms or a range such as 20ms..80ms")]
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
