//! The run: fetches all sources, writes the good records to the sink and the bad items to the dead letters.

use std::sync::Arc;
use std::time::Duration;

use async_stream::stream;
use futures::stream::{BoxStream, select_all};
use futures::{Stream, StreamExt as _, stream};
use http::header::AUTHORIZATION;
use pollscope::Recording;
use streamlings_pipeline::Chain;
use streamlings_pipeline::http::{CancellationToken, Fetcher, FetcherSettings, Rate, SetupError};
use streamlings_pipeline::sinks::{Batcher, KeyedRecord, SinkError};
use streamlings_pipeline::source::{PagedSource, RecordError};
use streamlings_pipeline::stats::Stats;

use crate::dead_letter_sink::DeadLetterSink;
use crate::logging::LogObserver;
use crate::settings::{Apis, Settings};

/// The number of results that are sorted into good and bad ones together, if so many are ready.
const MAX_CHUNK: usize = 256;

/// The number of errors of a source that are logged. The others are in its statistics, and in the log with --verbose.
const MAX_LOGGED_ERRORS: u64 = 3;

/// The largest body. No source has a larger one, and several bodies are in memory at a time.
const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;

/// The results of all sources, each with the name of its source.
type Results = BoxStream<'static, (&'static str, Result<KeyedRecord, RecordError>)>;

/// Returns the results of all sources, in the order in which they arrive.
pub(crate) fn results(
    settings: &Settings,
    sources: Vec<PagedSource>,
    stats: &Stats,
    recording: Option<&Recording>,
    stop: &CancellationToken,
) -> Result<Results, SetupError> {
    let fetcher_settings = FetcherSettings {
        timeout: settings.timeout,
        max_body_bytes: MAX_BODY_BYTES,
        rate: settings.rate.map(|requests| Rate { requests, per: Duration::from_secs(1) }),
        use_proxy: matches!(settings.apis, Apis::Live { .. }),
        ..FetcherSettings::default()
    };
    let mut streams = Vec::new();
    for source in sources {
        let name = source.name();
        let observer = Arc::new(LogObserver(stats.clone()));
        let mut fetcher_settings = fetcher_settings.clone();
        if let (Apis::Live { token: Some(token) }, "github") = (&settings.apis, name) {
            fetcher_settings.headers.insert(AUTHORIZATION, token.clone());
        }
        let fetcher = Fetcher::new(name, fetcher_settings, settings.cache.clone(), observer)?;
        let records = source.records(fetcher, settings.records, settings.limit, stop.clone());
        let records = match recording {
            Some(recording) => recording.stream(name, records).boxed(),
            None => records.boxed(),
        };
        streams.push(records.map(move |record| (name, record)));
    }
    Ok(if settings.sequential { stream::iter(streams).flatten().boxed() } else { select_all(streams).boxed() })
}

/// Writes the good records until the sources end. Counts all results, and writes the bad items to the dead letters.
///
/// # Errors
///
/// Those of the sink: [`SinkError::Closed`] if the reader of the output has gone.
pub(crate) async fn write(
    results: Results,
    batcher: &mut Batcher,
    stats: &Stats,
    dead_letters: &mut DeadLetterSink,
) -> Result<(), SinkError> {
    batcher.run(good_records(results, stats, dead_letters)).await
}

/// Returns the good records. Handles all other results.
fn good_records(results: Results, stats: &Stats, dead_letters: &mut DeadLetterSink) -> impl Stream<Item = KeyedRecord> {
    stream! {
        let mut chunks = results.ready_chunks(MAX_CHUNK);
        while let Some(chunk) = chunks.next().await {
            let (mut good, mut bad) = (Vec::with_capacity(chunk.len()), Vec::new());
            for (source, result) in chunk {
                match result {
                    Ok(record) => {
                        stats.update(source, |stats| stats.records += 1);
                        good.push(record);
                    }
                    Err(RecordError::Item(letter)) => {
                        stats.update(source, |stats| stats.bad += 1);
                        tracing::debug!("{}", RecordError::Item(letter.clone()));
                        bad.push(*letter);
                    }
                    Err(error) => log_error(stats, source, &error),
                }
            }
            dead_letters.write(&bad).await;
            for record in good {
                yield record;
            }
        }
    }
}

/// Counts the error and logs it, unless the source has had many.
fn log_error(stats: &Stats, source: &str, error: &RecordError) {
    let mut count = 0;
    stats.update(source, |stats| {
        stats.errors += 1;
        count = stats.errors;
    });
    let error = Chain(error);
    match count {
        ..MAX_LOGGED_ERRORS => tracing::error!("{error}"),
        MAX_LOGGED_ERRORS => tracing::error!("{error} (use --verbose to see further errors of this source)"),
        _ => tracing::debug!("{error}"),
    }
}
