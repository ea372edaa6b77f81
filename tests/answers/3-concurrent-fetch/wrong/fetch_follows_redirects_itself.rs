//! Fails: fetch::follows_a_redirect
//! Says: it follows redirects itself
//! It follows a redirect that the client does not follow.

pub use solution::*;

use reqwest::Client;
use reqwest::header::LOCATION;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let mut url = url.to_owned();
    for _ in 0..10 {
        let Ok(response) = client.get(&url).send().await else { break };
        let place = response.headers().get(LOCATION).and_then(|place| place.to_str().ok());
        match place.and_then(|place| response.url().join(place).ok()) {
            Some(next) if response.status().is_redirection() => url = next.to_string(),
            _ => break,
        }
    }
    solution::fetch(client, &url).await
}
