//! Fails: fetch::waits_ten_seconds_for_an_answer_and_no_longer
//! Says: the response has no timeout: reqwest sets none by itself
//! A client with a `User-Agent`, but without a timeout.

pub use solution::*;

use reqwest::Client;

pub fn client() -> reqwest::Result<Client> {
    Client::builder().user_agent("me").no_proxy().build()
}
