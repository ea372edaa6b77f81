//! JSONPlaceholder's posts, with the rules of json-server 0.17, on which it runs.

use std::ops::Range;

use hyper::{StatusCode, header::HeaderName};
use serde_json::json;

use super::with_links;
use crate::{
    content::{Content, WriteItem},
    data::posts::{POSTS_PER_USER, write},
    dataset::Dataset,
    query::Query,
    reply::Reply,
};

/// The number of posts on a page, unless the request sets it.
const DEFAULT_LIMIT: u64 = 10;

pub(crate) fn answer(dataset: &Dataset, query: &Query) -> Reply {
    match query.path.strip_prefix("/posts").map(|rest| rest.trim_matches('/')) {
        Some("") => page(dataset, query),
        Some(id) => one(dataset, id),
        None => error(StatusCode::NOT_FOUND),
    }
}

/// Returns an error. As in json-server its body is an empty object, even for an id that does not exist.
pub(crate) fn error(status: StatusCode) -> Reply {
    Reply::error(status, &json!({}))
}

fn one(dataset: &Dataset, id: &str) -> Reply {
    match id.parse::<u64>() {
        // json-server compares ids as strings: 03 is not 3.
        Ok(number) if (1..=dataset.posts).contains(&number) && number.to_string() == id => {
            Reply::json(Content::item(number - 1, writer(dataset)))
        }
        _ => error(StatusCode::NOT_FOUND),
    }
}

/// Returns a slice of the posts, with the rules of json-server: `_page` takes precedence over `_end`, and `_end` over `_limit`;
/// `_start` alone does nothing. Values that are not numbers are ignored. `X-Total-Count` is the number of posts that pass the
/// filters.
fn page(dataset: &Dataset, query: &Query) -> Reply {
    let matching = matching(dataset, query);
    let total = matching.end - matching.start;
    let at_least_one = |name| query.parsed::<u64>(name).filter(|value| *value >= 1);
    let start = query.parsed::<u64>("_start").unwrap_or(0);
    let mut links = Vec::new();

    let slice = if query.value("_page").is_some() {
        let page = at_least_one("_page").unwrap_or(1);
        let limit = at_least_one("_limit").unwrap_or(DEFAULT_LIMIT);
        let slice = (page - 1).saturating_mul(limit)..page.saturating_mul(limit);
        if slice.start < total && limit < total {
            links = page_links(query, page, total.div_ceil(limit));
        }
        slice
    } else if query.value("_end").is_some() {
        start..query.parsed("_end").unwrap_or(u64::MAX)
    } else if let Some(limit) = query.parsed::<u64>("_limit") {
        start..start.saturating_add(limit)
    } else {
        0..total
    };
    let sliced = ["_page", "_end", "_limit"].iter().any(|name| query.value(name).is_some());

    let slice = matching.start.saturating_add(slice.start)..matching.start.saturating_add(slice.end);
    let positions = overlap(&matching, &slice);
    let reply = Reply::json(Content::items("[", positions, writer(dataset), "]"));
    let reply = if sliced { reply.with(HeaderName::from_static("x-total-count"), total) } else { reply };
    with_links(reply, &dataset.url, &links)
}

fn page_links(query: &Query, page: u64, last: u64) -> Vec<(&'static str, String)> {
    let target = |page| query.target_with("_page", page);
    let mut links = vec![("first", target(1))];
    if page > 1 {
        links.push(("prev", target(page - 1)));
    }
    if page < last {
        links.push(("next", target(page + 1)));
    }
    links.push(("last", target(last)));
    links
}

/// Returns the positions of the posts that pass the filters `userId` and `id`. The posts of a user are consecutive.
fn matching(dataset: &Dataset, query: &Query) -> Range<u64> {
    let filters = [("userId", POSTS_PER_USER), ("id", 1)];
    filters.into_iter().fold(0..dataset.posts, |range, (name, size)| match query.value(name) {
        Some(value) => {
            let start = value.parse().ok().and_then(|number: u64| number.checked_sub(1)?.checked_mul(size));
            start.map_or(0..0, |start| overlap(&range, &(start..start.saturating_add(size))))
        }
        None => range,
    })
}

/// Returns the intersection of two ranges, which may be empty.
fn overlap(one: &Range<u64>, other: &Range<u64>) -> Range<u64> {
    let start = one.start.max(other.start);
    start..one.end.min(other.end).max(start)
}

fn writer(dataset: &Dataset) -> WriteItem {
    let seed = dataset.seed_of("posts");
    Box::new(move |position, fields, out| write(seed, position, fields, out))
}
