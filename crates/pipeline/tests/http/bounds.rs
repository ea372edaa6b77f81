use super::*;

#[test]
fn an_endless_body_is_an_error() {
    live(async |_| {
        let server = start(Config::new().route(Route::Posts, failing(Fault::EndlessBody)));
        let fetcher = fetcher(FetcherSettings { max_body_bytes: 1_000_000, ..settings() });
        let error = fetcher.get(&post(&server, 3)).await.expect_err("it never ends");
        assert!(matches!(error.attempts[..], [AttemptError::TooLarge { max_bytes: 1_000_000 }]), "{error}");
        let counts = server.reaches(|counts| counts.given_up == 1).await.expect("the rest is not read");
        assert_eq!(counts.started, 1, "a retry would be as large");
    });
}

#[test]
fn a_body_can_have_exactly_the_maximum() {
    live(async |_| {
        let raw = RawServer::start(&[&ok("", "12345"), "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n12345"]);
        for max_body_bytes in [5, 4] {
            let fetcher = fetcher(FetcherSettings { max_body_bytes, ..settings() });
            assert_eq!(fetcher.get(&raw.url).await.is_ok(), max_body_bytes == 5);
        }
    });
}

#[test]
fn a_body_whose_length_is_too_large_is_not_read() {
    live(async |_| {
        let raw = RawServer::start(&["HTTP/1.1 200 OK\r\nContent-Length: 9999999999999\r\n\r\n"]);
        let error = fetcher(settings()).get(&raw.url).await.expect_err("it is too large");
        assert!(matches!(error.attempts[..], [AttemptError::TooLarge { .. }]), "{error}");
    });
}

#[test]
fn each_attempt_has_a_timeout_up_to_the_last_byte() {
    live(async |_| {
        for fault in [Fault::NoAnswer, Fault::EndlessBody] {
            let server = start(Config::new().path("/posts/3", failing(fault)));
            let settings = FetcherSettings { timeout: SHORT, max_body_bytes: usize::MAX, ..settings() };
            let result = fetcher(settings).get(&post(&server, 3)).await;
            assert_eq!(outline(&result), "RetriesExhausted: timeout, timeout, timeout, timeout", "{fault}");
            let attempts = result.expect_err("it failed").attempts;
            assert!(matches!(attempts[0], AttemptError::Timeout { after: SHORT }), "{attempts:?}");
            assert_eq!(server.settled().await.started, 4);
        }
    });
}

/// On Linux, a server with a full backlog accepts no connection.
#[cfg(target_os = "linux")]
#[test]
fn a_connection_has_its_own_timeout() {
    live(async |_| {
        let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
        socket.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
        let full = socket.listen(1).expect("it listens");
        let address = full.local_addr().expect("it has one");
        let mut waiting = pin!(join_all((0..8).map(|_| tokio::net::TcpStream::connect(address))));
        assert!(futures::poll!(waiting.as_mut()).is_pending(), "most connections wait");
        let retry = Policy { retries: 0, ..AT_ONCE };
        let fetcher = fetcher(FetcherSettings { connect_timeout: SHORT, retry, ..settings() });
        let error = fetcher.get(&format!("http://{address}/").parse().expect("a URL")).await;
        let error = error.expect_err("nobody accepts it");
        assert!(matches!(error.attempts[..], [AttemptError::Timeout { after: SHORT }]), "{error}");
        assert!(futures::poll!(waiting).is_pending());
    });
}

#[test]
fn the_default_timeouts_are_ten_seconds_and_five_for_the_connection() {
    let FetcherSettings { timeout, connect_timeout, .. } = FetcherSettings::default();
    assert_eq!((timeout, connect_timeout), (10 * SECOND, 5 * SECOND));
}
