//! The server as a program: three web APIs at one port of this computer.

use std::{
    io::{self, Write as _},
    process::ExitCode,
    time::Duration,
};

use api_server::{ApiServer, Behavior, Config, FaultRule, Latency, LimitStatus, RateLimit, Route, StartError};
use clap::{ArgAction, Parser};
use tokio::runtime::Builder;

/// GitHub's repository search, JSONPlaceholder's posts and Random User, on this computer.
///
/// The data are made up and drawn from a seed. Only programs of this computer reach the server.
#[derive(Debug, Parser)]
#[command(name = "api-server", version, after_help = FAULTS)]
struct Arguments {
    /// The port to listen at; 0 takes a free one
    #[arg(long, default_value_t = 8000)]
    port: u16,

    /// Listen at `[::1]` instead of 127.0.0.1
    #[arg(long)]
    ipv6: bool,

    /// What data, latencies and faults are drawn from
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,

    /// How many repositories there are
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    repositories: u64,

    /// How many posts there are
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    posts: u64,

    /// How many users there are [default: without end]
    #[arg(long, value_name = "NUMBER")]
    users: Option<u64>,

    /// How many results of a search can be seen
    #[arg(long, value_name = "NUMBER", default_value_t = 1000)]
    search_window: u64,

    /// How many searches GitHub allows in a minute [default: a million]
    #[arg(long, value_name = "NUMBER")]
    rate_limit: Option<u64>,

    /// Answer searches over the limit with 429 instead of 403
    #[arg(long, requires = "rate_limit")]
    limit_status_429: bool,

    /// How long an answer takes to begin: 20ms, or 20ms..80ms
    #[arg(long, default_value_t)]
    latency: Latency,

    /// The bytes of a body that are sent in a second [default: as many as the client takes]
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1..))]
    bandwidth: Option<u64>,

    /// Hold the requests to each route until this many are waiting, then answer them together
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    barrier: usize,

    /// What goes wrong: posts=503@0.1; may be given several times
    #[arg(long = "fault", value_name = "RULE", action = ArgAction::Append)]
    faults: Vec<FaultRule>,

    /// Print each request
    #[arg(long, short)]
    verbose: bool,
}

const FAULTS: &str = "\
Rules for faults are TARGET=FAULT, TARGET=FAULT@SHARE or TARGET=FAULTxTIMES:
  posts=503         each request for posts
  posts=503@0.1     one of ten, drawn from the seed
  github=503x2      the first two
  /posts/3=reset    each request for this one path
Targets: github, posts, users, or a path. A path with a rule of its own has no latency and no faults of its route.
Faults:
  503               this status, from 200 to 599
  429:2             429 with Retry-After of 2 seconds
  429:2:date        429 with the date in 2 seconds as Retry-After
  reset             the connection is reset without an answer
  half-body         the connection ends in the middle of the body
  malformed         JSON that is not closed
  wrong-type        HTML instead of JSON
  missing-field     some items have no name, title or email
  endless           a body that never ends
  no-answer         the request is read, and never answered";

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
            .requests_kept(0);
        for route in Route::ALL {
            config = config.route(route, behavior.clone());
        }
        if self.ipv6 {
            config = config.loopback(api_server::Loopback::V6);
        }
        if let Some(users) = self.users {
            config = config.users(users);
        }
        if let Some(requests) = self.rate_limit {
            let status = if self.limit_status_429 { LimitStatus::TooManyRequests } else { LimitStatus::Forbidden };
            config = config.rate_limit(RateLimit::new(requests, Duration::from_secs(60)).status(status));
        }
        if self.verbose {
            config = config.observe(|request| {
                // Nobody may be reading any more, which is no reason to stop.
                let _ = writeln!(io::stdout(), "{request}");
            });
        }
        self.faults.into_iter().fold(config, Config::fault)
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> Result<(), StartError> {
    let runtime = Builder::new_current_thread().enable_all().build().map_err(StartError::Run)?;
    runtime.block_on(serve(arguments.config()))
}

async fn serve(config: Config) -> Result<(), StartError> {
    let server = ApiServer::start(config)?;
    // In this order: once the URLs are there, Ctrl-C ends the program with its counts, and does not kill it.
    let (interrupted, ()) = tokio::join!(biased; tokio::signal::ctrl_c(), async { greet(&server) });
    interrupted.map_err(StartError::Run)?;
    println!("\n{}", server.counts());
    for route in Route::ALL {
        println!("{:<14}{}", format!("{route}:"), server.counts_of(route));
    }
    println!("{}", server.connections());
    Ok(())
}

fn greet(server: &ApiServer) {
    println!(
        "Repositories  curl '{}?q=language:python&sort=stars&per_page=5'",
        server.url_of(Route::Repositories.path())
    );
    println!("Posts         curl '{}?_limit=5'", server.url_of(Route::Posts.path()));
    println!("Users         curl '{}?results=5'", server.url_of(Route::Users.path()));
    println!("Ctrl-C stops the server.");
}
