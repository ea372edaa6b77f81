//! The types that the functions of chapter 2 return.

use std::time::Duration;

/// The times that the same jobs took in two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The time one after the other.
    pub in_turn: Duration,
    /// The time all together, at the same time.
    pub together: Duration,
}

/// The times of several runs of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timings {
    /// The time of the fastest run.
    pub min: Duration,
    /// The time of the run in the middle: half of the runs were faster. For an even number of runs, the mean of the two
    /// in the middle.
    pub median: Duration,
    /// The time of the slowest run.
    pub max: Duration,
}

/// The load that jobs make together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// The time until the last job ended.
    pub took: Duration,
    /// The sum of the times of all jobs.
    pub busy: Duration,
    /// The largest number of jobs that ran at the same time.
    pub peak: usize,
}
