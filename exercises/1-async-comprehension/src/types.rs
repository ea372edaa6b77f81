//! The types that the functions of chapter 1 return.

use std::error::Error;
use std::fmt;
use std::num::ParseFloatError;

/// A summary of some scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// The number of scores, at least one.
    pub count: usize,
    /// The mean.
    pub mean: f64,
    /// The smallest score.
    pub min: f64,
    /// The largest score.
    pub max: f64,
}

/// The error for a line that is not a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseLineError {
    /// The number of the line, counted from 1.
    pub line: usize,
    /// The text of the line.
    pub text: String,
    /// The error of `str::parse`.
    pub source: ParseFloatError,
}

impl fmt::Display for ParseLineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} is not a number: {:?}", self.line, self.text)
    }
}

impl Error for ParseLineError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}
