use super::*;

const FRESH: &str = "Cache-Control: max-age=60";

async fn twice(settings: FetcherSettings, cache: &Arc<dyn Cache>, raw: &RawServer) -> (Vec<Page>, Log) {
    let (fetcher, log) = cached(settings, cache);
    let mut pages = Vec::new();
    for _ in 0..2 {
        pages.push(fetcher.get(&raw.url).await.expect("a page"));
    }
    (pages, log)
}

/// Returns whether the cache answers the second of two requests, after a response with these headers.
async fn is_cached(headers: &str) -> bool {
    let raw = RawServer::start(&[&ok(headers, "kept")]);
    let (pages, _) = twice(settings(), &memory(), &raw).await;
    let from_cache = raw.requests().len() == 1;
    assert_eq!(pages[1].from_cache, from_cache);
    assert!(pages.iter().all(|page| page.body == "kept"));
    from_cache
}

#[test]
fn a_fresh_page_needs_no_request() {
    live(async |_| {
        let server = start(Config::new());
        let (fetcher, log) = cached(settings(), &memory());
        let url = url(&server, "/posts?_page=1&_limit=5");
        let first = fetcher.get(&url).await.expect("a page");
        let second = fetcher.get(&url).await.expect("a page");
        assert_eq!(server.counts().started, 1);
        assert_eq!((&first.body, first.link("next")), (&second.body, second.link("next")));
        assert_eq!(first.total_count(), second.total_count());
        assert!(!first.from_cache && second.from_cache);
        let bytes = first.body.len();
        assert_eq!(log.lines(), [format!("test 1 fetched 200 ({bytes} bytes) /posts"), "test 0 cached /posts".into()]);
    });
}

#[test]
fn a_stale_page_is_revalidated_and_304_returns_the_cached_body() {
    live(async |_| {
        let server = start(Config::new());
        let (fetcher, log) = cached(settings(), &memory());
        // GitHub sends `no-cache`: the page can be stored, but must be revalidated.
        let url = url(&server, "/search/repositories?q=a&per_page=5");
        let mut bodies = Vec::new();
        for _ in 0..3 {
            bodies.push(fetcher.get(&url).await.expect("a page").body);
        }
        assert!(bodies[0].len() > 1000 && bodies[0] == bodies[1] && bodies[0] == bodies[2]);
        let asked = server.requests().kept;
        let conditions: Vec<bool> = asked.iter().map(|request| request.header("if-none-match").is_some()).collect();
        assert_eq!(conditions, [false, true, true]);
        let path = "/search/repositories";
        assert_eq!(log.lines()[1..], [format!("test 1 revalidated {path}"), format!("test 1 revalidated {path}")]);
    });
}

#[test]
fn a_304_renews_the_cached_page() {
    live(async |_| {
        let stale = ok("Cache-Control: max-age=60\r\nAge: 60\r\nETag: \"a\"\r\nX-Total-Count: 7", "kept");
        let renewed = response("304 Not Modified", "Cache-Control: max-age=60\r\nETag: \"a\"", "");
        let raw = RawServer::start(&[&stale, &renewed.replace("Content-Length: 0\r\n", "")]);
        let (fetcher, _) = cached(settings(), &memory());
        for _ in 0..4 {
            let page = fetcher.get(&raw.url).await.expect("a page");
            assert_eq!((&page.body[..], page.total_count()), (&b"kept"[..], Some(7)));
        }
        let asked = raw.requests();
        assert_eq!(asked.len(), 2, "{asked:?}");
        assert!(asked[1].contains("if-none-match: \"a\""), "{}", asked[1]);
    });
}

#[test]
fn a_304_for_another_page_is_retried_without_a_condition() {
    live(async |_| {
        let stale = ok("Cache-Control: no-cache\r\nETag: \"a\"", "old");
        let other = response("304 Not Modified", "ETag: \"b\"", "").replace("Content-Length: 0\r\n", "");
        let raw = RawServer::start(&[&stale, &other, &ok("ETag: \"b\"", "new")]);
        let (pages, log) = twice(settings(), &memory(), &raw).await;
        assert_eq!(pages[1].body, "new");
        assert_eq!(log.lines()[1..], ["test 1 failed status /page", "test 2 fetched 200 (3 bytes) /page"]);
        assert!(!raw.requests()[2].contains("if-none-match"));
    });
}

