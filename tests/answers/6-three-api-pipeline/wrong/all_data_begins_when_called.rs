//! Fails: fetch_all_data::passes_each_result_on_as_it_is_and_fetches_once
//! Says: it begins when it is called
//! The futures of the sources are made when the function is called, and the first one is polled.

pub use solution::*;

use futures::{FutureExt as _, StreamExt as _, future};

pub fn fetch_all_data(config: &Config) -> impl Future<Output = Vec<Fetched<'_>>> {
    let mut fetches: Vec<_> = config.sources.iter().map(|source| source.fetch(&config.client)).collect();
    let first = fetches.first_mut().and_then(|first| first.now_or_never());
    async move {
        let mut rest = fetches.into_iter();
        let first = match first {
            Some(result) => rest.next().map(|_| future::ready(result).boxed()),
            None => rest.next(),
        };
        let results = future::join_all(first.into_iter().chain(rest)).await;
        config.sources.iter().zip(results).map(|(source, result)| Fetched { source: source.as_ref(), result }).collect()
    }
}
