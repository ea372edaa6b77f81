//! Task: fetch_first
//! Each poll goes through all mirrors that have not answered.

pub use solution::*;

use futures::future::{maybe_done, poll_fn};
use reqwest::Client;
use std::task::Poll;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let mut asked: Vec<_> = mirrors.iter().map(|url| Box::pin(maybe_done(fetch(client, url)))).collect();
    poll_fn(|cx| {
        let mut all_have_failed = true;
        for (place, asked) in asked.iter_mut().enumerate() {
            let has_answered = asked.as_mut().poll(cx).is_ready();
            if asked.as_mut().output_mut().is_some_and(|answer| answer.is_ok())
                && let Some(Ok(body)) = asked.as_mut().take_output()
            {
                return Poll::Ready(Ok((place, body)));
            }
            all_have_failed &= has_answered;
        }
        if !all_have_failed {
            return Poll::Pending;
        }
        Poll::Ready(Err(asked.iter_mut().filter_map(|asked| asked.as_mut().take_output()?.err()).collect()))
    })
    .await
}
