//! Fails: fetch::uses_no_proxy_even_if_the_environment_names_one
//! Says: the client uses the proxy of the environment
//! reqwest reads `HTTP_PROXY` by default.

pub use solution::*;

use reqwest::Client;

pub fn client() -> reqwest::Result<Client> {
    Client::builder().user_agent("me").timeout(TIMEOUT).build()
}
