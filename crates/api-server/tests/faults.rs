//! Each fault, as a client sees it.

mod common;

use std::{io::ErrorKind, time::SystemTime};

use api_server::{ApiServer, Behavior, Config, Fault, RetryAfter, Route};
use common::{AGENT, Client, MAX_WAIT, get, get_with, try_get};
use serde_json::{Value, json};

const TARGETS: [(Route, &str); 3] = [
    (Route::Repositories, "/search/repositories?q=x&per_page=10"),
    (Route::Posts, "/posts?_limit=10"),
    (Route::Users, "/api/?results=10"),
];

/// Starts a server with the same fault on all routes.
fn faulty(fault: Fault) -> ApiServer {
    let config =
        Route::ALL.into_iter().fold(Config::new(), |config, route| config.route(route, Behavior::failing(fault)));
    ApiServer::start(config).expect("a server")
}

fn items(route: Route, body: &Value) -> &Vec<Value> {
    match route {
        Route::Repositories => &body["items"],
        Route::Posts => body,
        Route::Users => &body["results"],
    }
    .as_array()
    .expect("a list")
}

#[test]
fn a_status_comes_with_the_body_of_the_real_api() {
    let server = faulty(Fault::Status(503));
    let bodies = TARGETS.map(|(_, target)| {
        let response = get(&server, target);
        assert_eq!(response.status, 503);
        assert_eq!(response.header("content-type"), Some("application/json; charset=utf-8"));
        assert_eq!(response.header("etag"), None);
        response.json()
    });
    assert_eq!(bodies[0]["message"], "Service Unavailable");
    assert_eq!(bodies[0]["status"], "503");
    assert_eq!(bodies[1], json!({}));
    assert!(bodies[2]["error"].as_str().expect("a text").starts_with("Uh oh"));
}

#[test]
fn a_status_that_no_final_response_can_have_is_500() {
    for code in [0, 100, 600, 1000] {
        assert_eq!(get(&faulty(Fault::Status(code)), "/posts/1").status, 500);
    }
    assert_eq!(get(&faulty(Fault::Status(204)), "/posts/1").body, b"");
}

#[test]
fn too_many_requests_has_a_retry_after_header() {
    let server = faulty(Fault::TooManyRequests { retry_after: RetryAfter::Seconds(2) });
    let response = get(&server, "/posts");
    assert_eq!((response.status, response.header("retry-after")), (429, Some("2")));
    let response = get(&server, TARGETS[0].1);
    assert!(response.json()["message"].as_str().expect("a text").contains("secondary rate limit"));

    let server = faulty(Fault::TooManyRequests { retry_after: RetryAfter::Date(3600) });
    let before = SystemTime::now();
    let response = get(&server, "/posts");
    let date = httpdate::parse_http_date(response.header("retry-after").expect("a date")).expect("an HTTP date");
    let ahead = date.duration_since(before).expect("in the future").as_secs();
    assert!(ahead >= 3599, "{ahead}");
}

#[test]
fn a_reset_is_a_reset() {
    let server = faulty(Fault::ConnectionReset);
    for (_, target) in TARGETS {
        assert_eq!(try_get(&server, target).unwrap_err().kind(), ErrorKind::ConnectionReset);
    }
    assert_eq!(server.counts().broken_off, 3);
}

#[test]
fn half_a_body_ends_in_its_middle() {
    let server = faulty(Fault::HalfBody);
    for (_, target) in TARGETS {
        let mut client = Client::connect(&server);
        client.send("GET", target, &[AGENT]);
        assert_eq!(client.head().expect("a head").status, 200);
        let half = client.chunk().expect("half of it");
        assert!(!half.is_empty());
        assert!(serde_json::from_slice::<Value>(&half).is_err());
        assert_eq!(client.chunk().unwrap_err().kind(), ErrorKind::UnexpectedEof);
    }
    server.wait_until(|counts| counts.broken_off == 3, MAX_WAIT).expect("all broke off");
}

#[test]
fn half_of_a_large_body_is_its_first_part() {
    let config = Config::new().posts(1_000_000).route(Route::Posts, Behavior::failing(Fault::HalfBody));
    let server = ApiServer::start(config).expect("a server");
    let mut client = Client::connect(&server);
    client.send("GET", "/posts", &[]);
    client.head().expect("a head");
    assert!(client.chunk().expect("a part").len() >= 32 * 1024);
    assert_eq!(client.chunk().unwrap_err().kind(), ErrorKind::UnexpectedEof);
}

