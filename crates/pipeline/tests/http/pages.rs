use super::*;

fn next(page: &Page) -> Option<Url> {
    page.link("next")
}

/// Returns the URL of the first of 20 pages with 5 posts.
fn first(server: &ApiServer) -> Url {
    url(server, "/posts?_page=1&_limit=5")
}

fn ids(page: &Result<Page, PageError>) -> Vec<u64> {
    let posts: Vec<serde_json::Value> = serde_json::from_slice(&page.as_ref().expect("a page").body).expect("JSON");
    posts.iter().filter_map(|post| post["id"].as_u64()).collect()
}

async fn all_ids(pages: impl Stream<Item = Result<Page, PageError>>) -> Vec<u64> {
    pages.map(|page| ids(&page)).collect::<Vec<_>>().await.concat()
}

#[test]
fn yields_all_pages_in_order() {
    live(async |_| {
        let server = start(Config::new());
        for prefetch in [0, 1, 3, 1000, usize::MAX] {
            let pages = fetcher(settings()).pages(first(&server), next, prefetch, CancellationToken::new());
            assert_eq!(all_ids(pages).await, (1..=100).collect::<Vec<_>>(), "prefetch {prefetch}");
        }
    });
}

#[test]
fn fetches_nothing_before_the_first_poll() {
    live(async |_| {
        let server = start(Config::new());
        let fetcher = fetcher(settings());
        let following = fetcher.pages(first(&server), next, 3, CancellationToken::new());
        let pulls = Arc::new(AtomicUsize::new(0));
        let urls = counted(&server, &pulls);
        let known = fetcher.pages_at(urls, NonZeroUsize::MIN.saturating_add(3), CancellationToken::new());
        assert_eq!(server.settled().await.started, 0);
        assert_eq!(pulls.load(Ordering::Relaxed), 0);
        drop((following, known));
    });
}

#[test]
fn fetches_exactly_so_many_pages_ahead() {
    live(async |_| {
        for prefetch in [0, 1, 3] {
            let server = start(Config::new());
            let mut pages = pin!(fetcher(settings()).pages(first(&server), next, prefetch, CancellationToken::new()));
            for read in 1..=4 {
                pages.next().await.expect("a page").expect("it has not failed");
                let ahead = server.reaches(|counts| counts.started == read + prefetch as u64).await;
                assert!(ahead.is_ok(), "prefetch {prefetch}, {read} read: {}", server.counts());
            }
            assert_eq!(server.counts().most_in_flight, 1, "each page has the link to the next one");
        }
    });
}

#[test]
fn fetches_a_page_while_the_reader_uses_the_one_before() {
    live(async |_| {
        let server = start(Config::new());
        let mut pages = pin!(fetcher(settings()).pages(first(&server), next, 1, CancellationToken::new()));
        pages.next().await.expect("a page").expect("it has not failed");
        // The response is read although nobody polls the stream.
        server.reaches(|counts| counts.answered == 2).await.expect("the second page is fetched");
        drop(server);
        let second = pages.next().await.expect("a page");
        assert_eq!(ids(&second), [6, 7, 8, 9, 10]);
    });
}

#[test]
fn dropping_the_stream_cancels_the_request_and_no_other_is_sent() {
    live(async |_| {
        let server = start(Config::new());
        let mut pages = Box::pin(fetcher(settings()).pages(first(&server), next, 2, CancellationToken::new()));
        pages.next().await.expect("a page").expect("it has not failed");
        server.reaches(|counts| counts.answered == 3).await.expect("two are ahead");
        server.set(Route::Posts, held());
        pages.next().await.expect("a page").expect("it has not failed");
        server.reaches(|counts| counts.in_flight == 1).await.expect("the next one is in flight");
        drop(pages);
        let counts = server.reaches(|counts| counts.given_up == 1).await.expect("it is cancelled");
        assert_eq!((counts.started, counts.in_flight), (4, 0));
    });
}

