//! Task: all_pages
//! `unfold` over pages, and the items of each page flattened.

pub use solution::*;

use futures::Stream;
use futures::stream::{self, StreamExt as _};
use serde_json::Value;
use std::collections::BTreeSet;

struct State<F> {
    fetch_page: F,
    fetched: BTreeSet<Option<String>>,
    cursor: Option<String>,
    came: u64,
    announced: u64,
    is_over: bool,
}

pub fn all_pages(
    name: &str,
    fetch_page: impl AsyncFnMut(Option<String>) -> Result<Page, SourceError>,
) -> impl Stream<Item = Result<Value, SourceError>> {
    let fetched = BTreeSet::from([None]);
    let state = State { fetch_page, fetched, cursor: None, came: 0, announced: 0, is_over: false };
    let pages = stream::unfold(state, move |mut state| async move {
        if state.is_over {
            return None;
        }
        let page = match (state.fetch_page)(state.cursor.clone()).await {
            Ok(page) => page,
            Err(error) => {
                state.is_over = true;
                return Some((vec![Err(error)], state));
            }
        };
        state.came += page.items.len() as u64;
        state.announced = page.total.unwrap_or(state.announced);
        let mut results: Vec<_> = page.items.into_iter().map(Ok).collect();
        let kind = match page.next {
            None if state.came < state.announced => {
                Some(ErrorKind::Incomplete { came: state.came, announced: state.announced })
            }
            None => None,
            Some(cursor) if state.fetched.contains(&Some(cursor.clone())) => Some(ErrorKind::Repeated { cursor }),
            Some(cursor) => {
                state.cursor = Some(cursor);
                state.fetched.insert(state.cursor.clone());
                return Some((results, state));
            }
        };
        state.is_over = true;
        results.extend(kind.map(|kind| Err(SourceError::new(name, kind))));
        Some((results, state))
    });
    pages.map(stream::iter).flatten()
}
