//! mdBook's log. mdBook only logs a missing include and goes on; here, every warning makes the build fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{filter::LevelFilter, fmt};

/// The number of warnings and errors that this process has logged.
#[derive(Clone, Debug, Default)]
pub struct WarningCount(Arc<AtomicUsize>);

impl WarningCount {
    /// Prints all warnings and errors of this process to standard error from now on, and counts them.
    ///
    /// # Panics
    ///
    /// Panics if this process has a subscriber for its log already.
    pub fn install() -> WarningCount {
        let count = WarningCount::default();
        tracing_subscriber::registry()
            .with(fmt::layer().without_time().with_target(false).with_writer(std::io::stderr))
            .with(count.clone())
            .with(LevelFilter::WARN)
            .init();
        count
    }

    /// Returns the number so far.
    pub fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl<S: Subscriber> Layer<S> for WarningCount {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() <= Level::WARN {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}
