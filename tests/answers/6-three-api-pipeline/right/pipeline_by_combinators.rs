//! Task: run_pipeline
//! `flat_map` over the fetched sources, without `stream!`.

pub use solution::*;

use futures::stream::{self, FuturesUnordered};
use futures::{Stream, StreamExt as _};

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    let wanted = config.sources.iter().filter(|source| filter.is_none_or(|name| source.name() == name));
    let arriving: FuturesUnordered<_> =
        wanted.map(|source| async move { (source, source.fetch(&config.client).await) }).collect();
    let unknown = filter.filter(|_| arriving.is_empty()).map(|name| {
        let known = config.sources.iter().map(|source| source.name().to_owned()).collect();
        Err(SourceError::new(name, ErrorKind::Unknown { known }))
    });
    let records = arriving.flat_map(|(source, result)| {
        let (items, error) = match result {
            Ok(items) => (items, None),
            Err(error) => (Vec::new(), Some(Err(error))),
        };
        let record = |item| source.transform(&item).map_err(|bad| SourceError::new(source.name(), bad));
        stream::iter(error.into_iter().chain(items.into_iter().map(record)))
    });
    stream::iter(unknown).chain(records)
}
