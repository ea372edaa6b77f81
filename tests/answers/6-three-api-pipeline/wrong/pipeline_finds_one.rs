//! Fails: run_pipeline::two_sources_of_one_name_are_both_asked
//! Says: two sources may have the same name
//! `find` returns only the first source of that name.

pub use solution::*;

use futures::stream::{self, FuturesUnordered};
use futures::{Stream, StreamExt as _};

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    let known = || config.sources.iter().map(|source| source.name().to_owned()).collect();
    let all: FuturesUnordered<_> = config
        .sources
        .iter()
        .enumerate()
        .filter(|(place, source)| match filter {
            Some(name) => config.sources.iter().position(|one| one.name() == name) == Some(*place),
            None => source.name() != "",
        })
        .map(|(_, source)| async move { Fetched { source: &**source, result: source.fetch(&config.client).await } })
        .collect();
    let unknown = filter
        .filter(|_| all.is_empty())
        .map(|name| Err(SourceError::new(name, ErrorKind::Unknown { known: known() })));
    let records = all.flat_map(|fetched| {
        let records: Vec<_> = transform_data(process_items([&fetched])).collect();
        stream::iter(records.into_iter().chain(fetched.result.err().map(Err)))
    });
    stream::iter(unknown).chain(records)
}
