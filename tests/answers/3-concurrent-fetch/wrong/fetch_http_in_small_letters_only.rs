//! Fails: fetch::takes_a_url_in_any_form
//! Says: it looks at the URL, or changes it
//! It checks the beginning of the URL itself.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    if !url.starts_with("http://") {
        // Without a host there is no request.
        return Err(FetchError::Request(client.get("").send().await.expect_err("it is no URL")));
    }
    solution::fetch(client, url).await
}
