//! Fails: fetch::the_ten_seconds_are_those_of_the_whole_answer
//! Says: starts again with the body or with each byte
//! A timeout for each read instead of the whole response.

pub use solution::*;

use reqwest::Client;

pub fn client() -> reqwest::Result<Client> {
    Client::builder().user_agent("me").read_timeout(TIMEOUT).no_proxy().build()
}
