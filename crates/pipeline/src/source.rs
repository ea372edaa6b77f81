//! The three sources over all their pages, as streams of records that can be stored.
//!
//! The tasks of chapter 6 fetch the first five items of each source. A [`PagedSource`] fetches all of them: it knows where
//! the next page is, and makes records of the items of each page, one at a time. Only the pages that are fetched ahead are in
//! memory.
//!
//! # Adding a source
//!
//! Write a constructor like [`PagedSource::posts`], and add a variant to `SourceName` in `cli.rs`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use serde_json::Value;
use serde_json::value::RawValue;
use three_api_pipeline::{
    BadItem, ErrorKind, Record, number, record_of_post, record_of_repository, record_of_user, text,
};

use crate::dead_letters::DeadLetter;
use crate::http::{CancellationToken, FetchError, Fetcher, Page, PageError, Url};
use crate::sinks::KeyedRecord;

/// The largest page of GitHub, whatever `per_page` asks for.
const MAX_REPOSITORIES_PER_PAGE: usize = 100;

/// The largest page of Random User. If `results` asks for more, it returns a single user.
const MAX_USERS_PER_PAGE: usize = 5000;

/// The seed of Random User. With a seed, it returns the same users in each run, and different ones on each page.
const SEED: &str = "streamlings";

/// A source with pages.
///
/// ```
/// # use std::{error::Error, num::NonZeroUsize, sync::Arc};
/// # use futures::TryStreamExt as _;
/// # use streamlings_pipeline::http::{CancellationToken, Fetcher, FetcherSettings};
/// # use streamlings_pipeline::source::PagedSource;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn Error>> {
/// # let server = api_server::ApiServer::start(api_server::Config::new())?;
/// let source = PagedSource::posts(&server.url().parse()?, NonZeroUsize::new(10).unwrap());
/// let fetcher = Fetcher::new(source.name(), FetcherSettings::default(), None, Arc::new(()))?;
/// let records = source.records(fetcher, 25, NonZeroUsize::MIN, CancellationToken::new());
/// let records: Vec<_> = records.try_collect().await?;
/// assert_eq!(records.len(), 25);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PagedSource {
    name: &'static str,
    /// The URL of the first page, without its number.
    url: Url,
    paging: Paging,
    /// The field of a page that has the list of items. `None` if the page itself is the list.
    list: Option<&'static str>,
    key: fn(&Value) -> Result<String, BadItem>,
    record: fn(&Value) -> Result<Record, BadItem>,
}

/// The way from one page to the others.
#[derive(Clone, Copy, Debug)]
enum Paging {
    /// Each page has a link to the next one.
    Links { size: NonZeroUsize },
    /// A header of the first page says how many items there are.
    Total { parameter: &'static str, size: NonZeroUsize },
    /// Pages have numbers, and there is always a next one.
    Endless { parameter: &'static str, size: NonZeroUsize },
}

/// The error in place of one or more records of a source. The stream of the source continues if there is more.
///
/// ```
/// # use std::{num::NonZeroUsize, pin::pin, sync::Arc};
/// # use futures::TryStreamExt as _;
/// # use streamlings_pipeline::http::{CancellationToken, Fetcher, FetcherSettings};
/// # use streamlings_pipeline::source::{PagedSource, RecordError};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = api_server::ApiServer::start(api_server::Config::new())?;
/// let source = PagedSource::posts(&server.url_of("/no/such/api/").parse()?, NonZeroUsize::MIN);
/// let fetcher = Fetcher::new(source.name(), FetcherSettings::default(), None, Arc::new(()))?;
/// let mut records = pin!(source.records(fetcher, 25, NonZeroUsize::MIN, CancellationToken::new()));
/// let error = records.try_next().await.unwrap_err();
/// assert!(matches!(error, RecordError::Fetch { page: 1, .. }));
/// assert_eq!(error.to_string(), "posts: cannot fetch page 1");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// One item cannot be used. The others of its page can.
    #[error("{}: cannot use an item{}: its field `{}` {}", .0.source, on_page(.0.page), .0.field, .0.reason)]
    Item(Box<DeadLetter>),
    /// A page cannot be fetched.
    #[error("{name}: cannot fetch page {page}")]
    Fetch {
        /// The name of the source.
        name: &'static str,
        /// The number of the page. The first one is 1.
        page: u64,
        /// The error of the request.
        source: FetchError,
    },
    /// The body of a page does not have the list of items.
    #[error("{name}: cannot read page {page}")]
    Body {
        /// The name of the source.
        name: &'static str,
        /// The number of the page. The first one is 1.
        page: u64,
        /// The error of the body.
        source: ErrorKind,
    },
}

fn on_page(page: Option<u64>) -> String {
    page.map(|page| format!(" on page {page}")).unwrap_or_default()
}

type Pages = Pin<Box<dyn Stream<Item = Result<Page, PageError>> + Send>>;

impl PagedSource {
    /// Returns the source of the Python repositories with the most stars, on the server at `base`. GitHub shows the first
    /// thousand.
    ///
    /// Their key is the `id`. `size` is the number of items on a page, at most 100.
    pub fn github(base: &Url, size: NonZeroUsize) -> Self {
        let size = size.min(NonZeroUsize::MIN.saturating_add(MAX_REPOSITORIES_PER_PAGE - 1));
        let query = [("q", "language:python".to_owned()), ("sort", "stars".to_owned()), ("per_page", size.to_string())];
        Self {
            name: "github",
            url: url_of(base, "search/repositories", &query),
            paging: Paging::Links { size },
            list: Some("items"),
            key: |item| number(item, "id").map(|id| id.to_string()),
            record: record_of_repository,
        }
    }

