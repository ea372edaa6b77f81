//! Fails: fetch_in_turn::goes_on_after_each_kind_of_failure
//! Says: it ends at a failure of one kind
//! "If nobody listens there, the other URLs fail, too."

pub use solution::*;

use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut results = Vec::new();
    for url in urls {
        let result = fetch(client, url).await;
        let refused = matches!(&result, Err(FetchError::Connection(error)) if error.is_connect());
        results.push(result);
        if refused {
            break;
        }
    }
    results
}
