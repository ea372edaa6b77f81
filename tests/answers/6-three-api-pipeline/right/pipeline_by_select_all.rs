//! Task: run_pipeline
//! One stream for each source, and `select_all` over them.

pub use solution::*;

use async_stream::stream;
use futures::stream::{self, SelectAll};
use futures::{Stream, StreamExt as _};

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    let mut all = SelectAll::new();
    for source in config.sources.iter().filter(|source| filter.is_none_or(|name| source.name() == name)) {
        all.push(Box::pin(stream! {
            let data = [Fetched { source: &**source, result: source.fetch(&config.client).await }];
            for record in transform_data(process_items(&data)) {
                yield record;
            }
            let [fetched] = data;
            if let Err(error) = fetched.result {
                yield Err(error);
            }
        }));
    }
    let unknown = filter.filter(|_| all.is_empty()).map(|name| {
        let known = config.sources.iter().map(|source| source.name().to_owned()).collect();
        Err(SourceError::new(name, ErrorKind::Unknown { known }))
    });
    stream::iter(unknown).chain(all)
}
