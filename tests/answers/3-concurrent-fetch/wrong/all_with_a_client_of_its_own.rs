//! Fails: fetch_all::uses_the_client_that_it_is_given
//! Says: it makes a client of its own
//! One client for the whole program, but not the one that the caller has configured.

pub use solution::*;

use reqwest::Client;
use std::sync::OnceLock;
use std::time::Duration;

static SHARED: OnceLock<Client> = OnceLock::new();

fn shared() -> &'static Client {
    SHARED.get_or_init(|| client(Duration::from_secs(60)).expect("a client can be built"))
}

pub async fn fetch_all(_client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    solution::fetch_all(shared(), urls).await
}
