//! Fails: fetch::gives_the_items_of_each_api_as_they_came
//! Says: the client uses a proxy
//! It uses a proxy on which nobody listens, like one in the environment could be.

pub use solution::*;

use reqwest::{Client, Proxy};

pub fn client() -> reqwest::Result<Client> {
    Client::builder().user_agent("me").timeout(TIMEOUT).proxy(Proxy::all("http://127.0.0.1:9")?).build()
}
