//! Fails: fetch_in_turn::goes_on_after_any_status
//! Says: it ends after the status 401
//! Who is not logged in for one URL is not logged in for the others.

pub use solution::*;

use reqwest::{Client, StatusCode};

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut results = Vec::new();
    for url in urls {
        let result = fetch(client, url).await;
        let is_end = matches!(&result, Err(FetchError::Status { status: StatusCode::UNAUTHORIZED, .. }));
        results.push(result);
        if is_end {
            break;
        }
    }
    results
}