#[test]
fn the_headers_decide_what_is_fresh() {
    live(async |_| {
        for (headers, kept) in [
            (FRESH, true),
            ("Cache-Control: public, max-age=60\r\nAge: 59", true),
            ("Cache-Control: max-age=60\r\nAge: 60", false),
            ("Cache-Control: max-age=60\r\nAge: 18446744073709551615", true),
            ("Cache-Control: max-age=18446744073709551615", true),
            ("Cache-Control: private, max-age=60", true),
            ("Cache-Control: no-store, max-age=60", false),
            ("Cache-Control: no-cache", false),
            ("Cache-Control: max-age=0", false),
            ("Expires: Fri, 01 Jan 2100 00:00:00 GMT", true),
            ("Expires: Fri, 31 Dec 1999 23:59:59 GMT", false),
            ("Expires: 0", false),
            ("Last-Modified: Fri, 31 Dec 1999 23:59:59 GMT", false),
            ("Cache-Control: max-age=60\r\nVary: *", false),
            ("", false),
        ] {
            assert_eq!(is_cached(headers).await, kept, "{headers}");
        }
    });
}

#[test]
fn no_store_stores_nothing() {
    live(async |_| {
        let cache = Arc::new(MemoryCache::default());
        let raw = RawServer::start(&[&ok("Cache-Control: no-store\r\nETag: \"a\"", "secret")]);
        let shared: Arc<dyn Cache> = cache.clone();
        twice(settings(), &shared, &raw).await;
        assert_eq!(cache.bytes(), 0);
        assert!(!raw.requests()[1].contains("if-none-match"));
    });
}

#[test]
fn errors_are_not_cached() {
    live(async |_| {
        let raw = RawServer::start(&[&response("404 Not Found", FRESH, "none"), &ok(FRESH, "now")]);
        let (fetcher, _) = cached(settings(), &memory());
        assert!(fetcher.get(&raw.url).await.is_err());
        assert_eq!(fetcher.get(&raw.url).await.expect("a page").body, "now");
    });
}

#[test]
fn a_redirected_page_is_not_cached() {
    live(async |_| {
        let redirect = response("302 Found", "Location: /other", "");
        let raw = RawServer::start(&[&redirect, &ok(FRESH, "one"), &redirect, &ok(FRESH, "two")]);
        let (pages, _) = twice(settings(), &memory(), &raw).await;
        assert_eq!(pages[0].url.path(), "/other");
        assert_eq!((&pages[0].body[..], &pages[1].body[..]), (&b"one"[..], &b"two"[..]));
    });
}

#[test]
fn requests_with_other_headers_have_other_entries() {
    live(async |_| {
        let cache = memory();
        let answers = [ok(&format!("{FRESH}\r\nVary: Accept"), "json"), ok(FRESH, "text"), ok(FRESH, "mine")];
        let raw = RawServer::start(&answers.each_ref().map(String::as_str));
        let with = |name, value| FetcherSettings {
            headers: HeaderMap::from_iter([(name, HeaderValue::from_static(value))]),
            ..settings()
        };
        let asking = [with(ACCEPT, "application/json"), with(ACCEPT, "text/plain"), with(AUTHORIZATION, "me")];
        // The second time, each request finds its own entry.
        for settings in asking.iter().chain(&asking) {
            cached(settings.clone(), &cache).0.get(&raw.url).await.expect("a page");
        }
        assert_eq!(raw.requests().len(), 3);
        let (fetcher, _) = cached(with(ACCEPT, "text/plain"), &cache);
        assert_eq!(fetcher.get(&raw.url).await.expect("a page").body, "text");
    });
}

