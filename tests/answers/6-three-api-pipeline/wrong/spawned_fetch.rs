//! Fails: fetch::dropped_it_gives_up_the_request
//! Says: dropping a `JoinHandle` detaches its task
//! A task of its own, which nobody aborts.

pub use solution::*;

use concurrent_fetch::fetch;
use reqwest::Client;
use serde_json::Value;

pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let (client, url) = (client.clone(), format!("{base}/posts?_limit=5"));
    let fetching = tokio::spawn(async move { fetch(&client, &url).await });
    let body = match fetching.await {
        Ok(body) => body.map_err(|error| SourceError::new("posts", error))?,
        Err(error) => return Err(SourceError::new("posts", ErrorKind::Outside(error.into()))),
    };
    match serde_json::from_str(&body) {
        Ok(Value::Array(items)) => Ok(items),
        Ok(_) => Err(SourceError::new("posts", ErrorKind::NoItems)),
        Err(error) => Err(SourceError::new("posts", error)),
    }
}
