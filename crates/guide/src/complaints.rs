//! What mdBook warns of. It logs a missing include and goes on; here nothing that it complains of is good enough.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{filter::LevelFilter, fmt};

/// Counts warnings and errors while they are printed to standard error.
#[derive(Clone, Debug, Default)]
pub struct Complaints(Arc<AtomicUsize>);

impl Complaints {
    /// Listens to all that is logged in this process, from now on.
    pub fn listen() -> Complaints {
        let complaints = Complaints::default();
        tracing_subscriber::registry()
            .with(fmt::layer().without_time().with_target(false).with_writer(std::io::stderr))
            .with(complaints.clone())
            .with(LevelFilter::WARN)
            .init();
        complaints
    }

    /// How many there were.
    pub fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl<S: Subscriber> Layer<S> for Complaints {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() <= Level::WARN {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}
