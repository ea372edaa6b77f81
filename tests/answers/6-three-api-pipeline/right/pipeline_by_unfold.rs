//! Task: run_pipeline
//! `unfold` over the remaining items of the current source.

pub use solution::*;

use futures::stream::{self, FuturesUnordered};
use futures::{Stream, StreamExt as _};
use std::collections::VecDeque;

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    let known = || config.sources.iter().map(|source| source.name().to_owned()).collect::<Vec<_>>();
    let mut failed = VecDeque::new();
    if let Some(name) = filter
        && !known().iter().any(|known| known == name)
    {
        failed.push_back(SourceError::new(name, ErrorKind::Unknown { known: known() }));
    }
    let arriving = FuturesUnordered::new();
    for source in &config.sources {
        if filter.is_none() || filter == Some(source.name()) {
            arriving.push(async move { (&**source, source.fetch(&config.client).await) });
        }
    }
    let here: Option<(&dyn Source, std::vec::IntoIter<serde_json::Value>)> = None;
    stream::unfold((arriving, failed, here), async |(mut arriving, mut failed, mut here)| {
        loop {
            if let Some(error) = failed.pop_front() {
                return Some((Err(error), (arriving, failed, here)));
            }
            if let Some((source, items)) = &mut here
                && let Some(item) = items.next()
            {
                let record = source.transform(&item).map_err(|bad| SourceError::new(source.name(), bad));
                return Some((record, (arriving, failed, here)));
            }
            match arriving.next().await? {
                (source, Ok(items)) => here = Some((source, items.into_iter())),
                (_, Err(error)) => failed.push_back(error),
            }
        }
    })
}
