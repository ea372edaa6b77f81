//! The built-in sources over all their pages, as streams of records that are ready to be stored.
//!
//! The five tasks fetch the first five items of each source. [`Paged`] goes on from there: it knows where the next page is,
//! and makes of each page its records, one when it is asked for. No more of a source is held than the pages that were
//! fetched ahead.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::dead_letters::DeadLetter;
use crate::http::{Fetcher, Page, PageError, Url};
use crate::sinks::Keyed;
use three_api_pipeline::{
    BadItem, ErrorKind, Record, number, record_of_post, record_of_repository, record_of_user, text,
};

/// GitHub gives no more on a page, whatever is asked for.
const MOST_REPOSITORIES: usize = 100;

/// Random User gives one on a page where more are asked for.
const MOST_USERS: usize = 5000;

/// Which of its endless users Random User gives: with a seed they are the same in each run, and on each page others.
const SEED: &str = "streamlings";

/// A source with pages: where they are, and what becomes of their items.
#[derive(Clone, Debug)]
pub struct Paged {
    name: &'static str,
    /// The first page without its number.
    url: Url,
    paging: Paging,
    /// The field of the page in which the list of items is. `None` where the page itself is the list.
    list: Option<&'static str>,
    key: fn(&Value) -> Result<String, BadItem>,
    record: fn(&Value) -> Result<Record, BadItem>,
}

/// How one page leads to the others.
#[derive(Clone, Copy, Debug)]
enum Paging {
    /// Each page has a link to the next one.
    Links { size: NonZeroUsize },
    /// The first page tells in a header how many items there are.
    Total { parameter: &'static str, size: NonZeroUsize },
    /// Pages have numbers, and there is always another one.
    Endless { parameter: &'static str, size: NonZeroUsize },
}

/// What went wrong in a source, and where. The stream of the source goes on, if there is more.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// One item can't be used. The others of its page can.
    #[error("{}: an item{} can't be used: its field `{}` {}", .0.source, on_page(.0.page), .0.field, .0.reason)]
    Item(Box<DeadLetter>),
    /// A page did not come.
    #[error("{name}: {error}")]
    Page {
        /// The name of the source.
        name: &'static str,
        /// Which page, and why.
        error: PageError,
    },
    /// A page came, and is not what it should be.
    #[error("{name}: page {page}: {kind}")]
    Body {
        /// The name of the source.
        name: &'static str,
        /// Which page; the first one is 1.
        page: u64,
        /// What is wrong with it.
        kind: ErrorKind,
    },
}

fn on_page(page: Option<u64>) -> String {
    page.map(|page| format!(" on page {page}")).unwrap_or_default()
}

type Pages = Pin<Box<dyn Stream<Item = Result<Page, PageError>> + Send>>;

impl Paged {
    /// The Python repositories with the most stars, from the server at `base`. GitHub shows the first thousand.
    ///
    /// Their key is the `id`. `size` is the number of items on a page, at most 100.
    pub fn github(base: &Url, size: NonZeroUsize) -> Self {
        let size = size.min(NonZeroUsize::MIN.saturating_add(MOST_REPOSITORIES - 1));
        let query = [("q", "language:python".to_owned()), ("sort", "stars".to_owned()), ("per_page", size.to_string())];
        Self {
            name: "github",
            url: address(base, "search/repositories", &query),
            paging: Paging::Links { size },
            list: Some("items"),
            key: |item| number(item, "id").map(|id| id.to_string()),
            record: record_of_repository,
        }
    }

    /// All posts, from the server at `base`. Their key is the `id`.
    pub fn posts(base: &Url, size: NonZeroUsize) -> Self {
        Self {
            name: "posts",
            url: address(base, "posts", &[("_limit", size.to_string())]),
            paging: Paging::Total { parameter: "_page", size },
            list: None,
            key: |item| number(item, "id").map(|id| id.to_string()),
            record: record_of_post,
        }
    }

    /// Users, from the server at `base`, and always the same: as many as are wanted. Their key is `login.uuid`.
    ///
    /// `size` is the number of items on a page, at most 5000. Another size gives other users.
    pub fn users(base: &Url, size: NonZeroUsize) -> Self {
        let size = size.min(NonZeroUsize::MIN.saturating_add(MOST_USERS - 1));
        let query = [("results", size.to_string()), ("seed", SEED.to_owned())];
        Self {
            name: "users",
            url: address(base, "api/", &query),
            paging: Paging::Endless { parameter: "page", size },
            list: Some("results"),
            key: |item| text(item, "login.uuid").map(str::to_owned),
            record: record_of_user,
        }
    }

