//! Fails: crawled::has_as_many_visits_in_flight_as_the_limit_allows
//! Says: the limit is not kept
//! Whatever is found is visited at once.

pub use solution::*;

use std::collections::{HashSet, VecDeque};
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
        let mut seen = HashSet::new();
        let mut found: VecDeque<P> = start.into_iter().filter(|page| seen.insert(page.clone())).collect();
        let mut visits = FuturesUnordered::new();
        loop {
            while visits.len() < limit.get() || !found.is_empty() {
                let Some(page) = found.pop_front() else { break };
                let links = visit(page.clone());
                visits.push(async move { (page, links.await) });
            }
            let Some((page, links)) = visits.next().await else { break };
            found.extend(links.into_iter().filter(|page| seen.insert(page.clone())));
            yield page;
        }
    }
}
