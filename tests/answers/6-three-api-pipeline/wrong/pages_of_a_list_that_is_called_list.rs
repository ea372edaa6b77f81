//! Fails: all_pages::a_list_that_leads_back_ends_with_an_error
//! Says: the error of
//! The name in the errors is a fixed one.

pub use solution::*;

use futures::Stream;
use serde_json::Value;

pub fn all_pages(
    _: &str,
    fetch_page: impl AsyncFnMut(Option<String>) -> Result<Page, SourceError>,
) -> impl Stream<Item = Result<Value, SourceError>> {
    solution::all_pages("list", fetch_page)
}
