//! JSONPlaceholder's posts.

mod common;

use std::collections::HashSet;

use api_server::{ApiServer, Config};
use common::{Response, get};
use serde_json::{Value, json};

fn start(posts: u64) -> ApiServer {
    ApiServer::start(Config::new().seed(7).posts(posts)).expect("a server")
}

fn ids(response: &Response) -> Vec<u64> {
    let body = response.json();
    body.as_array().expect("an array").iter().map(|post| post["id"].as_u64().expect("a number")).collect()
}

#[test]
fn a_post_has_the_fields_of_a_real_one() {
    let server = start(100);
    let response = get(&server, "/posts/1");
    assert_eq!((response.status, response.header("content-type")), (200, Some("application/json; charset=utf-8")));
    let post = response.json();
    let fields: HashSet<_> = post.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(fields, HashSet::from(["userId", "id", "title", "body"]));
    assert_eq!((&post["userId"], &post["id"]), (&json!(1), &json!(1)));
    assert!(post["title"].as_str().is_some_and(|title| !title.is_empty()));
    assert!(post["body"].as_str().is_some_and(|body| body.lines().count() == 3));
}

#[test]
fn without_parameters_all_posts_are_returned() {
    let server = start(100);
    let response = get(&server, "/posts");
    assert_eq!(ids(&response), (1..=100).collect::<Vec<_>>());
    assert_eq!((response.header("x-total-count"), response.header("link")), (None, None));
    assert_eq!(response.json()[6], get(&server, "/posts/7").json());
    assert_eq!(ids(&get(&server, "/posts/")).len(), 100);
    assert_eq!(get(&start(0), "/posts").json(), json!([]));
}

#[test]
fn ten_consecutive_posts_belong_to_one_user() {
    let server = start(25);
    let users: Vec<_> =
        get(&server, "/posts").json().as_array().expect("posts").iter().map(|post| post["userId"].as_u64()).collect();
    assert_eq!(users, (0..25).map(|index| Some(index / 10 + 1)).collect::<Vec<_>>());
    assert_eq!(ids(&get(&server, "/posts?userId=2")), (11..=20).collect::<Vec<_>>());
    assert_eq!(ids(&get(&server, "/posts?userId=3")), (21..=25).collect::<Vec<_>>());
    for nobody in ["0", "4", "x", "", "18446744073709551615"] {
        assert_eq!(ids(&get(&server, &format!("/posts?userId={nobody}"))), [0; 0], "{nobody}");
    }
    assert_eq!(ids(&get(&server, "/posts?id=12&userId=2")), [12]);
    assert_eq!(ids(&get(&server, "/posts?id=12&userId=1")), [0; 0]);
}

#[test]
fn slices_are_those_of_json_server() {
    let server = start(100);
    for (query, expected) in [
        ("_limit=3", 1..=3),
        ("_start=5&_limit=3", 6..=8),
        ("_start=98&_limit=10", 99..=100),
        ("_start=5&_end=7", 6..=7),
        ("_page=2", 11..=20),
        ("_page=2&_limit=30", 31..=60),
        ("_page=0&_limit=3", 1..=3),
        ("_page=x&_limit=x", 1..=10),
        ("userId=2&_page=2&_limit=4", 15..=18),
    ] {
        let response = get(&server, &format!("/posts?{query}"));
        assert_eq!(ids(&response), expected.collect::<Vec<_>>(), "{query}");
        let total = if query.starts_with("userId") { "10" } else { "100" };
        assert_eq!(response.header("x-total-count"), Some(total), "{query}");
    }
    assert_eq!(ids(&get(&server, "/posts?_start=5")).len(), 100);
    for nothing in
        ["_limit=0", "_start=200&_limit=5", "_page=11", "_page=18446744073709551615&_limit=5", "_start=7&_end=3"]
    {
        assert_eq!(ids(&get(&server, &format!("/posts?{nothing}"))), [0; 0], "{nothing}");
    }
}

#[test]
fn links_lead_through_all_pages_and_back() {
    let server = start(95);
    let mut target = "/posts?_limit=20&_page=1".to_owned();
    let mut seen = Vec::new();
    let last = loop {
        assert!(seen.len() <= 95, "the links lead in a circle");
        let response = get(&server, &target);
        seen.extend(ids(&response));
        assert_eq!(response.link(&server, "first").as_deref(), Some("/posts?_limit=20&_page=1"));
        assert_eq!(response.link(&server, "last").as_deref(), Some("/posts?_limit=20&_page=5"));
        match response.link(&server, "next") {
            Some(next) => target = next,
            None => break response,
        }
    };
    assert_eq!(seen, (1..=95).collect::<Vec<_>>());
    assert_eq!(last.link(&server, "prev").as_deref(), Some("/posts?_limit=20&_page=4"));
    assert_eq!(get(&server, "/posts?_page=1&_limit=95").header("link"), None);
    assert_eq!(get(&server, "/posts?_page=9&_limit=20").header("link"), None);
}

#[test]
fn an_unknown_id_is_404_with_an_empty_object() {
    let server = start(100);
    for id in ["0", "101", "x", "-1", "03", "1/comments", "18446744073709551616"] {
        let response = get(&server, &format!("/posts/{id}"));
        assert_eq!((response.status, response.json()), (404, json!({})), "{id}");
    }
    assert_eq!(get(&server, "/posts/100").status, 200);
}

#[test]
fn the_last_of_very_many_posts_is_generated_without_those_before() {
    let server = start(u64::MAX);
    let post = get(&server, "/posts/18446744073709551615").json();
    assert_eq!(post["id"].as_u64(), Some(u64::MAX));
    assert_eq!(ids(&get(&server, "/posts?_start=18446744073709551613&_limit=5")), [u64::MAX - 1, u64::MAX]);
}

#[test]
fn the_same_seed_gives_the_same_posts() {
    let body = |seed| {
        let server = ApiServer::start(Config::new().seed(seed)).expect("a server");
        get(&server, "/posts").body
    };
    assert_eq!(body(1), body(1));
    assert_ne!(body(1), body(2));
}

#[test]
fn there_are_words_beyond_ascii_and_quotes() {
    let text = get(&start(100), "/posts").json();
    let all: String = text.as_array().expect("posts").iter().map(Value::to_string).collect();
    assert!(all.contains('ä') && all.contains('海') && all.contains("\\\"biscuits\\\""));
}
