//! Fails: crawled::yields_a_page_when_its_visit_is_done
//! Says: a page waits for others that were found with it
//! All pages of one level, and then all pages of the next one.

pub use solution::*;

use std::collections::HashSet;
use std::hash::Hash;
use std::num::NonZeroUsize;

use async_stream::stream;
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
    stream! {
        let mut seen = HashSet::new();
        let mut level: Vec<P> = start.into_iter().filter(|page| seen.insert(page.clone())).collect();
        while !level.is_empty() {
            let visits = level.drain(..).map(|page| {
                let links = visit(page.clone());
                async move { (page, links.await) }
            });
            let visits: Vec<_> = visits.collect();
            let visited: Vec<_> = stream::iter(visits).buffered(limit.get()).collect().await;
            for (page, links) in visited {
                level.extend(links.into_iter().filter(|page| seen.insert(page.clone())));
                yield page;
            }
        }
    }
}
