//! Mistakes in the wiring are found before anything runs, in code and in TOML alike.

use std::error::Error as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use message_flow::{
    BoxError, Emitter, Event, Events, Fault, Flow, Manager, NoOptions, Outbox, Overflow, Processor, QueueOptions,
    Registry, Restart, Source, SyncProtocol, WiringError,
};
use serde::Deserialize;

const NUMBER: Event<u64> = Event::new("number");
const TEXT: Event<String> = Event::new("text");

/// Emits the numbers up to `to`.
struct Count {
    to: u64,
}

impl Source for Count {
    fn events(events: &mut Events) {
        events.add(NUMBER);
    }

    async fn run(&mut self, out: &Emitter) -> Result<(), BoxError> {
        for number in 1..=self.to {
            out.emit(NUMBER, number).await?;
        }
        Ok(())
    }
}

/// Turns numbers into texts.
struct Show {
    prefix: String,
}

impl Processor for Show {
    type Input = u64;

    fn events(events: &mut Events) {
        events.add(TEXT);
        events.add(NUMBER);
    }

    async fn handle(&mut self, number: &u64, out: &mut Outbox) -> Result<(), Fault> {
        out.emit(TEXT, format!("{}{number}", self.prefix));
        Ok(())
    }
}

/// Keeps texts.
struct Keep(Arc<Mutex<Vec<String>>>);

impl Processor for Keep {
    type Input = String;

    async fn handle(&mut self, text: &String, _: &mut Outbox) -> Result<(), Fault> {
        self.0.lock().unwrap().push(text.clone());
        Ok(())
    }
}

fn show() -> Show {
    Show { prefix: String::new() }
}

fn keep() -> Keep {
    Keep(Arc::default())
}

/// Returns a manager with a source and two processors.
fn manager() -> Manager {
    let manager = Manager::new("m").source("count", || Count { to: 3 }).processor("show", show).processor("keep", keep);
    manager.route("count", NUMBER, "show").route("show", TEXT, "keep")
}

fn error(manager: &Manager) -> String {
    manager.check().unwrap_err().to_string()
}

#[test]
fn names_of_members_are_unique() {
    let twice = manager().source("keep", || Count { to: 3 });
    assert_eq!(error(&twice), "two members of the manager `m` have the name `keep`");
}

/// Fault 12 of aiopype: each message was handled twice, or a later manager took the place of an earlier one.
#[test]
fn names_of_managers_are_unique() {
    let flow = Flow::new().manager(manager()).manager(manager());
    assert_eq!(flow.check().unwrap_err().to_string(), "two managers have the name `m`");
}

#[test]
fn a_flow_has_a_manager_and_a_manager_has_a_source() {
    assert_eq!(Flow::new().check().unwrap_err().to_string(), "the flow has no manager");
    assert_eq!(error(&Manager::new("m").processor("show", show)), "the manager `m` has no source");
}

#[test]
fn a_route_names_members_that_exist() {
    let expected = "a route of the manager `m` names `kepe`, and there is `count`, `show`, `keep`";
    assert_eq!(error(&manager().route("show", TEXT, "kepe")), expected);
    assert_eq!(error(&manager().route("kepe", TEXT, "keep")), expected);
}

#[test]
fn a_route_names_an_event_that_the_member_emits() {
    let expected = "`count` of the manager `m` does not emit `text`; it emits only `number`";
    assert_eq!(error(&manager().route("count", TEXT, "keep")), expected);
    let expected = "`keep` of the manager `m` does not emit `number`; it emits nothing";
    assert_eq!(error(&manager().route("keep", "number", "show")), expected);
}

#[test]
fn a_processor_takes_what_the_event_carries() {
    let expected = "`count` of the manager `m` emits `number` as `u64`, and `keep` takes `alloc::string::String`";
    assert_eq!(error(&manager().route("count", NUMBER, "keep")), expected);
}

/// Fault 12: with a route that was there twice, each message was handled twice.
#[test]
fn a_route_is_there_once() {
    let expected = "the manager `m` has the route from `count` by `number` to `show` twice";
    assert_eq!(error(&manager().route("count", "number", "show")), expected);
}

#[test]
fn a_route_leads_to_a_processor() {
    let expected = "a route of the manager `m` leads to the source `count`, which takes no messages";
    assert_eq!(error(&manager().route("show", NUMBER, "count")), expected);
}

#[test]
fn a_route_leads_to_each_processor() {
    assert_eq!(error(&manager().processor("alone", show)), "no route of the manager `m` leads to `alone`");
}

#[test]
fn routes_form_no_circle() {
    let expected = "routes of the manager `m` form a circle: show -> show";
    assert_eq!(error(&manager().route("show", NUMBER, "show")), expected);
    let circle = manager().processor("again", show).route("show", NUMBER, "again").route("again", NUMBER, "show");
    let found = error(&circle);
    let expected = ["show -> again -> show", "again -> show -> again"];
    let expected = expected.map(|way| format!("routes of the manager `m` form a circle: {way}"));
    assert!(expected.contains(&found), "{found}");
}

