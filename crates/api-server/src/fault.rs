//! What can go wrong, and when.

use std::{fmt, num::NonZeroU32, str::FromStr, time::Duration};

use thiserror::Error;

use crate::route::{Target, TargetError};

/// One way in which an answer goes wrong.
///
/// Each has a text, for a command line: it is given with the fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This status, with a body such as the real API sends with it. Text: `503`.
    ///
    /// A code that no whole answer can have (below 200 or above 599) is answered as 500.
    Status(u16),
    /// Status 429 with a `Retry-After` header. Text: `429:2` for two seconds, `429:2:date` for the date in two seconds.
    TooManyRequests {
        /// What the header says.
        retry_after: RetryAfter,
    },
    /// The connection is reset (TCP RST), without an answer. Text: `reset`.
    ConnectionReset,
    /// Status 200, and the connection is closed in the middle of the body. Text: `half-body`.
    HalfBody,
    /// Status 200, and a body that ends before the bracket that would close it. Text: `malformed`.
    MalformedJson,
    /// Status 200, and a page of HTML where JSON was asked for. Text: `wrong-type`.
    WrongContentType,
    /// Status 200; the first item of the answer and each third after it have no `name` (of a repository), `title` (of a
    /// post) or `email` (of a user). Text: `missing-field`.
    MissingField,
    /// Status 200, and items that never end: the client has to leave. Text: `endless`.
    EndlessBody,
    /// The request is read and never answered: the client has to leave. Text: `no-answer`.
    NoAnswer,
}

/// The two forms of a `Retry-After` header (RFC 9110, section 10.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// So many seconds from now.
    Seconds(u32),
    /// The HTTP date that is so many seconds from now, rounded up, since such a date has whole seconds.
    Date(u32),
}

impl RetryAfter {
    /// The time that it asks for. A date may be up to a second later than that.
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

/// A text is not a [`Fault`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{text:?} is not a fault: give a status from 200 to 599, 429:2 (Retry-After of 2 s), 429:2:date, reset, half-body, \
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

/// A fault of a route or path, and when it comes. It is what the program's `--fault` takes.
///
/// | text | meaning |
/// |---|---|
/// | `posts=503` | each request for posts |
/// | `posts=503@0.1` | one of ten requests, drawn from the seed |
/// | `github=503x2` | the first two requests for repositories |
/// | `/posts/3=reset` | each request for this one path |
#[derive(Clone, Debug, PartialEq)]
pub struct FaultRule {
    /// Whose answers go wrong.
    pub target: Target,
    /// In which way.
    pub fault: Fault,
    /// How often.
    pub when: When,
}

/// How often a [`FaultRule`] applies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// To each request.
    Always,
    /// To this share of the requests, from 0 to 1: `@0.1`.
    Share(f64),
    /// To the first so many requests (after those of the rules before it): `x2`.
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

/// A text is not a [`FaultRule`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FaultRuleError {
    /// There is no `=`.
    #[error("{0:?} is not a rule for faults: write it as posts=503, posts=503@0.1 or posts=503x2")]
    Shape(String),
    /// What stands before the `=`.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// What stands after the `=`.
    #[error(transparent)]
    Fault(#[from] FaultError),
    /// What stands after the `@`.
    #[error("{0:?} is not a share of the requests: give a number from 0 to 1, such as 0.1")]
    Share(String),
    /// What stands after the `x`.
    #[error("{0:?} is not a number of requests: give a whole number from 1 on")]
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
