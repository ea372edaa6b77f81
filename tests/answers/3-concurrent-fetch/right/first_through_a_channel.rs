//! Task: fetch_first
//! The successes come through a channel, and the errors are joined beside it.

pub use solution::*;

use futures::StreamExt as _;
use futures::channel::mpsc;
use futures::future::{self, Either};
use reqwest::Client;
use std::pin::pin;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let (successes, mut first) = mpsc::unbounded();
    let all = future::join_all(mirrors.iter().enumerate().map(|(place, url)| {
        let successes = successes.clone();
        async move {
            match fetch(client, url).await {
                Ok(body) => successes.unbounded_send((place, body)).err().map(|_| FetchError::Timeout),
                Err(error) => Some(error),
            }
        }
    }));
    drop(successes);
    match future::select(first.next(), pin!(all)).await {
        Either::Left((Some(success), _)) => Ok(success),
        Either::Left((None, all)) => Err(all.await.into_iter().flatten().collect()),
        Either::Right((errors, first)) => match first.await {
            Some(success) => Ok(success),
            None => Err(errors.into_iter().flatten().collect()),
        },
    }
}
