//! The types that the functions of chapter 2 return.

use std::time::Duration;

/// How long the same jobs took, both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// One after the other.
    pub in_turn: Duration,
    /// All at the same time.
    pub together: Duration,
}

/// What some runs of a job took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timings {
    /// The fastest run.
    pub min: Duration,
    /// The run in the middle: half of them were faster. Of an even number of runs, the mean of the two in the middle.
    pub median: Duration,
    /// The slowest run.
    pub max: Duration,
}
