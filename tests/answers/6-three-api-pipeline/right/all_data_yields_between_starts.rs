//! Task: fetch_all_data
//! It polls each source once, and yields to the runtime between two of them; then it waits for all.

pub use solution::*;

use futures::{StreamExt as _, future};

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let mut fetches = Vec::new();
    for source in &config.sources {
        let mut fetching = source.fetch(&config.client);
        let early = future::poll_immediate(&mut fetching).await;
        tokio::task::yield_now().await;
        fetches.push(async move {
            let result = match early {
                Some(result) => result,
                None => fetching.await,
            };
            Fetched { source: source.as_ref(), result }
        });
    }
    future::join_all(fetches).await
}
