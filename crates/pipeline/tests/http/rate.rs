use super::*;

#[test]
fn sends_no_more_requests_than_the_rate_allows() {
    live(async |_| {
        let server = start(Config::new());
        let rate = Rate { requests: NonZeroU32::MIN.saturating_add(2), per: 10 * SECOND };
        let fetcher = fetcher(FetcherSettings { rate: Some(rate), ..settings() });
        let urls: Vec<Url> = (1..=8).map(|number| post(&server, number)).collect();
        let _clock = StoppedClock::stop();
        let mut work = pin!(join_all(urls.iter().map(|url| fetcher.get(url))));
        for sent in [3, 6] {
            assert_eq!(requests_by_then(&server, &mut work).await, sent);
            tokio::time::advance(Duration::from_millis(9_999)).await;
            assert_eq!(requests_by_then(&server, &mut work).await, sent, "one millisecond too early");
            tokio::time::advance(2 * MILLISECOND).await;
        }
        assert!(work.await.iter().all(Result::is_ok));
    });
}

#[test]
fn retries_count_towards_the_rate() {
    live(async |_| {
        let server = start(Config::new().path("/posts/3", Behavior::new().script([Fault::Status(503)])));
        let rate = Rate { requests: NonZeroU32::MIN, per: 10 * SECOND };
        let (fetcher, url) = (fetcher(FetcherSettings { rate: Some(rate), ..settings() }), post(&server, 3));
        let _clock = StoppedClock::stop();
        let mut work = pin!(fetcher.get(&url));
        assert_eq!(requests_by_then(&server, &mut work).await, 1);
        tokio::time::advance(MILLISECOND).await;
        assert_eq!(requests_by_then(&server, &mut work).await, 1, "the delay is over, but not the span of the rate");
        tokio::time::advance(10 * SECOND).await;
        assert!(work.await.is_ok());
    });
}
