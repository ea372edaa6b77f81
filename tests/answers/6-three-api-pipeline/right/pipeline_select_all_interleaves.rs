//! Task: run_pipeline
//! A stream for each source in `select_all`: the records of sources that are there come in turn.

pub use solution::*;

use async_stream::stream;
use futures::stream;
use futures::{FutureExt as _, Stream, StreamExt as _};

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    let all: Vec<&dyn Source> = config.sources.iter().map(AsRef::as_ref).collect();
    let chosen: Vec<&dyn Source> =
        all.iter().copied().filter(|source| filter.is_none_or(|name| name == source.name())).collect();
    if let (Some(name), true) = (filter, chosen.is_empty()) {
        let known = all.iter().map(|source| source.name().to_owned()).collect();
        return stream::iter([Err(SourceError::new(name, ErrorKind::Unknown { known }))]).boxed_local();
    }
    let streams = chosen.into_iter().map(|source| {
        async move {
            match source.fetch(&config.client).await {
                Err(error) => stream::iter([Err(error)]).left_stream(),
                Ok(items) => stream::iter(
                    items
                        .into_iter()
                        .map(move |item| source.transform(&item).map_err(|bad| SourceError::new(source.name(), bad))),
                )
                .right_stream(),
            }
        }
        .flatten_stream()
        .boxed_local()
    });
    stream::select_all(streams).boxed_local()
}
