//! The rules of HTTP for what is kept of one page (RFC 9111). Nearly all of them are in `http-cache-semantics`.

use std::time::{Duration, SystemTime};

use http_cache_semantics::{AfterResponse, BeforeRequest, CacheOptions, CachePolicy, ResponseLike};
use reqwest::header::{
    AGE, AUTHORIZATION, COOKIE, ETAG, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use reqwest::{Method, StatusCode, Url};

use super::{Careful, Entry};
use crate::http::attempt::Answer;
use crate::http::page::Page;

/// How long a page is kept after it has become stale: it may be revalidated.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

/// The place of one page in a cache, while it is being fetched.
pub(crate) struct Slot<'a> {
    cache: &'a Careful,
    url: Url,
    key: String,
    request: http::request::Parts,
    /// What is stale, and the condition under which it is still good.
    kept: Option<(Entry, HeaderMap)>,
}

impl<'a> Slot<'a> {
    /// Where the page of this request is kept; `None` where it must not be, as it is asked for with credentials and others
    /// read this cache.
    pub(crate) fn of(cache: &'a Careful, url: &Url, headers: &HeaderMap) -> Option<Self> {
        let secret = headers.contains_key(AUTHORIZATION)
            || headers.contains_key(COOKIE)
            || headers.values().any(HeaderValue::is_sensitive);
        if secret && cache.is_shared() {
            return None;
        }
        let mut request = http::Request::builder().method(Method::GET).uri(url.as_str()).body(()).ok()?.into_parts().0;
        request.headers.clone_from(headers);
        let key = key(url, headers);
        Some(Self { cache, url: url.clone(), key, request, kept: None })
    }

    /// Looks what is kept. If it is fresh, it is the answer; otherwise it gives the [condition](Self::condition).
    pub(crate) async fn look_up(&mut self) -> Option<Page> {
        let entry = self.cache.get(&self.key).await?;
        match entry.policy.before_request(&self.request, SystemTime::now()) {
            BeforeRequest::Fresh(parts) => return Some(self.kept_page(parts, &entry)),
            BeforeRequest::Stale { request, matches: true } => {
                let names = [IF_NONE_MATCH, IF_MODIFIED_SINCE].into_iter();
                let condition = names.filter_map(|name| Some((name.clone(), request.headers.get(name)?.clone())));
                self.kept = Some((entry, condition.collect()));
            }
            BeforeRequest::Stale { matches: false, .. } => {}
        }
        None
    }

    /// The headers that ask whether what is kept is still good.
    pub(crate) fn condition(&self) -> HeaderMap {
        self.kept.as_ref().map(|(_, condition)| condition.clone()).unwrap_or_default()
    }

    /// The page that an answer gives, which is kept if it may be. `None` if the answer says that nothing has changed, but
    /// not since what was kept; the next attempt is without a condition then.
    pub(crate) async fn settle(&mut self, mut answer: Answer, sent: SystemTime) -> Option<Page> {
        if answer.status != StatusCode::NOT_MODIFIED {
            self.keep(&answer, sent).await;
            return Some(answer.into());
        }
        let (kept, _) = self.kept.take()?;
        // Without this the age that was kept would be that of the renewed page, too.
        answer.headers.entry(AGE).or_insert(HeaderValue::from_static("0"));
        match kept.policy.after_response(&self.request, &answer, sent) {
            AfterResponse::NotModified(policy, parts) => {
                let entry = Entry { policy, body: kept.body };
                let page = self.kept_page(parts, &entry);
                self.put(entry, &page.headers).await;
                Some(page)
            }
            AfterResponse::Modified(..) => None,
        }
    }

    async fn keep(&self, answer: &Answer, sent: SystemTime) {
        // After a redirect it is the page of another address, and whether this one always leads there is not known.
        if answer.url != self.url {
            return;
        }
        let options = CacheOptions {
            shared: self.cache.is_shared(),
            // Only what the server calls fresh is fresh. A guess by `Last-Modified` would be a surprise in data.
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
        let keep = if can_be_revalidated { fresh.saturating_add(STALE) } else { fresh };
        if !keep.is_zero() {
            self.cache.put(&self.key, entry, keep).await;
        }
    }

    fn kept_page(&self, parts: http::response::Parts, entry: &Entry) -> Page {
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

/// All by which a server may tell apart who asks: more than the `Vary` of an answer names, and so enough for any.
fn key(url: &Url, headers: &HeaderMap) -> String {
    let lines = headers.iter().map(|(name, value)| format!("\n{name}: {}", String::from_utf8_lossy(value.as_bytes())));
    let mut lines: Vec<String> = lines.collect();
    lines.sort_unstable();
    format!("GET {url}{}", lines.concat())
}