    /// What it is called, also in its records.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The records of the first `wanted` items, in their order; bad items count.
    ///
    /// - Nothing is fetched before the first poll. Then up to `at_once` pages are fetched ahead or at the same time; of
    ///   GitHub one at a time, since each page tells where the next one is.
    /// - An item is read when its record is asked for. One that can't be used is a [`Trouble::Item`] in its place.
    /// - A page that fails is an error in its place, and so many items are missing. The others come if it is known where
    ///   they are.
    /// - A page without items is the last one.
    /// - When `stop` is ready, no further page is fetched, and what is under way is given up. The pages that have come are
    ///   read to their end.
    /// - When it is dropped, the requests are given up.
    ///
    /// # Panics
    ///
    /// When it is polled outside a tokio runtime.
    pub fn records(
        self,
        fetcher: Fetcher,
        wanted: u64,
        at_once: NonZeroUsize,
        stop: impl Future<Output = ()> + Clone + Send + 'static,
    ) -> impl Stream<Item = Result<Keyed, Trouble>> + Send {
        stream! {
            let name = self.name;
            let mut left = usize::try_from(wanted).unwrap_or(usize::MAX);
            let mut pages = self.pages(fetcher, wanted, at_once, stop);
            let mut page = 0;
            while left > 0 && let Some(body) = pages.next().await {
                page += 1;
                let body = match body {
                    Ok(page) => page.body,
                    Err(error) => {
                        yield Err(Trouble::Page { name, error });
                        continue;
                    }
                };
                let items = match items(&body, self.list) {
                    Ok(items) => items,
                    Err(kind) => {
                        yield Err(Trouble::Body { name, page, kind });
                        continue;
                    }
                };
                if items.is_empty() {
                    break;
                }
                for item in items.into_iter().take(left) {
                    left -= 1;
                    yield self.read(page, item).map_err(Trouble::Item);
                }
            }
        }
    }

    fn pages(
        &self,
        fetcher: Fetcher,
        wanted: u64,
        at_once: NonZeroUsize,
        stop: impl Future<Output = ()> + Clone + Send + 'static,
    ) -> Pages {
        let first = self.url.clone();
        match self.paging {
            Paging::Links { size } => {
                let left = AtomicU64::new(wanted.div_ceil(size.get() as u64));
                // None is fetched ahead that nobody will want.
                let next = move |page: &Page| page.link("next").filter(|_| left.fetch_sub(1, Relaxed) > 1);
                fetcher.pages(first, next, at_once.get() - 1, stop).boxed()
            }
            Paging::Endless { parameter, size } => {
                let last = wanted.div_ceil(size.get() as u64);
                let pages = (1..=last).map(move |page| numbered(&first, parameter, page));
                fetcher.pages_at(pages, at_once, stop).boxed()
            }
            Paging::Total { parameter, size } => stream! {
                let Some(answer) = fetcher.get_until(&numbered(&first, parameter, 1), stop.clone()).await else { return };
                // Where the server does not say it, the pages end with one that is empty.
                let total = answer.as_ref().map_or(0, |page| page.total_count().unwrap_or(wanted)).min(wanted);
                yield answer.map_err(|error| PageError { number: 1, error });
                let last = total.div_ceil(size.get() as u64);
                let others = (2..=last).map(move |page| numbered(&first, parameter, page));
                let mut others = fetcher.pages_at(others, at_once, stop).boxed();
                while let Some(page) = others.next().await {
                    yield page.map_err(|PageError { number, error }| PageError { number: number + 1, error });
                }
            }
            .boxed(),
        }
    }

    fn read(&self, page: u64, item: &RawValue) -> Result<Keyed, Box<DeadLetter>> {
        let dead = |BadItem { field, reason }, item| {
            let (field, reason) = (field.into_owned(), reason.into_owned());
            Box::new(DeadLetter { source: Cow::Borrowed(self.name), page: Some(page), field, reason, item })
        };
        // Its brackets match, and yet not every number or text in it need be one that can be held.
        let value: Value = serde_json::from_str(item.get()).map_err(|error| {
            let reason = format!("cannot be read: {error}").into();
            dead(BadItem { field: "item".into(), reason }, item.get().into())
        })?;
        match (self.key)(&value).and_then(|key| Ok(Keyed { key, record: (self.record)(&value)? })) {
            Ok(keyed) => Ok(keyed),
            Err(bad) => Err(dead(bad, value)),
        }
    }
}

/// The items of a page, each still as its text.
fn items<'a>(body: &'a [u8], list: Option<&str>) -> Result<Vec<&'a RawValue>, ErrorKind> {
    let found = match list {
        None => serde_json::from_slice(body),
        Some(field) => serde_json::from_slice::<BTreeMap<Cow<'a, str>, &'a RawValue>>(body)
            .and_then(|page| page.get(field).map_or(Ok(None), |list| serde_json::from_str(list.get()).map(Some))),
    };
    // JSON of another kind has no list; what ends too early or makes no sense is none at all.
    let found = found.map_err(|error| if error.is_data() { ErrorKind::NoItems } else { ErrorKind::NotJson(error) });
    found?.ok_or(ErrorKind::NoItems)
}

fn address(base: &Url, path: &str, query: &[(&str, String)]) -> Url {
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
