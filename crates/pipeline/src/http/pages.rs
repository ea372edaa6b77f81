//! Streams of pages, fetched before they are asked for.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::Arc;

use async_stream::stream;
use futures::future::{Either, select};
use futures::{FutureExt as _, Stream, StreamExt as _, future, stream};
use reqwest::Url;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use super::error::{FetchError, PageError};
use super::fetcher::Fetcher;
use super::page::Page;

impl Fetcher {
    /// The pages that lead from one to the next: `next` finds in a page where the one after it is, and `None` ends it.
    ///
    /// - In their order. The first error ends the stream: nothing tells where the next page would be.
    /// - Up to `prefetch` pages are fetched ahead, in a task, while the reader is busy with the one that it was given. With 0
    ///   a page is fetched when it is asked for.
    /// - Nothing is fetched before the first poll. When the stream is dropped, the request under way is given up, and no
    ///   other is sent.
    /// - When `stop` is ready, the request under way is given up as well, but the pages that have come are still given.
    ///
    /// # Panics
    ///
    /// When it is polled outside a tokio runtime, and when `next` panics.
    pub fn pages<F, S>(
        &self,
        first: Url,
        next: F,
        prefetch: usize,
        stop: S,
    ) -> impl Stream<Item = Result<Page, PageError>> + Send + use<F, S>
    where
        F: Fn(&Page) -> Option<Url> + Send + 'static,
        S: Future<Output = ()> + Send + 'static,
    {
        let fetcher = self.clone();
        stream! {
            // How many pages may still be fetched: those that were asked for, and so many ahead.
            let demand = Arc::new(Semaphore::new(prefetch.min(Semaphore::MAX_PERMITS / 2)));
            let (found, mut pages) = unbounded_channel();
            let mut walker = JoinSet::new();
            let walk = walk(fetcher, first, next, Arc::clone(&demand), found);
            walker.spawn(async { select(pin!(walk), pin!(stop)).map(drop).await });
            loop {
                demand.add_permits(1);
                match pages.recv().await {
                    Some(page) => yield page,
                    None => break,
                }
            }
            end(&mut walker).await;
        }
    }

    /// The pages at these addresses: for where they are all known beforehand, as by a total count.
    ///
    /// - In their order. Up to `at_once` are fetched or wait to be read at any time, also while the reader is busy.
    /// - A page that fails is an error in its place, and the others come all the same.
    /// - An address is pulled when its page may be fetched: there may be endlessly many. Nothing is pulled before the first
    ///   poll, and when the stream is dropped, the requests under way are given up.
    /// - When `stop` is ready, no other is pulled and the requests under way are given up as well, but the pages that have
    ///   come are still given.
    ///
    /// # Panics
    ///
    /// When it is polled outside a tokio runtime.
    pub fn pages_at<I, S>(
        &self,
        urls: I,
        at_once: NonZeroUsize,
        stop: S,
    ) -> impl Stream<Item = Result<Page, PageError>> + Send + use<I, S>
    where
        I: IntoIterator<Item = Url>,
        I::IntoIter: Send,
        S: Future<Output = ()> + Clone + Send + 'static,
    {
        let fetcher = self.clone();
        stream::iter((1..).zip(urls))
            .take_until(stop.clone())
            .map(move |(number, url)| {
                // In a task, so that it goes on while nobody polls; in a set, so that it ends with the stream.
                let mut task = JoinSet::new();
                let (fetcher, stop) = (fetcher.clone(), stop.clone());
                task.spawn(async move {
                    let page = fetcher.get_until(&url, stop).await?;
                    Some(page.map_err(|error| PageError { number, error }))
                });
                async move { end(&mut task).await.flatten() }
            })
            .buffered(at_once.get())
            .filter_map(future::ready)
    }

    /// The page, or `None` if `stop` was ready before: then the request is given up.
    pub(crate) async fn get_until(
        &self,
        url: &Url,
        stop: impl Future<Output = ()>,
    ) -> Option<Result<Page, FetchError>> {
        match select(pin!(self.get(url)), pin!(stop)).await {
            Either::Left((page, _)) => Some(page),
            Either::Right(_) => None,
        }
    }
}

/// Fetches page after page, each when there is demand for it.
async fn walk(
    fetcher: Fetcher,
    first: Url,
    next: impl Fn(&Page) -> Option<Url>,
    demand: Arc<Semaphore>,
    found: UnboundedSender<Result<Page, PageError>>,
) {
    let mut position = Some((1, first));
    while let Some((number, url)) = position {
        // Nobody closes it.
        let Ok(permit) = demand.acquire().await else { return };
        permit.forget();
        let page = fetcher.get(&url).await.map_err(|error| PageError { number, error });
        position = page.as_ref().ok().and_then(&next).map(|url| (number + 1, url));
        if found.send(page).is_err() {
            return;
        }
    }
}

/// What the only task of a set gives; `None` when it was aborted, as at the end of the runtime. Its panic goes on here:
/// otherwise the pages would just end.
async fn end<T: 'static>(task: &mut JoinSet<T>) -> Option<T> {
    match task.join_next().await? {
        Ok(result) => Some(result),
        Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
        Err(_) => None,
    }
}
