//! mdBook's log. mdBook only logs a missing include and goes on; here, every warning makes the build fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{filter::LevelFilter, fmt};

/// A subscriber of the log that remembers whether there were warnings or errors.
#[derive(Clone, Debug, Default)]
pub struct Warnings(Arc<AtomicBool>);

impl Warnings {
    /// Prints all warnings and errors of this process to standard error from now on.
    ///
    /// # Panics
    ///
    /// Panics if this process has a subscriber for its log already.
    pub fn install() -> Warnings {
        let warnings = Warnings::default();
        tracing_subscriber::registry()
            .with(fmt::layer().without_time().with_target(false).with_writer(std::io::stderr))
            .with(warnings.clone())
            .with(LevelFilter::WARN)
            .init();
        warnings
    }

    /// Returns whether there were warnings or errors so far.
    pub fn any(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl<S: Subscriber> Layer<S> for Warnings {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() <= Level::WARN {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}
