//! What was fetched.

use bytes::Bytes;
use reqwest::header::{AGE, HeaderMap, HeaderValue, LINK, SET_COOKIE};
use reqwest::{StatusCode, Url};

/// An answer with success, whole.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it came from in the end, after redirects.
    pub url: Url,
    /// From 200 to 299.
    pub status: StatusCode,
    /// The headers of the answer, without cookies. Several of one name are one, a list with commas. Of a page from the cache
    /// they are those that were kept with it.
    pub headers: HeaderMap,
    /// The body, whole.
    pub body: Bytes,
    /// Whether the body was kept, and did not come over the network now.
    pub from_cache: bool,
}

impl Page {
    /// Where the `Link` header leads (RFC 8288): `link("next")` is the next page, if there is one.
    pub fn link(&self, relation: &str) -> Option<Url> {
        let links = self.headers.get(LINK)?.to_str().ok()?;
        let target = split(links, ',').find_map(|link| {
            let mut parts = split(link, ';').map(str::trim);
            let target = parts.next()?.strip_prefix('<')?.strip_suffix('>')?;
            parts.any(|parameter| is_relation(parameter, relation)).then_some(target)
        })?;
        self.url.join(target).ok()
    }

    /// How many items there are on all pages, where the server says so: `X-Total-Count`.
    pub fn total_count(&self) -> Option<u64> {
        self.headers.get("x-total-count")?.to_str().ok()?.trim().parse().ok()
    }
}

/// The header's parts: a separator in quotes or in an address separates nothing.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut quoted, mut in_address) = (false, false);
    text.split(move |character| {
        match character {
            '"' => quoted = !quoted,
            '<' | '>' if !quoted => in_address = character == '<',
            _ => {}
        }
        character == separator && !quoted && !in_address
    })
}

fn is_relation(parameter: &str, relation: &str) -> bool {
    let Some((name, relations)) = parameter.split_once('=') else { return false };
    let mut relations = relations.trim().trim_matches('"').split_whitespace();
    name.trim().eq_ignore_ascii_case("rel") && relations.any(|one| one.eq_ignore_ascii_case(relation))
}

/// As many headers as there are names: a cache would keep only one of each. Left out are cookies, which cannot be joined
/// and which nobody here sends back, and an `Age` that is out of all reason, which could not be added to.
pub(super) fn one_of_each(headers: &HeaderMap) -> HeaderMap {
    let joined = headers.keys().filter(|name| *name != SET_COOKIE).filter_map(|name| {
        let values: Vec<&[u8]> = headers.get_all(name).into_iter().map(HeaderValue::as_bytes).collect();
        let value = HeaderValue::from_bytes(&values.join(&b", "[..])).ok()?;
        let reasonable = name != AGE || value.to_str().is_ok_and(|age| age.trim().parse::<u32>().is_ok());
        reasonable.then(|| (name.clone(), value))
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
            url: Url::parse("http://localhost/posts?_page=1").expect("an address"),
            status: StatusCode::OK,
            headers: one_of_each(&all),
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
    fn what_is_no_link_is_none() {
        for links in [&[][..], &[""], &["</x>"], &["/x; rel=next"], &["</x; rel=next"], &["</x>; rel=nextish"]] {
            assert_eq!(next(links), None, "{links:?}");
        }
    }
}
