//! The pipeline as a program: see `cargo pipeline --help`.

mod cli;
mod config;
mod metrics;
mod progress;
mod run;

use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{ExitCode, exit};
use std::time::{Duration, Instant};

use api_server::{ApiServer, Behavior, Config, Route};
use clap::Parser as _;
use futures::FutureExt as _;
use pollscope::Recording;
use pollscope::draw::Drawing;
use streamlings_pipeline::dead_letters::DeadLetterError;
use streamlings_pipeline::http::{SetupError, Url};
use streamlings_pipeline::paged::Paged;
use streamlings_pipeline::sinks::{Batcher, Limits, Place, SinkError, Target};
use streamlings_pipeline::tally::Tally;
use tokio::select;
use tokio::signal::ctrl_c;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::cli::{Apis, Arguments, Settings, UsageError};
use crate::progress::Bars;
use crate::run::{Bases, Dead, Stop};

/// A source failed, or the sink, or items were bad.
const FAILED: u8 = 1;
/// Nothing was fetched: what was asked for cannot be done.
const WRONG_USE: u8 = 2;
/// As shells tell it of a program that Ctrl-C has ended.
const INTERRUPTED: u8 = 130;

/// How long the end of the program waits for a write that does not return.
const PATIENCE: Duration = Duration::from_millis(100);

/// Why nothing was fetched.
#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error(transparent)]
    Usage(#[from] UsageError),
    #[error("the program cannot run: {0}")]
    Runtime(io::Error),
    #[error("the APIs cannot be started: {0}")]
    Apis(#[from] api_server::StartError),
    #[error("the address of an API cannot be read: {0}")]
    Address(String),
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error(transparent)]
    Sink(#[from] SinkError),
    #[error(transparent)]
    DeadLetters(#[from] DeadLetterError),
    #[error("metrics: nobody can listen at {address}: {why}. Name another address or port")]
    Metrics { address: SocketAddr, why: io::Error },
    #[error("trace: cannot write the file {}: {why}", .path.display())]
    Trace { path: PathBuf, why: io::Error },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match start(arguments) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            say(&format!("error: {error}\n"));
            ExitCode::from(WRONG_USE)
        }
    }
}

fn start(arguments: Arguments) -> Result<u8, StartError> {
    let settings = arguments.settings()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(StartError::Runtime)?;
    let code = runtime.block_on(pipeline(settings));
    runtime.shutdown_timeout(PATIENCE);
    code
}

async fn pipeline(settings: Settings) -> Result<u8, StartError> {
    let start = Instant::now();
    let bars = Bars::new(io::stderr().is_terminal() && !shares_the_terminal(&settings.to));
    log(settings.verbose, &bars);
    let stop = on_interrupt();
    let recording = settings.trace.is_some().then(Recording::start);
    let (bases, _server) = apis(&settings.apis, recording.as_ref())?;
    let sources: Vec<_> = settings.sources.iter().map(|name| bases.source(*name, settings.page_size)).collect();
    let tally = Tally::new(sources.iter().map(Paged::name));
    if let Some(address) = settings.metrics {
        let at = metrics::serve(address, tally.clone()).await;
        let at = at.map_err(|why| StartError::Metrics { address, why })?;
        say(&format!("figures are at http://{at}/metrics\n"));
    }
    let mut dead = Dead::new(settings.dead_letters.clone(), settings.dead_letters_named).await?;
    if let Some(path) = &settings.trace {
        let found_out = File::options().create(true).append(true).open(path);
        found_out.map_err(|why| StartError::Trace { path: path.clone(), why })?;
    }
    let sink = select! {
        opened = settings.to.clone().open() => opened?,
        () = stop.clone() => return Ok(INTERRUPTED),
    };
    let mut batcher = Batcher::new(sink, Limits::default());
    let records = run::records(&settings, sources, &tally, recording.as_ref(), &stop)?;

    let written = select! {
        biased;
        written = run::write(records, &mut batcher, &tally, &mut dead) => written,
        () = bars.follow(&tally, settings.records) => Ok(()),
    };
    bars.clear();
    let written = match written {
        Ok(()) => batcher.finish().await,
        Err(error) => Err(error),
    };
    say(&tally.to_string());
    let mut code = conclusion(&settings.to, &written, &tally, &dead, start.elapsed(), stop.peek().is_some());
    if let (Some(path), Some(recording)) = (settings.trace, &recording) {
        let svg = Drawing::of(&recording.trace()).svg();
        if let Err(why) = std::fs::write(&path, svg) {
            say(&format!("error: {}\n", StartError::Trace { path, why }));
            code = code.max(FAILED);
        }
    }
    Ok(code)
}

