//! Fails: fetch_first::any_of_many_mirrors_may_win
//! Says: it looks at the results in the order of the mirrors
//! `try_join_all` of swapped results: a success is the error that ends it, and the errors come in order.

pub use solution::*;

use futures::future;
use reqwest::Client;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    let swapped = mirrors.iter().enumerate().map(|(at, url)| async move {
        match fetch(client, url).await {
            Ok(body) => Err((at, body)),
            Err(error) => Ok(error),
        }
    });
    match future::try_join_all(swapped).await {
        Ok(errors) => Err(errors),
        Err(winner) => Ok(winner),
    }
}
