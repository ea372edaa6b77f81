//! Task: crawled
//! All pages in the order in which they were found, and the place of the next one.

pub use solution::*;

use std::collections::HashSet;
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
        let mut found: Vec<P> = start.into_iter().filter(|page| seen.insert(page.clone())).collect();
        let (mut next, mut visits) = (0, FuturesUnordered::new());
        while next < found.len() || !visits.is_empty() {
            while visits.len() < limit.get() && next < found.len() {
                let (place, links) = (next, visit(found[next].clone()));
                visits.push(async move { (place, links.await) });
                next += 1;
            }
            if let Some((place, links)) = visits.next().await {
                found.extend(links.into_iter().filter(|page| seen.insert(page.clone())));
                yield found[place].clone();
            }
        }
    }
}
