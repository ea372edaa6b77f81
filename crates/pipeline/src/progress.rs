//! A bar for each source, on standard error, if that is a terminal.

use std::future::pending;
use std::io::{self, Write};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use streamlings_pipeline::tally::Tally;
use tokio::time::interval;

const STYLE: &str = "{prefix:<8} {wide_bar} {pos:>7} {msg}";

/// The bars, or nothing at all. Clones are the same bars.
#[derive(Clone)]
pub(crate) struct Bars(MultiProgress);

impl Bars {
    pub(crate) fn new(visible: bool) -> Self {
        let target = if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        Self(MultiProgress::with_draw_target(target))
    }

    /// Draws how far each source is, ten times a second, until it is dropped. It never ends by itself.
    pub(crate) async fn follow(&self, tally: &Tally, wanted: u64) {
        if self.0.is_hidden() {
            return pending().await;
        }
        let style = ProgressStyle::with_template(STYLE).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = |name| self.0.add(ProgressBar::new(wanted).with_style(style.clone()).with_prefix(name));
        let bars: Vec<ProgressBar> = tally.figures().iter().map(|(name, _)| bar(*name)).collect();
        let mut interval = interval(Duration::from_millis(100));
        loop {
            interval.tick().await;
            for (bar, (_, figures)) in bars.iter().zip(tally.figures()) {
                bar.set_position(figures.records + figures.bad);
                let errors = if figures.errors > 0 { format!(", {} errors", figures.errors) } else { String::new() };
                bar.set_message(format!("{} requests{errors}", figures.requests));
            }
        }
    }

    /// Takes the bars away.
    pub(crate) fn clear(&self) {
        // A terminal that has gone shows nothing any more.
        let _ = self.0.clear();
    }
}

/// What is written comes out above the bars.
impl Write for Bars {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.suspend(|| io::stderr().write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
