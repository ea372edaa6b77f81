//! Fails: fetch::waits_ten_seconds_for_an_answer_and_no_longer
//! Says: after 10.001 s on tokio's clock it was still waiting
//! A timeout of thirty seconds, as other libraries have it.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;

pub fn client() -> reqwest::Result<Client> {
    concurrent_fetch::client(Duration::from_secs(30))
}
