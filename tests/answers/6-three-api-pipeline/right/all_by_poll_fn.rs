//! Task: fetch_all_data
//! It polls all futures by hand, and keeps each result at its place.

pub use solution::*;

use std::future::poll_fn;
use std::task::Poll;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let mut fetching: Vec<_> = config.sources.iter().map(|source| Some(source.fetch(&config.client))).collect();
    let mut results: Vec<_> = fetching.iter().map(|_| None).collect();
    poll_fn(|context| {
        for (future, result) in fetching.iter_mut().zip(&mut results) {
            if let Some(running) = future
                && let Poll::Ready(done) = running.as_mut().poll(context)
            {
                *result = Some(done);
                *future = None;
            }
        }
        if fetching.iter().all(Option::is_none) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    let results = results.into_iter().flatten();
    config.sources.iter().zip(results).map(|(source, result)| Fetched { source: &**source, result }).collect()
}
