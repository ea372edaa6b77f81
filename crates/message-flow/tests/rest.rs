//! The poller, against a server with faults.

use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use api_server::{ApiServer, Behavior, Config, Fault as Broken, Latency, Route};
use message_flow::sources::{Reading, Rest, RestOptions};
use message_flow::{
    AsyncProtocol, Fault, Flow, Incident, Manager, ManagerEnding, Outbox, Processor, Protocol, Restart, Running,
    Summary, SyncProtocol,
};
use serde_json::Value;
use tokio::sync::Notify;

/// Keeps what was polled, and may fail with each message.
#[derive(Clone, Default)]
struct Keep {
    readings: Arc<Mutex<Vec<Reading<Value>>>>,
    fails: bool,
}

impl Processor for Keep {
    type Input = Reading<Value>;

    async fn handle(&mut self, reading: &Reading<Value>, _: &mut Outbox) -> Result<(), Fault> {
        self.readings.lock().unwrap().push(reading.clone());
        if self.fails { Err(Fault::failed("it fails")) } else { Ok(()) }
    }
}

impl Keep {
    fn titles(&self) -> Vec<Value> {
        self.readings.lock().unwrap().iter().map(|reading| reading.data["id"].clone()).collect()
    }
}

fn server(behavior: Behavior) -> Arc<ApiServer> {
    Arc::new(ApiServer::start(Config::new().route(Route::Posts, behavior)).unwrap())
}

/// Returns options that poll as fast as the server answers.
fn options(server: &ApiServer) -> RestOptions {
    RestOptions {
        longest: Duration::from_millis(1),
        timeout: Duration::from_secs(60),
        ..RestOptions::new(server.url_of("/posts/3"), Duration::from_millis(1))
    }
}

struct Polled {
    running: Running,
    reported: Arc<Notify>,
    incidents: Arc<Mutex<Vec<Incident>>>,
}

fn poll(options: RestOptions, keep: &Keep, restart: Restart, protocol: &impl Protocol) -> Polled {
    let (rest, keep) = (Rest::<Value>::new(options), keep.clone());
    let manager = Manager::new("m")
        .source("rest", move || rest.clone())
        .processor("keep", move || keep.clone())
        .route("rest", Rest::<Value>::DATA, "keep")
        .restart(restart.backoff(Duration::from_millis(1), Duration::from_millis(1)));
    let incidents = Arc::<Mutex<Vec<Incident>>>::default();
    let (noted, reported) = (Arc::clone(&incidents), Arc::new(Notify::new()));
    let notified = Arc::clone(&reported);
    let flow = Flow::new().manager(manager).report(move |incident: &Incident| {
        noted.lock().unwrap().push(incident.clone());
        notified.notify_one();
    });
    Polled { running: flow.start(protocol).unwrap(), reported, incidents }
}

/// Waits until as many requests have arrived. The poller sends them from this thread meanwhile.
async fn requests(server: &Arc<ApiServer>, count: u64) {
    let server = Arc::clone(server);
    let waits = move || server.wait_until(|counts| counts.started >= count, Duration::from_secs(60)).map(drop);
    tokio::task::spawn_blocking(waits).await.unwrap().unwrap();
}

async fn stop(polled: Polled) -> Summary {
    polled.running.stop(Duration::from_secs(60)).await
}

fn reason(summary: &Summary) -> String {
    match &summary.managers["m"].ending {
        ManagerEnding::GaveUp { reason, .. } => reason.clone(),
        other => panic!("it ended as {other:?}"),
    }
}

#[tokio::test]
async fn a_response_is_emitted_once_with_its_time_and_not_sent_again() {
    let server = server(Behavior::new());
    let keep = Keep::default();
    let before = std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let polled = poll(options(&server), &keep, Restart::never(), &AsyncProtocol);
    requests(&server, 5).await;
    assert!(stop(polled).await.all_handled());
    assert_eq!(keep.titles(), [3]);
    assert!(keep.readings.lock().unwrap()[0].time.unwrap() + 1 >= before);
    let tagged = server.requests().kept;
    let tagged: Vec<bool> = tagged.iter().map(|request| request.header("if-none-match").is_some()).collect();
    assert!(!tagged[0] && tagged[1..].iter().all(|tagged| *tagged), "{tagged:?}");
}

