//! The options on the command line and in the configuration file.

use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use api_server::{FaultRule, Latency};
use clap::{Args, Parser, ValueEnum};
use serde::Deserialize;
use streamlings_pipeline::http::Url;
use streamlings_pipeline::sinks::Target;

use crate::config_file;

/// Fetches repositories, posts and users from three web APIs concurrently, and writes their records to one place.
///
/// Without --live, the three APIs are built in: nothing leaves the computer.
#[derive(Debug, Parser)]
#[command(name = "pipeline", version, after_help = after_help())]
pub(crate) struct Arguments {
    /// TOML file with options; those on the command line take precedence
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) options: Options,
}

fn after_help() -> String {
    format!(
        "\
Places to write to (--to):
{}
A text can also go to standard output, with - as its PATH. The password of Postgres is
in the URL (postgres://USER:PASSWORD@HOST/DB) or in PGPASSWORD. A run replaces a file,
which is named PATH.partial until the run ends. A database has each item once, however
often you run.

Faults (--fault): TARGET=FAULT, TARGET=FAULT@SHARE or TARGET=FAULTxTIMES, such as
posts=503@0.1 or github=resetx2. Targets are github, posts and users; faults are a
status such as 503, 429:2 (with Retry-After), reset, half-body, malformed, wrong-type,
missing-field, endless and no-answer.

The file of --config has options under the same names: source = [\"posts\"],
page-size = 50.

Ctrl-C stops the fetching, writes what has been fetched, and prints the summary. A
second Ctrl-C ends the program at once.

Exit codes:
  0    success, or the reader of the output has closed it
  1    a source failed, items were bad, or the records could not be written
  2    an option is wrong, or something that it names cannot be opened
  130  Ctrl-C",
        Target::help()
    )
}

/// The options that can be given both on the command line and in the configuration file.
#[derive(Debug, Default, Args, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// Fetch only this source; may be given several times [default: all]
    #[arg(long = "source", value_name = "NAME")]
    #[serde(rename = "source")]
    pub(crate) sources: Vec<SourceName>,

    /// Fetch one source after the other, in the order of the --source options
    #[arg(long)]
    pub(crate) sequential: bool,

    /// Maximum number of requests in flight for each source [default: 4]
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<NonZeroUsize>,

    /// Maximum number of requests a second for each source [default: no limit]
    #[arg(long, value_name = "N")]
    pub(crate) rate: Option<NonZeroU32>,

    /// Timeout of a request, up to the last byte of its response, such as 2s or 500ms [default: 10s]
    #[arg(long, value_name = "TIME")]
    #[serde(deserialize_with = "config_file::parsed")]
    pub(crate) timeout: Option<Timeout>,

    /// Maximum number of items to fetch from each source [default: 100]
    #[arg(long, value_name = "N")]
    pub(crate) records: Option<u64>,

    /// Number of items on a page [default: 100; at most 100 for GitHub and 5000 for Random User]
    #[arg(long, value_name = "N")]
    pub(crate) page_size: Option<NonZeroUsize>,

    // A text: clap would repeat an invalid value in its error, and there may be a password in it.
    /// Place to write the records to: see below [default: table]
    #[arg(long, value_name = "PLACE")]
    pub(crate) to: Option<String>,

    /// File to append bad items to [default: dead-letters.ndjson, created when needed]
    #[arg(long, value_name = "FILE")]
    pub(crate) dead_letters: Option<PathBuf>,

    /// Cache of responses: memory, off, or redis://HOST:PORT, which later runs use, too (but not with the built-in APIs,
    /// whose port is a new one in every run) [default: memory]
    #[arg(long, value_name = "CACHE")]
    pub(crate) cache: Option<String>,

    /// Latency of the built-in APIs: 20ms, or 20ms..80ms
    #[arg(long)]
    #[serde(deserialize_with = "config_file::parsed")]
    pub(crate) latency: Option<Latency>,

    /// Fault of the built-in APIs; may be given several times: see below
    #[arg(long = "fault", value_name = "RULE")]
    #[serde(rename = "fault", deserialize_with = "config_file::all_parsed")]
    pub(crate) faults: Vec<FaultRule>,

    /// Fetch all sources from the server at this URL, such as one started by `api-server`
    #[arg(long, value_name = "URL")]
    #[serde(deserialize_with = "config_file::parsed")]
    pub(crate) base: Option<BaseUrl>,

    /// Fetch from the real APIs, over the network; GitHub is sent the token in `GITHUB_TOKEN`, if there is one
    #[arg(long)]
    pub(crate) live: bool,

    /// Serve metrics for Prometheus at this address, such as 127.0.0.1:9100, under /metrics
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) metrics: Option<SocketAddr>,

    /// Draw an SVG file that shows when each source was polled and when it waited
    #[arg(long, value_name = "FILE")]
    pub(crate) trace: Option<PathBuf>,

    /// Log every request on standard error
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

impl Options {
    /// Returns these options, and for each that is missing the one of `fallback`.
    pub(crate) fn or(self, fallback: Self) -> Self {
        Self {
            sources: if self.sources.is_empty() { fallback.sources } else { self.sources },
            sequential: self.sequential || fallback.sequential,
            limit: self.limit.or(fallback.limit),
            rate: self.rate.or(fallback.rate),
            timeout: self.timeout.or(fallback.timeout),
            records: self.records.or(fallback.records),
            page_size: self.page_size.or(fallback.page_size),
            to: self.to.or(fallback.to),
            dead_letters: self.dead_letters.or(fallback.dead_letters),
            cache: self.cache.or(fallback.cache),
            latency: self.latency.or(fallback.latency),
            faults: if self.faults.is_empty() { fallback.faults } else { self.faults },
            base: self.base.or(fallback.base),
            live: self.live || fallback.live,
            metrics: self.metrics.or(fallback.metrics),
            trace: self.trace.or(fallback.trace),
            verbose: self.verbose || fallback.verbose,
        }
    }
}

/// The timeout of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeout(pub(crate) Duration);

impl FromStr for Timeout {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match humantime::parse_duration(text) {
            Ok(time) if !time.is_zero() => Ok(Self(time)),
            _ => Err("expected a time greater than 0, such as 2s or 500ms"),
        }
    }
}

/// The URL of a server with all three APIs.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl(pub(crate) Url);

impl FromStr for BaseUrl {
    type Err = &'static str;

    /// Parses a URL without secrets: it appears in errors and in the log.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let has_no_secret = |url: &Url| url.username().is_empty() && url.password().is_none() && url.query().is_none();
        let is_supported = |url: &Url| url.scheme() == "http" || cfg!(feature = "live") && url.scheme() == "https";
        let url = text.parse().ok().filter(|url| has_no_secret(url) && is_supported(url));
        url.map(Self).ok_or(
            "expected a URL such as http://127.0.0.1:8080, without user, password and query (https:// needs a build with \
             the feature `live`)",
        )
    }
}

/// The name of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SourceName {
    Github,
    Posts,
    Users,
}
