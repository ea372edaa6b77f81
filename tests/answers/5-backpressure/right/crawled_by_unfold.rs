//! Task: crawled
//! `unfold`, with all that it needs as its state.

pub use solution::*;

use std::collections::{HashSet, VecDeque};
use std::hash::Hash;
use std::num::NonZeroUsize;

use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _, stream};

pub fn crawled<P, F>(
    start: impl IntoIterator<Item = P>,
    limit: NonZeroUsize,
    mut visit: impl FnMut(P) -> F,
) -> impl Stream<Item = P>
where
    P: Clone + Eq + Hash,
    F: Future<Output = Vec<P>>,
{
    let state = (Some(start), VecDeque::new(), HashSet::new(), FuturesUnordered::new(), visit);
    stream::unfold(state, move |(mut start, mut found, mut seen, mut visits, mut visit)| async move {
        if let Some(start) = start.take() {
            found.extend(start.into_iter().filter(|page: &P| seen.insert(page.clone())));
        }
        while visits.len() < limit.get()
            && let Some(page) = found.pop_front()
        {
            let links = visit(page.clone());
            visits.push(async move { (page, links.await) });
        }
        let (page, links) = visits.next().await?;
        found.extend(links.into_iter().filter(|page| seen.insert(page.clone())));
        Some((page, (start, found, seen, visits, visit)))
    })
}
