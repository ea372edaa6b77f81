//! Fails: crawled::compares_a_link_with_few_pages_however_many_there_are
//! Says: searched one after the other
//! A list instead of a set: each link is compared with all pages before it.

pub use solution::*;

use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _};
use std::collections::VecDeque;
use std::hash::Hash;
use std::num::NonZeroUsize;

pub fn crawled<P, F>(
    start: impl IntoIterator<Item = P>,
    limit: NonZeroUsize,
    mut visit: impl FnMut(P) -> F,
) -> impl Stream<Item = P>
where
    P: Clone + Eq + Hash,
    F: Future<Output = Vec<P>>,
{
    async_stream::stream! {
        let mut seen: Vec<P> = Vec::new();
        let mut waiting = VecDeque::new();
        let mut running = FuturesUnordered::new();
        let mut links: Vec<P> = start.into_iter().collect();
        loop {
            for page in links {
                if !seen.contains(&page) {
                    seen.push(page.clone());
                    waiting.push_back(page);
                }
            }
            while running.len() < limit.get() {
                let Some(page) = waiting.pop_front() else { break };
                let future = visit(page.clone());
                running.push(async move { (page, future.await) });
            }
            let Some((page, found)) = running.next().await else { break };
            links = found;
            yield page;
        }
    }
}
