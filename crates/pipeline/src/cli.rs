//! What the program is asked to do: options from the command line and from a file, and what they mean together.

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use api_server::{FaultRule, Latency};
use clap::{Args, Parser, ValueEnum};
use http::HeaderValue;
use serde::Deserialize;
use streamlings_pipeline::http::{Cache, MemoryCache, RedisCache, Url};
use streamlings_pipeline::sinks::{Target, TargetError};
use three_api_pipeline::TIMEOUT;

use crate::config::{self, ConfigError};

/// Where bad items go that nobody has named a file for.
const DEAD_LETTERS: &str = "dead-letters.ndjson";

/// Fetches repositories, posts and users from three web APIs at the same time, and writes them to one place.
///
/// Without --live, the three APIs run inside this program: nothing leaves the computer.
#[derive(Debug, Parser)]
#[command(name = "pipeline", version, after_help = AFTER)]
pub(crate) struct Arguments {
    /// Read options from this TOML file; those of the command line come before
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    #[command(flatten)]
    options: Options,
}

const AFTER: &str = "\
Places to write to (--to):
  table                     a table on standard output; also -
  out.ndjson, ndjson:PATH   JSON, an object a line; the path - is standard output
  out.csv, csv:PATH         CSV; the path - is standard output
  out.sqlite, sqlite:PATH   an SQLite database, with the table `records`
  postgres://USER@HOST/DB   a Postgres server, with the table `records`; the password
                            stands in the address or in PGPASSWORD
A file is written anew, and has its name when the run has ended; until then .partial
follows it. In a database each item is there once, also after several runs.

Faults (--fault): TARGET=FAULT, TARGET=FAULT@SHARE or TARGET=FAULTxTIMES, such as
posts=503@0.1 or github=resetx2. Targets are github, posts and users; faults are a
status such as 503, 429:2 (with Retry-After), reset, half-body, malformed, wrong-type,
missing-field, endless and no-answer.

The file of --config has the same names: source = [\"posts\"], page-size = 50.

Ctrl-C ends the fetching: what was fetched is written, then comes the summary. A
second one ends the program at once.

Exit codes:
  0    all went well, or nobody reads the output any more
  1    a source failed, items were bad, or the place to write to took no more
  2    the options are wrong, or something that they name cannot be opened
  130  Ctrl-C";

/// The same on the command line and in a file.
#[derive(Debug, Default, Args, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// Only this source; may be given several times [default: all]
    #[arg(long = "source", value_name = "NAME")]
    #[serde(rename = "source")]
    sources: Vec<Name>,

    /// One source after the other, in the order in which they are given
    #[arg(long)]
    sequential: bool,

    /// How many requests of a source are in flight at most [default: 4]
    #[arg(long, value_name = "N")]
    limit: Option<NonZeroUsize>,

    /// How many requests a second each source is sent at most [default: as many as it answers]
    #[arg(long, value_name = "N")]
    rate: Option<NonZeroU32>,

    /// How long an answer may take to its last byte, such as 2s or 500ms [default: 10s]
    #[arg(long, value_name = "TIME")]
    #[serde(deserialize_with = "config::parsed")]
    timeout: Option<Timeout>,

    /// How many items of each source are fetched at most [default: 100]
    #[arg(long, value_name = "N")]
    records: Option<u64>,

    /// How many items a page has [default: 100; GitHub gives 100 at most, Random User 5000]
    #[arg(long, value_name = "N")]
    page_size: Option<NonZeroUsize>,

    // A text, since what clap says of a wrong value repeats it, and it may have a password in it.
    /// Where the records are written: see below [default: table]
    #[arg(long, value_name = "PLACE")]
    to: Option<String>,

    /// The file to which bad items are appended [default: dead-letters.ndjson, when there are any]
    #[arg(long, value_name = "FILE")]
    dead_letters: Option<PathBuf>,

    /// Where answers are kept: memory, off, or redis://HOST:PORT, where later runs find them (of the APIs inside this
    /// program they find none, since those are others in each run) [default: memory]
    #[arg(long, value_name = "CACHE")]
    cache: Option<String>,

    /// How long the APIs inside this program take to answer: 20ms, or 20ms..80ms
    #[arg(long)]
    #[serde(deserialize_with = "config::parsed")]
    latency: Option<Latency>,

    /// What goes wrong with the APIs inside this program; may be given several times: see below
    #[arg(long = "fault", value_name = "RULE")]
    #[serde(rename = "fault", deserialize_with = "config::all_parsed")]
    faults: Vec<FaultRule>,

    /// Ask the server at this address for all three, such as the one of `api-server`
    #[arg(long, value_name = "URL")]
    #[serde(deserialize_with = "config::parsed")]
    base: Option<Base>,

    /// Ask the real APIs, over the network; GitHub with the token of the environment variable `GITHUB_TOKEN`, if set
    #[arg(long)]
    live: bool,

    /// Serve figures for Prometheus at this address, such as 127.0.0.1:9100, under /metrics
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,

    /// Draw when each source was polled and waited, as an SVG file
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,

    /// Tell every request on standard error
    #[arg(long, short)]
    verbose: bool,
}

