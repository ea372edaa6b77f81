//! JSONPlaceholder's posts, by the rules of json-server 0.17, on which it runs.

use std::ops::Range;

use hyper::{StatusCode, header::HeaderName};
use serde_json::json;

use super::with_links;
use crate::{
    asked::Asked,
    content::{Content, WriteItem},
    data::posts::{POSTS_A_USER, write},
    reply::Reply,
    world::World,
};

/// A page has so many posts when the request does not say it.
const DEFAULT_LIMIT: u64 = 10;

pub(crate) fn answer(world: &World, asked: &Asked) -> Reply {
    match asked.path.strip_prefix("/posts").map(|rest| rest.trim_matches('/')) {
        Some("") => page(world, asked),
        Some(id) => one(world, id),
        None => error(StatusCode::NOT_FOUND),
    }
}

/// json-server's error bodies are empty objects, also for an id that does not exist.
pub(crate) fn error(status: StatusCode) -> Reply {
    Reply::error(status, &json!({}))
}

fn one(world: &World, id: &str) -> Reply {
    match id.parse::<u64>() {
        // json-server compares ids as texts: 03 is not 3.
        Ok(number) if (1..=world.posts).contains(&number) && number.to_string() == id => {
            Reply::json(Content::item(number - 1, writer(world)))
        }
        _ => error(StatusCode::NOT_FOUND),
    }
}

/// As json-server does it: `_page` counts before `_end`, and `_end` before `_limit`; `_start` alone does nothing. Values
/// that are no numbers are as good as none. `X-Total-Count` is the number of posts that the filters leave.
fn page(world: &World, asked: &Asked) -> Reply {
    let matching = matching(world, asked);
    let total = matching.end - matching.start;
    let at_least_one = |name| asked.parsed::<u64>(name).filter(|value| *value >= 1);
    let start = asked.parsed::<u64>("_start").unwrap_or(0);
    let mut links = Vec::new();

    let slice = if asked.value("_page").is_some() {
        let page = at_least_one("_page").unwrap_or(1);
        let limit = at_least_one("_limit").unwrap_or(DEFAULT_LIMIT);
        let slice = (page - 1).saturating_mul(limit)..page.saturating_mul(limit);
        if slice.start < total && limit < total {
            links = page_links(asked, page, total.div_ceil(limit));
        }
        slice
    } else if asked.value("_end").is_some() {
        start..asked.parsed("_end").unwrap_or(u64::MAX)
    } else if let Some(limit) = asked.parsed::<u64>("_limit") {
        start..start.saturating_add(limit)
    } else {
        0..total
    };
    let sliced = ["_page", "_end", "_limit"].iter().any(|name| asked.value(name).is_some());

    let slice = matching.start.saturating_add(slice.start)..matching.start.saturating_add(slice.end);
    let positions = overlap(&matching, &slice);
    let reply = Reply::json(Content::items("[", positions, writer(world), "]"));
    let reply = if sliced { reply.with(HeaderName::from_static("x-total-count"), total) } else { reply };
    with_links(reply, &world.url, &links)
}

fn page_links(asked: &Asked, page: u64, last: u64) -> Vec<(&'static str, String)> {
    let target = |page| asked.target_with("_page", page);
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

/// The positions of the posts that the filters `userId` and `id` leave: all posts of a user stand together.
fn matching(world: &World, asked: &Asked) -> Range<u64> {
    let filters = [("userId", POSTS_A_USER), ("id", 1)];
    filters.into_iter().fold(0..world.posts, |range, (name, size)| match asked.value(name) {
        Some(value) => {
            let start = value.parse().ok().and_then(|number: u64| number.checked_sub(1)?.checked_mul(size));
            start.map_or(0..0, |start| overlap(&range, &(start..start.saturating_add(size))))
        }
        None => range,
    })
}

/// What is in both; an empty range when nothing is.
fn overlap(one: &Range<u64>, other: &Range<u64>) -> Range<u64> {
    let start = one.start.max(other.start);
    start..one.end.min(other.end).max(start)
}

fn writer(world: &World) -> WriteItem {
    let seed = world.seed_of("posts");
    Box::new(move |position, fields, out| write(seed, position, fields, out))
}
