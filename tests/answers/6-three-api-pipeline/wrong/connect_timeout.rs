//! Fails: fetch::waits_ten_seconds_for_an_answer_and_no_longer
//! Says: `connect_timeout` is only for the connection
//! The connection has ten seconds, and the response has no limit.

pub use solution::*;

use reqwest::Client;

pub fn client() -> reqwest::Result<Client> {
    Client::builder().user_agent("me").connect_timeout(TIMEOUT).no_proxy().build()
}
