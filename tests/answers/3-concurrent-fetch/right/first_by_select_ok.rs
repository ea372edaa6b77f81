//! Task: fetch_first
//! `select_ok` keeps the last error only, so each one is put aside.

pub use solution::*;

use futures::future::select_ok;
use reqwest::Client;
use std::cell::RefCell;

pub async fn fetch_first(client: &Client, mirrors: &[String]) -> Result<(usize, String), Vec<FetchError>> {
    if mirrors.is_empty() {
        return Err(Vec::new());
    }
    let errors = RefCell::new(Vec::new());
    let fetching = mirrors.iter().enumerate().map(|(index, url)| {
        let errors = &errors;
        Box::pin(async move {
            match fetch(client, url).await {
                Ok(body) => Ok((index, body)),
                Err(error) => {
                    errors.borrow_mut().push((index, error));
                    Err(())
                }
            }
        })
    });
    if let Ok((first, _)) = select_ok(fetching).await {
        return Ok(first);
    }
    let mut errors = errors.into_inner();
    errors.sort_by_key(|(index, _)| *index);
    Err(errors.into_iter().map(|(_, error)| error).collect())
}
