//! The sources: a CSV file, and the pages of a web API.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::Client;
use serde::{Deserialize, Serialize};

/// A line of the CSV file.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Author {
    pub(crate) id: u64,
    #[serde(rename = "author")]
    pub(crate) name: String,
    pub(crate) country: String,
}

/// A post as the API returns it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Post {
    pub(crate) id: u64,
    pub(crate) user_id: u64,
    pub(crate) title: String,
}

/// An error of the API.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    #[error("cannot fetch page {0}")]
    Fetch(u64, #[source] reqwest::Error),
    #[error("page {0} is no list of posts")]
    Content(u64, #[source] serde_json::Error),
}

/// Reads all authors.
pub(crate) fn read_authors(path: PathBuf) -> Result<Vec<Author>, csv::Error> {
    csv::Reader::from_path(path)?.deserialize().collect()
}

/// The pages of the API. Clones share the client and the count.
#[derive(Clone)]
pub(crate) struct Pages {
    client: Client,
    url: String,
    posts_per_page: u64,
    last: u64,
    fetched: Arc<AtomicU64>,
}

impl Pages {
    pub(crate) fn new(url: &str, posts_per_page: u64, last: u64, fetched: &Arc<AtomicU64>) -> Pages {
        let (client, url) = (Client::new(), format!("{url}/posts"));
        Pages { client, url, posts_per_page, last, fetched: Arc::clone(fetched) }
    }

    /// Fetches a page, which is 1 for the first one.
    pub(crate) async fn fetch(self, page: u64) -> Result<Vec<Post>, ApiError> {
        let url = format!("{}?_page={page}&_limit={}", self.url, self.posts_per_page);
        let response = self.client.get(url).send().await.and_then(reqwest::Response::error_for_status);
        let body = match response {
            Ok(response) => response.bytes().await,
            Err(error) => Err(error),
        };
        let body = body.map_err(|error| ApiError::Fetch(page, error))?;
        let posts = serde_json::from_slice(&body).map_err(|error| ApiError::Content(page, error))?;
        let fetched = self.fetched.fetch_add(1, Ordering::Relaxed) + 1;
        eprintln!("fetched page {page} of {} ({fetched} in this run)", self.last);
        Ok(posts)
    }
}
