//! HTTP caching of one request (RFC 9111). The crate `http-cache-semantics` has nearly all of the rules.

use std::time::{Duration, SystemTime};

use http_cache_semantics::{AfterResponse, BeforeRequest, CacheOptions, CachePolicy, ResponseLike};
use reqwest::header::{
    AGE, AUTHORIZATION, COOKIE, ETAG, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use reqwest::{Method, StatusCode, Url};

use super::{CircuitBreaker, Entry};
use crate::http::attempt::Answer;
use crate::http::page::Page;

/// The time for which a stale page is kept, so that it can be revalidated.
const STALE_TIME: Duration = Duration::from_secs(24 * 60 * 60);

/// A request for a page that may be in the cache.
pub(crate) struct CachedRequest<'a> {
    cache: &'a CircuitBreaker,
    url: Url,
    key: String,
    request: http::request::Parts,
    /// The stale entry, and the headers that ask whether it is still valid.
    stale: Option<(Entry, HeaderMap)>,
}

impl<'a> CachedRequest<'a> {
    /// Prepares a request. Returns `None` if its response must not be cached, because the request has credentials and the
    /// cache is shared.
    pub(crate) fn new(cache: &'a CircuitBreaker, url: &Url, headers: &HeaderMap) -> Option<Self> {
        let has_credentials = headers.contains_key(AUTHORIZATION)
            || headers.contains_key(COOKIE)
            || headers.values().any(HeaderValue::is_sensitive);
        if has_credentials && cache.is_shared() {
            return None;
        }
        let mut request = http::Request::builder().method(Method::GET).uri(url.as_str()).body(()).ok()?.into_parts().0;
        request.headers.clone_from(headers);
        let key = key(url, headers);
        Some(Self { cache, url: url.clone(), key, request, stale: None })
    }

    /// Returns the page from the cache if it is fresh. A stale page is kept for [`condition`](Self::condition).
    pub(crate) async fn fresh_page(&mut self) -> Option<Page> {
        let entry = self.cache.get(&self.key).await?;
        match entry.policy.before_request(&self.request, SystemTime::now()) {
            BeforeRequest::Fresh(parts) => return Some(self.cached_page(parts, &entry)),
            BeforeRequest::Stale { request, matches: true } => {
                let names = [IF_NONE_MATCH, IF_MODIFIED_SINCE].into_iter();
                let condition = names.filter_map(|name| Some((name.clone(), request.headers.get(name)?.clone())));
                self.stale = Some((entry, condition.collect()));
            }
            BeforeRequest::Stale { matches: false, .. } => {}
        }
        None
    }

    /// Returns the headers that ask whether the stale page is still valid. Empty if there is none.
    pub(crate) fn condition(&self) -> HeaderMap {
        self.stale.as_ref().map(|(_, condition)| condition.clone()).unwrap_or_default()
    }

    /// Updates the cache with a response, and returns the page. Returns `None` if the response says that nothing has changed
    /// (304), but not about the stale page; the next attempt has no condition then.
    pub(crate) async fn update(&mut self, mut answer: Answer, sent: SystemTime) -> Option<Page> {
        if answer.status != StatusCode::NOT_MODIFIED {
            self.store(&answer, sent).await;
            return Some(answer.into());
        }
        let (stale, _) = self.stale.take()?;
        // Without this the renewed page would have the age of the stale one.
        answer.headers.entry(AGE).or_insert(HeaderValue::from_static("0"));
        match stale.policy.after_response(&self.request, &answer, sent) {
            AfterResponse::NotModified(policy, parts) => {
                let entry = Entry { policy, body: stale.body };
                let page = self.cached_page(parts, &entry);
                self.put(entry, &page.headers).await;
                Some(page)
            }
            AfterResponse::Modified(..) => None,
        }
    }

    /// Stores the response if the rules allow it.
    async fn store(&self, answer: &Answer, sent: SystemTime) {
        // After a redirect, the page is that of another URL, and this one may lead elsewhere next time.
        if answer.url != self.url {
            return;
        }
        let options = CacheOptions {
            shared: self.cache.is_shared(),
            // A page is fresh only if the server says so, and never by a guess from `Last-Modified`.
            cache_heuristic: 0.0,
            ..CacheOptions::default()
        };
        let policy = CachePolicy::new_options(&self.request, answer, sent, options);
        if policy.is_storable() {
            self.put(Entry { policy, body: answer.body.clone() }, &answer.headers).await;
        }
    }

    async fn put(&self, entry: Entry, headers: &HeaderMap) {
        let fresh = entry.policy.time_to_live(SystemTime::now());
        let can_be_revalidated = headers.contains_key(ETAG) || headers.contains_key(LAST_MODIFIED);
        let time_to_live = if can_be_revalidated { fresh.saturating_add(STALE_TIME) } else { fresh };
        if !time_to_live.is_zero() {
            self.cache.put(&self.key, entry, time_to_live).await;
        }
    }

    fn cached_page(&self, parts: http::response::Parts, entry: &Entry) -> Page {
        Page {
            url: self.url.clone(),
            status: parts.status,
            headers: parts.headers,
            body: entry.body.clone(),
            from_cache: true,
        }
    }
}

impl ResponseLike for Answer {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

/// Returns the key of a request: its URL and all its headers. A `Vary` header can only name some of them.
fn key(url: &Url, headers: &HeaderMap) -> String {
    let lines = headers.iter().map(|(name, value)| format!("\n{name}: {}", String::from_utf8_lossy(value.as_bytes())));
    let mut lines: Vec<String> = lines.collect();
    lines.sort_unstable();
    format!("GET {url}{}", lines.concat())
}
