//! Faults, and the rules that say when they occur.

use std::{fmt, num::NonZeroU32, str::FromStr, time::Duration};

use thiserror::Error;

use crate::route::{Target, TargetError};

/// One way in which a response goes wrong.
///
/// Each fault has a text, for use on a command line.
///
/// ```
/// use api_server::{Fault, RetryAfter};
///
/// assert_eq!("503".parse(), Ok(Fault::Status(503)));
/// assert_eq!("429:2".parse(), Ok(Fault::TooManyRequests { retry_after: RetryAfter::Seconds(2) }));
/// assert_eq!(Fault::ConnectionReset.to_string(), "reset");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A status, with the body that the real API sends with it. Text: `503`.
    ///
    /// A code below 200 or above 599 cannot be a final response; 500 is sent in its place.
    Status(u16),
    /// Status 429 with a `Retry-After` header. Text: `429:2` for two seconds, `429:2:date` for a date in two seconds.
    TooManyRequests {
        /// The value of the header.
        retry_after: RetryAfter,
    },
    /// A connection that is reset (TCP RST) without a response. Text: `reset`.
    ConnectionReset,
    /// Status 200, and a connection that closes in the middle of the body. Text: `half-body`.
    HalfBody,
    /// Status 200, and JSON without its closing bracket. Text: `malformed`.
    MalformedJson,
    /// Status 200, and a page of HTML instead of JSON. Text: `wrong-type`.
    WrongContentType,
    /// Status 200, and items of which the first, fourth, seventh and so on lack the `name` (of a repository), `title` (of a
    /// post) or `email` (of a user). Text: `missing-field`.
    MissingField,
    /// Status 200, and items without end: the client has to disconnect. Text: `endless`.
    EndlessBody,
    /// No response at all: the request is read, and the client has to disconnect. Text: `no-answer`.
    NoAnswer,
}

/// The two forms of a `Retry-After` header (RFC 9110, section 10.2.3).
///
/// ```
/// use std::time::Duration;
/// use api_server::RetryAfter;
///
/// assert_eq!(RetryAfter::Seconds(2).duration(), RetryAfter::Date(2).duration());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// A number of seconds.
    Seconds(u32),
    /// The HTTP date in this number of seconds. It is rounded up, because such a date has whole seconds.
    Date(u32),
}

impl RetryAfter {
    /// Returns the time that the client is asked to wait. With a date it may be up to a second longer.
    pub const fn duration(self) -> Duration {
        match self {
            Self::Seconds(seconds) | Self::Date(seconds) => Duration::from_secs(seconds as u64),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(code) => write!(f, "{code}"),
            Self::TooManyRequests { retry_after: RetryAfter::Seconds(seconds) } => write!(f, "429:{seconds}"),
            Self::TooManyRequests { retry_after: RetryAfter::Date(seconds) } => write!(f, "429:{seconds}:date"),
            Self::ConnectionReset => f.write_str("reset"),
            Self::HalfBody => f.write_str("half-body"),
            Self::MalformedJson => f.write_str("malformed"),
            Self::WrongContentType => f.write_str("wrong-type"),
            Self::MissingField => f.write_str("missing-field"),
            Self::EndlessBody => f.write_str("endless"),
            Self::NoAnswer => f.write_str("no-answer"),
        }
    }
}

/// The error for a text that is not a [`Fault`].
///
/// ```
/// use api_server::Fault;
///
/// let error = "oops".parse::<Fault>().unwrap_err();
/// assert!(error.to_string().starts_with("unknown fault \"oops\""));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "unknown fault {text:?}: expected a status from 200 to 599, 429:2 (Retry-After of 2 s), 429:2:date, reset, half-body, \
     malformed, wrong-type, missing-field, endless or no-answer"
)]
pub struct FaultError {
    text: String,
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = match text {
            "reset" => Some(Self::ConnectionReset),
            "half-body" => Some(Self::HalfBody),
            "malformed" => Some(Self::MalformedJson),
            "wrong-type" => Some(Self::WrongContentType),
            "missing-field" => Some(Self::MissingField),
            "endless" => Some(Self::EndlessBody),
            "no-answer" => Some(Self::NoAnswer),
            _ => match text.strip_prefix("429:") {
                Some(after) => retry_after(after).map(|retry_after| Self::TooManyRequests { retry_after }),
                None => text.parse().ok().filter(|code| (200..=599).contains(code)).map(Self::Status),
            },
        };
        fault.ok_or_else(|| FaultError { text: text.to_owned() })
    }
}

