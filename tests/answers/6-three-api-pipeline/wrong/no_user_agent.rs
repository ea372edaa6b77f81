//! Fails: fetch::says_who_it_is
//! Says: reqwest sends none by itself
//! A client with a timeout, but without a `User-Agent`.

pub use solution::*;

use reqwest::Client;

pub fn client() -> reqwest::Result<Client> {
    Client::builder().timeout(TIMEOUT).no_proxy().build()
}
