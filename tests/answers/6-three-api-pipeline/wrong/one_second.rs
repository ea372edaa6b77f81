//! Fails: fetch::waits_ten_seconds_for_an_answer_and_no_longer
//! Says: github has ten seconds to answer
//! One second, which is too short for a slow answer.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;

pub fn client() -> reqwest::Result<Client> {
    concurrent_fetch::client(Duration::from_secs(1))
}