fn retry_after(text: &str) -> Option<RetryAfter> {
    match text.strip_suffix(":date") {
        Some(seconds) => seconds.parse().ok().map(RetryAfter::Date),
        None => text.parse().ok().map(RetryAfter::Seconds),
    }
}

/// A fault of a route or a path, and the requests that get it. This is the value of the program's option `--fault`.
///
/// | text | meaning |
/// |---|---|
/// | `posts=503` | every request for posts |
/// | `posts=503@0.1` | one in ten requests, drawn from the seed |
/// | `github=503x2` | the first two requests for repositories |
/// | `/posts/3=reset` | every request for this path |
///
/// ```
/// use api_server::{Config, FaultRule};
///
/// let rule: FaultRule = "posts=503@0.1".parse()?;
/// let config = Config::new().fault(rule);
/// # Ok::<(), api_server::FaultRuleError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct FaultRule {
    /// The route or path that has the fault.
    pub target: Target,
    /// The fault.
    pub fault: Fault,
    /// The requests that get the fault.
    pub when: When,
}

/// The requests that a [`FaultRule`] applies to.
///
/// ```
/// use api_server::{FaultRule, When};
///
/// let rule: FaultRule = "posts=503@0.1".parse()?;
/// assert_eq!(rule.when, When::Share(0.1));
/// # Ok::<(), api_server::FaultRuleError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// Every request.
    Always,
    /// A share of the requests, from 0 to 1: `@0.1`.
    Share(f64),
    /// The first requests, after those of earlier rules: `x2`.
    First(NonZeroU32),
}

impl fmt::Display for FaultRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.target, self.fault)?;
        match self.when {
            When::Always => Ok(()),
            When::Share(share) => write!(f, "@{share}"),
            When::First(times) => write!(f, "x{times}"),
        }
    }
}

/// The error for a text that is not a [`FaultRule`].
///
/// ```
/// use api_server::{FaultRule, FaultRuleError};
///
/// let error = "posts=503@2".parse::<FaultRule>().unwrap_err();
/// assert_eq!(error, FaultRuleError::Share("2".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FaultRuleError {
    /// A text without `=`.
    #[error("invalid fault rule {0:?}: expected a form such as posts=503, posts=503@0.1 or posts=503x2")]
    Shape(String),
    /// An unknown target before the `=`.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// An unknown fault after the `=`.
    #[error(transparent)]
    Fault(#[from] FaultError),
    /// An invalid share after the `@`.
    #[error("invalid share of requests {0:?}: expected a number from 0 to 1, such as 0.1")]
    Share(String),
    /// An invalid number after the `x`.
    #[error("invalid number of requests {0:?}: expected a whole number, at least 1")]
    Times(String),
}

impl FromStr for FaultRule {
    type Err = FaultRuleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (target, rest) = text.split_once('=').ok_or_else(|| FaultRuleError::Shape(text.to_owned()))?;
        let (fault, when) = if let Some((fault, share)) = rest.split_once('@') {
            let share = share.parse().ok().filter(|share| (0.0..=1.0).contains(share));
            (fault, When::Share(share.ok_or_else(|| FaultRuleError::Share(rest[fault.len() + 1..].to_owned()))?))
        } else if let Some((fault, times)) = rest.rsplit_once('x').filter(|(_, times)| starts_as_number(times)) {
            (fault, When::First(times.parse().map_err(|_| FaultRuleError::Times(times.to_owned()))?))
        } else {
            (rest, When::Always)
        };
        Ok(Self { target: target.parse()?, fault: fault.parse()?, when })
    }
}

fn starts_as_number(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit() || first == '-')
}
