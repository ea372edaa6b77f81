//! A page: a whole, successful response.

use bytes::Bytes;
use reqwest::header::{AGE, HeaderMap, HeaderValue, LINK, SET_COOKIE};
use reqwest::{StatusCode, Url};

/// A successful response with its whole body.
///
/// ```
/// # use std::sync::Arc;
/// # use streamlings_pipeline::http::{Fetcher, FetcherSettings};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = api_server::ApiServer::start(api_server::Config::new().posts(100))?;
/// let fetcher = Fetcher::new("posts", FetcherSettings::default(), None, Arc::new(()))?;
/// let page = fetcher.get(&server.url_of("/posts?_page=1&_limit=10").parse()?).await?;
/// assert_eq!(page.total_count(), Some(100));
/// assert_eq!(page.link("next"), Some(server.url_of("/posts?_page=2&_limit=10").parse()?));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Page {
    /// The URL of the response, after redirects.
    pub url: Url,
    /// The status, from 200 to 299.
    pub status: StatusCode,
    /// The headers of the response, without cookies. Headers with the same name are joined with commas. A page from the
    /// cache has the headers that were stored with it.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
    /// True if the body comes from the cache.
    pub from_cache: bool,
}

impl Page {
    /// Returns the target of the `Link` header with this relation (RFC 8288): `link("next")` is the next page, if there is one.
    pub fn link(&self, relation: &str) -> Option<Url> {
        let links = self.headers.get(LINK)?.to_str().ok()?;
        let target = split(links, ',').find_map(|link| {
            let mut parts = split(link, ';').map(str::trim);
            let target = parts.next()?.strip_prefix('<')?.strip_suffix('>')?;
            parts.any(|parameter| is_relation(parameter, relation)).then_some(target)
        })?;
        self.url.join(target).ok()
    }

    /// Returns the number of items on all pages, if the server sends it in `X-Total-Count`.
    pub fn total_count(&self) -> Option<u64> {
        self.headers.get("x-total-count")?.to_str().ok()?.trim().parse().ok()
    }
}

/// Splits a header. Ignores separators inside quotes and URLs.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut quoted, mut in_url) = (false, false);
    text.split(move |char| {
        match char {
            '"' => quoted = !quoted,
            '<' | '>' if !quoted => in_url = char == '<',
            _ => {}
        }
        char == separator && !quoted && !in_url
    })
}

fn is_relation(parameter: &str, relation: &str) -> bool {
    let Some((name, relations)) = parameter.split_once('=') else { return false };
    let mut relations = relations.trim().trim_matches('"').split_whitespace();
    name.trim().eq_ignore_ascii_case("rel") && relations.any(|one| one.eq_ignore_ascii_case(relation))
}

/// Joins headers with the same name, since a cache stores only one of each. Leaves out cookies, which cannot be joined and
/// are never sent back, and an `Age` that is too large for calculations.
pub(super) fn merge_headers(headers: &HeaderMap) -> HeaderMap {
    let joined = headers.keys().filter(|name| *name != SET_COOKIE).filter_map(|name| {
        let values: Vec<&[u8]> = headers.get_all(name).into_iter().map(HeaderValue::as_bytes).collect();
        let value = HeaderValue::from_bytes(&values.join(&b", "[..])).ok()?;
        let is_usable = name != AGE || value.to_str().is_ok_and(|age| age.trim().parse::<u32>().is_ok());
        is_usable.then(|| (name.clone(), value))
    });
    joined.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(links: &[&'static str]) -> Page {
        let headers = links.iter().map(|link| (LINK, HeaderValue::from_static(link)));
        let mut all = HeaderMap::new();
        headers.for_each(|(name, link)| {
            all.append(name, link);
        });
        Page {
            url: Url::parse("http://localhost/posts?_page=1").expect("a URL"),
            status: StatusCode::OK,
            headers: merge_headers(&all),
            body: Bytes::new(),
            from_cache: false,
        }
    }

    fn next(links: &[&'static str]) -> Option<String> {
        page(links).link("next").map(String::from)
    }

    #[test]
    fn links_are_found_by_their_relation() {
        let two = "<http://localhost/posts?_page=2>; rel=\"next\"";
        assert_eq!(next(&[two]).as_deref(), Some("http://localhost/posts?_page=2"));
        for links in [
            &["<http://a/>; rel=\"prev\", </x>; rel=\"next\""][..],
            &["<http://a/>; rel=\"prev\"", "</x>; rel=\"next\""],
            &["<http://a/?b=1,2;c>; rel=prev, </x>; rel=next"],
            &["<http://a/>; title=\"; rel=next, </y>; rel=next\"; rel=prev,</x>;REL=\"last Next\""],
        ] {
            assert_eq!(next(links).as_deref(), Some("http://localhost/x"), "{links:?}");
        }
    }

    #[test]
    fn returns_none_if_there_is_no_such_link() {
        for links in [&[][..], &[""], &["</x>"], &["/x; rel=next"], &["</x; rel=next"], &["</x>; rel=nextish"]] {
            assert_eq!(next(links), None, "{links:?}");
        }
    }
}
