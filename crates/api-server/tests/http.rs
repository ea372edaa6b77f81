//! The common parts of all routes: methods, unknown paths, tags, and bodies of any size.

mod common;

use api_server::{ApiServer, Behavior, Config, Loopback, Route, StartError};
use common::{AGENT, Client, get, get_with};

const TARGETS: [&str; 4] = ["/search/repositories?q=x", "/posts", "/posts/1", "/api/"];

fn start(config: Config) -> ApiServer {
    ApiServer::start(config).expect("a server")
}

#[test]
fn an_unknown_path_is_404() {
    let server = start(Config::new());
    for path in ["/", "/search", "/search/repositories/", "/post", "/postss", "/api/2", "*"] {
        assert_eq!(get(&server, path).status, 404, "{path}");
    }
}

#[test]
fn other_methods_are_405() {
    let server = start(Config::new());
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        for target in TARGETS {
            let mut client = Client::connect(&server);
            client.send(method, target, &[AGENT, ("content-length", "0")]);
            let response = client.response().expect("a response");
            assert_eq!((response.status, response.header("allow")), (405, Some("GET, HEAD")), "{method} {target}");
        }
    }
}

#[test]
fn head_returns_the_headers_alone() {
    let server = start(Config::new());
    let mut client = Client::connect(&server);
    for target in TARGETS.into_iter().chain(["/posts?_page=2", "/posts/0"]) {
        client.send("HEAD", target, &[AGENT]);
        let head = client.head().expect("a head");
        client.send("GET", target, &[AGENT]);
        let whole = client.response().expect("the next response begins after the head");
        assert_eq!(head.status, whole.status);
        for name in ["etag", "cache-control", "content-type", "link", "x-total-count"] {
            assert_eq!(head.header(name), whole.header(name), "{target}");
        }
        assert_ne!(head.header("content-length"), Some("0"));
    }
    assert_eq!(server.counts().answered, 12);
}

#[test]
fn a_known_tag_is_304_without_a_body() {
    let server = start(Config::new());
    for target in TARGETS {
        let response = get(&server, target);
        let tag = response.header("etag").expect("a tag");
        assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag} is strong");
        for known in [tag.to_owned(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let again = get_with(&server, target, &[AGENT, ("if-none-match", &known)]);
            assert_eq!((again.status, again.header("etag")), (304, Some(tag)), "{target} {known}");
            assert_eq!((again.body.len(), again.header("content-length")), (0, None));
            assert_eq!(again.header("cache-control"), response.header("cache-control"));
        }
        assert_eq!(get_with(&server, target, &[AGENT, ("if-none-match", "\"other\"")]).status, 200);
    }
    assert_eq!(get_with(&server, "/posts/0", &[("if-none-match", "*")]).status, 404);
}

#[test]
fn a_tag_depends_on_route_query_and_data() {
    let tag = |config: Config, target| get(&start(config), target).header("etag").expect("a tag").to_owned();
    let one = tag(Config::new(), "/posts?_page=1");
    assert_eq!(one, tag(Config::new(), "/posts?_page=1"));
    assert_ne!(one, tag(Config::new(), "/posts?_page=2"));
    assert_ne!(one, tag(Config::new().seed(1), "/posts?_page=1"));
    assert_ne!(one, tag(Config::new().posts(99), "/posts?_page=1"));
}

#[test]
fn caching_is_as_in_the_real_apis_or_as_configured() {
    let control = |config: Config| {
        let server = start(config);
        TARGETS.map(|target| get(&server, target).header("cache-control").expect("a header").to_owned())
    };
    assert_eq!(control(Config::new()), ["no-cache", "max-age=43200", "max-age=43200", "no-cache"]);
    let minute = Config::new().max_age(std::time::Duration::from_secs(60));
    assert_eq!(control(minute), ["public, max-age=60"; 4]);
}

#[test]
fn a_taken_port_is_an_error() {
    let server = start(Config::new());
    let error = ApiServer::start(Config::new().port(server.address().port())).unwrap_err();
    assert!(matches!(error, StartError::Listen { address, .. } if address == server.address()), "{error}");
}

#[test]
fn it_listens_at_loopback_addresses_only() {
    assert!(start(Config::new()).url().starts_with("http://127.0.0.1:"));
    // Not every machine has IPv6.
    if let Ok(server) = ApiServer::start(Config::new().loopback(Loopback::V6)) {
        assert!(server.address().ip().is_loopback());
        assert_eq!(get(&server, "/posts/1").status, 200);
        assert!(server.url_of("/posts/1").starts_with("http://[::1]:"));
    }
}

#[test]
fn a_large_body_comes_in_chunks() {
    let server = start(Config::new().posts(2000).route(Route::Posts, Behavior::new()));
    let mut client = Client::connect(&server);
    client.send("GET", "/posts", &[]);
    assert_eq!(client.head().expect("a head").header("transfer-encoding"), Some("chunked"));
    let sizes: Vec<_> =
        std::iter::from_fn(|| Some(client.chunk().expect("a chunk").len()).filter(|size| *size > 0)).collect();
    let (last, whole) = sizes.split_last().expect("chunks");
    assert!(whole.iter().all(|size| (32 * 1024..36 * 1024).contains(size)), "{sizes:?}");
    assert!(*last < 36 * 1024);
}
