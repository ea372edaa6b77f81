//! Task: fetch_all_data
//! It numbers the results as they come, and sorts them at the end.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let numbered = config.sources.iter().enumerate();
    let mut arriving: FuturesUnordered<_> = numbered
        .map(|(place, source)| async move {
            let source = source.as_ref();
            (place, Fetched { source, result: source.fetch(&config.client).await })
        })
        .collect();
    let mut data = Vec::new();
    while let Some(fetched) = arriving.next().await {
        data.push(fetched);
    }
    data.sort_by_key(|(place, _)| *place);
    data.into_iter().map(|(_, fetched)| fetched).collect()
}
