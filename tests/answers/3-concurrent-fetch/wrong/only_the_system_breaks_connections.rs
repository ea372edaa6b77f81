//! Fails: fetch::no_connection_is_a_connection_error
//! Says: only some failures before the response
//! A server that speaks no HTTP is no error of the system.

pub use solution::*;

use std::error::Error;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let is_io = |error: &reqwest::Error| {
        let mut source: Option<&dyn Error> = error.source();
        while let Some(error) = source {
            if error.is::<std::io::Error>() {
                return true;
            }
            source = error.source();
        }
        false
    };
    match solution::fetch(client, url).await {
        Err(FetchError::Connection(error)) if !error.is_connect() && !is_io(&error) => Err(FetchError::Request(error)),
        result => result,
    }
}