#[test]
fn a_private_page_is_never_stored_in_a_shared_cache() {
    live(async |_| {
        let mut sensitive = HeaderValue::from_static("key");
        sensitive.set_sensitive(true);
        let asking = [
            (None, "Cache-Control: private, max-age=60"),
            (Some((AUTHORIZATION, HeaderValue::from_static("me"))), "Cache-Control: public, max-age=60"),
            (Some((reqwest::header::COOKIE, HeaderValue::from_static("me=1"))), FRESH),
            (Some((reqwest::header::HeaderName::from_static("x-api-key"), sensitive)), FRESH),
        ];
        for (header, answered) in asking {
            let cache = Arc::new(Shared::default());
            let raw = RawServer::start(&[&ok(answered, "mine")]);
            let settings = FetcherSettings { headers: header.into_iter().collect(), ..settings() };
            let shared: Arc<dyn Cache> = cache.clone();
            twice(settings, &shared, &raw).await;
            assert_eq!(raw.requests().len(), 2, "{answered}");
            assert_eq!(cache.puts.load(Ordering::Relaxed), 0, "{answered}");
        }
        let cache = Arc::new(Shared::default());
        let shared: Arc<dyn Cache> = cache.clone();
        twice(settings(), &shared, &RawServer::start(&[&ok(FRESH, "for all")])).await;
        assert_eq!(cache.puts.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn the_memory_is_limited() {
    live(async |_| {
        let server = start(Config::new());
        let cache = Arc::new(MemoryCache::new(50_000));
        let shared: Arc<dyn Cache> = cache.clone();
        let (fetcher, _) = cached(settings(), &shared);
        for page in 1..=20 {
            let url = url(&server, &format!("/posts?_page={page}&_limit=5"));
            fetcher.get(&url).await.expect("a page");
            assert!(cache.bytes() <= 50_000, "{} bytes", cache.bytes());
        }
        assert!(cache.bytes() > 10_000, "{} bytes", cache.bytes());
        // A page that is larger than the cache is returned, and not stored.
        let all = fetcher.get(&url(&server, "/posts?_limit=100")).await.expect("a page");
        assert!(all.body.len() > 10_000);
        // A cache without any room works like no cache.
        let (fetcher, _) = cached(settings(), &(Arc::new(MemoryCache::new(0)) as Arc<dyn Cache>));
        fetcher.get(&post(&server, 1)).await.expect("a page");
    });
}

#[test]
fn a_cache_that_fails_affects_no_page() {
    live(async |_| {
        let nobody = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port");
        let redis = RedisCache::new(&format!("redis://{nobody}/")).expect("a URL");
        let gone: [Arc<dyn Cache>; 3] = [Arc::new(redis), Arc::new(Broken::Failing), Arc::new(Broken::Silent)];
        for cache in gone {
            let server = start(Config::new());
            let (fetcher, log) = cached(settings(), &cache);
            for number in [3, 3, 4] {
                fetcher.get(&post(&server, number)).await.expect("a page");
            }
            assert_eq!(server.counts().started, 3, "{cache:?}");
            assert_eq!(log.lines().len(), 3);
        }
    });
}

#[test]
fn an_invalid_redis_url_is_an_error_at_once() {
    let error = RedisCache::new("http://localhost").expect_err("it is not Redis");
    assert!(error.to_string().starts_with("invalid Redis URL \"http://localhost\": "), "{error}");
}

#[test]
fn invalid_bytes_are_an_error_and_no_panic() {
    for bytes in [&b""[..], b"\x01\0\0", b"\xff\xff\xff\xff", b"\x02\0\0\0{}body", b"\x09\0\0\0{}"] {
        let error = Entry::from_bytes(bytes::Bytes::from_static(bytes)).expect_err("the bytes are invalid");
        assert!(error.to_string().starts_with("invalid cache entry: "), "{error}");
    }
}

/// A shared cache that counts its entries.
#[derive(Debug, Default)]
struct Shared {
    memory: MemoryCache,
    puts: AtomicUsize,
}

impl Cache for Shared {
    fn is_shared(&self) -> bool {
        true
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, CacheError>> {
        self.memory.get(key)
    }

    fn put<'a>(&'a self, key: &'a str, entry: Entry, keep: Duration) -> BoxFuture<'a, Result<(), CacheError>> {
        self.puts.fetch_add(1, Ordering::Relaxed);
        self.memory.put(key, entry, keep)
    }
}

#[derive(Debug)]
enum Broken {
    Failing,
    Silent,
}

impl Broken {
    async fn answer<T>(&self) -> Result<T, CacheError> {
        match self {
            Broken::Failing => Err(CacheError::Timeout(SECOND)),
            Broken::Silent => std::future::pending().await,
        }
    }
}

impl Cache for Broken {
    fn is_shared(&self) -> bool {
        false
    }

    fn get<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Entry>, CacheError>> {
        Box::pin(self.answer())
    }

    fn put<'a>(&'a self, _: &'a str, _: Entry, _: Duration) -> BoxFuture<'a, Result<(), CacheError>> {
        Box::pin(self.answer())
    }
}
