//! `cargo guide`: builds, serves and checks the guide.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use guide::browser;
use guide::check;
use guide::complaints::Complaints;
use guide::directives::Directives;
use guide::measure;
use guide::serve::Server;
use guide::site::{self, Places};
use mdbook_preprocessor::Preprocessor as _;

/// The guide of Streamlings: builds it, shows it in your browser, and renews the page when you save.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo guide")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    served: Served,
    /// Another course than this one, for tests of the guide itself
    #[arg(long, global = true, hide = true)]
    course: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Served {
    /// The page to open, such as 3-concurrent-fetch
    #[arg(long)]
    page: Option<String>,
    /// The port of this computer; if it is taken, a free one is used
    #[arg(long, default_value_t = 4747)]
    port: u16,
    /// Open no browser
    #[arg(long)]
    no_open: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the guide, and fail when a page is not as it is written
    Build {
        /// The folder to build into, instead of target/book
        output: Option<PathBuf>,
    },
    /// Build the guide, and look at what mdBook does not: links, leftovers, size
    Check {
        /// The folder to build into, instead of target/book
        output: Option<PathBuf>,
    },
    /// Run the benches of the charts, and keep what they measured in benches/results
    Bench {
        /// Charts of benches/results/charts.toml; all, if none is named
        charts: Vec<String>,
    },
    /// What `mdbook build book` calls
    #[command(hide = true)]
    Preprocess {
        /// `supports`, and the name of a renderer
        supports: Vec<String>,
    },
}

fn main() -> ExitCode {
    let complaints = Complaints::listen();
    let done = run(Cli::parse());
    if let Err(error) = &done {
        eprintln!("{error}");
    }
    let count = complaints.count();
    if count > 0 {
        eprintln!("the guide is not as it is written: mdBook complained {count} times, see above");
    }
    if done.is_ok() && count == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

type Done = Result<(), Box<dyn std::error::Error>>;

fn run(cli: Cli) -> Done {
    let places = cli.course.as_deref().map_or_else(Places::of_this_course, Places::of)?;
    match cli.command {
        None => serve(&places, &cli.served),
        Some(Command::Build { output }) => build(&places, output),
        Some(Command::Check { output }) => look(&places, output),
        Some(Command::Bench { charts }) => Ok(measure::renew(&places, &charts)?),
        Some(Command::Preprocess { supports }) => preprocess(&supports),
    }
}

/// Serves until the reader ends it with Ctrl+C.
fn serve(places: &Places, asked: &Served) -> Done {
    let server = Server::start(places, asked.port)?;
    let page = asked.page.as_ref().map(|page| format!("{}.html", page.trim_end_matches(".html"))).unwrap_or_default();
    let url = format!("{}{page}", server.url());
    println!("The guide is at {url}. It is renewed when a file changes. Ctrl+C ends it.");
    if !asked.no_open
        && let Err(error) = browser::open(&url)
    {
        println!("Open the address above in a browser: {error}.");
    }
    server.run();
    Ok(())
}

fn build(places: &Places, output: Option<PathBuf>) -> Done {
    let output = output.unwrap_or_else(|| places.site());
    site::build(places, &output).map_err(|error| format!("{error:#}"))?;
    println!("the guide is built: open {}", output.join("index.html").display());
    Ok(())
}

fn look(places: &Places, output: Option<PathBuf>) -> Done {
    let output = output.unwrap_or_else(|| places.site());
    build(places, Some(output.clone()))?;
    let findings = check::site(&output)?;
    for finding in &findings {
        eprintln!("{finding}");
    }
    if findings.is_empty() { Ok(()) } else { Err(format!("{} findings", findings.len()).into()) }
}

/// Reads the book from standard input and writes it to standard output, as mdBook asks of a program.
fn preprocess(supports: &[String]) -> Done {
    if !supports.is_empty() {
        return Ok(());
    }
    let (context, book) = mdbook_preprocessor::parse_input(std::io::stdin())?;
    serde_json::to_writer(std::io::stdout(), &Directives.run(&context, book)?)?;
    Ok(())
}
