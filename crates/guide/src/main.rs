//! `cargo guide`: builds, serves and checks the guide.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use course::browser;
use guide::check;
use guide::directives::Directives;
use guide::mdbook_log::Warnings;
use guide::measure;
use guide::serve::Server;
use guide::site::{self, Paths};
use mdbook_driver::errors::{Error, Result};
use mdbook_preprocessor::Preprocessor as _;

/// Build the guide of Streamlings, show it in your browser, and reload the page when you save
#[derive(Debug, Parser)]
#[command(bin_name = "cargo guide")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeOptions,
    /// Another course than this one, for tests of the guide itself
    #[arg(long, global = true, hide = true)]
    course: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct ServeOptions {
    /// The page to open, such as 3-concurrent-fetch
    #[arg(long)]
    page: Option<String>,
    /// The port to listen on; if it is taken, a free one is used
    #[arg(long, default_value_t = 4747)]
    port: u16,
    /// Do not open a browser
    #[arg(long)]
    no_open: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the guide; every warning of mdBook is an error
    Build {
        /// The folder to build into [default: target/book]
        output: Option<PathBuf>,
    },
    /// Build the guide, and check what mdBook does not: broken links, leftover directives, the size
    Check {
        /// The folder to build into [default: target/book]
        output: Option<PathBuf>,
    },
    /// Run the benches that the charts show, and save the results in benches/results
    Bench {
        /// Charts of benches/results/charts.toml [default: all]
        charts: Vec<String>,
    },
    /// Act as a preprocessor of `mdbook build book`
    #[command(hide = true)]
    Preprocess {
        /// `supports`, and the name of a renderer
        supports: Vec<String>,
    },
}

fn main() -> ExitCode {
    let warnings = Warnings::install();
    let result = run(Cli::parse());
    if let Err(error) = &result {
        // With its causes: "a: b: c".
        eprintln!("{error:#}");
    }
    if warnings.any() {
        eprintln!("mdBook has printed warnings, see above");
    }
    if result.is_ok() && !warnings.any() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(cli: Cli) -> Result<()> {
    let paths = cli.course.as_deref().map_or_else(Paths::of_this_course, Paths::of)?;
    match cli.command {
        None => serve(&paths, &cli.serve),
        Some(Command::Build { output }) => build(&paths, output),
        Some(Command::Check { output }) => check(&paths, output),
        Some(Command::Bench { charts }) => Ok(measure::run(&paths, &charts)?),
        Some(Command::Preprocess { supports }) => preprocess(&supports),
    }
}

/// Serves the guide until Ctrl+C.
fn serve(paths: &Paths, options: &ServeOptions) -> Result<()> {
    let server = Server::start(paths, options.port)?;
    let page = options.page.as_ref().map(|page| format!("{}.html", page.trim_end_matches(".html"))).unwrap_or_default();
    let url = format!("{}{page}", server.url());
    println!("The guide is at {url}. It is rebuilt when a file changes. Press Ctrl+C to stop.");
    if !options.no_open
        && let Err(error) = browser::open_url(&url).map_err(Error::from)
    {
        println!("Open this address in your browser: {error:#}.");
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(server.run(ctrl_c()))?;
    Ok(())
}

/// Waits for Ctrl+C. If its handler cannot be installed, Ctrl+C ends the process anyway.
async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn build(paths: &Paths, output: Option<PathBuf>) -> Result<()> {
    let output = output.unwrap_or_else(|| paths.site());
    site::build(paths, &output)?;
    println!("The guide is built: open {}", output.join("index.html").display());
    Ok(())
}

fn check(paths: &Paths, output: Option<PathBuf>) -> Result<()> {
    let output = output.unwrap_or_else(|| paths.site());
    build(paths, Some(output.clone()))?;
    let findings = check::site(&output)?;
    for finding in &findings {
        eprintln!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => Err(Error::msg("1 fault in the guide, see above")),
        count => Err(Error::msg(format!("{count} faults in the guide, see above"))),
    }
}

/// Reads the book from standard input and writes it to standard output, as mdBook expects of a preprocessor.
fn preprocess(supports: &[String]) -> Result<()> {
    if !supports.is_empty() {
        return Ok(());
    }
    let (context, book) = mdbook_preprocessor::parse_input(std::io::stdin())?;
    serde_json::to_writer(std::io::stdout(), &Directives.run(&context, book)?)?;
    Ok(())
}
