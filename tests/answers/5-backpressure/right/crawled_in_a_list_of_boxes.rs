//! Task: crawled
//! `select_all` over a list of boxes.

pub use solution::*;

use std::collections::{HashSet, VecDeque};
use std::hash::Hash;
use std::num::NonZeroUsize;

use async_stream::stream;
use futures::Stream;
use futures::future::select_all;

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
        let mut visits = Vec::new();
        loop {
            while visits.len() < limit.get() {
                let Some(page) = found.pop_front() else { break };
                let links = visit(page.clone());
                visits.push(Box::pin(async move { (page, links.await) }));
            }
            if visits.is_empty() {
                break;
            }
            let ((page, links), _, others) = select_all(visits).await;
            visits = others;
            found.extend(links.into_iter().filter(|page| seen.insert(page.clone())));
            yield page;
        }
    }
}
