//! GitHub's search for repositories, as documented for version 2022-11-28 of the REST API.

use std::time::SystemTime;

use hyper::{
    StatusCode,
    header::{HeaderName, RETRY_AFTER},
};
use serde_json::{Value, json};

use super::with_links;
use crate::{
    content::{Content, WriteItem},
    data::repositories::{LANGUAGES, Permutation, write},
    dataset::Dataset,
    limit::{LimitStatus, Usage},
    query::Query,
    reply::Reply,
};

const DEFAULT_PER_PAGE: u64 = 30;
const MAX_PER_PAGE: u64 = 100;
const DOCUMENTATION_URL: &str = "https://docs.github.com/v3/search/";

pub(crate) fn answer(dataset: &Dataset, query: &Query) -> Reply {
    if !query.has_user_agent {
        return Reply::text(
            StatusCode::FORBIDDEN,
            "\nRequest forbidden by administrative rules. Please make sure your request has a User-Agent header \
             (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). Check \
             https://developer.github.com for other possible causes.\n",
        );
    }
    // As documented for conditional requests: a 304 for an authorized request does not count against the limit.
    let free = query.unchanged && query.authorized;
    let usage = dataset.limit.lock().take(SystemTime::now(), free);
    let reply = match usage.refused {
        Some((status, wait)) => refusal(status).with(RETRY_AFTER, wait),
        None => search(dataset, query),
    };
    with_usage(reply, usage)
}

/// Returns an error with GitHub's message and documentation page for the status.
pub(crate) fn error(status: StatusCode) -> Reply {
    let (message, page) = match status {
        StatusCode::TOO_MANY_REQUESTS => (
            "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
            "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits",
        ),
        StatusCode::UNAUTHORIZED => ("Bad credentials", "https://docs.github.com/rest"),
        _ => (status.canonical_reason().unwrap_or("Server Error"), "https://docs.github.com/rest"),
    };
    json_error(status, message, page, None)
}

fn refusal(status: LimitStatus) -> Reply {
    let status = match status {
        LimitStatus::Forbidden => StatusCode::FORBIDDEN,
        LimitStatus::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
    };
    let message = "API rate limit exceeded for 127.0.0.1. (But here's the good news: Authenticated requests get a higher \
                   rate limit. Check out the documentation for more details.)";
    let page = "https://docs.github.com/rest/overview/resources-in-the-rest-api#rate-limiting";
    json_error(status, message, page, None)
}

fn json_error(status: StatusCode, message: &str, page: &str, errors: Option<Value>) -> Reply {
    let mut body = json!({ "message": message, "documentation_url": page, "status": status.as_str() });
    if let Some(errors) = errors {
        body["errors"] = errors;
    }
    Reply::error(status, &body)
}

fn search(dataset: &Dataset, query: &Query) -> Reply {
    let Some(search) = query.value("q").filter(|search| !search.trim().is_empty()) else {
        let errors = json!([{ "resource": "Search", "field": "q", "code": "missing" }]);
        return json_error(StatusCode::UNPROCESSABLE_ENTITY, "Validation Failed", DOCUMENTATION_URL, Some(errors));
    };
    let at_least_one = |name| query.parsed::<u64>(name).filter(|value| *value >= 1);
    let per_page = at_least_one("per_page").unwrap_or(DEFAULT_PER_PAGE).min(MAX_PER_PAGE);
    let page = at_least_one("page").unwrap_or(1);
    let start = (page - 1).saturating_mul(per_page);
    // As on GitHub, the page in which the window ends is complete: with 30 per page, page 34 has results up to 1020.
    if start >= dataset.search_window {
        let message = format!("Only the first {} search results are available", dataset.search_window);
        return json_error(StatusCode::UNPROCESSABLE_ENTITY, &message, DOCUMENTATION_URL, None);
    }
    let total = dataset.repositories;
    let positions = start.min(total)..start.saturating_add(per_page).min(total);
    let head = format!("{{\"total_count\":{total},\"incomplete_results\":false,\"items\":[");
    let reply = Reply::json(Content::items(head, positions, writer(dataset, query, search), "]}"));
    let last = total.min(dataset.search_window).div_ceil(per_page);
    with_links(reply, &dataset.url, &links(query, page, last))
}

/// Returns the links of a page. As on GitHub, none leads to the page itself or past the end.
fn links(query: &Query, page: u64, last: u64) -> Vec<(&'static str, String)> {
    let target = |page| query.target_with("page", page);
    let mut links = Vec::new();
    if page > 1 && last > 0 {
        links.push(("prev", target(last.min(page - 1))));
    }
    if page < last {
        links.extend([("next", target(page + 1)), ("last", target(last))]);
    }
    if page > 1 {
        links.push(("first", target(1)));
    }
    links
}

/// Returns a writer of the results in the order of `sort`: `stars`, `forks`, `help-wanted-issues` or `updated`. Without it, or
/// with another value, they are in the order of the best match. As documented, `order` does not change that one.
fn writer(dataset: &Dataset, query: &Query, search: &str) -> WriteItem {
    let count = dataset.repositories;
    let best_match = Permutation::new(count);
    let seed = dataset.seed_of("repositories");
    let language = language(search);
    let sorted = matches!(query.value("sort"), Some("stars" | "forks" | "help-wanted-issues" | "updated"));
    let ascending = query.value("order") == Some("asc");
    Box::new(move |position, fields, out| {
        let rank = match (sorted, ascending) {
            (false, _) => best_match.rank(position),
            (true, true) => count - 1 - position,
            (true, false) => position,
        };
        write(seed, rank, language.as_deref(), fields, out);
    })
}

/// Returns the language of the first qualifier `language:`. A known language is spelled as GitHub spells it.
fn language(search: &str) -> Option<String> {
    let name = search.split_whitespace().find_map(|word| word.strip_prefix("language:"))?.trim_matches('"');
    let known = LANGUAGES.iter().find(|language| language.eq_ignore_ascii_case(name));
    Some(known.map_or_else(|| name.to_owned(), |language| (*language).to_owned()))
}

fn with_usage(reply: Reply, usage: Usage) -> Reply {
    reply
        .with(HeaderName::from_static("x-github-media-type"), "github.v3; format=json")
        .with(HeaderName::from_static("x-ratelimit-limit"), usage.limit)
        .with(HeaderName::from_static("x-ratelimit-remaining"), usage.limit.saturating_sub(usage.used))
        .with(HeaderName::from_static("x-ratelimit-used"), usage.used)
        .with(HeaderName::from_static("x-ratelimit-reset"), usage.reset)
        .with(HeaderName::from_static("x-ratelimit-resource"), "search")
}
