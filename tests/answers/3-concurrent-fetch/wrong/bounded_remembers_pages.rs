//! Fails: fetch_bounded::fetches_a_url_again_that_is_there_twice
//! Says: fetched only once
//! A page that was fetched is not fetched again.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::cell::RefCell;
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::rc::Rc;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let seen = Rc::new(RefCell::new(HashMap::<String, String>::new()));
    stream::iter(urls)
        .enumerate()
        .map(move |(index, url)| {
            let seen = seen.clone();
            async move {
                let known = seen.borrow().get(&url).cloned();
                if let Some(body) = known {
                    return (index, Ok(body));
                }
                let result = fetch(client, &url).await;
                if let Ok(body) = &result {
                    seen.borrow_mut().insert(url, body.clone());
                }
                (index, result)
            }
        })
        .buffer_unordered(limit.get())
}