/// How long an answer may take.
#[derive(Clone, Copy, Debug)]
struct Timeout(Duration);

impl FromStr for Timeout {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match humantime::parse_duration(text) {
            Ok(time) if !time.is_zero() => Ok(Self(time)),
            _ => Err("give a time that is longer than none, such as 2s or 500ms"),
        }
    }
}

/// The address of a server that has all three APIs.
#[derive(Clone, Debug)]
struct Base(Url);

impl FromStr for Base {
    type Err = &'static str;

    /// Addresses stand in errors and in the log, so there are no secrets in them.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_bare = |url: &Url| url.username().is_empty() && url.password().is_none() && url.query().is_none();
        let is_known = |url: &Url| url.scheme() == "http" || cfg!(feature = "live") && url.scheme() == "https";
        let url = text.parse().ok().filter(|url| is_bare(url) && is_known(url));
        url.map(Self).ok_or(
            "write it as http://127.0.0.1:8080, with no user, password or query in it (https:// works where the program \
             was built with the feature `live`)",
        )
    }
}

/// A source by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Name {
    Github,
    Posts,
    Users,
}

/// What the options mean, with nothing left open.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) sources: Vec<Name>,
    pub(crate) sequential: bool,
    pub(crate) limit: NonZeroUsize,
    pub(crate) rate: Option<NonZeroU32>,
    pub(crate) timeout: Duration,
    pub(crate) records: u64,
    pub(crate) page_size: NonZeroUsize,
    pub(crate) to: Target,
    pub(crate) dead_letters: PathBuf,
    /// Somebody has named the file: it is to be there from the beginning.
    pub(crate) dead_letters_named: bool,
    pub(crate) cache: Option<Arc<dyn Cache>>,
    pub(crate) apis: Apis,
    pub(crate) metrics: Option<SocketAddr>,
    pub(crate) trace: Option<PathBuf>,
    pub(crate) verbose: bool,
}

/// Which servers are asked.
#[derive(Debug)]
pub(crate) enum Apis {
    /// The real ones. GitHub is sent the token.
    Live { token: Option<HeaderValue> },
    /// One at this address.
    At(Url),
    /// Those inside this program.
    Local { latency: Latency, faults: Vec<FaultRule> },
}

/// The options are wrong. No password is repeated.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UsageError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("to: {0}")]
    To(#[from] TargetError),
    #[error("cache: {0} is no cache. Possible are memory, off and an address such as redis://127.0.0.1:6379")]
    Cache(NoCache),
    #[error(
        "latency and fault are for the APIs inside this program, and others are to be asked. Leave them out, or leave \
         out live and base"
    )]
    OthersAreAsTheyAre,
    #[error("{} and {} both name the file {}. Name another one for one of them", .uses[0], .uses[1], .path.display())]
    SameFile { uses: [&'static str; 2], path: PathBuf },
    #[error("dead-letters: `-` is no file. Name one, such as {DEAD_LETTERS}")]
    DeadLetters,
    #[error("live asks the real APIs, and base those at another address. Leave out one of them")]
    LiveIsElsewhere,
    #[error("GITHUB_TOKEN has characters that no token has, such as a line end. Set it anew, or unset it")]
    Token,
    #[error(
        "live needs TLS, and this program was built without. Build it with the feature `live`: cargo run -p \
         streamlings-pipeline --features live -- --live"
    )]
    NoTls,
}

/// A text that is no cache, without what may be a password.
#[derive(Debug)]
pub(crate) struct NoCache(String);

impl fmt::Display for NoCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_once(['/', ':', '@']) {
            Some((beginning, _)) => write!(f, "`{beginning}...`"),
            None => write!(f, "`{}`", self.0),
        }
    }
}

impl Arguments {
    /// Reads the file, if one is named, and puts all together.
    pub(crate) fn settings(self) -> Result<Settings, UsageError> {
        let file = self.config.map(|path| config::read(&path)).transpose()?;
        self.options.or(file.unwrap_or_default()).settings()
    }
}

impl Options {
    /// What is not given here is taken from the others.
    fn or(self, other: Self) -> Self {
        Self {
            sources: if self.sources.is_empty() { other.sources } else { self.sources },
            sequential: self.sequential || other.sequential,
            limit: self.limit.or(other.limit),
            rate: self.rate.or(other.rate),
            timeout: self.timeout.or(other.timeout),
            records: self.records.or(other.records),
            page_size: self.page_size.or(other.page_size),
            to: self.to.or(other.to),
            dead_letters: self.dead_letters.or(other.dead_letters),
            cache: self.cache.or(other.cache),
            latency: self.latency.or(other.latency),
            faults: if self.faults.is_empty() { other.faults } else { self.faults },
            base: self.base.or(other.base),
            live: self.live || other.live,
            metrics: self.metrics.or(other.metrics),
            trace: self.trace.or(other.trace),
            verbose: self.verbose || other.verbose,
        }
    }

