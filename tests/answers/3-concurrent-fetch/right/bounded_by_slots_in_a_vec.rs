//! Task: fetch_bounded
//! Boxed futures in a vector, polled one by one, and refilled as soon as one is done.

pub use solution::*;

use futures::FutureExt as _;
use futures::Stream;
use futures::future::BoxFuture;
use futures::stream;
use reqwest::Client;
use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::task::Poll;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let client = client.clone();
    let mut urls = urls.into_iter().enumerate();
    let mut slots: Vec<BoxFuture<'static, (usize, Result<String, FetchError>)>> = Vec::new();
    let mut are_left = true;
    let mut done = VecDeque::new();
    stream::poll_fn(move |cx| {
        loop {
            while are_left && slots.len() < limit.get() {
                let Some((at, url)) = urls.next() else {
                    are_left = false;
                    break;
                };
                let client = client.clone();
                slots.push(async move { (at, fetch(&client, &url).await) }.boxed());
            }
            let before = slots.len();
            let mut at = 0;
            while at < slots.len() {
                match slots[at].poll_unpin(cx) {
                    Poll::Ready(item) => {
                        done.push_back(item);
                        drop(slots.swap_remove(at));
                    }
                    Poll::Pending => at += 1,
                }
            }
            if slots.len() == before || !are_left {
                break;
            }
            if done.len() > 16 {
                break;
            }
        }
        match done.pop_front() {
            Some(item) => Poll::Ready(Some(item)),
            None if slots.is_empty() && !are_left => Poll::Ready(None),
            None => Poll::Pending,
        }
    })
}
