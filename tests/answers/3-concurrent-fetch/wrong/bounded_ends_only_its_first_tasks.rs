//! Fails: fetch_bounded::dropped_after_some_results_it_gives_up_the_others
//! Says: nobody aborts
//! The handles of the first tasks are kept, and those of the later ones are not.

pub use solution::*;

use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::num::NonZeroUsize;
use tokio::task::AbortHandle;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    struct Guard(Vec<AbortHandle>);
    impl Drop for Guard {
        fn drop(&mut self) {
            self.0.iter().for_each(AbortHandle::abort);
        }
    }
    let (client, mut urls) = (client.clone(), urls.into_iter().enumerate());
    let (mut guard, mut running, mut is_full) = (Guard(Vec::new()), FuturesUnordered::new(), false);
    stream::poll_fn(move |cx| {
        while running.len() < limit.get()
            && let Some((index, url)) = urls.next()
        {
            let client = client.clone();
            let task = tokio::spawn(async move { (index, fetch(&client, &url).await) });
            if !is_full {
                guard.0.push(task.abort_handle());
            }
            running.push(task);
        }
        is_full = true;
        running.poll_next_unpin(cx).map(|done| done.and_then(Result::ok))
    })
}
