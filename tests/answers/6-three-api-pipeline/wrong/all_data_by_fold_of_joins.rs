//! Fails: fetch_all_data::fetches_any_number_of_sources_at_the_same_time
//! Says: a function calls itself for ever or too often
//! Nested `join`s, boxed, one for each source.

pub use solution::*;

use futures::{FutureExt as _, future};

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let none = future::ready(Vec::new()).boxed();
    let all = config.sources.iter().fold(none, |before, source| {
        let this = source.fetch(&config.client).map(|result| Fetched { source: source.as_ref(), result });
        future::join(before, this)
            .map(|(mut all, this)| {
                all.push(this);
                all
            })
            .boxed()
    });
    all.await
}
