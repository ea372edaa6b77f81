//! The types that the functions of chapter 1 return.

use std::error::Error;
use std::fmt;
use std::num::ParseFloatError;

/// What is known of some scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// How many there were; at least one.
    pub count: usize,
    /// Their mean.
    pub mean: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

/// A line that is not a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseLineError {
    /// Which line, counted from 1.
    pub line: usize,
    /// What stands in it.
    pub text: String,
    /// Why it is not a number.
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
