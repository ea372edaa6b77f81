//! Fetching the pages of one source: with timeouts, a limit on the size of a body, retries with backoff, a rate limit, a
//! cache, and prefetching. This module does not look into the pages.
//!
//! A [`Fetcher`] is made once for each source, from its [`FetcherSettings`]. [`Fetcher::get`] fetches one [`Page`];
//! [`Fetcher::pages`] and [`Fetcher::pages_at`] are streams of pages. A [`Cache`] stores pages, and an [`Observer`] is
//! notified of every attempt.
//!
//! ```
//! # use std::{error::Error, pin::pin, sync::Arc};
//! # use futures::TryStreamExt as _;
//! # use streamlings_pipeline::http::{Attempt, CancellationToken, Fetcher, FetcherSettings, MemoryCache};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn Error>> {
//! # let server = api_server::ApiServer::start(api_server::Config::new())?;
//! let observer = |attempt: &Attempt| println!("{} {:?} in {:?}", attempt.url, attempt.outcome, attempt.latency);
//! let cache = Arc::new(MemoryCache::default());
//! let fetcher = Fetcher::new("posts", FetcherSettings::default(), Some(cache), Arc::new(observer))?;
//!
//! let first = server.url_of("/posts?_page=1&_limit=10").parse()?;
//! let mut pages = pin!(fetcher.pages(first, |page| page.link("next"), 1, CancellationToken::new()));
//! let mut count = 0;
//! while let Some(page) = pages.try_next().await? {
//!     count += 1;
//!     assert!(page.body.starts_with(b"["));
//! }
//! assert_eq!(count, 10);
//! # Ok(())
//! # }
//! ```

mod attempt;
mod budget;
mod cache;
mod error;
mod fetcher;
mod limit;
mod observe;
mod page;
mod pages;
mod settings;
mod single_flight;

pub use cache::{Cache, CacheError, Entry, MemoryCache, RedisCache};
pub use concurrent_fetch::Policy;
pub use error::{AttemptError, FetchError, GiveUpReason, PageError, SetupError};
pub use fetcher::Fetcher;
pub use observe::{Attempt, Observer, Outcome};
pub use page::Page;
pub use reqwest::Url;
pub use reqwest::header;
pub use settings::{FetcherSettings, Rate, RetryBudget};
pub use tokio_util::sync::CancellationToken;
