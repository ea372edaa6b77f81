//! The settings of a run: checked options with all defaults filled in.

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use api_server::{FaultRule, Latency};
use clap::ValueEnum as _;
use http::HeaderValue;
use streamlings_pipeline::http::{Cache, MemoryCache, RedisCache, Url};
use streamlings_pipeline::sinks::{Target, TargetError};
use three_api_pipeline::TIMEOUT;

use crate::cli::{Arguments, BaseUrl, Options, SourceName};
use crate::config_file::{self, ConfigFileError};

/// The default file of dead letters.
const DEAD_LETTERS: &str = "dead-letters.ndjson";

/// The settings of a run.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) sources: Vec<SourceName>,
    pub(crate) sequential: bool,
    pub(crate) limit: NonZeroUsize,
    pub(crate) rate: Option<NonZeroU32>,
    pub(crate) timeout: Duration,
    pub(crate) records: u64,
    pub(crate) page_size: NonZeroUsize,
    pub(crate) to: Target,
    pub(crate) dead_letters: PathBuf,
    /// True if the user has named the file of dead letters. Then it is created at the start, even if no item is bad.
    pub(crate) has_dead_letters_option: bool,
    pub(crate) cache: Option<Arc<dyn Cache>>,
    pub(crate) apis: Apis,
    pub(crate) metrics: Option<SocketAddr>,
    pub(crate) trace: Option<PathBuf>,
    pub(crate) verbose: bool,
}

/// The servers of the three APIs.
#[derive(Debug)]
pub(crate) enum Apis {
    /// The real ones. GitHub is sent the token.
    Live { token: Option<HeaderValue> },
    /// One server for all three.
    At(Url),
    /// The built-in server.
    BuiltIn { latency: Latency, faults: Vec<FaultRule> },
}

/// The error of invalid options. No password is repeated.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UsageError {
    #[error("invalid configuration file")]
    ConfigFile(#[from] ConfigFileError),
    #[error("invalid value of `to`")]
    To(#[from] TargetError),
    #[error("unknown cache {0}: expected memory, off or a URL such as redis://127.0.0.1:6379")]
    Cache(RedactedUrl),
    #[error("`latency` and `fault` only work with the built-in APIs: they conflict with `live` and `base`")]
    NotBuiltIn,
    #[error("`{}` and `{}` both name the file {}: name another one", .options[0], .options[1], .path.display())]
    SameFile { options: [&'static str; 2], path: PathBuf },
    #[error("`dead-letters` must be a file such as {DEAD_LETTERS}, not `-`")]
    DeadLetters,
    #[error("`live` conflicts with `base`: the real APIs have their own URLs")]
    LiveWithBase,
    #[error("GITHUB_TOKEN contains a character that cannot be sent, such as a line end")]
    Token,
    #[error(
        "`live` needs TLS, and this program was built without: run `cargo run -p streamlings-pipeline --features live -- \
         --live`"
    )]
    NoTls,
}

/// A text that may contain a password, of which only the beginning is shown.
#[derive(Debug)]
pub(crate) struct RedactedUrl(String);

impl fmt::Display for RedactedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_once(['/', ':', '@']) {
            Some((beginning, _)) => write!(f, "`{beginning}...`"),
            None => write!(f, "`{}`", self.0),
        }
    }
}

impl Settings {
    /// Reads the configuration file, if there is one, and checks all options.
    pub(crate) fn new(arguments: Arguments) -> Result<Self, UsageError> {
        let file: Option<Options> = arguments.config.map(|path| config_file::read(&path)).transpose()?;
        let options = arguments.options.or(file.unwrap_or_default());

        let mut sources = Vec::new();
        for name in if options.sources.is_empty() { SourceName::value_variants() } else { &options.sources } {
            if !sources.contains(name) {
                sources.push(*name);
            }
        }
        let to: Target = options.to.as_deref().unwrap_or("table").parse()?;
        let has_dead_letters_option = options.dead_letters.is_some();
        let dead_letters = options.dead_letters.unwrap_or_else(|| DEAD_LETTERS.into());
        if dead_letters.as_os_str() == "-" {
            return Err(UsageError::DeadLetters);
        }
        check_files(&[("to", to.file()), ("dead-letters", Some(&*dead_letters)), ("trace", options.trace.as_deref())])?;
        Ok(Self {
            sources,
            sequential: options.sequential,
            limit: options.limit.unwrap_or(const { NonZeroUsize::new(4).unwrap() }),
            rate: options.rate,
            timeout: options.timeout.map_or(TIMEOUT, |timeout| timeout.0),
            records: options.records.unwrap_or(100),
            page_size: options.page_size.unwrap_or(const { NonZeroUsize::new(100).unwrap() }),
            to,
            dead_letters,
            has_dead_letters_option,
            cache: cache(options.cache.as_deref().unwrap_or("memory"))?,
            apis: apis(options.live, options.base, options.latency, options.faults)?,
            metrics: options.metrics,
            trace: options.trace,
            verbose: options.verbose,
        })
    }
}

