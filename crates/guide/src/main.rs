//! `cargo guide`: builds, serves and checks the guide.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use guide::complaints::Complaints;
use guide::directives::Directives;
use guide::site;
use mdbook_preprocessor::Preprocessor as _;

/// The guide of Streamlings: builds it, shows it in your browser, and renews the page when you save.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo guide")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the guide, and fail when a page is not as it is written
    Build {
        /// The folder to build into, instead of target/book
        output: Option<PathBuf>,
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
    let done = match Cli::parse().command {
        None => build(None),
        Some(Command::Build { output }) => build(output),
        Some(Command::Preprocess { supports }) => preprocess(&supports),
    };
    match (done, complaints.count()) {
        (Ok(()), 0) => ExitCode::SUCCESS,
        (Ok(()), count) => {
            eprintln!("the guide is not as it is written: mdBook complained {count} times, see above");
            ExitCode::FAILURE
        }
        (Err(error), _) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

type Done = Result<(), Box<dyn std::error::Error>>;

fn build(output: Option<PathBuf>) -> Done {
    let folder = site::build(&site::book(), output.as_deref()).map_err(|error| format!("{error:#}"))?;
    println!("the guide is built: open {}", folder.join("index.html").display());
    Ok(())
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