    /// Returns the source of all posts, on the server at `base`. Their key is the `id`. `size` is the number of items on a
    /// page.
    pub fn posts(base: &Url, size: NonZeroUsize) -> Self {
        Self {
            name: "posts",
            url: url_of(base, "posts", &[("_limit", size.to_string())]),
            paging: Paging::Total { parameter: "_page", size },
            list: None,
            key: |item| number(item, "id").map(|id| id.to_string()),
            record: record_of_post,
        }
    }

    /// Returns the source of any number of users, on the server at `base`. They are the same in each run. Their key is
    /// `login.uuid`.
    ///
    /// `size` is the number of items on a page, at most 5000. The users depend on it.
    pub fn users(base: &Url, size: NonZeroUsize) -> Self {
        let size = size.min(NonZeroUsize::MIN.saturating_add(MAX_USERS_PER_PAGE - 1));
        let query = [("results", size.to_string()), ("seed", SEED.to_owned())];
        Self {
            name: "users",
            url: url_of(base, "api/", &query),
            paging: Paging::Endless { parameter: "page", size },
            list: Some("results"),
            key: |item| text(item, "login.uuid").map(str::to_owned),
            record: record_of_user,
        }
    }

    /// Returns the name of the source. Its records have it, too.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns a stream of the records of the first `max_items` items, in their order. Bad items count.
    ///
    /// - Fetches nothing before the first poll, and then up to `max_in_flight` pages ahead or at the same time; of GitHub one
    ///   at a time, since each page has the link to the next one.
    /// - Parses an item when its record is requested. If it cannot be used, yields a [`RecordError::Item`] in its place.
    /// - If a page fails, yields its error in its place: the items of that page are missing. The other pages follow if their
    ///   URLs are known.
    /// - A page without items is the last one.
    /// - Cancelling `stop` cancels the requests in flight, and no further page is fetched. The stream still yields the records
    ///   of the pages that have arrived.
    /// - Dropping the stream cancels the requests.
    ///
    /// # Panics
    ///
    /// If it is polled outside a tokio runtime.
    pub fn records(
        self,
        fetcher: Fetcher,
        max_items: u64,
        max_in_flight: NonZeroUsize,
        stop: CancellationToken,
    ) -> impl Stream<Item = Result<KeyedRecord, RecordError>> + Send {
        stream! {
            let name = self.name;
            let mut left = usize::try_from(max_items).unwrap_or(usize::MAX);
            let mut pages = self.pages(fetcher, max_items, max_in_flight, stop);
            let mut page = 0;
            while left > 0 && let Some(fetched) = pages.next().await {
                page += 1;
                let body = match fetched {
                    Ok(page) => page.body,
                    Err(PageError { number, source }) => {
                        yield Err(RecordError::Fetch { name, page: number, source });
                        continue;
                    }
                };
                let items = match items(&body, self.list) {
                    Ok(items) => items,
                    Err(source) => {
                        yield Err(RecordError::Body { name, page, source });
                        continue;
                    }
                };
                if items.is_empty() {
                    break;
                }
                for item in items.into_iter().take(left) {
                    left -= 1;
                    yield self.read(page, item).map_err(RecordError::Item);
                }
            }
        }
    }