/// Checks that no two options name the same file: the second one to be written would replace the first.
fn check_files(files: &[(&'static str, Option<&Path>)]) -> Result<(), UsageError> {
    let mut known: Vec<(&'static str, PathBuf)> = Vec::new();
    for (option, path) in files {
        // Several options can write to one device.
        let Some(path) = path.filter(|path| !path.exists() || path.is_file()) else { continue };
        let file = canonical(path);
        if let Some((other, _)) = known.iter().find(|(_, known)| *known == file) {
            return Err(UsageError::SameFile { options: [other, option], path: path.to_owned() });
        }
        known.push((option, file));
    }
    Ok(())
}

/// Returns a path that is the same for all names of a file, even if the file does not exist yet.
fn canonical(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let in_folder = || Some(fs::canonicalize(folder).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(in_folder).unwrap_or_else(|| path.to_owned())
}

fn cache(text: &str) -> Result<Option<Arc<dyn Cache>>, UsageError> {
    match text {
        "memory" => Ok(Some(Arc::new(MemoryCache::default()))),
        "off" => Ok(None),
        // The error of the cache would repeat the URL.
        url => match RedisCache::new(url) {
            Ok(cache) if url.starts_with("redis://") => Ok(Some(Arc::new(cache))),
            _ => Err(UsageError::Cache(RedactedUrl(url.to_owned()))),
        },
    }
}

fn apis(
    live: bool,
    base: Option<BaseUrl>,
    latency: Option<Latency>,
    faults: Vec<FaultRule>,
) -> Result<Apis, UsageError> {
    if (live || base.is_some()) && (latency.is_some() || !faults.is_empty()) {
        return Err(UsageError::NotBuiltIn);
    }
    match base {
        Some(_) if live => Err(UsageError::LiveWithBase),
        Some(BaseUrl(base)) => Ok(Apis::At(base)),
        None if !live => Ok(Apis::BuiltIn { latency: latency.unwrap_or_default(), faults }),
        None if cfg!(feature = "live") => Ok(Apis::Live { token: token(std::env::var_os("GITHUB_TOKEN"))? }),
        None => Err(UsageError::NoTls),
    }
}

/// Returns the `Authorization` header for GitHub, which allows more requests to users with a token. An empty variable means
/// no token.
fn token(variable: Option<OsString>) -> Result<Option<HeaderValue>, UsageError> {
    let Some(token) = variable.filter(|token| !token.is_empty()) else { return Ok(None) };
    let token = token.to_str().and_then(|token| HeaderValue::try_from(format!("Bearer {token}")).ok());
    let mut token = token.ok_or(UsageError::Token)?;
    // A sensitive header is never shown, and its responses are not stored in a shared cache.
    token.set_sensitive(true);
    Ok(Some(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_sent_and_never_shown() {
        let token = token(Some("s3cret".into())).expect("it is valid").expect("it is set");
        assert_eq!(token, "Bearer s3cret");
        assert!(!format!("{token:?}").contains("s3cret"));
    }

    #[test]
    fn without_a_token_no_header_is_sent() {
        assert!(matches!(token(None), Ok(None)));
        assert!(matches!(token(Some(OsString::new())), Ok(None)));
    }

    #[test]
    fn a_token_that_cannot_be_sent_is_refused_and_not_repeated() {
        let error = token(Some("s3cret\n".into())).expect_err("it has a line end").to_string();
        assert!(error.contains("GITHUB_TOKEN") && !error.contains("s3cret"), "{error}");
    }
}
