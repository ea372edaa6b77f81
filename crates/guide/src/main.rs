//! Builds the guide: `cargo run --package guide [OUTPUT]`.
//!
//! It is mdBook itself, as a library, so that nothing has to be installed. Unlike mdBook's own program it fails when a
//! page could not be built as it is written: mdBook only logs a missing include and goes on.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mdbook_driver::MDBook;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{filter::LevelFilter, fmt};

fn main() -> ExitCode {
    let complaints = Complaints::default();
    tracing_subscriber::registry()
        .with(fmt::layer().without_time().with_target(false).with_writer(std::io::stderr))
        .with(complaints.clone())
        .with(LevelFilter::WARN)
        .init();

    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book");
    let output = std::env::args_os().nth(1).map(PathBuf::from);
    let page = match build(&root, output) {
        Ok(page) => page,
        Err(error) => {
            eprintln!("the guide could not be built: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    match complaints.count() {
        0 => {
            println!("the guide is built: open {}", page.display());
            ExitCode::SUCCESS
        }
        count => {
            eprintln!("the guide is not as it is written: mdBook complained {count} times, see above");
            ExitCode::FAILURE
        }
    }
}

/// Builds the book in `root` and gives its first page.
fn build(root: &Path, output: Option<PathBuf>) -> Result<PathBuf, mdbook_driver::errors::Error> {
    let mut book = MDBook::load(root)?;
    if let Some(output) = output {
        book.config.build.build_dir = std::env::current_dir()?.join(output);
    }
    book.build()?;
    Ok(book.build_dir_for("html").join("index.html"))
}

/// Counts what mdBook warns of.
#[derive(Clone, Debug, Default)]
struct Complaints(Arc<AtomicUsize>);

impl Complaints {
    fn count(&self) -> usize {
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
