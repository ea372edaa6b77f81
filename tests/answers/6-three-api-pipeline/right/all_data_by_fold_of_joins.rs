//! Task: fetch_all_data
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
