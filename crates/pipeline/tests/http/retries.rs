use super::*;

#[test]
fn retries_transient_errors() {
    live(async |_| {
        let faults = [
            Fault::Status(429),
            Fault::Status(502),
            Fault::Status(503),
            Fault::Status(504),
            Fault::ConnectionReset,
            Fault::HalfBody,
            Fault::NoAnswer,
        ];
        for fault in faults {
            let server = start(Config::new().path("/posts/3", Behavior::new().script([fault])));
            let timeout = if fault == Fault::NoAnswer { 2 * SECOND } else { LONG };
            let result = fetcher(FetcherSettings { timeout, ..settings() }).get(&post(&server, 3)).await;
            assert!(result.is_ok(), "{fault}: {}", outline(&result));
            assert_eq!(server.settled().await.started, 2, "{fault}");
        }
    });
}

#[test]
fn a_closed_port_is_a_connection_error() {
    live(async |_| {
        let nobody = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port");
        let result = fetcher(settings()).get(&format!("http://{nobody}/").parse().expect("a URL")).await;
        assert_eq!(outline(&result), "RetriesExhausted: connection, connection, connection, connection");
    });
}

#[test]
fn does_not_retry_other_errors() {
    live(async |_| {
        for status in [400, 401, 403, 404, 410, 500, 501] {
            let server = start(Config::new().path("/posts/3", failing(Fault::Status(status))));
            let result = fetcher(settings()).get(&post(&server, 3)).await;
            assert_eq!(outline(&result), format!("NotRetryable: {status}"));
            assert_eq!(server.settled().await.started, 1, "{status}");
        }
        let result = fetcher(settings()).get(&"ftp://localhost/".parse().expect("a URL")).await;
        assert_eq!(outline(&result), "NotRetryable: request");
    });
}

#[test]
fn does_not_look_into_the_body() {
    live(async |_| {
        for fault in [Fault::MalformedJson, Fault::WrongContentType, Fault::MissingField] {
            let server = start(Config::new().path("/posts/3", failing(fault)));
            assert!(fetcher(settings()).get(&post(&server, 3)).await.is_ok(), "{fault}");
        }
    });
}

#[test]
fn the_error_lists_every_attempt() {
    live(async |_| {
        let script = [503, 429, 502, 504, 503].map(Fault::Status);
        let server = start(Config::new().path("/posts/3", Behavior::new().script(script)));
        let url = post(&server, 3);
        let error = fetcher(settings()).get(&url).await.expect_err("it has failed");
        assert_eq!(
            error.to_string(),
            format!(
                "GET {url} failed: the retries of this request are used up: 1. the server responded with 503 Service \
                 Unavailable; 2. the server responded with 429 Too Many Requests; 3. the server responded with 502 Bad Gateway; \
                 4. the server responded with 504 Gateway Timeout"
            )
        );
        assert_eq!(server.settled().await.started, 4);
    });
}

#[test]
fn all_requests_of_a_source_share_a_budget() {
    live(async |_| {
        let server = start(Config::new().route(Route::Posts, failing(Fault::Status(503))));
        let budget = RetryBudget { requests_per_retry: NonZeroU32::MIN.saturating_add(4), reserve: 7 };
        let fetcher = fetcher(FetcherSettings { budget, ..settings() });
        // A clone shares the budget.
        let results = join_all((1..=10).map(|number| {
            let (fetcher, url) = (fetcher.clone(), post(&server, number));
            async move { fetcher.get(&url).await }
        }));
        let results = results.await;
        // The reserve and what ten requests add. The bucket is full until the first retry, so the first ones may add nothing.
        let requests = server.settled().await.started;
        assert!((17..=19).contains(&requests), "{requests} requests");
        let out_of_budget = results
            .iter()
            .filter(|result| matches!(result, Err(error) if error.reason == GiveUpReason::BudgetExhausted))
            .count();
        assert!(out_of_budget >= 7, "{out_of_budget} of 10 requests had no budget left");
    });
}

#[test]
fn a_broken_server_gets_few_more_requests_than_a_working_one() {
    live(async |_| {
        let server = start(Config::new().route(Route::Posts, failing(Fault::Status(503))));
        let fetcher = fetcher(settings());
        for number in 1..=100 {
            assert!(fetcher.get(&post(&server, number)).await.is_err());
        }
        let retries = server.settled().await.started - 100;
        assert!((29..=30).contains(&retries), "a fifth of the requests and ten more: {retries}");
    });
}

