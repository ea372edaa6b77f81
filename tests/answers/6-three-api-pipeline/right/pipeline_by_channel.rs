//! Task: run_pipeline
//! The fetches send what they have into a channel, and the records are made at its other end.

pub use solution::*;

use futures::channel::mpsc::unbounded;
use futures::future::join_all;
use futures::stream::{self, select};
use futures::{FutureExt as _, Stream, StreamExt as _};

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    let wanted: Vec<_> =
        config.sources.iter().filter(|source| filter.is_none_or(|name| source.name() == name)).collect();
    let unknown = filter.filter(|_| wanted.is_empty()).map(|name| {
        let known = config.sources.iter().map(|source| source.name().to_owned()).collect();
        Err(SourceError::new(name, ErrorKind::Unknown { known }))
    });
    let (sender, arrived) = unbounded();
    let fetching = wanted.into_iter().map(move |source| {
        let sender = sender.clone();
        async move {
            // The receiver is dropped with the whole stream.
            let _ = sender.unbounded_send((source, source.fetch(&config.client).await));
        }
    });
    let fetching = join_all(fetching).into_stream().filter_map(async |_| None);
    let records =
        select(arrived.map(Some), fetching).filter_map(async |arrived| arrived).flat_map(|(source, result)| {
            let (items, error) = match result {
                Ok(items) => (items, None),
                Err(error) => (Vec::new(), Some(Err(error))),
            };
            let record = |item| source.transform(&item).map_err(|bad| SourceError::new(source.name(), bad));
            stream::iter(items.into_iter().map(record).chain(error))
        });
    stream::iter(unknown).chain(records)
}