#[test]
fn the_first_error_ends_the_stream_and_names_the_page() {
    live(async |_| {
        let script = [None, None, Some(Fault::Status(404))];
        let server = start(Config::new().route(Route::Posts, Behavior::new().script(script)));
        let pages: Vec<_> =
            fetcher(settings()).pages(first(&server), next, 5, CancellationToken::new()).collect().await;
        assert_eq!(pages.len(), 3);
        let error = pages[2].as_ref().expect_err("the third has failed");
        assert_eq!(error.number, 3);
        assert_eq!(error.to_string(), "cannot fetch page 3");
        assert_eq!(server.settled().await.started, 3);
    });
}

#[test]
fn a_panic_in_next_panics_the_reader() {
    live(async |_| {
        let server = start(Config::new());
        let pages = fetcher(settings()).pages(first(&server), |_| panic!("no such page"), 1, CancellationToken::new());
        let read = tokio::spawn(pages.collect::<Vec<_>>()).await;
        assert!(read.is_err_and(|error| error.is_panic()));
    });
}

/// Returns an endless iterator of page URLs, and counts how many are pulled.
fn counted(server: &ApiServer, pulls: &Arc<AtomicUsize>) -> impl Iterator<Item = Url> + Send + use<> {
    let (address, pulls) = (first(server).to_string(), Arc::clone(pulls));
    (1..).map(move |page| {
        pulls.fetch_add(1, Ordering::Relaxed);
        address.replace("_page=1", &format!("_page={page}")).parse().expect("a URL")
    })
}

#[test]
fn fetches_known_pages_concurrently_and_yields_them_in_order() {
    live(async |_| {
        // The barrier releases only groups of four requests.
        let server = start(Config::new().route(Route::Posts, Behavior::new().barrier(4)));
        let urls = counted(&server, &Arc::default()).take(20);
        let pages = fetcher(settings()).pages_at(urls, NonZeroUsize::MIN.saturating_add(3), CancellationToken::new());
        assert_eq!(all_ids(pages).await, (1..=100).collect::<Vec<_>>());
        assert_eq!(server.counts().most_in_flight, 4);
    });
}

#[test]
fn pulls_a_url_when_its_page_can_be_fetched() {
    live(async |_| {
        let server = start(Config::new());
        let pulls = Arc::new(AtomicUsize::new(0));
        let urls = counted(&server, &pulls);
        let mut pages =
            Box::pin(fetcher(settings()).pages_at(urls, NonZeroUsize::MIN.saturating_add(2), CancellationToken::new()));
        pages.next().await.expect("a page").expect("it has not failed");
        // The next two are fetched although nobody polls.
        server.reaches(|counts| counts.answered == 3).await.expect("they are fetched");
        assert_eq!((server.counts().started, pulls.load(Ordering::Relaxed)), (3, 3));
        server.set(Route::Posts, held());
        for _ in 0..2 {
            pages.next().await.expect("a page").expect("it has not failed");
        }
        server.reaches(|counts| counts.in_flight == 2).await.expect("two follow");
        drop(pages);
        let counts = server.reaches(|counts| counts.given_up == 2).await.expect("they are cancelled");
        assert_eq!((counts.in_flight, pulls.load(Ordering::Relaxed)), (0, 5));
    });
}

#[test]
fn a_known_page_that_fails_does_not_affect_the_others() {
    live(async |_| {
        let server = start(Config::new());
        let paths = ["/posts/1", "/posts/0", "/posts/2"];
        let urls: Vec<Url> = paths.iter().map(|path| url(&server, path)).collect();
        let pages: Vec<_> =
            fetcher(settings()).pages_at(urls, NonZeroUsize::MIN, CancellationToken::new()).collect().await;
        assert!(pages[0].is_ok() && pages[2].is_ok() && pages.len() == 3);
        assert_eq!(pages[1].as_ref().expect_err("there is none").number, 2);
    });
}
