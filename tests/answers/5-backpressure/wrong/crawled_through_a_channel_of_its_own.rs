//! Fails: crawled::a_page_may_have_more_links_than_the_limit
//! Says: it waits for itself
//! A bounded channel from the crawl to itself: it waits for room that only it could make (a deadlock).

pub use solution::*;

use std::collections::HashSet;
use std::hash::Hash;
use std::num::NonZeroUsize;

use async_stream::stream;
use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _};
use tokio::sync::{Semaphore, mpsc};

pub fn crawled<P, F>(
    start: impl IntoIterator<Item = P>,
    limit: NonZeroUsize,
    mut visit: impl FnMut(P) -> F,
) -> impl Stream<Item = P>
where
    P: Clone + Eq + Hash,
    F: Future<Output = Vec<P>>,
{
    stream! {
        let mut seen = HashSet::new();
        let (sender, mut receiver) = mpsc::channel(limit.get().saturating_mul(10).min(Semaphore::MAX_PERMITS));
        for page in start {
            if seen.insert(page.clone()) {
                let _ = sender.send(page).await;
            }
        }
        let mut visits = FuturesUnordered::new();
        loop {
            while visits.len() < limit.get() {
                let Ok(page) = receiver.try_recv() else { break };
                let links = visit(page.clone());
                visits.push(async move { (page, links.await) });
            }
            let Some((page, links)) = visits.next().await else { break };
            for link in links {
                if seen.insert(link.clone()) {
                    let _ = sender.send(link).await;
                }
            }
            yield page;
        }
    }
}
