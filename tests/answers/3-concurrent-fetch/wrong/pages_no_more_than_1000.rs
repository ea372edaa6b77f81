//! Fails: fetch_pages::ends_before_a_page_that_it_has_fetched
//! Says: it has a limit of its own
//! A thousand pages are enough for everybody.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use reqwest::Client;

pub fn fetch_pages(client: &Client, url: &str) -> impl Stream<Item = Result<String, FetchError>> {
    solution::fetch_pages(client, url).take(1000)
}
