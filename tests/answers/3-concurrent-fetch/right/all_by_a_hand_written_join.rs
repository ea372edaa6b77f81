//! Task: fetch_all
//! A future written by hand, which polls all that are not done each time that it is woken.

pub use solution::*;

use reqwest::Client;
use std::future::{Future as _, poll_fn};
use std::task::Poll;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut fetches: Vec<_> = urls.iter().map(|url| Box::pin(fetch(client, url))).collect();
    let mut results: Vec<Option<Result<String, FetchError>>> = urls.iter().map(|_| None).collect();
    poll_fn(move |cx| {
        let mut is_done = true;
        for (at, fetching) in fetches.iter_mut().enumerate() {
            if results[at].is_none() {
                match fetching.as_mut().poll(cx) {
                    Poll::Ready(result) => results[at] = Some(result),
                    Poll::Pending => is_done = false,
                }
            }
        }
        if is_done { Poll::Ready(results.drain(..).flatten().collect()) } else { Poll::Pending }
    })
    .await
}
