//! Reads authors from a CSV file and posts from a web API, joins them, and writes them to SQLite and NDJSON.
//!
//! ```console
//! $ cargo run -p streamlings-data-flow --example etl
//! $ cargo run -p streamlings-data-flow --example etl -- --out target/etl --latency 500ms
//! ```
//!
//! Kill it at any moment and start it again: pages that were fetched are not fetched again, and at the end every row is
//! there once. The API is a local server inside of the program.

mod extract;
mod load;
mod transform;

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use api_server::{ApiServer, Behavior, Config, Latency, Route};
use clap::Parser;
use data_flow::checkpoint::Files;
use data_flow::{Flow, Options, Report, Retry, Step, blocking, fan_out, map};

use crate::extract::{Pages, read_authors};
use crate::load::{write_ndjson, write_sqlite};
use crate::transform::{Row, join};

const POSTS: u64 = 100;
const POSTS_PER_PAGE: u64 = 5;
const PAGES: u64 = POSTS / POSTS_PER_PAGE;
const PAGES_AT_ONCE: usize = 4;

/// Joins authors of a CSV file with posts of a web API, and writes them to SQLite and NDJSON.
#[derive(Debug, Parser)]
struct Arguments {
    /// The folder for the results and the checkpoints
    #[arg(long, default_value = "target/etl")]
    out: PathBuf,
    /// A CSV file with the columns id, author and country
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/etl/authors.csv"))]
    authors: PathBuf,
    /// The latency of the API, such as 100ms or 100ms..2s
    #[arg(long, default_value = "50ms")]
    latency: Latency,
}

/// The counts at the end.
type Written = (u64, u64);

/// Defines the whole job. Its input is the CSV file.
fn job(pages: Pages, out: &std::path::Path) -> Flow<PathBuf, Written, impl Step<PathBuf, Out = Written>> {
    let policy = Retry::attempts(4).backoff(Duration::from_millis(100)).jitter(0.5);
    let fetch = data_flow::step(move |page: u64| pages.clone().fetch(page))
        .named("fetch page")
        .timeout(Duration::from_secs(10))
        .retry(policy)
        .checkpoint("page");
    let posts = map(|_: PathBuf| (1..=PAGES).collect::<Vec<u64>>()).named("pages")
        | fan_out(PAGES_AT_ONCE, fetch)
        | map(|pages: Vec<Vec<_>>| pages.concat()).named("posts");

    let (database, ndjson) = (out.join("rows.sqlite"), out.join("rows.ndjson"));
    // Both replace what an earlier run has written, so they need no checkpoint.
    let destinations = blocking(move |rows: Arc<Vec<Row>>| write_sqlite(&database, &rows)).named("SQLite")
        & blocking(move |rows: Arc<Vec<Row>>| write_ndjson(&ndjson, &rows)).named("NDJSON");

    (blocking(read_authors).named("authors") & posts).named("sources")
        | join
        | map(Arc::new).named("share")
        | destinations.named("destinations")
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { out, authors, latency } = Arguments::parse();
    fs::create_dir_all(&out)?;
    let server = ApiServer::start(Config::new().posts(POSTS).route(Route::Posts, Behavior::new().latency(latency)))?;
    let fetched = Arc::new(AtomicU64::new(0));
    let flow = job(Pages::new(server.url(), POSTS_PER_PAGE, PAGES, &fetched), &out);
    eprint!("{}", flow.graph());

    let report = Report::new();
    let options = Options::new().checkpoints(Files::new(out.join("checkpoints")), "etl").report(&report);
    let result = flow.run_with(authors, &options).await;
    eprint!("{report}");
    let (database, ndjson) = result.inspect_err(|_| {
        eprintln!("start it again to go on behind the finished pages");
    })?;
    let fetched = fetched.load(Ordering::Relaxed);
    println!("{database} rows in SQLite, {ndjson} in NDJSON; {fetched} pages fetched, {} resumed", PAGES - fetched);
    Ok(())
}
