//! Fails: crawled::visits_each_page_once_in_the_order_in_which_they_are_found
//! Says: each time that it is linked
//! Nobody remembers the pages that were seen, and pages that link to each other are visited for ever.

pub use solution::*;

use std::collections::VecDeque;
use std::hash::Hash;
use std::num::NonZeroUsize;

use async_stream::stream;
use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _};

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
        let mut found: VecDeque<P> = start.into_iter().collect();
        let mut visits = FuturesUnordered::new();
        loop {
            while visits.len() < limit.get() {
                let Some(page) = found.pop_front() else { break };
                let links = visit(page.clone());
                visits.push(async move { (page, links.await) });
            }
            let Some((page, links)) = visits.next().await else { break };
            found.extend(links);
            yield page;
        }
    }
}
