//! The server as a program: three web APIs at one port of this computer.

use std::{
    error::Error,
    io::{self, Write as _},
    process::ExitCode,
    time::Duration,
};

use api_server::{
    ApiServer, Behavior, Config, FaultRule, Latency, LimitStatus, Loopback, RateLimit, Route, StartError,
};
use clap::{ArgAction, Parser};
use tokio::runtime::Builder;

const RATE_LIMIT_WINDOW: Duration = Duration::from_secs(60);

/// GitHub's repository search, JSONPlaceholder's posts and Random User, on this computer
///
/// The data are made up and depend on a seed. Only programs on this computer can reach the server.
#[derive(Debug, Parser)]
#[command(name = "api-server", version, after_help = FAULTS)]
struct Arguments {
    /// Port to listen at; 0 chooses a free one
    #[arg(long, default_value_t = 8000)]
    port: u16,

    /// Listen at `[::1]` instead of 127.0.0.1
    #[arg(long)]
    ipv6: bool,

    /// Seed of data, latencies and faults
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,

    /// Number of repositories
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    repositories: u64,

    /// Number of posts
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    posts: u64,

    /// Number of users [default: practically endless]
    #[arg(long, value_name = "NUMBER")]
    users: Option<u64>,

    /// Number of search results that a client can reach
    #[arg(long, value_name = "NUMBER", default_value_t = 1000)]
    search_window: u64,

    /// Number of searches that GitHub allows per minute [default: a million]
    #[arg(long, value_name = "NUMBER")]
    rate_limit: Option<u64>,

    /// Answer searches over the limit with status 429 instead of 403
    #[arg(long, requires = "rate_limit")]
    limit_status_429: bool,

    /// Time before each response: 20ms, or a range such as 20ms..80ms
    #[arg(long, default_value_t)]
    latency: Latency,

    /// Bytes of a body to send per second [default: as many as the client reads]
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1..))]
    bandwidth: Option<u64>,

    /// Hold the requests to each route until this many are in flight
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    barrier: usize,

    /// Fault of a route or path, such as posts=503@0.1; can be repeated
    #[arg(long = "fault", value_name = "RULE", action = ArgAction::Append)]
    faults: Vec<FaultRule>,

    /// Print each request
    #[arg(long, short)]
    verbose: bool,
}

const FAULTS: &str = "\
Fault rules have the form TARGET=FAULT, TARGET=FAULT@SHARE or TARGET=FAULTxTIMES:
  posts=503         every request for posts
  posts=503@0.1     one in ten, drawn from the seed
  github=503x2      the first two
  /posts/3=reset    every request for this path
Targets: github, posts, users, or a path. A path with a rule of its own has neither the latency nor the faults of its route.
Faults:
  503               a status from 200 to 599
  429:2             status 429 with a Retry-After of 2 seconds
  429:2:date        status 429 with a date in 2 seconds as Retry-After
  reset             a connection that is reset without a response
  half-body         a connection that closes in the middle of the body
  malformed         JSON without its closing bracket
  wrong-type        HTML instead of JSON
  missing-field     items without name, title or email
  endless           a body that never ends
  no-answer         no response at all";

impl Arguments {
    fn config(self) -> Config {
        let mut behavior = Behavior::new().latency(self.latency).barrier(self.barrier);
        if let Some(bandwidth) = self.bandwidth {
            behavior = behavior.bandwidth(bandwidth);
        }
        let mut config = Config::new()
            .port(self.port)
            .seed(self.seed)
            .repositories(self.repositories)
            .posts(self.posts)
            .search_window(self.search_window)
            .max_requests_kept(0);
        for route in Route::ALL {
            config = config.route(route, behavior.clone());
        }
        if self.ipv6 {
            config = config.loopback(Loopback::V6);
        }
        if let Some(users) = self.users {
            config = config.users(users);
        }
        if let Some(requests) = self.rate_limit {
            let status = if self.limit_status_429 { LimitStatus::TooManyRequests } else { LimitStatus::Forbidden };
            config = config.rate_limit(RateLimit::new(requests, RATE_LIMIT_WINDOW).status(status));
        }
        if self.verbose {
            config = config.observe(|request| {
                // If nobody reads the output any more, the server goes on.
                let _ = writeln!(io::stdout(), "{request}");
            });
        }
        self.faults.into_iter().fold(config, Config::fault)
    }
}

/// The errors that end the program.
#[derive(Debug, thiserror::Error)]
enum ProgramError {
    #[error("cannot create an async runtime")]
    Runtime { source: io::Error },
    #[error("cannot install the signal handler for Ctrl-C")]
    Signal { source: io::Error },
    #[error(transparent)]
    Start(#[from] StartError),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", chain(&error));
            ExitCode::from(2)
        }
    }
}

/// Returns the messages of an error and of its sources, separated by colons.
fn chain(error: &dyn Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", chain(source)),
        None => error.to_string(),
    }
}

fn run(arguments: Arguments) -> Result<(), ProgramError> {
    let runtime =
        Builder::new_current_thread().enable_all().build().map_err(|source| ProgramError::Runtime { source })?;
    runtime.block_on(serve(arguments.config()))
}

async fn serve(config: Config) -> Result<(), ProgramError> {
    let server = ApiServer::start(config)?;
    // The signal handler is installed before the URLs are printed. So whoever has read them can end the program with Ctrl-C
    // and gets the counts.
    let (interrupted, ()) = tokio::join!(biased; tokio::signal::ctrl_c(), async { print_urls(&server) });
    interrupted.map_err(|source| ProgramError::Signal { source })?;
    println!("\n{}", server.counts());
    for route in Route::ALL {
        println!("{:<14}{}", format!("{route}:"), server.counts_of(route));
    }
    println!("{}", server.connections());
    Ok(())
}

fn print_urls(server: &ApiServer) {
    println!(
        "Repositories  curl '{}?q=language:python&sort=stars&per_page=5'",
        server.url_of(Route::Repositories.path())
    );
    println!("Posts         curl '{}?_limit=5'", server.url_of(Route::Posts.path()));
    println!("Users         curl '{}?results=5'", server.url_of(Route::Users.path()));
    println!("Press Ctrl-C to stop the server.");
}
