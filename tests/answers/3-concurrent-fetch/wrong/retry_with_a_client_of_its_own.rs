//! Fails: fetch_with_retry::uses_the_client_that_it_is_given
//! Says: it makes a client of its own
//! "After a failed connection, a new client is safer."

pub use solution::*;

use reqwest::Client;
use std::sync::OnceLock;
use std::time::Duration;

static SHARED: OnceLock<Client> = OnceLock::new();

fn shared() -> &'static Client {
    SHARED.get_or_init(|| client(Duration::from_secs(60)).expect("a client can be built"))
}

pub async fn fetch_with_retry(_client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    solution::fetch_with_retry(shared(), url, policy).await
}
