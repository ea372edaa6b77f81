//! Fails: fetch_with_retry::dropped_it_sends_no_more
//! Says: dropping a `JoinHandle` detaches its task
//! The caller may leave, and the task keeps retrying.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let (client, url, policy) = (client.clone(), url.to_owned(), *policy);
    tokio::spawn(async move { solution::fetch_with_retry(&client, &url, &policy).await })
        .await
        .expect("it does not panic")
}
