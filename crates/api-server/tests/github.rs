//! GitHub's search for repositories.

mod common;

use std::{
    collections::HashSet,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use api_server::{ApiServer, Config, LimitStatus, RateLimit};
use common::{AGENT, Response, get, get_with};
use serde_json::{Value, json};

fn start(config: Config) -> ApiServer {
    ApiServer::start(config.seed(7)).expect("a server")
}

fn items(response: &Response) -> Vec<Value> {
    response.json()["items"].as_array().expect("items").clone()
}

fn numbers(items: &[Value], field: &str) -> Vec<u64> {
    items.iter().map(|item| item[field].as_u64().expect("a number")).collect()
}

#[test]
fn a_repository_has_the_fields_of_a_real_one() {
    let server = start(Config::new().repositories(300));
    let response = get(&server, "/search/repositories?q=language:python&sort=stars&per_page=5");
    assert_eq!((response.status, response.header("content-type")), (200, Some("application/json; charset=utf-8")));
    let body = response.json();
    assert_eq!((&body["total_count"], &body["incomplete_results"]), (&json!(300), &json!(false)));
    assert_eq!(items(&response).len(), 5);
    for item in items(&response) {
        let name = item["name"].as_str().expect("a name");
        let login = item["owner"]["login"].as_str().expect("a login");
        assert_eq!(item["full_name"], format!("{login}/{name}"));
        assert!(item["html_url"].as_str().expect("a URL").ends_with(&format!("/{login}/{name}")));
        for field in ["node_id", "description", "created_at", "updated_at", "pushed_at", "default_branch"] {
            assert!(item[field].is_string(), "{field}: {item}");
        }
        for field in ["id", "stargazers_count", "watchers_count", "forks_count", "open_issues_count"] {
            assert!(item[field].is_u64(), "{field}: {item}");
        }
        assert!(item["topics"].is_array() && item["score"].is_number());
        assert!(item["license"].is_null() || item["license"]["spdx_id"].is_string());
        assert_eq!((&item["private"], &item["fork"]), (&json!(false), &json!(false)));
        assert_eq!(item["updated_at"].as_str().map(str::len), Some("2026-01-01T00:00:00Z".len()));
    }
}

#[test]
fn all_results_have_the_language_of_the_query() {
    let server = start(Config::new());
    for (query, language) in
        [("language:python", "Python"), ("a+language:rust+b", "Rust"), ("language:%22a%5C%22", "a\\")]
    {
        let response = get(&server, &format!("/search/repositories?q={query}"));
        assert!(items(&response).iter().all(|item| item["language"] == language), "{}", response.text());
    }
    let languages: HashSet<_> = items(&get(&server, "/search/repositories?q=anything&per_page=100"))
        .iter()
        .map(|item| item["language"].to_string())
        .collect();
    assert!(languages.len() > 5, "{languages:?}");
}

#[test]
fn links_lead_through_all_pages_in_the_order_of_sort() {
    let server = start(Config::new().repositories(250));
    let walk = |query: &str| {
        let mut target = format!("/search/repositories?q=x&per_page=60{query}");
        let mut seen = Vec::new();
        loop {
            assert!(seen.len() <= 250, "the links lead in a circle");
            let response = get(&server, &target);
            seen.extend(items(&response));
            match response.link(&server, "next") {
                Some(next) => target = next,
                None => break (seen, response),
            }
        }
    };
    for (query, field) in [
        ("&sort=stars", "stargazers_count"),
        ("&sort=forks", "forks_count"),
        ("&sort=stars&order=desc", "stargazers_count"),
    ] {
        let (items, last) = walk(query);
        assert!(numbers(&items, field).is_sorted_by(|one, other| one >= other), "{query}");
        assert_eq!(numbers(&items, "id").into_iter().collect::<HashSet<_>>().len(), 250);
        assert_eq!((last.link(&server, "last"), last.link(&server, "next")), (None, None));
        assert!(last.link(&server, "prev").expect("a page before").ends_with("page=4"));
        assert!(last.link(&server, "first").expect("a first page").ends_with("page=1"));
    }
    let (items, _) = walk("&sort=stars&order=asc");
    assert!(numbers(&items, "stargazers_count").is_sorted());
    let (items, _) = walk("&sort=updated");
    let dates: Vec<_> = items.iter().map(|item| item["updated_at"].to_string()).collect();
    assert!(dates.is_sorted_by(|one, other| one >= other));
    let (items, _) = walk("");
    assert!(!numbers(&items, "stargazers_count").is_sorted_by(|one, other| one >= other));
    assert_eq!(numbers(&items, "id").into_iter().collect::<HashSet<_>>().len(), 250);
    let first = get(&server, "/search/repositories?q=x&per_page=60");
    assert!(first.link(&server, "last").expect("a last page").ends_with("page=5"));
    assert_eq!((first.link(&server, "first"), first.link(&server, "prev")), (None, None));
}

#[test]
fn a_page_has_thirty_results_by_default_and_a_hundred_at_most() {
    let server = start(Config::new());
    for (query, expected) in
        [("", 30), ("&per_page=7", 7), ("&per_page=500", 100), ("&per_page=0", 30), ("&per_page=x", 30)]
    {
        assert_eq!(items(&get(&server, &format!("/search/repositories?q=x{query}"))).len(), expected, "{query}");
    }
    let few = start(Config::new().repositories(3));
    assert_eq!(items(&get(&few, "/search/repositories?q=x")).len(), 3);
    assert_eq!(items(&get(&few, "/search/repositories?q=x&page=2")).len(), 0);
    assert_eq!(items(&get(&start(Config::new().repositories(0)), "/search/repositories?q=x")).len(), 0);
}

#[test]
fn a_search_without_words_is_422() {
    let server = start(Config::new());
    for query in ["", "?q=", "?q=+", "?sort=stars"] {
        let response = get(&server, &format!("/search/repositories{query}"));
        assert_eq!(response.status, 422, "{query}");
        let body = json!({
            "message": "Validation Failed",
            "errors": [{ "resource": "Search", "field": "q", "code": "missing" }],
            "documentation_url": "https://docs.github.com/v3/search/",
            "status": "422",
        });
        assert_eq!(response.json(), body);
    }
}

#[test]
fn results_end_with_the_window() {
    let server = start(Config::new());
    let last = get(&server, "/search/repositories?q=x&per_page=100&page=10");
    assert_eq!((items(&last).len(), last.link(&server, "next")), (100, None));
    assert_eq!(items(&get(&server, "/search/repositories?q=x&page=34")).len(), 30);
    for beyond in ["per_page=100&page=11", "page=35", "page=18446744073709551615"] {
        let response = get(&server, &format!("/search/repositories?q=x&{beyond}"));
        assert_eq!(response.status, 422);
        assert_eq!(response.json()["message"], "Only the first 1000 search results are available");
    }
    let wide = start(Config::new().search_window(u64::MAX));
    assert_eq!(items(&get(&wide, "/search/repositories?q=x&per_page=100&page=100")).len(), 100);
}

#[test]
fn a_request_without_a_user_agent_is_refused_in_plain_text() {
    let server = start(Config::new());
    for headers in [&[][..], &[("user-agent", "")]] {
        let response = get_with(&server, "/search/repositories?q=x", headers);
        assert_eq!((response.status, response.header("content-type")), (403, Some("text/plain; charset=utf-8")));
        assert!(response.text().contains("Request forbidden by administrative rules."), "{}", response.text());
    }
}

#[test]
fn headers_show_the_rest_of_the_limit() {
    let limit = |status| RateLimit::new(2, Duration::from_secs(3600)).status(status);
    for (config, status) in [
        (Config::new().rate_limit(limit(LimitStatus::Forbidden)), 403),
        (Config::new().rate_limit(limit(LimitStatus::TooManyRequests)), 429),
    ] {
        let server = start(config);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
        let responses: Vec<_> = (0..3).map(|_| get(&server, "/search/repositories?q=x")).collect();
        let header =
            |name| responses.iter().map(|response| response.header(name).expect("a header")).collect::<Vec<_>>();
        assert_eq!(responses.iter().map(|response| response.status).collect::<Vec<_>>(), [200, 200, status]);
        assert_eq!(header("x-ratelimit-limit"), ["2", "2", "2"]);
        assert_eq!(header("x-ratelimit-remaining"), ["1", "0", "0"]);
        assert_eq!(header("x-ratelimit-used"), ["1", "2", "2"]);
        assert_eq!(header("x-ratelimit-resource"), ["search", "search", "search"]);
        let reset: u64 = header("x-ratelimit-reset")[0].parse().expect("a number");
        assert!(reset >= now + 3600);
        let wait: u64 = responses[2].header("retry-after").expect("a header").parse().expect("a number");
        assert!((1..=3600).contains(&wait), "{wait}");
        assert!(responses[2].json()["message"].as_str().expect("a text").starts_with("API rate limit exceeded"));
        assert_eq!(get(&server, "/posts").status, 200, "the limit is GitHub's alone");
    }
}

#[test]
fn an_authorized_request_that_gets_304_does_not_count() {
    let server = start(Config::new().rate_limit(RateLimit::new(2, Duration::from_secs(3600))));
    let target = "/search/repositories?q=x";
    let bearer = ("authorization", "Bearer abc");
    let first = get_with(&server, target, &[AGENT, bearer]);
    let known = ("if-none-match", first.header("etag").expect("a tag"));
    let again = get_with(&server, target, &[AGENT, bearer, known]);
    assert_eq!((again.status, again.header("x-ratelimit-remaining")), (304, Some("1")));
    let nameless = get_with(&server, target, &[AGENT, known]);
    assert_eq!((nameless.status, nameless.header("x-ratelimit-remaining")), (304, Some("0")));
}
