//! Latency, scripts, rates, barriers, counts, and the end of a server.

mod common;

use std::{io, thread, time::Duration};

use api_server::{ApiServer, Behavior, Config, Connections, Counts, Fault, Latency, MAX_COUNTED_PATHS, Route};
use common::{AGENT, Client, MAX_WAIT, get, try_get};

fn start(config: Config) -> ApiServer {
    ApiServer::start(config).expect("a server")
}

#[test]
fn each_request_uses_up_one_outcome_of_a_script() {
    let script = Behavior::new().script([Some(Fault::Status(503)), None, Some(Fault::Status(500))]);
    let server = start(Config::new().path("/posts/3", script));
    let statuses: Vec<_> = (0..5).map(|_| get(&server, "/posts/3?_=1").status).collect();
    assert_eq!(statuses, [503, 200, 500, 200, 200]);
    assert_eq!(get(&server, "/posts/4").status, 200);
    assert_eq!((server.counts_at("/posts/3").started, server.counts_of(Route::Posts).started), (5, 6));
}

#[test]
fn a_path_overrides_its_route() {
    let broken = || Behavior::new().rate(1.0, Fault::Status(500));
    let server = start(Config::new().route(Route::Posts, broken()).path("/posts/3", Behavior::new()));
    assert_eq!(get(&server, "/posts/2").status, 500);
    assert_eq!(get(&server, "/posts/3").status, 200);
    server.set(Route::Posts, Behavior::new());
    server.set_path("/posts/3", broken());
    assert_eq!(get(&server, "/posts/2").status, 200);
    assert_eq!(get(&server, "/posts/3").status, 500);
}

#[test]
fn faults_by_rate_come_from_the_seed() {
    let statuses = |seed| {
        let behavior = Behavior::new().rate(0.2, Fault::Status(503)).rate(0.1, Fault::Status(500));
        let server = start(Config::new().seed(seed).route(Route::Posts, behavior));
        let mut client = Client::connect(&server);
        let mut next = || {
            client.send("GET", "/posts/1", &[]);
            client.response().expect("a response").status
        };
        (0..1000).map(|_| next()).collect::<Vec<_>>()
    };
    let first = statuses(1);
    assert_eq!(first, statuses(1));
    assert_ne!(first, statuses(2));
    // The seed is fixed, so the counts are the same in every run. The ranges allow for a change of the generator.
    let count = |code| first.iter().filter(|status| **status == code).count();
    assert!((160..240).contains(&count(503)), "{}", count(503));
    assert!((70..130).contains(&count(500)), "{}", count(500));
}

#[test]
fn latency_delays_the_answer_by_at_least_its_time() {
    let latency = Duration::from_millis(50);
    let server = start(Config::new().route(Route::Posts, Behavior::new().latency(Latency::fixed(latency))));
    let start = std::time::Instant::now();
    get(&server, "/posts/1");
    assert!(start.elapsed() >= latency);
}

#[test]
fn bandwidth_slows_the_body_down() {
    let server = start(Config::new().route(Route::Posts, Behavior::new().bandwidth(100_000)));
    let start = std::time::Instant::now();
    let bytes = get(&server, "/posts").body.len();
    assert!(start.elapsed() >= Duration::from_secs_f64(bytes as f64 / 100_000.0), "{bytes} bytes");
}

#[test]
fn a_barrier_answers_a_group_of_requests_together() {
    let server = start(Config::new().route(Route::Posts, Behavior::new().barrier(3)));
    let mut clients: Vec<_> = (0..6).map(|_| Client::connect(&server)).collect();
    for group in 0..2 {
        let group = &mut clients[group * 3..][..3];
        for client in &mut *group {
            client.send("GET", "/posts/1", &[]);
        }
        for client in group {
            assert_eq!(client.response().expect("a response").status, 200);
        }
    }
    let counts = server.counts_of(Route::Posts);
    assert_eq!((counts.answered, counts.most_in_flight), (6, 3));
}

#[test]
fn a_request_whose_client_has_left_does_not_count_at_a_barrier() {
    let server = start(Config::new().barrier(3));
    let mut clients: Vec<_> = (0..3).map(|_| Client::connect(&server)).collect();
    clients[0].send("GET", "/posts/1", &[]);
    clients[1].send("GET", "/api/", &[]);
    server.wait_until(|counts| counts.in_flight == 2, MAX_WAIT).expect("two are held");
    clients.remove(0);
    server.wait_until(|counts| counts.given_up == 1, MAX_WAIT).expect("one has left");

    clients[1].send("GET", "/posts/2", &[]);
    server.wait_until(|counts| counts.in_flight == 2, MAX_WAIT).expect("two are held");
    assert_eq!(server.counts().answered, 0);
    let mut last = Client::connect(&server);
    last.send("GET", "/posts/3", &[]);
    for client in clients.iter_mut().chain([&mut last]) {
        assert_eq!(client.response().expect("a response").status, 200);
    }
}