/// Fault 9 of aiopype: a status of 500 with a body in JSON was emitted like any other.
#[tokio::test]
async fn each_kind_of_failure_is_counted_and_the_next_success_begins_anew() {
    let faults = [
        Broken::Status(503),
        Broken::Status(404),
        Broken::MalformedJson,
        Broken::HalfBody,
        Broken::ConnectionReset,
        Broken::WrongContentType,
    ];
    for fault in faults {
        let server = server(Behavior::new().script([fault, fault, fault]));
        let keep = Keep::default();
        let options = RestOptions { threshold: 3, ..options(&server) };
        let polled = poll(options.clone(), &keep, Restart::never(), &AsyncProtocol);
        requests(&server, 5).await;
        assert!(polled.incidents.lock().unwrap().is_empty(), "{fault:?}");
        assert!(stop(polled).await.all_handled());
        assert_eq!(keep.titles(), [3], "{fault:?}");
        // One more ends the source.
        let server = self::server(Behavior::new().rate(1.0, fault));
        let options = RestOptions { url: server.url_of("/posts/3"), ..options };
        let summary = poll(options, &keep, Restart::never(), &AsyncProtocol).running.wait().await;
        let reason = reason(&summary);
        assert!(reason.contains("4 requests for http://127.0.0.1:"), "{fault:?}: {reason}");
        assert_eq!((server.counts().started, keep.titles().len()), (4, 1), "{fault:?}");
    }
}

/// A timeout was silent in aiopype, and not counted.
#[tokio::test]
async fn a_timeout_is_a_failure() {
    let server = server(Behavior::new().rate(1.0, Broken::NoAnswer));
    let options = RestOptions { timeout: Duration::from_millis(20), threshold: 2, ..options(&server) };
    let summary = poll(options, &Keep::default(), Restart::never(), &AsyncProtocol).running.wait().await;
    let reason = reason(&summary);
    assert!(reason.ends_with("in a row have failed: the response did not come within 20ms"), "{reason}");
}

#[tokio::test]
async fn a_response_without_end_is_given_up() {
    let server = server(Behavior::new().rate(1.0, Broken::EndlessBody));
    let options = RestOptions { url: server.url_of("/posts"), threshold: 0, max_bytes: 100_000, ..options(&server) };
    let summary = poll(options, &Keep::default(), Restart::never(), &AsyncProtocol).running.wait().await;
    assert!(reason(&summary).ends_with("the response is larger than 100000 bytes"), "{}", reason(&summary));
}

/// Fault of aiopype: with a slow server, six requests were on their way at one time.
#[tokio::test]
async fn requests_do_not_overlap() {
    let server = server(Behavior::new().latency(Latency::fixed(Duration::from_millis(20))));
    let polled = poll(options(&server), &Keep::default(), Restart::never(), &AsyncProtocol);
    requests(&server, 5).await;
    stop(polled).await;
    assert_eq!(server.counts().most_in_flight, 1);
}

/// Each response is emitted once, also if the source was restarted in between.
#[tokio::test]
async fn a_restarted_source_goes_on_where_it_was() {
    let fault = || Broken::Status(503);
    let server = server(Behavior::new().script([None, Some(fault()), Some(fault()), Some(fault())]));
    let keep = Keep::default();
    let options = RestOptions { threshold: 2, ..options(&server) };
    let polled = poll(options, &keep, Restart::on_failure(), &AsyncProtocol);
    requests(&server, 8).await;
    let crashes = polled.incidents.lock().unwrap().len();
    let summary = stop(polled).await;
    assert_eq!((crashes, summary.counts("m", "rest").unwrap().restarts), (1, 1));
    assert_eq!(keep.titles(), [3]);
}

/// Fault 9 of aiopype: with its synchronous protocol, an error of a handler counted as one of the source.
#[tokio::test]
async fn an_error_of_a_processor_is_no_failure_of_the_source() {
    let server = server(Behavior::new());
    let keep = Keep { fails: true, ..Keep::default() };
    let options = RestOptions { threshold: 0, ..options(&server) };
    let polled = poll(options, &keep, Restart::never(), &SyncProtocol);
    requests(&server, 3).await;
    let summary = stop(polled).await;
    assert_eq!(summary.managers["m"].ending, ManagerEnding::Stopped);
    assert_eq!(summary.counts("m", "keep").unwrap().failed, 1);
}

/// If the server goes down, the source reports it and is restarted until the server is there again.
#[tokio::test]
async fn a_server_that_was_down_is_polled_again() {
    let server = server(Behavior::new());
    let keep = Keep::default();
    let options = RestOptions { threshold: 1, ..options(&server) };
    let restart = Restart::on_failure().limit(u32::MAX, Duration::from_secs(60));
    let polled = poll(options, &keep, restart, &AsyncProtocol);
    requests(&server, 3).await;
    let port = server.address().port();
    drop(server);
    polled.reported.notified().await;
    let again = Arc::new(ApiServer::start(Config::new().port(port)).unwrap());
    requests(&again, 3).await;
    let summary = stop(polled).await;
    assert!(summary.all_handled() && summary.counts("m", "rest").unwrap().restarts > 0);
    // The response is the same as before, and was not emitted again.
    assert_eq!(keep.titles(), [3]);
}
