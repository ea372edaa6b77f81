//! Streams of pages with prefetching.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::Arc;

use async_stream::stream;
use futures::{Stream, StreamExt as _, future, stream};
use reqwest::Url;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::error::PageError;
use super::fetcher::Fetcher;
use super::page::Page;

impl Fetcher {
    /// Returns a stream of pages of which each leads to the next one: `next` finds the URL of the next page in a page, and
    /// `None` ends the stream.
    ///
    /// - Yields the pages in order. The first error ends the stream, since the URL of the next page is unknown then.
    /// - Fetches up to `prefetch` pages ahead, in a task, while the reader is busy with an earlier page. With 0, fetches a
    ///   page when it is requested.
    /// - Fetches nothing before the first poll. Dropping the stream cancels the request in flight, and no other is sent.
    /// - Cancelling `stop` also cancels the request in flight, but the stream still yields the pages that have arrived.
    ///
    /// # Panics
    ///
    /// If it is polled outside a tokio runtime, or `next` panics.
    pub fn pages<F>(
        &self,
        first: Url,
        next: F,
        prefetch: usize,
        stop: CancellationToken,
    ) -> impl Stream<Item = Result<Page, PageError>> + Send + use<F>
    where
        F: Fn(&Page) -> Option<Url> + Send + 'static,
    {
        let fetcher = self.clone();
        stream! {
            // The permits to fetch a page: one for each page that was requested, and `prefetch` more.
            let demand = Arc::new(Semaphore::new(prefetch.min(Semaphore::MAX_PERMITS / 2)));
            let (sender, mut pages) = unbounded_channel();
            let mut task = JoinSet::new();
            let follow = follow_links(fetcher, first, next, Arc::clone(&demand), sender);
            task.spawn(stop.run_until_cancelled_owned(follow));
            loop {
                demand.add_permits(1);
                match pages.recv().await {
                    Some(page) => yield page,
                    None => break,
                }
            }
            join(&mut task).await;
        }
    }

    /// Returns a stream of the pages at these URLs, for pages that are known beforehand, such as from a total count.
    ///
    /// - Yields the pages in order. At most `max_in_flight` pages are being fetched or wait to be read, even while the reader
    ///   is busy.
    /// - If a page fails, yields its error in its place, and then the other pages.
    /// - Pulls a URL when its page can be fetched, so `urls` may be endless. Pulls nothing before the first poll. Dropping the
    ///   stream cancels the requests in flight.
    /// - After `stop` is cancelled, pulls no other URL and cancels the requests in flight, but still yields the pages that
    ///   have arrived.
    ///
    /// # Panics
    ///
    /// If it is polled outside a tokio runtime.
    pub fn pages_at<I>(
        &self,
        urls: I,
        max_in_flight: NonZeroUsize,
        stop: CancellationToken,
    ) -> impl Stream<Item = Result<Page, PageError>> + Send + use<I>
    where
        I: IntoIterator<Item = Url>,
        I::IntoIter: Send,
    {
        let fetcher = self.clone();
        stream::iter((1..).zip(urls))
            .take_until(stop.clone().cancelled_owned())
            .map(move |(number, url)| {
                // A task runs while nobody polls the stream; its set cancels it when the stream is dropped.
                let mut task = JoinSet::new();
                let (fetcher, stop) = (fetcher.clone(), stop.clone());
                task.spawn(async move {
                    let page = stop.run_until_cancelled(fetcher.get(&url)).await?;
                    Some(page.map_err(|source| PageError { number, source }))
                });
                async move { join(&mut task).await.flatten() }
            })
            .buffered(max_in_flight.get())
            .filter_map(future::ready)
    }
}

/// Fetches page after page, each when there is demand for it.
async fn follow_links(
    fetcher: Fetcher,
    first: Url,
    next: impl Fn(&Page) -> Option<Url>,
    demand: Arc<Semaphore>,
    sender: UnboundedSender<Result<Page, PageError>>,
) {
    let mut position = Some((1, first));
    while let Some((number, url)) = position {
        // The semaphore is never closed.
        let Ok(permit) = demand.acquire().await else { return };
        permit.forget();
        let page = fetcher.get(&url).await.map_err(|source| PageError { number, source });
        position = page.as_ref().ok().and_then(&next).map(|url| (number + 1, url));
        if sender.send(page).is_err() {
            return;
        }
    }
}

/// Waits for the only task of a set. Returns `None` if the task was aborted, as when the runtime shuts down. A panic of the
/// task continues here: otherwise the stream would just end.
async fn join<T: 'static>(task: &mut JoinSet<T>) -> Option<T> {
    match task.join_next().await? {
        Ok(result) => Some(result),
        Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
        Err(_) => None,
    }
}