    fn settings(self) -> Result<Settings, UsageError> {
        let hundred = const { NonZeroUsize::new(100).unwrap() };
        let mut sources = Vec::new();
        for name in if self.sources.is_empty() { Name::value_variants() } else { &self.sources } {
            if !sources.contains(name) {
                sources.push(*name);
            }
        }
        let to: Target = self.to.as_deref().unwrap_or("table").parse()?;
        let dead_letters_named = self.dead_letters.is_some();
        let dead_letters = self.dead_letters.unwrap_or_else(|| DEAD_LETTERS.into());
        if dead_letters.as_os_str() == "-" {
            return Err(UsageError::DeadLetters);
        }
        let written = [("to", to.file()), ("dead-letters", Some(&*dead_letters)), ("trace", self.trace.as_deref())];
        are_different(&written)?;
        Ok(Settings {
            sources,
            sequential: self.sequential,
            limit: self.limit.unwrap_or(const { NonZeroUsize::new(4).unwrap() }),
            rate: self.rate,
            timeout: self.timeout.map_or(TIMEOUT, |timeout| timeout.0),
            records: self.records.unwrap_or(100),
            page_size: self.page_size.unwrap_or(hundred),
            to,
            dead_letters,
            dead_letters_named,
            cache: cache(self.cache.as_deref().unwrap_or("memory"))?,
            apis: apis(self.live, self.base, self.latency, self.faults)?,
            metrics: self.metrics,
            trace: self.trace,
            verbose: self.verbose,
        })
    }
}

/// Whichever is written last would be all that is left of a file with two uses.
fn are_different(written: &[(&'static str, Option<&Path>)]) -> Result<(), UsageError> {
    let mut known: Vec<(&'static str, PathBuf)> = Vec::new();
    for (usage, path) in written {
        // A device can be written to by several.
        let Some(path) = path.filter(|path| !path.exists() || path.is_file()) else { continue };
        let place = place(path);
        if let Some((other, _)) = known.iter().find(|(_, known)| *known == place) {
            return Err(UsageError::SameFile { uses: [other, usage], path: path.to_owned() });
        }
        known.push((usage, place));
    }
    Ok(())
}

/// The same for all names of a file, also before it is there.
fn place(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let named = || Some(fs::canonicalize(folder).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(named).unwrap_or_else(|| path.to_owned())
}

fn cache(text: &str) -> Result<Option<Arc<dyn Cache>>, UsageError> {
    match text {
        "memory" => Ok(Some(Arc::new(MemoryCache::default()))),
        "off" => Ok(None),
        // What is said of a wrong address repeats it.
        address => match RedisCache::new(address) {
            Ok(cache) if address.starts_with("redis://") => Ok(Some(Arc::new(cache))),
            _ => Err(UsageError::Cache(NoCache(address.to_owned()))),
        },
    }
}

fn apis(live: bool, base: Option<Base>, latency: Option<Latency>, faults: Vec<FaultRule>) -> Result<Apis, UsageError> {
    if (live || base.is_some()) && (latency.is_some() || !faults.is_empty()) {
        return Err(UsageError::OthersAreAsTheyAre);
    }
    match base {
        Some(_) if live => Err(UsageError::LiveIsElsewhere),
        Some(Base(base)) => Ok(Apis::At(base)),
        None if !live => Ok(Apis::Local { latency: latency.unwrap_or_default(), faults }),
        None if cfg!(feature = "live") => Ok(Apis::Live { token: token(std::env::var_os("GITHUB_TOKEN"))? }),
        None => Err(UsageError::NoTls),
    }
}

/// What GitHub is sent as `Authorization`: whoever has a token may ask it more often. A variable that is empty is none.
fn token(variable: Option<OsString>) -> Result<Option<HeaderValue>, UsageError> {
    let Some(token) = variable.filter(|token| !token.is_empty()) else { return Ok(None) };
    let token = token.to_str().and_then(|token| HeaderValue::try_from(format!("Bearer {token}")).ok());
    let mut token = token.ok_or(UsageError::Token)?;
    // So it is shown nowhere, and the answers are kept for nobody else.
    token.set_sensitive(true);
    Ok(Some(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_sent_and_never_shown() {
        let token = token(Some("s3cret".into())).expect("it is one").expect("it is there");
        assert_eq!(token, "Bearer s3cret");
        assert!(!format!("{token:?}").contains("s3cret"));
    }

    #[test]
    fn without_a_token_nothing_is_sent() {
        assert!(matches!(token(None), Ok(None)));
        assert!(matches!(token(Some(OsString::new())), Ok(None)));
    }

    #[test]
    fn a_token_that_cannot_be_sent_is_refused_and_not_repeated() {
        let error = token(Some("s3cret\n".into())).expect_err("it has a line end").to_string();
        assert!(error.contains("GITHUB_TOKEN") && !error.contains("s3cret"), "{error}");
    }
}
