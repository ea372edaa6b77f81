//! Fails: fetch::waits_ten_seconds_for_an_answer_and_no_longer
//! Says: no time is set for the answer: reqwest sets none by itself
//! A client with a name, and no time.

pub use solution::*;

use reqwest::Client;

pub fn client() -> reqwest::Result<Client> {
    Client::builder().user_agent("me").no_proxy().build()
}
