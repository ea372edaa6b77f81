//! The progress bars, one for each source, on standard error if that is a terminal.

use std::future::pending;
use std::io::{self, Write};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use streamlings_pipeline::stats::Stats;
use tokio::time::interval;

/// The interval at which the bars are redrawn.
const REDRAW_INTERVAL: Duration = Duration::from_millis(100);

const STYLE: &str = "{prefix:<8} {wide_bar} {pos:>7} {msg}";

/// The progress bars, which may be hidden. A clone shares the bars.
#[derive(Clone)]
pub(crate) struct ProgressBars(MultiProgress);

impl ProgressBars {
    pub(crate) fn new(visible: bool) -> Self {
        let target = if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        Self(MultiProgress::with_draw_target(target))
    }

    /// Redraws the progress of each source at an interval. Never completes: drop the future to stop.
    pub(crate) async fn follow(&self, stats: &Stats, max_items: u64) {
        if self.0.is_hidden() {
            return pending().await;
        }
        let style = ProgressStyle::with_template(STYLE).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = |name| self.0.add(ProgressBar::new(max_items).with_style(style.clone()).with_prefix(name));
        let bars: Vec<ProgressBar> = stats.snapshot().iter().map(|(name, _)| bar(*name)).collect();
        let mut interval = interval(REDRAW_INTERVAL);
        loop {
            interval.tick().await;
            for (bar, (_, stats)) in bars.iter().zip(stats.snapshot()) {
                bar.set_position(stats.records + stats.bad);
                let errors = if stats.errors > 0 { format!(", {} errors", stats.errors) } else { String::new() };
                bar.set_message(format!("{} requests{errors}", stats.requests));
            }
        }
    }

    /// Removes the bars.
    pub(crate) fn clear(&self) {
        // An error means that the terminal has gone.
        let _ = self.0.clear();
    }
}

/// Writes above the bars.
impl Write for ProgressBars {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.suspend(|| io::stderr().write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