#[test]
fn opened_barriers_hold_neither_waiting_nor_later_requests() {
    let server = start(Config::new().barrier(2).route(Route::Posts, Behavior::new().barrier(9)));
    let mut client = Client::connect(&server);
    client.send("GET", "/posts/1", &[]);
    server.wait_until(|counts| counts.in_flight == 1, MAX_WAIT).expect("one is held");
    server.open_barriers();
    assert_eq!(client.response().expect("a response").status, 200);
    assert_eq!(get(&server, "/posts/2").status, 200);
}

#[test]
fn a_new_behavior_releases_the_requests_that_the_old_one_held() {
    let server = start(Config::new().route(Route::Posts, Behavior::new().barrier(2)));
    let mut client = Client::connect(&server);
    client.send("GET", "/posts/1", &[]);
    server.wait_until(|counts| counts.in_flight == 1, MAX_WAIT).expect("one is held");
    server.set(Route::Posts, Behavior::new());
    assert_eq!(client.response().expect("a response").status, 200);
}

#[test]
fn counts_show_the_end_of_each_request() {
    let behavior = Behavior::new().script([None, Some(Fault::ConnectionReset), Some(Fault::HalfBody)]);
    let server = start(Config::new().route(Route::Posts, behavior).path("/posts/9", Behavior::new().barrier(2)));
    get(&server, "/posts/1");
    try_get(&server, "/posts/1").unwrap_err();
    try_get(&server, "/posts/1").unwrap_err();
    get(&server, "/nowhere");
    let mut held = Client::connect(&server);
    held.send("GET", "/posts/9", &[]);
    server.wait_until(|_| server.counts_at("/posts/9").in_flight == 1, MAX_WAIT).expect("it is held");
    drop(held);
    let counts = server.wait_until(|counts| counts.in_flight == 0, MAX_WAIT).expect("it has left");
    let expected = Counts { started: 5, answered: 2, in_flight: 0, most_in_flight: 1, given_up: 1, broken_off: 2 };
    assert_eq!(counts, expected);
    assert_eq!(server.counts_of(Route::Posts).started, 4);
    assert_eq!(server.counts_of(Route::Users), Counts::default());
    assert_eq!(server.counts_at("/nowhere").answered, 1);
}

#[test]
fn a_client_that_disconnects_in_the_middle_of_a_body_has_given_up() {
    let server = start(Config::new().posts(u64::MAX));
    let mut client = Client::connect(&server);
    client.send("GET", "/posts", &[]);
    client.head().expect("a head");
    client.chunk().expect("a chunk");
    drop(client);
    server.wait_until(|counts| counts.given_up == 1, MAX_WAIT).expect("it has left");
}

#[test]
fn a_client_that_disconnects_while_it_waits_has_given_up() {
    let hour = Latency::fixed(Duration::from_secs(3600));
    let config = Config::new().route(Route::Posts, Behavior::new().latency(hour));
    let server = start(config.route(Route::Users, Behavior::new().bandwidth(0)));
    for (given_up, target) in [(1, "/posts"), (2, "/api/")] {
        let mut client = Client::connect(&server);
        client.send("GET", target, &[]);
        server.wait_until(|counts| counts.in_flight == 1, MAX_WAIT).expect("it has arrived");
        drop(client);
        server.wait_until(|counts| counts.given_up == given_up, MAX_WAIT).expect("it has left");
    }
    assert_eq!(server.counts().answered, 0);
}

#[test]
fn connections_are_counted() {
    let server = start(Config::new());
    let mut client = Client::connect(&server);
    for _ in 0..3 {
        client.send("GET", "/posts/1", &[]);
        client.response().expect("a response");
    }
    assert_eq!(server.connections(), Connections { accepted: 1, open: 1 });
    drop(client);
    server.wait_until(|_| server.connections().open == 0, MAX_WAIT).expect("it is closed");
    assert_eq!(server.counts().answered, 3);
}

#[test]
fn requests_are_kept_up_to_a_limit() {
    let server = start(Config::new().max_requests_kept(2));
    let mut client = Client::connect(&server);
    for target in ["/posts?_page=2", "/nowhere", "/posts/1", "/posts/2"] {
        client.send("GET", target, &[AGENT, ("If-None-Match", "\"x\"")]);
        client.response().expect("a response");
    }
    let requests = server.requests();
    assert_eq!((requests.kept.len(), requests.left_out), (2, 2));
    let first = &requests.kept[0];
    assert_eq!((first.method.as_str(), first.target.as_str(), first.path()), ("GET", "/posts?_page=2", "/posts"));
    assert_eq!((first.user_agent(), first.header("if-none-match")), (Some("test"), Some("\"x\"")));
    assert!(first.at <= requests.kept[1].at);
}

