use super::*;

#[test]
fn a_page_has_the_whole_response() {
    live(async |_| {
        let server = start(Config::new());
        let page = fetcher(settings()).get(&url(&server, "/posts?_page=1&_limit=5")).await.expect("a page");
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.total_count(), Some(100));
        assert_eq!(page.link("next"), Some(url(&server, "/posts?_page=2&_limit=5")));
        assert!(page.headers.contains_key(ETAG) && !page.from_cache);
        let posts: Vec<serde_json::Value> = serde_json::from_slice(&page.body).expect("JSON");
        assert_eq!(posts.len(), 5);
    });
}

#[test]
fn every_request_has_the_user_agent_and_the_headers() {
    live(async |_| {
        let server = start(Config::new());
        let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
        let fetcher = fetcher(FetcherSettings { headers, user_agent: "me/1.0".to_owned(), ..settings() });
        for number in [1, 2] {
            fetcher.get(&post(&server, number)).await.expect("a page");
        }
        for request in server.requests().kept {
            assert_eq!(request.user_agent(), Some("me/1.0"));
            assert_eq!(request.header("accept"), Some("application/json"));
        }
        assert_eq!(server.connections().accepted, 1, "the connection is reused");
    });
}

#[test]
fn a_user_agent_that_cannot_be_sent_is_an_error_at_once() {
    let settings = FetcherSettings { user_agent: "two\nlines".to_owned(), ..settings() };
    let error = Fetcher::new("github", settings, None, Arc::new(())).expect_err("it cannot be sent");
    assert_eq!(error.to_string(), "cannot create an HTTP client for github with this User-Agent");
}

#[test]
fn the_observer_gets_every_attempt() {
    live(async |_| {
        let script = [Fault::Status(503), Fault::ConnectionReset, Fault::HalfBody];
        let server = start(Config::new().path("/posts/3", Behavior::new().script(script)));
        let log = Log::default();
        let fetcher = Fetcher::new("posts", settings(), None, Arc::new(log.clone())).expect("a client");
        let page = fetcher.get(&post(&server, 3)).await.expect("a page");
        let bytes = page.body.len();
        let expected = [
            "posts 1 failed status /posts/3".to_owned(),
            "posts 2 failed connection /posts/3".to_owned(),
            "posts 3 failed body /posts/3".to_owned(),
            format!("posts 4 fetched 200 ({bytes} bytes) /posts/3"),
        ];
        assert_eq!(log.lines(), expected);
    });
}

#[test]
fn equal_requests_at_the_same_time_share_one_response() {
    live(async |_| {
        let server = start(Config::new().route(Route::Posts, held()));
        let fetcher = fetcher(settings());
        let (three, four) = (post(&server, 3), post(&server, 4));
        let urls = [&three, &four, &three, &three];
        let mut work = pin!(join_all(urls.map(|url| fetcher.get(url))));
        let counts = until(&server, &mut work, |counts| counts.in_flight >= 2).await;
        assert_eq!(counts.started, 2, "one request for each page");
        server.release_waiting();
        let pages = work.await;
        assert_eq!(pages[0].as_ref().expect("a page").body, pages[3].as_ref().expect("a page").body);
        assert_ne!(pages[0].as_ref().expect("a page").body, pages[1].as_ref().expect("a page").body);
        // A request that has ended is not shared.
        server.open_barriers();
        fetcher.get(&three).await.expect("a page");
        assert_eq!(server.counts().started, 3);
    });
}

#[test]
fn a_shared_request_is_cancelled_when_all_futures_are_dropped() {
    live(async |_| {
        let server = start(Config::new().route(Route::Posts, held()));
        let (fetcher, url) = (fetcher(settings()), post(&server, 3));
        let (mut one, other) = (Box::pin(fetcher.get(&url)), Box::pin(fetcher.get(&url)));
        {
            let mut both = pin!(join(one.as_mut(), other));
            until(&server, &mut both, |counts| counts.in_flight == 1).await;
        }
        let mut left = one.as_mut();
        assert_eq!(until(&server, &mut left, |counts| counts.in_flight == 1).await.given_up, 0);
        drop(one);
        let counts = server.reaches(|counts| counts.given_up == 1).await.expect("the request is cancelled");
        assert_eq!((counts.started, counts.in_flight), (1, 0));
    });
}

#[test]
fn dropping_the_future_cancels_the_request_and_notifies_the_observer() {
    live(async |_| {
        let server = start(Config::new().route(Route::Posts, held()));
        let log = Log::default();
        let fetcher = Fetcher::new("posts", settings(), None, Arc::new(log.clone())).expect("a client");
        let url = post(&server, 3);
        let mut fetching = Box::pin(fetcher.get(&url));
        until(&server, &mut fetching.as_mut(), |counts| counts.in_flight == 1).await;
        drop(fetching);
        server.reaches(|counts| counts.given_up == 1).await.expect("the request is cancelled");
        assert_eq!(log.lines(), ["posts 1 dropped /posts/3"]);
    });
}
