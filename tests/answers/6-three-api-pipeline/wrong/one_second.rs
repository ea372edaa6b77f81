//! Fails: fetch::waits_ten_seconds_for_an_answer_and_no_longer
//! Says: it waits ten seconds for github
//! A timeout of one second, too short for a slow response.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;

pub fn client() -> reqwest::Result<Client> {
    concurrent_fetch::client(Duration::from_secs(1))
}