#[test]
fn waits_for_the_delays_of_the_policy_on_tokios_clock() {
    live(async |_| {
        let retry = Policy { base: SECOND, cap: 2 * SECOND, retries: 3 };
        let server = start(Config::new().path("/posts/3", failing(Fault::Status(503))));
        let (fetcher, url) = (fetcher(FetcherSettings { retry, ..settings() }), post(&server, 3));
        let _clock = StoppedClock::stop();
        let mut work = pin!(fetcher.get(&url));
        for (sent, bound) in [(1, SECOND), (2, 2 * SECOND), (3, 2 * SECOND)] {
            until(&server, &mut work, |counts| counts.answered == sent).await;
            // The delay is random, and hardly ever shorter than a millionth of its bound.
            assert_eq!(requests_by_then(&server, &mut work).await, sent, "there is a delay before retry {sent}");
            tokio::time::advance(bound + MILLISECOND).await;
        }
        let result = work.await;
        assert_eq!(outline(&result), "RetriesExhausted: 503, 503, 503, 503");
    });
}

#[test]
fn retries_when_retry_after_has_passed_and_not_much_later() {
    live(async |_| {
        for status_fault in [RetryAfter::Seconds(20), RetryAfter::Date(20)] {
            let fault = Fault::TooManyRequests { retry_after: status_fault };
            let server = start(Config::new().path("/posts/3", Behavior::new().script([fault])));
            let (fetcher, url, other) = (fetcher(settings()), post(&server, 3), post(&server, 4));
            let _clock = StoppedClock::stop();
            let mut work = pin!(fetcher.get(&url));
            until(&server, &mut work, |counts| counts.answered == 1).await;
            assert_eq!(requests_by_then(&server, &mut work).await, 1);
            // A date is rounded to seconds, and some real time has passed since it was sent.
            tokio::time::advance(15 * SECOND).await;
            let mut both = pin!(join(work, fetcher.get(&other)));
            let requests = requests_by_then(&server, &mut both).await;
            assert_eq!(requests, 1, "no request of the source is sent too early");
            tokio::time::advance(6 * SECOND).await;
            let (one, other) = both.await;
            assert!(one.is_ok() && other.is_ok());
            tokio::time::resume();
        }
    });
}

#[test]
fn fails_at_once_if_the_pause_is_too_long() {
    live(async |_| {
        let fault = Fault::TooManyRequests { retry_after: RetryAfter::Seconds(61) };
        let server = start(Config::new().path("/posts/3", failing(fault)));
        let fetcher = fetcher(FetcherSettings { retry: Policy { base: LONG, cap: LONG, retries: 3 }, ..settings() });
        let _clock = StoppedClock::stop();
        let url = post(&server, 3);
        let error = fetcher.get(&url).await.expect_err("the pause is too long");
        assert_eq!(error.reason, GiveUpReason::WaitTooLong { requested: 61 * SECOND, max: 60 * SECOND });
        assert_eq!(
            error.to_string(),
            format!(
                "GET {url} failed: the server asks for a pause of 61 s, and the limit is 60 s; try again later: 1. the server \
                 responded with 429 Too Many Requests"
            )
        );
        // Other requests are not sent, either.
        let error = fetcher.get(&post(&server, 4)).await.expect_err("the pause is not over");
        assert!(error.attempts.is_empty(), "{error}");
        assert_eq!(server.settled().await.started, 1);
        // A second later a minute is left, which is within the limit.
        tokio::time::advance(SECOND).await;
        let other = post(&server, 4);
        let mut work = pin!(fetcher.get(&other));
        assert_eq!(requests_by_then(&server, &mut work).await, 1);
        tokio::time::advance(60 * SECOND + MILLISECOND).await;
        assert!(work.await.is_ok());
    });
}

#[test]
fn waits_until_the_servers_rate_limit_is_reset() {
    live(async |_| {
        for status in [LimitStatus::Forbidden, LimitStatus::TooManyRequests] {
            let limit = RateLimit::new(2, SECOND).status(status);
            let server = start(Config::new().rate_limit(limit));
            let fetcher = fetcher(settings());
            for page in 1..=3 {
                let url = url(&server, &format!("/search/repositories?q=a&page={page}"));
                fetcher.get(&url).await.expect("a page");
            }
            // The second response says that no request is left and when the limit is reset. The third request waits.
            assert_eq!(server.settled().await.started, 3, "no request was rejected");
        }
    });
}

#[test]
fn retries_a_403_that_says_when_it_ends() {
    live(async |_| {
        for header in ["Retry-After: 0", "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1000000000"] {
            let raw = RawServer::start(&[&response("403 Forbidden", header, ""), &ok("", "well")]);
            assert_eq!(fetcher(settings()).get(&raw.url).await.expect("a page").body, "well");
        }
    });
}