/// Says how it ended, and gives the exit code for that.
fn conclusion(
    to: &Target,
    written: &Result<u64, SinkError>,
    tally: &Tally,
    dead: &Dead,
    elapsed: Duration,
    interrupted: bool,
) -> u8 {
    let mut code = 0;
    for (name, figures) in tally.figures() {
        if figures.errors > 0 {
            say(&format!(
                "error: {name}: {} not come, or could not be read\n",
                counted(figures.errors, "page did", "pages did")
            ));
            code = FAILED;
        }
        if figures.bad > 0 {
            say(&format!("error: {name}: {} bad\n", counted(figures.bad, "item is", "items are")));
            code = FAILED;
        }
    }
    if let Some(letters) = dead.kept() {
        let kept = counted(letters.kept(), "bad item is", "bad items are");
        say(&format!("{kept} in {}\n", letters.path().display()));
    }
    if dead.lost() > 0 {
        let lost = counted(dead.lost(), "bad item is", "bad items are");
        say(&format!("error: {lost} kept nowhere, since the file of dead letters could not be written\n"));
    }
    match written {
        Ok(count) => {
            let (count, seconds) = (counted(*count, "record was", "records were"), elapsed.as_secs_f64());
            let begin = if interrupted { "interrupted: " } else { "" };
            say(&format!("{begin}{count} written to {to} in {seconds:.2} s\n"));
            if interrupted { INTERRUPTED } else { code }
        }
        // The rest of what was wrong is of no interest to somebody who has read enough.
        Err(SinkError::Closed) => 0,
        Err(error) => {
            say(&format!("error: {error}\n"));
            FAILED
        }
    }
}

fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// Where the APIs are; those of this program run as long as the server is kept.
fn apis(apis: &Apis, recording: Option<&Recording>) -> Result<(Bases, Option<ApiServer>), StartError> {
    let url = |text: &str| text.parse::<Url>().map_err(|_| StartError::Address(text.to_owned()));
    let one = |base: &Url| Bases { github: base.clone(), posts: base.clone(), users: base.clone() };
    let (latency, faults) = match apis {
        Apis::Local { latency, faults } => (latency, faults),
        Apis::At(base) => return Ok((one(base), None)),
        Apis::Live { .. } => {
            let bases = Bases {
                github: url("https://api.github.com")?,
                posts: url("https://jsonplaceholder.typicode.com")?,
                users: url("https://randomuser.me")?,
            };
            return Ok((bases, None));
        }
    };
    // Requests are not remembered: there may be a great many.
    let config = Config::new().posts(1_000_000).max_requests_kept(0);
    let config =
        Route::ALL.into_iter().fold(config, |config, route| config.route(route, Behavior::new().latency(*latency)));
    let config = faults.iter().cloned().fold(config, Config::fault);
    let config = recording.map_or(config.clone(), |recording| config.record(recording));
    let server = ApiServer::start(config)?;
    Ok((one(&url(server.url())?), Some(server)))
}

/// Is ready after the first Ctrl-C, or when the system asks the program to end. After the second time the program ends,
/// whatever it waits for.
fn on_interrupt() -> Stop {
    let (stop, stopped) = oneshot::channel();
    tokio::spawn(async move {
        interrupted().await;
        say("\nending; what has come is written (Ctrl-C once more ends at once)\n");
        let _ = stop.send(());
        interrupted().await;
        exit(INTERRUPTED.into());
    });
    stopped.map(drop).boxed().shared()
}

/// Where the program can't wait for a signal, the system ends it by itself when one comes.
async fn interrupted() {
    select! {
        Ok(()) = ctrl_c() => {}
        () = terminated() => {}
        else => std::future::pending().await,
    }
}

#[cfg(unix)]
async fn terminated() {
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => drop(terminate.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}

/// Bars would go through the table.
fn shares_the_terminal(to: &Target) -> bool {
    let is_stdout = matches!(to, Target::Table | Target::Ndjson(Place::Stdout) | Target::Csv(Place::Stdout));
    is_stdout && io::stdout().is_terminal()
}

fn log(verbose: bool, bars: &Bars) {
    let level = if verbose { LevelFilter::DEBUG } else { LevelFilter::WARN };
    let ours = Targets::new().with_target("pipeline", level).with_target("streamlings_pipeline", level);
    let bars = bars.clone();
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_target(false)
        .without_time()
        .with_writer(move || bars.clone());
    tracing_subscriber::registry().with(lines).with(ours).init();
}

/// On standard error. That nobody reads there is no reason to stop.
fn say(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
