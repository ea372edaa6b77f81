//! The run: all sources together, the good records to the sink, the bad items to the dead letters.

use std::future::pending;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_stream::stream;
use futures::future::{BoxFuture, Shared};
use futures::stream::{BoxStream, select_all};
use futures::{Stream, StreamExt as _, stream};
use http::header::AUTHORIZATION;
use pollscope::Recording;
use streamlings_pipeline::dead_letters::{DeadLetter, DeadLetterError, DeadLetters};
use streamlings_pipeline::http::{
    Attempt, Fetcher, Observer, Outcome, Rate, Settings as HttpSettings, SetupError, Url,
};
use streamlings_pipeline::paged::{Paged, Trouble};
use streamlings_pipeline::sinks::{Batcher, Keyed, SinkError};
use streamlings_pipeline::tally::Tally;

use crate::cli::{Apis, Name, Settings};

/// Is ready when the fetching is to end.
pub(crate) type Stop = Shared<BoxFuture<'static, ()>>;

/// So many results are sorted into good and bad ones at once, if so many are there.
const SORTED_AT_ONCE: usize = 256;

/// So many errors of a source are told; the others are in its figures, and in the log.
const ERRORS_TOLD: u64 = 3;

/// No body of a source has more bytes, and several are in memory at a time.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// Where each source is.
pub(crate) struct Bases {
    pub(crate) github: Url,
    pub(crate) posts: Url,
    pub(crate) users: Url,
}

impl Bases {
    pub(crate) fn source(&self, name: Name, size: NonZeroUsize) -> Paged {
        match name {
            Name::Github => Paged::github(&self.github, size),
            Name::Posts => Paged::posts(&self.posts, size),
            Name::Users => Paged::users(&self.users, size),
        }
    }
}

type Records = BoxStream<'static, (&'static str, Result<Keyed, Trouble>)>;

/// The records and troubles of all sources, as they come.
pub(crate) fn records(
    settings: &Settings,
    sources: Vec<Paged>,
    tally: &Tally,
    recording: Option<&Recording>,
    stop: &Stop,
) -> Result<Records, SetupError> {
    let http = HttpSettings {
        timeout: settings.timeout,
        most_bytes: MOST_BYTES,
        rate: settings.rate.map(|requests| Rate { requests, per: Duration::from_secs(1) }),
        use_proxy: matches!(settings.apis, Apis::Live { .. }),
        ..HttpSettings::default()
    };
    let mut streams = Vec::new();
    for source in sources {
        let name = source.name();
        let observer = Arc::new(Told(tally.clone()));
        let mut http = http.clone();
        if let (Apis::Live { token: Some(token) }, "github") = (&settings.apis, name) {
            http.headers.insert(AUTHORIZATION, token.clone());
        }
        let fetcher = Fetcher::new(name, http, settings.cache.clone(), observer)?;
        let records = source.records(fetcher, settings.records, settings.limit, stop.clone());
        let records = match recording {
            Some(recording) => recording.stream(name, records).boxed(),
            None => records.boxed(),
        };
        streams.push(records.map(move |record| (name, record)));
    }
    Ok(if settings.sequential { stream::iter(streams).flatten().boxed() } else { select_all(streams).boxed() })
}

/// Writes the records until they end, and ends the sink. Gives how many it has taken.
///
/// The figures count what came, and the dead letters keep what is bad. The reader that has gone is the error
/// [`SinkError::Closed`].
pub(crate) async fn write(
    records: Records,
    batcher: &mut Batcher,
    tally: &Tally,
    dead: &mut Dead,
) -> Result<(), SinkError> {
    // The sources end when they are asked to: then all that they gave is still written.
    batcher.run(good(records, tally, dead), pending()).await.map(drop)
}

/// The good ones; the others are put where they belong.
fn good(records: Records, tally: &Tally, dead: &mut Dead) -> impl Stream<Item = Keyed> {
    stream! {
        let mut chunks = records.ready_chunks(SORTED_AT_ONCE);
        while let Some(chunk) = chunks.next().await {
            let (mut good, mut bad) = (Vec::with_capacity(chunk.len()), Vec::new());
            for (source, record) in chunk {
                match record {
                    Ok(record) => {
                        tally.update(source, |figures| figures.records += 1);
                        good.push(record);
                    }
                    Err(Trouble::Item(letter)) => {
                        tally.update(source, |figures| figures.bad += 1);
                        tracing::debug!("{}", Trouble::Item(letter.clone()));
                        bad.push(*letter);
                    }
                    Err(error) => tell(tally, source, &error),
                }
            }
            dead.keep(&bad).await;
            for record in good {
                yield record;
            }
        }
    }
}

fn tell(tally: &Tally, source: &str, error: &Trouble) {
    let mut count = 0;
    tally.update(source, |figures| {
        figures.errors += 1;
        count = figures.errors;
    });
    match count {
        ..ERRORS_TOLD => tracing::error!("{error}"),
        ERRORS_TOLD => tracing::error!("{error} (further errors of this source are told with --verbose)"),
        _ => tracing::debug!("{error}"),
    }
}

/// The file of dead letters, which is there when it is needed.
pub(crate) struct Dead {
    path: PathBuf,
    file: Option<DeadLetters>,
    failed: bool,
    lost: u64,
}

impl Dead {
    /// Opens the file now if somebody has named it.
    pub(crate) async fn new(path: PathBuf, named: bool) -> Result<Self, DeadLetterError> {
        let file = if named { Some(DeadLetters::open(&path).await?) } else { None };
        Ok(Self { path, file, failed: false, lost: 0 })
    }

    /// Where the letters are, if there are any.
    pub(crate) fn kept(&self) -> Option<&DeadLetters> {
        self.file.as_ref().filter(|file| file.kept() > 0)
    }

    /// How many letters are nowhere, since the file could not be written.
    pub(crate) fn lost(&self) -> u64 {
        self.lost
    }

    /// The good records do not wait for a file that cannot be written: it is told once.
    async fn keep(&mut self, letters: &[DeadLetter]) {
        if letters.is_empty() {
            return;
        }
        if !self.failed
            && let Err(error) = self.try_keep(letters).await
        {
            self.failed = true;
            tracing::error!("{error}");
        }
        if self.failed {
            self.lost += letters.len() as u64;
        }
    }

    async fn try_keep(&mut self, letters: &[DeadLetter]) -> Result<(), DeadLetterError> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(DeadLetters::open(&self.path).await?),
        };
        file.keep(letters).await
    }
}

/// Counts each attempt, and tells it to the log.
struct Told(Tally);

impl Observer for Told {
    fn attempt(&self, attempt: &Attempt<'_>) {
        self.0.attempt(attempt);
        let Attempt { source, url, number, outcome, bytes, latency } = attempt;
        match outcome {
            Outcome::Failed(error) => tracing::debug!("{source}: attempt {number} of {url}: {error} ({latency:.0?})"),
            Outcome::Dropped => tracing::debug!("{source}: attempt {number} of {url} was given up ({latency:.0?})"),
            Outcome::FromCache => tracing::debug!("{source}: {url} is in the cache"),
            Outcome::Revalidated => tracing::debug!("{source}: {url} has not changed ({latency:.0?})"),
            Outcome::Fetched(status) => tracing::debug!("{source}: {url}: {status}, {bytes} bytes ({latency:.0?})"),
        }
    }
}
