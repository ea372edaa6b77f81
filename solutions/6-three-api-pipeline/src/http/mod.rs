//! How the pages of one source are fetched: with bounds on time and memory, retries that do not storm a broken server,
//! a rate limit, a cache, and pages that come before they are asked for. It knows nothing of what the pages say.
//!
//! A [`Fetcher`] is made once for a source, from its [`Settings`]. [`Fetcher::get`] fetches one [`Page`];
//! [`Fetcher::pages`] and [`Fetcher::pages_at`] are streams of many. A [`Cache`] keeps pages, and an [`Observer`] is told of
//! every attempt.

mod attempt;
mod budget;
mod cache;
mod error;
mod fetcher;
mod flight;
mod limit;
mod observe;
mod page;
mod pages;
mod settings;

pub use cache::{Cache, CacheError, Entry, MemoryCache, RedisCache};
pub use concurrent_fetch::Policy;
pub use error::{AttemptError, FetchError, GivenUp, PageError, SetupError};
pub use fetcher::Fetcher;
pub use observe::{Attempt, Observer, Outcome};
pub use page::Page;
pub use reqwest::Url;
pub use reqwest::header;
pub use settings::{Rate, RetryBudget, Settings};
