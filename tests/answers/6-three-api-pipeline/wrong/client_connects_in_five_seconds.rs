//! Fails: fetch::the_ten_seconds_are_those_of_the_connection_too
//! Says: the client has a shorter timeout for the connection
//! The connection has half of the time.

pub use solution::*;

use reqwest::Client;

pub fn client() -> reqwest::Result<Client> {
    Client::builder().user_agent("me").timeout(TIMEOUT).connect_timeout(TIMEOUT / 2).no_proxy().build()
}
