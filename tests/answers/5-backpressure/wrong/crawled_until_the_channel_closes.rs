//! Fails: crawled::visits_each_page_once_in_the_order_in_which_they_are_found
//! Says: whose sender it holds
//! It waits for the end of a channel into which it could still send itself.

pub use solution::*;

use std::collections::HashSet;
use std::hash::Hash;
use std::num::NonZeroUsize;

use async_stream::stream;
use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _};
use tokio::sync::mpsc;

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
        let (sender, mut receiver) = mpsc::unbounded_channel();
        for page in start {
            if seen.insert(page.clone()) {
                let _ = sender.send(page);
            }
        }
        let mut visits = FuturesUnordered::new();
        loop {
            let visited = tokio::select! {
                biased;
                Some(page) = receiver.recv(), if visits.len() < limit.get() => {
                    let links = visit(page.clone());
                    visits.push(async move { (page, links.await) });
                    continue;
                }
                Some(visited) = visits.next() => visited,
                else => break,
            };
            for link in visited.1 {
                if seen.insert(link.clone()) {
                    let _ = sender.send(link);
                }
            }
            yield visited.0;
        }
    }
}
