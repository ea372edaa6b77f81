//! Task: fetch_all
//! It joins the first half with the second half, recursively, down to a single URL.

pub use solution::*;

use futures::future::{BoxFuture, FutureExt as _, join};
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    fn halves<'a>(client: &'a Client, urls: &'a [String]) -> BoxFuture<'a, Vec<Result<String, FetchError>>> {
        match urls {
            [] => futures::future::ready(Vec::new()).boxed(),
            [url] => async move { vec![fetch(client, url).await] }.boxed(),
            urls => {
                let (left, right) = urls.split_at(urls.len() / 2);
                join(halves(client, left), halves(client, right))
                    .map(|(left, right)| [left, right].into_iter().flatten().collect())
                    .boxed()
            }
        }
    }
    halves(client, urls).await
}