    fn pages(&self, fetcher: Fetcher, max_items: u64, max_in_flight: NonZeroUsize, stop: CancellationToken) -> Pages {
        let first = self.url.clone();
        match self.paging {
            Paging::Links { size } => {
                let left = AtomicU64::new(max_items.div_ceil(size.get() as u64));
                // Fetches no page ahead that will not be read.
                let next = move |page: &Page| page.link("next").filter(|_| left.fetch_sub(1, Relaxed) > 1);
                fetcher.pages(first, next, max_in_flight.get() - 1, stop).boxed()
            }
            Paging::Endless { parameter, size } => {
                let last = max_items.div_ceil(size.get() as u64);
                let pages = (1..=last).map(move |page| numbered(&first, parameter, page));
                fetcher.pages_at(pages, max_in_flight, stop).boxed()
            }
            Paging::Total { parameter, size } => stream! {
                let first_page = numbered(&first, parameter, 1);
                let Some(answer) = stop.run_until_cancelled(fetcher.get(&first_page)).await else { return };
                // If the server does not say the total, an empty page ends the stream.
                let total = answer.as_ref().map_or(0, |page| page.total_count().unwrap_or(max_items)).min(max_items);
                yield answer.map_err(|source| PageError { number: 1, source });
                let last = total.div_ceil(size.get() as u64);
                let others = (2..=last).map(move |page| numbered(&first, parameter, page));
                let mut others = fetcher.pages_at(others, max_in_flight, stop).boxed();
                while let Some(page) = others.next().await {
                    yield page.map_err(|error| PageError { number: error.number + 1, ..error });
                }
            }
            .boxed(),
        }
    }

    /// Makes the record of an item.
    fn read(&self, page: u64, item: &RawValue) -> Result<KeyedRecord, Box<DeadLetter>> {
        let dead_letter = |BadItem { field, reason }, item| {
            let (field, reason) = (field.into_owned(), reason.into_owned());
            Box::new(DeadLetter { source: Cow::Borrowed(self.name), page: Some(page), field, reason, item })
        };
        // The brackets of a raw value match, but its numbers and texts may still be out of range or invalid.
        let value: Value = serde_json::from_str(item.get()).map_err(|error| {
            let reason = format!("cannot be parsed: {error}").into();
            dead_letter(BadItem { field: "item".into(), reason }, item.get().into())
        })?;
        match (self.key)(&value).and_then(|key| Ok(KeyedRecord { key, record: (self.record)(&value)? })) {
            Ok(keyed) => Ok(keyed),
            Err(bad) => Err(dead_letter(bad, value)),
        }
    }
}

/// Returns the items of a page, each still as JSON text.
fn items<'a>(body: &'a [u8], list: Option<&str>) -> Result<Vec<&'a RawValue>, ErrorKind> {
    let found = match list {
        None => serde_json::from_slice(body),
        Some(field) => serde_json::from_slice::<BTreeMap<Cow<'a, str>, &'a RawValue>>(body)
            .and_then(|page| page.get(field).map_or(Ok(None), |list| serde_json::from_str(list.get()).map(Some))),
    };
    // A data error means JSON without the list; any other error means a body that is not JSON.
    let found = found.map_err(|error| if error.is_data() { ErrorKind::NoItems } else { ErrorKind::NotJson(error) });
    found?.ok_or(ErrorKind::NoItems)
}

fn url_of(base: &Url, path: &str, query: &[(&str, String)]) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}/{path}", base.path().trim_end_matches('/')));
    url.query_pairs_mut().extend_pairs(query);
    url
}

fn numbered(url: &Url, parameter: &str, page: u64) -> Url {
    let mut url = url.clone();
    url.query_pairs_mut().append_pair(parameter, &page.to_string());
    url
}