#[test]
fn a_queue_has_room() {
    let none = manager().queue(QueueOptions { capacity: 0, overflow: Overflow::Block });
    assert_eq!(error(&none), "the queue of `keep` of the manager `m` has a capacity of 0");
}

#[test]
fn the_numbers_of_a_restart_policy_are_in_their_range() {
    let second = Duration::from_secs(1);
    for (restart, reason) in [
        (Restart::on_failure().jitter(1.5), "the jitter must be between 0 and 1"),
        (Restart::on_failure().jitter(f64::NAN), "the jitter must be between 0 and 1"),
        (Restart::on_failure().backoff(Duration::ZERO, second), "the first delay must be longer than 0"),
        (Restart::always().backoff(second * 2, second), "the longest delay must not be shorter than the first one"),
    ] {
        let expected = format!("the restart policy of the manager `m` is invalid: {reason}");
        assert_eq!(error(&manager().restart(restart)), expected);
    }
}

#[test]
fn a_member_declares_an_event_once() {
    struct Twice;
    impl Source for Twice {
        fn events(events: &mut Events) {
            events.add(NUMBER);
            events.add(Event::<String>::new("number"));
        }
        async fn run(&mut self, _: &Emitter) -> Result<(), BoxError> {
            Ok(())
        }
    }
    let expected = "`twice` of the manager `m` declares the event `number` twice";
    assert_eq!(error(&manager().source("twice", || Twice)), expected);
}

#[tokio::test]
async fn nothing_starts_if_one_manager_is_wrong() {
    let built = Arc::new(AtomicUsize::new(0));
    let builds = Arc::clone(&built);
    let counted = move || {
        builds.fetch_add(1, Ordering::SeqCst);
        Count { to: 3 }
    };
    let flow = Flow::new().manager(Manager::new("fine").source("count", counted)).manager(Manager::new("wrong"));
    assert!(matches!(flow.start(&SyncProtocol), Err(WiringError::NoSource(manager)) if manager == "wrong"));
    tokio::task::yield_now().await;
    assert_eq!(built.load(Ordering::SeqCst), 0);
}

#[derive(Clone, Deserialize)]
struct CountOptions {
    to: u64,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShowOptions {
    prefix: String,
}

fn registry(kept: &Arc<Mutex<Vec<String>>>) -> Registry {
    let kept = Arc::clone(kept);
    Registry::new()
        .source("count", |options: CountOptions| Count { to: options.to })
        .processor("show", |options: ShowOptions| Show { prefix: options.prefix })
        .processor("keep", move |_: NoOptions| Keep(Arc::clone(&kept)))
}

const DESCRIPTION: &str = r#"
name = "numbers"
restart = { on = "failure", first = "200ms", longest = "1m 30s", limit = 5, window = "10m" }
max_attempts = 5

[sources.count]
kind = "count"
options = { to = 3 }

[processors.show]
kind = "show"
options = { prefix = "number " }
queue = 16
overflow = "drop-oldest"

[processors.keep]
kind = "keep"

[[routes]]
from = "count"
event = "number"
to = "show"

[[routes]]
from = "show"
event = "text"
to = "keep"
"#;

#[tokio::test]
async fn a_description_in_toml_becomes_a_manager() {
    let kept = Arc::default();
    let manager = registry(&kept).manager(DESCRIPTION).unwrap();
    let summary = Flow::new().manager(manager).start(&SyncProtocol).unwrap().wait().await;
    assert!(summary.all_handled());
    assert_eq!(*kept.lock().unwrap(), ["number 1", "number 2", "number 3"]);
}

#[test]
fn mistakes_in_a_description_are_found_by_name() {
    let mistake = |from: &str, to: &str| {
        assert!(DESCRIPTION.contains(from), "{from}");
        let built = registry(&Arc::default()).manager(&DESCRIPTION.replacen(from, to, 1));
        let error = built.and_then(|manager| manager.check()).unwrap_err();
        error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
    };
    for (from, to, expected) in [
        ("kind = \"keep\"", "kind = \"keeps\"", "`keep` is of the kind `keeps`, and registered is `keep`, `show`"),
        ("to = \"keep\"", "to = \"kept\"", "names `kept`"),
        ("event = \"text\"", "event = \"texts\"", "does not emit `texts`; it emits `text`, `number`"),
        ("to = \"show\"", "to = \"keep\"", "emits `number` as `u64`, and `keep` takes `alloc::string::String`"),
        ("options = { to = 3 }", "options = { to = -3 }", "cannot read the options of `count`: invalid value"),
        (
            "prefix = \"number \"",
            "prefixes = \"number \"",
            "cannot read the options of `show`: unknown field `prefixes`",
        ),
        ("overflow = \"drop-oldest\"", "overflow = \"drop\"", "unknown variant `drop`"),
        ("first = \"200ms\"", "first = \"200\"", "time unit needed"),
        ("first = \"200ms\"", "frist = \"200ms\"", "unknown field `frist`"),
        ("queue = 16", "queue = 0", "has a capacity of 0"),
        ("[processors.keep]", "[processors.show]", "duplicate key"),
    ] {
        let found = mistake(from, to);
        assert!(found.contains(expected), "{from} -> {to}: {found}");
    }
}
