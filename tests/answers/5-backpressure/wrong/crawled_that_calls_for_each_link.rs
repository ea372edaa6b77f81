//! Fails: crawled::a_page_may_have_more_links_than_the_limit
//! Says: called before there is room
//! `visit` is called for each new link, and its future waits in a queue.

pub use solution::*;

use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _};
use std::collections::{HashSet, VecDeque};
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
        let mut seen = HashSet::new();
        let mut waiting = VecDeque::new();
        let mut running = FuturesUnordered::new();
        let mut links: Vec<P> = start.into_iter().collect();
        loop {
            for page in links {
                if seen.insert(page.clone()) {
                    waiting.push_back((page.clone(), visit(page)));
                }
            }
            while running.len() < limit.get() {
                let Some((page, future)) = waiting.pop_front() else { break };
                running.push(async move { (page, future.await) });
            }
            let Some((page, found)) = running.next().await else { break };
            links = found;
            yield page;
        }
    }
}