#[test]
fn waiting_for_a_count_times_out_with_the_last_counts() {
    let server = start(Config::new());
    let error = server.wait_until(|counts| counts.started == 1, Duration::ZERO).unwrap_err();
    assert_eq!(error.seen, Counts::default());
    assert!(error.to_string().contains("0 started"), "{error}");
    // The predicate may ask the server, too.
    server.wait_until(|counts| *counts == server.counts(), MAX_WAIT).expect("nothing changes");
}

#[tokio::test(start_paused = true)]
async fn async_code_waits_for_a_count_even_on_a_paused_clock() {
    let server = start(Config::new().route(Route::Posts, Behavior::new().barrier(2)));
    let mut client = Client::connect(&server);
    client.send("GET", "/posts/1", &[]);
    let start = tokio::time::Instant::now();
    server.reaches(|counts| counts.in_flight == 1).await.expect("one is held");
    let counts = server.reaches(|counts| counts.in_flight == 2).await.unwrap_err();
    assert_eq!(counts.in_flight, 1);
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[test]
fn a_dropped_server_stops_at_once_whatever_is_in_flight() {
    let behavior = Behavior::new().script([Fault::NoAnswer, Fault::EndlessBody]);
    let slow = Behavior::new().latency(Latency::fixed(Duration::from_secs(3600)));
    let server = start(Config::new().barrier(0).route(Route::Posts, behavior).route(Route::Users, slow));
    let mut clients: Vec<_> = (0..3).map(|_| Client::connect(&server)).collect();
    for (client, target) in clients.iter_mut().zip(["/posts", "/posts", "/api/"]) {
        client.send("GET", target, &[]);
    }
    server.wait_until(|counts| counts.in_flight == 3, MAX_WAIT).expect("all are there");
    let address = server.address();
    drop(server);
    assert!(std::net::TcpStream::connect(address).is_err(), "nobody listens any more");
    let error = clients[0].line().unwrap_err().kind();
    assert!([io::ErrorKind::UnexpectedEof, io::ErrorKind::ConnectionReset].contains(&error), "{error}");
}

#[test]
fn many_clients_are_served_at_the_same_time() {
    let server = start(Config::new().barrier(50));
    thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| assert_eq!(get(&server, "/posts?_limit=5").status, 200));
        }
    });
    assert_eq!(server.counts().most_in_flight, 50);
}

#[test]
fn rules_add_up() {
    let rules = ["posts=503x2", "posts=reset@0", "posts=500", "/posts/9=404x1", "/posts/8=503x4294967295"];
    let config = rules.into_iter().fold(Config::new(), |config, rule| config.fault(rule.parse().expect("a rule")));
    let server = start(config);
    let statuses: Vec<_> = (0..4).map(|_| get(&server, "/posts/1").status).collect();
    assert_eq!(statuses, [503, 503, 500, 500]);
    assert_eq!([get(&server, "/posts/9").status, get(&server, "/posts/9").status], [404, 200]);
    assert_eq!(get(&server, "/posts/8").status, 503);
}

#[test]
fn an_observer_sees_each_request() {
    let (sender, seen) = std::sync::mpsc::channel();
    let server = start(Config::new().observe(move |request| sender.send(request.to_string()).expect("a listener")));
    get(&server, "/posts/1?a=b");
    assert_eq!(seen.recv().as_deref(), Ok("GET /posts/1?a=b"));
}

#[test]
fn threads_can_share_a_server() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<ApiServer>();
}

#[test]
fn paths_have_counts_of_their_own_up_to_a_limit() {
    let server = start(Config::new().posts(u64::MAX));
    let mut client = Client::connect(&server);
    for id in 1..=MAX_COUNTED_PATHS + 1 {
        client.send("GET", &format!("/posts/{id}"), &[]);
        client.response().expect("a response");
    }
    let (last, beyond) = (format!("/posts/{MAX_COUNTED_PATHS}"), format!("/posts/{}", MAX_COUNTED_PATHS + 1));
    assert_eq!((server.counts_at(&last).answered, server.counts_at(&beyond).answered), (1, 0));
    assert_eq!(server.counts_of(Route::Posts).answered, MAX_COUNTED_PATHS as u64 + 1);
    assert_eq!(server.connections().to_string(), "1 connections accepted, 1 open");
}
