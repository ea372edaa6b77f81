//! Fails: crawled::yields_a_page_when_its_visit_is_done
//! Says: there is a limit of time
//! A visit that takes more than a minute has found nothing.

pub use solution::*;

use std::collections::{HashSet, VecDeque};
use std::hash::Hash;
use std::num::NonZeroUsize;
use std::time::Duration;

use async_stream::stream;
use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _};
use tokio::time::timeout;

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
            while visits.len() < limit.get() {
                let Some(page) = found.pop_front() else { break };
                let links = timeout(Duration::from_secs(60), visit(page.clone()));
                visits.push(async move { (page, links.await.unwrap_or_default()) });
            }
            let Some((page, links)) = visits.next().await else { break };
            found.extend(links.into_iter().filter(|page| seen.insert(page.clone())));
            yield page;
        }
    }
}
