//! Reports get to their receivers: the log, a file, and a function.

use std::fs;
use std::sync::{Arc, Mutex};

use message_flow::{
    AsyncProtocol, BoxError, Emitter, Event, Events, Fault, FileReport, Flow, Incident, LogReport, Manager, Outbox,
    Processor, Report as _, Restart, Source,
};
use serde_json::{Value, json};

const NUMBER: Event<u64> = Event::new("number");

struct Two;

impl Source for Two {
    fn events(events: &mut Events) {
        events.add(NUMBER);
    }

    async fn run(&mut self, out: &Emitter) -> Result<(), BoxError> {
        out.emit(NUMBER, 1).await?;
        out.emit(NUMBER, 2).await?;
        Ok(())
    }
}

/// Fails at the first message, and crashes at the second.
struct Bad;

impl Processor for Bad {
    type Input = u64;

    async fn handle(&mut self, number: &u64, _: &mut Outbox) -> Result<(), Fault> {
        let cause = std::fs::read_to_string("/no/such/file").map_err(|error| error.kind().to_string());
        match number {
            1 => Err(Fault::failed(cause.unwrap_err())),
            _ => Err(Fault::crash("it crashes")),
        }
    }
}

fn manager() -> Manager {
    let manager = Manager::new("m").source("two", || Two).processor("bad", || Bad).route("two", NUMBER, "bad");
    manager.restart(Restart::never())
}

#[tokio::test]
async fn a_file_gets_one_json_object_for_each_incident_and_keeps_those_of_earlier_runs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("incidents.ndjson");
    for _ in 0..2 {
        let flow = Flow::new().manager(manager()).report(FileReport::append(&path).unwrap());
        let summary = flow.start(&AsyncProtocol).unwrap().wait().await;
        assert_eq!(summary.failed_reports, 0);
    }
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let unhandled = |number: u64, reason: &str| {
        json!({
            "incident": "unhandled", "manager": "m", "processor": "bad", "from": "two", "event": "number", "number": number,
            "attempts": 1, "reason": reason, "message": number,
        })
    };
    let crashed = json!({
        "incident": "crashed", "manager": "m", "member": "bad", "error": "it crashes", "restart_after": null,
    });
    let reason = "it failed, and is not restarted: it crashes";
    let gave_up = json!({ "incident": "gave_up", "manager": "m", "member": "bad", "reason": reason });
    let once = [unhandled(1, "entity not found"), crashed, gave_up, unhandled(2, reason)];
    assert_eq!(lines, [once.clone(), once].concat());
}

#[test]
fn a_file_that_cannot_be_opened_is_an_error() {
    assert!(FileReport::append("/no/such/folder/incidents.ndjson").is_err());
}

#[tokio::test]
async fn each_receiver_gets_every_incident() {
    let texts = Arc::<Mutex<Vec<String>>>::default();
    let mut flow = Flow::new().manager(manager());
    for _ in 0..2 {
        let texts = Arc::clone(&texts);
        flow = flow.report(move |incident: &Incident| texts.lock().unwrap().push(incident.to_string()));
    }
    flow.start(&AsyncProtocol).unwrap().wait().await;
    let expected = [
        "m: `bad` has not handled message 1 of `two` (number): entity not found",
        "m: `bad` failed: it crashes",
        "m: ends because of `bad`: it failed, and is not restarted: it crashes",
        "m: `bad` has not handled message 2 of `two` (number): it failed, and is not restarted: it crashes",
    ];
    assert_eq!(*texts.lock().unwrap(), expected.map(|text| [text; 2]).concat());
}

/// Counts events of `tracing` by their level.
#[derive(Clone, Default)]
struct Levels(Arc<Mutex<Vec<(tracing::Level, String)>>>);

impl tracing::Subscriber for Levels {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        struct Text(String);
        impl tracing::field::Visit for Text {
            fn record_debug(&mut self, _: &tracing::field::Field, value: &dyn std::fmt::Debug) {
                self.0 = format!("{value:?}");
            }
        }
        let mut text = Text(String::new());
        event.record(&mut text);
        self.0.lock().unwrap().push((*event.metadata().level(), text.0));
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

#[test]
fn the_log_gets_a_warning_before_a_restart_and_an_error_otherwise() {
    let crashed = |restart_after| Incident::Crashed {
        manager: "m".to_owned(),
        member: "bad".to_owned(),
        error: "it crashes".to_owned(),
        restart_after,
    };
    let levels = Levels::default();
    tracing::subscriber::with_default(levels.clone(), || {
        LogReport.report(&crashed(Some(std::time::Duration::from_secs(3)))).unwrap();
        LogReport.report(&crashed(None)).unwrap();
    });
    let expected = [
        (tracing::Level::WARN, "m: `bad` failed, and starts again in 3s: it crashes".to_owned()),
        (tracing::Level::ERROR, "m: `bad` failed: it crashes".to_owned()),
    ];
    assert_eq!(*levels.0.lock().unwrap(), expected);
}
