//! Fails: fetch::sends_nothing_before_it_is_polled_and_one_request_then
//! Says: it keeps what an earlier call returned
//! A list that has come once is not fetched again.

pub use solution::*;

use reqwest::Client;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

static KNOWN: LazyLock<Mutex<HashMap<String, Vec<Value>>>> = LazyLock::new(Mutex::default);

pub async fn fetch_users(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner).get(base).cloned();
    if let Some(items) = known {
        return Ok(items);
    }
    let items = solution::fetch_users(client, base).await?;
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner).insert(base.to_owned(), items.clone());
    Ok(items)
}