#[test]
fn half_of_a_short_body_is_not_complete() {
    let server = faulty(Fault::HalfBody);
    assert!(try_get(&server, "/posts/1").is_err());
    assert!(try_get(&server, "/posts/0").is_err());
}

#[test]
fn malformed_json_arrives_whole_and_cannot_be_parsed() {
    let server = faulty(Fault::MalformedJson);
    for target in TARGETS.map(|(_, target)| target).into_iter().chain(["/posts/1", "/posts/0", "/posts?userId=99"]) {
        let response = get(&server, target);
        assert!([200, 404].contains(&response.status));
        assert!(serde_json::from_slice::<Value>(&response.body).unwrap_err().is_eof(), "{}", response.text());
    }
}

#[test]
fn malformed_json_arrives_whole_even_if_only_its_bracket_would_be_left() {
    let target = |posts: u64| format!("/posts?_limit={posts}");
    let many = ApiServer::start(Config::new().posts(1000)).expect("a server");
    // With this many posts the first chunk is full, and the next one would be the bracket alone.
    let posts = (1..1000).find(|posts| get(&many, &target(*posts)).body.len() > 32 * 1024).expect("so many");
    let whole = get(&many, &target(posts)).body;
    many.set(Route::Posts, Behavior::failing(Fault::MalformedJson));
    assert_eq!(get(&many, &target(posts)).body, whole[..whole.len() - 1]);
}

#[test]
fn the_wrong_type_is_a_page_of_html() {
    let server = faulty(Fault::WrongContentType);
    for (_, target) in TARGETS {
        let response = get(&server, target);
        assert_eq!((response.status, response.header("content-type")), (200, Some("text/html; charset=utf-8")));
        assert!(response.text().starts_with("<!doctype html>"));
    }
}

#[test]
fn some_items_lack_the_field_that_a_client_needs() {
    let server = faulty(Fault::MissingField);
    for ((route, target), field) in TARGETS.into_iter().zip(["name", "title", "email"]) {
        let body = get(&server, target).json();
        let has: Vec<_> = items(route, &body).iter().map(|item| item.get(field).is_some()).collect();
        assert_eq!(has, [false, true, true, false, true, true, false, true, true, false], "{route}");
    }
    assert!(get(&server, "/posts/1").json().get("title").is_none());
}

#[test]
fn an_endless_body_goes_on_until_the_client_disconnects() {
    let server = faulty(Fault::EndlessBody);
    for target in TARGETS.map(|(_, target)| target).into_iter().chain(["/posts?userId=99"]) {
        let mut client = Client::connect(&server);
        client.send("GET", target, &[AGENT]);
        client.head().expect("a head");
        let mut bytes = 0;
        while bytes < 1_000_000 {
            let chunk = client.chunk().expect("more");
            assert!(!chunk.is_empty());
            bytes += chunk.len();
        }
    }
    server.wait_until(|counts| counts.given_up == 4, MAX_WAIT).expect("all have left");
}

#[test]
fn each_part_of_an_endless_body_is_json() {
    let server = faulty(Fault::EndlessBody);
    let mut client = Client::connect(&server);
    client.send("GET", "/posts?_limit=3", &[]);
    client.head().expect("a head");
    let mut text = String::from_utf8(client.chunk().expect("a chunk")).expect("UTF-8");
    text.truncate(text.rfind(",{").expect("an item"));
    text.push(']');
    let posts: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let ids: Vec<_> = posts.iter().take(7).map(|post| post["id"].as_u64().expect("a number")).collect();
    assert_eq!(ids, [1, 2, 3, 1, 2, 3, 1]);
}

#[test]
fn a_request_without_an_answer_lasts_until_the_client_disconnects() {
    let server = faulty(Fault::NoAnswer);
    let mut client = Client::connect(&server);
    client.send("GET", "/posts", &[]);
    server.wait_until(|counts| counts.in_flight == 1, MAX_WAIT).expect("it has arrived");
    drop(client);
    server.wait_until(|counts| counts.given_up == 1, MAX_WAIT).expect("it has left");
}

#[test]
fn a_damaged_response_has_no_tag_and_is_never_304() {
    let server = faulty(Fault::MalformedJson);
    let response = get_with(&server, "/posts", &[("if-none-match", "*")]);
    assert_eq!((response.status, response.header("etag"), response.header("cache-control")), (200, None, None));
}
