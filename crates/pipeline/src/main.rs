//! The program `pipeline`: see `cargo pipeline --help`.
//!
//! # Layout
//!
//! - `cli`, `config_file`, `settings`: the options, and the checked settings that they become.
//! - `apis`: the servers to fetch from.
//! - `run`: the run itself.
//! - `dead_letter_sink`, `logging`, `metrics`, `progress`, `summary`, `stderr`: everything that the user sees.
//! - `signals`: Ctrl-C and SIGTERM.

mod apis;
mod cli;
mod config_file;
mod dead_letter_sink;
mod logging;
mod metrics;
mod progress;
mod run;
mod settings;
mod signals;
mod stderr;
mod summary;

use std::fs::File;
use std::io::{self, IsTerminal as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser as _;
use pollscope::Recording;
use pollscope::draw::Drawing;
use streamlings_pipeline::Chain;
use streamlings_pipeline::dead_letters::DeadLetterError;
use streamlings_pipeline::http::SetupError;
use streamlings_pipeline::sinks::{BatchLimits, Batcher, SinkError, Target};
use streamlings_pipeline::source::PagedSource;
use streamlings_pipeline::stats::Stats;
use tokio::select;

use crate::apis::ApisError;
use crate::cli::Arguments;
use crate::dead_letter_sink::DeadLetterSink;
use crate::progress::ProgressBars;
use crate::settings::{Settings, UsageError};
use crate::summary::{Summary, print_advice};

/// The exit code if a source or the sink failed, or items were bad.
const FAILED: u8 = 1;
/// The exit code if nothing was fetched because an option is wrong.
const WRONG_USE: u8 = 2;
/// The exit code after Ctrl-C: 128 and the number of the signal, as in shells.
const INTERRUPTED: u8 = 130;

/// The time for which the program waits at its end for a write that does not return.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(100);

/// The error of a program that cannot start to fetch.
#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error(transparent)]
    Usage(#[from] UsageError),
    #[error("cannot start the async runtime")]
    Runtime(#[source] io::Error),
    #[error(transparent)]
    Apis(#[from] ApisError),
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error(transparent)]
    Sink(#[from] SinkError),
    #[error(transparent)]
    DeadLetters(#[from] DeadLetterError),
    #[error("cannot serve metrics at {address}")]
    Metrics { address: SocketAddr, source: io::Error },
    #[error("cannot write the trace {}", .path.display())]
    Trace { path: PathBuf, source: io::Error },
}

fn main() -> ExitCode {
    match start(Arguments::parse()) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            stderr::write(&format!("error: {}\n", Chain(&error)));
            if let StartError::Sink(error) = &error {
                print_advice(error);
            }
            ExitCode::from(WRONG_USE)
        }
    }
}

fn start(arguments: Arguments) -> Result<u8, StartError> {
    let settings = Settings::new(arguments)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(StartError::Runtime)?;
    let code = runtime.block_on(pipeline(settings));
    runtime.shutdown_timeout(SHUTDOWN_TIMEOUT);
    code
}

/// Opens everything that the settings name, fetches and writes, and returns the exit code.
async fn pipeline(settings: Settings) -> Result<u8, StartError> {
    let start = Instant::now();
    let bars = ProgressBars::new(io::stderr().is_terminal() && !shares_the_terminal(&settings.to));
    logging::init(settings.verbose, &bars);
    let stop = signals::stop_on_signal();
    let recording = settings.trace.is_some().then(Recording::start);
    let (urls, _server) = apis::start(&settings.apis, recording.as_ref())?;
    let sources: Vec<_> = settings.sources.iter().map(|name| urls.source(*name, settings.page_size)).collect();
    let stats = Stats::new(sources.iter().map(PagedSource::name));
    if let Some(address) = settings.metrics {
        let bound = metrics::serve(address, stats.clone()).await;
        let bound = bound.map_err(|source| StartError::Metrics { address, source })?;
        stderr::write(&format!("metrics are served at http://{bound}/metrics\n"));
    }
    let mut dead_letters = DeadLetterSink::new(settings.dead_letters.clone(), settings.has_dead_letters_option).await?;
    if let Some(path) = &settings.trace {
        // Fails now, not after the run.
        let opened = File::options().create(true).append(true).open(path);
        opened.map_err(|source| StartError::Trace { path: path.clone(), source })?;
    }
    let Some(sink) = stop.run_until_cancelled(settings.to.clone().open()).await else { return Ok(INTERRUPTED) };
    let mut batcher = Batcher::new(sink?, BatchLimits::default());
    let results = run::results(&settings, sources, &stats, recording.as_ref(), &stop)?;

    let written = select! {
        biased;
        written = run::write(results, &mut batcher, &stats, &mut dead_letters) => written,
        () = bars.follow(&stats, settings.records) => Ok(()),
    };
    bars.clear();
    let written = match written {
        Ok(()) => batcher.finish().await,
        Err(error) => Err(error),
    };
    let (elapsed, was_interrupted) = (start.elapsed(), stop.is_cancelled());
    let summary =
        Summary { to: &settings.to, written, stats: &stats, dead_letters: &dead_letters, elapsed, was_interrupted };
    let mut code = summary.print();
    if let (Some(path), Some(recording)) = (settings.trace, &recording) {
        let svg = Drawing::of(&recording.trace()).svg();
        if let Err(source) = std::fs::write(&path, svg) {
            stderr::write(&format!("error: {}\n", Chain(&StartError::Trace { path, source })));
            code = code.max(FAILED);
        }
    }
    Ok(code)
}

/// Returns whether the records go to the terminal, where progress bars would be drawn into them.
fn shares_the_terminal(to: &Target) -> bool {
    to.is_stdout() && io::stdout().is_terminal()
}
