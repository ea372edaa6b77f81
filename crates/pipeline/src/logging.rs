//! The log on standard error, and the observer that writes every attempt to it.

use streamlings_pipeline::Chain;
use streamlings_pipeline::http::{Attempt, Observer, Outcome};
use streamlings_pipeline::stats::Stats;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::progress::ProgressBars;

/// Starts the log, which is written above the progress bars.
pub(crate) fn init(verbose: bool, bars: &ProgressBars) {
    let level = if verbose { LevelFilter::DEBUG } else { LevelFilter::WARN };
    let targets = Targets::new().with_target("pipeline", level).with_target("streamlings_pipeline", level);
    let bars = bars.clone();
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_target(false)
        .without_time()
        .with_writer(move || bars.clone());
    tracing_subscriber::registry().with(lines).with(targets).init();
}

/// Counts every attempt and logs it.
pub(crate) struct LogObserver(pub(crate) Stats);

impl Observer for LogObserver {
    fn attempt(&self, attempt: &Attempt<'_>) {
        self.0.attempt(attempt);
        let Attempt { source, url, number, outcome, bytes, latency } = attempt;
        match outcome {
            Outcome::Failed(error) => {
                tracing::debug!("{source}: attempt {number} of {url} failed: {} ({latency:.0?})", Chain(error));
            }
            Outcome::Dropped => tracing::debug!("{source}: attempt {number} of {url} was cancelled ({latency:.0?})"),
            Outcome::FromCache => tracing::debug!("{source}: {url} is in the cache"),
            Outcome::Revalidated => tracing::debug!("{source}: {url} has not changed ({latency:.0?})"),
            Outcome::Fetched(status) => tracing::debug!("{source}: {url}: {status}, {bytes} bytes ({latency:.0?})"),
        }
    }
}
