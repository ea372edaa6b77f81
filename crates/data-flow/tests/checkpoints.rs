//! Checkpoints: a run that failed or was killed goes on behind its finished steps.

use std::convert::Infallible;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use data_flow::checkpoint::{Files, Key, Sqlite, Store, StoreError};
use data_flow::named::{DataFlow, Definition};
use data_flow::step::Async;
use data_flow::{Flow, Options, Report, State, Step, fan_out, map, named, step};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use serde_json::{Value, json};

type Map = std::collections::BTreeMap<String, Value>;
type Ready = BoxFuture<'static, Result<u64, &'static str>>;

/// Counts calls, and fails as long as it is broken.
#[derive(Clone, Default)]
struct Worker {
    calls: Arc<AtomicUsize>,
    broken: Arc<AtomicUsize>,
}

impl Worker {
    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// Fails the next `times` calls.
    fn break_for(&self, times: usize) {
        self.broken.store(times, Ordering::SeqCst);
    }

    fn call(&self) -> Result<(), &'static str> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let broken = self.broken.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |times| times.checked_sub(1));
        if broken.is_ok() { Err("broken") } else { Ok(()) }
    }

    /// Returns a step that adds `summand`.
    fn adds(&self, summand: u64) -> Flow<u64, u64, Async<impl Fn(u64) -> Ready + Send + Sync + use<>>> {
        let worker = self.clone();
        step(move |number: u64| {
            let result = worker.call().map(|()| number + summand);
            async move { result }.boxed()
        })
    }

    /// Returns a step that returns a name and a value.
    fn returns(&self, name: &'static str, value: u64) -> Definition {
        let worker = self.clone();
        let step = named::step(move |_: Map| {
            let result = worker.call().map(|()| Map::from([(name.to_owned(), json!(value))]));
            async move { result }
        });
        step.named(name)
    }
}

/// Runs a test with a store in files and one in SQLite. Each opening of a store stands for a new process.
async fn with_each_store(test: impl AsyncFn(&dyn Fn() -> Options)) {
    let folder = tempfile::tempdir().unwrap();
    test(&|| Options::new().checkpoints(Files::new(folder.path().join("files")), "run / 1")).await;
    test(&|| {
        let store = Sqlite::open(folder.path().join("checkpoints.sqlite")).unwrap();
        Options::new().checkpoints(store, "run / 1")
    })
    .await;
}

#[tokio::test]
async fn finished_steps_are_not_repeated() {
    with_each_store(async |options| {
        let (first, second, third) = (Worker::default(), Worker::default(), Worker::default());
        let flow = first.adds(1).checkpoint("first") | second.adds(10).checkpoint("second") | third.adds(100);
        third.break_for(2);
        assert!(flow.run_with(0, &options()).await.is_err());
        assert!(flow.run_with(0, &options()).await.is_err());
        assert_eq!(flow.run_with(0, &options()).await.unwrap(), 111);
        assert_eq!((first.calls(), second.calls(), third.calls()), (1, 1, 3));
    })
    .await;
}

#[tokio::test]
async fn a_run_that_succeeded_leaves_nothing_to_resume() {
    with_each_store(async |options| {
        let worker = Worker::default();
        let flow = worker.adds(1).checkpoint("add");
        assert_eq!(flow.run_with(0, &options()).await.unwrap(), 1);
        assert_eq!(flow.run_with(0, &options()).await.unwrap(), 1);
        assert_eq!(worker.calls(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_result_is_not_taken_for_that_of_another_input() {
    with_each_store(async |options| {
        let (first, last) = (Worker::default(), Worker::default());
        let flow = first.adds(1).checkpoint("first") | last.adds(0);
        last.break_for(1);
        assert!(flow.run_with(0, &options()).await.is_err());
        assert_eq!(flow.run_with(5, &options()).await.unwrap(), 6);
    })
    .await;
}

#[tokio::test]
async fn a_failure_is_never_kept() {
    with_each_store(async |options| {
        let worker = Worker::default();
        worker.break_for(1);
        let flow = worker.adds(1).checkpoint("add");
        assert!(flow.run_with(0, &options()).await.is_err());
        assert_eq!(flow.run_with(0, &options()).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_finished_items_of_a_fan_out_are_not_repeated() {
    with_each_store(async |options| {
        let (worker, gate) = (Worker::default(), Worker::default());
        let gate_of_seven = gate.clone();
        let gated = step(move |number: u64| {
            let result = if number == 7 { gate_of_seven.call() } else { Ok(()) };
            async move { result.map(|()| number) }
        });
        let flow = fan_out(1, gated | worker.adds(1).checkpoint("item"));
        let items = || (0..10).collect::<Vec<u64>>();
        gate.break_for(1);
        assert!(flow.run_with(items(), &options()).await.is_err());
        assert_eq!(worker.calls(), 7);
        assert_eq!(flow.run_with(items(), &options()).await.unwrap(), (1..11).collect::<Vec<u64>>());
        assert_eq!(worker.calls(), 10);
    })
    .await;
}

#[tokio::test]
async fn the_named_form_resumes_every_step() {
    with_each_store(async |options| {
        let (a, b, c) = (Worker::default(), Worker::default(), Worker::default());
        let flow = DataFlow::new(a.returns("a", 1) | b.returns("b", 2) & (c.returns("c", 3) | c.returns("d", 4)));
        let flow = flow.unwrap();
        b.break_for(1);
        assert!(flow.run_with::<_, Value>(json!({"p": 1}), &options()).await.is_err());
        let result: Value = flow.run_with(json!({"p": 1}), &options()).await.unwrap();
        assert_eq!(result, json!({"b": 2, "d": 4}));
        assert_eq!((a.calls(), b.calls()), (1, 2));
        // The store is read on other threads, so the error of `b` may find the sibling before, in or behind its first step. If it is
        // in it, the step is called once more.
        assert!((2..=3).contains(&c.calls()), "{}", c.calls());
    })
    .await;
}

#[tokio::test]
async fn an_entry_that_cannot_be_read_counts_as_missing() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options::new().checkpoints(Files::new(folder.path()), "run");
    let (first, last) = (Worker::default(), Worker::default());
    let flow = first.adds(1).checkpoint("first") | last.adds(0);
    last.break_for(1);
    assert!(flow.run_with(0, &options).await.is_err());
    let run = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let entries: Vec<_> = fs::read_dir(run).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(entries.len(), 1);
    fs::write(&entries[0], "{\"half").unwrap();
    assert_eq!(flow.run_with(0, &options).await.unwrap(), 1);
    assert_eq!(first.calls(), 2);
}

#[tokio::test]
async fn a_file_that_was_half_written_when_the_program_was_killed_is_not_seen() {
    let folder = tempfile::tempdir().unwrap();
    let (store, key) = (Files::new(folder.path()), Key::new("run", "step", b"input"));
    store.save(&key, b"whole").unwrap();
    let run = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let file = fs::read_dir(run).unwrap().next().unwrap().unwrap().path();
    fs::rename(&file, file.with_extension("1-1.partial")).unwrap();
    assert_eq!(store.load(&key).unwrap(), None);
}

#[test]
fn runs_steps_and_inputs_are_kept_apart() {
    let folder = tempfile::tempdir().unwrap();
    let stores: [Box<dyn Store>; 2] = [
        Box::new(Files::new(folder.path().join("files"))),
        Box::new(Sqlite::open(folder.path().join("sqlite")).unwrap()),
    ];
    let keys = [
        Key::new("run", "step", b"input"),
        Key::new("run", "step", b""),
        Key::new("run", "steps", b"input"),
        Key::new("runs", "step", b"input"),
        Key::new("../run", "a/b\0\u{1f600}", b"input"),
        Key::new("", "", b""),
    ];
    for store in stores {
        for (number, key) in keys.iter().enumerate() {
            assert_eq!(store.load(key).unwrap(), None);
            store.save(key, &[0, 255]).unwrap();
            store.save(key, &[number as u8]).unwrap();
        }
        for (number, key) in keys.iter().enumerate() {
            assert_eq!(store.load(key).unwrap(), Some(vec![number as u8]));
        }
        store.forget("run").unwrap();
        store.forget("run").unwrap();
        let left: Vec<bool> = keys.iter().map(|key| store.load(key).unwrap().is_some()).collect();
        assert_eq!(left, [false, false, false, true, true, true]);
    }
}

#[tokio::test]
async fn a_store_that_fails_ends_the_run_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let options = Options::new().checkpoints(Files::new(&file), "run");
    let error = Worker::default().adds(1).named("add").checkpoint("add").run_with(0, &options).await.unwrap_err();
    assert_eq!(error.to_string(), "the step `add` has a checkpoint that cannot be used");
    let reason = std::error::Error::source(&error).unwrap();
    assert!(reason.to_string().contains(&*file.to_string_lossy()), "{reason}");
    assert!(reason.is::<StoreError>());
}

#[tokio::test]
async fn without_a_store_nothing_is_kept() {
    let worker = Worker::default();
    let flow = worker.adds(1).checkpoint("add");
    assert_eq!(flow.run(0).await.unwrap(), 1);
    assert_eq!(flow.run(0).await.unwrap(), 1);
    assert_eq!(worker.calls(), 2);
}

/// Notes in which order a store is used.
struct Noting(Arc<Mutex<Vec<String>>>);

impl Store for Noting {
    fn load(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.lock().unwrap().push(format!("load {}", key.step()));
        Ok(None)
    }

    fn save(&self, key: &Key, result: &[u8]) -> Result<(), StoreError> {
        self.0.lock().unwrap().push(format!("save {} {}", key.step(), String::from_utf8_lossy(result)));
        Ok(())
    }

    fn forget(&self, run: &str) -> Result<(), StoreError> {
        self.0.lock().unwrap().push(format!("forget {run}"));
        Ok(())
    }
}

#[tokio::test]
async fn a_result_is_kept_before_the_next_step_starts() {
    let notes = Arc::new(Mutex::new(Vec::new()));
    let options = Options::new().checkpoints(Noting(Arc::clone(&notes)), "run");
    let seen = Arc::clone(&notes);
    let next = step(move |_: u64| {
        seen.lock().unwrap().push("next step".to_owned());
        async { Ok::<_, Infallible>(()) }
    });
    (Worker::default().adds(1).checkpoint("add") | next).run_with(0, &options).await.unwrap();
    assert_eq!(*notes.lock().unwrap(), ["load add", "save add 1", "next step", "forget run"]);
}

#[tokio::test]
async fn an_input_that_cannot_be_a_key_is_not_kept_at_all() {
    with_each_store(async |options| {
        let (first, last) = (Worker::default(), Worker::default());
        let worker = first.clone();
        // JSON has no objects with such keys.
        let keys = step(move |map: std::collections::BTreeMap<(u8, u8), u64>| {
            let result = worker.call().map(|()| map.values().sum::<u64>());
            async move { result }
        });
        let flow = keys.checkpoint("sum") | last.adds(0);
        last.break_for(1);
        assert!(flow.run_with([((1, 2), 3)].into(), &options()).await.is_err());
        assert_eq!(flow.run_with([((1, 2), 4)].into(), &options()).await.unwrap(), 4);
        assert_eq!(first.calls(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_report_tells_what_came_from_a_checkpoint() {
    with_each_store(async |options| {
        let (first, last) = (Worker::default(), Worker::default());
        let both = (first.adds(1).named("one") | first.adds(2).named("two")).named("both").checkpoint("both");
        let flow = both | fan_out_of_three(&last);
        last.break_for(1);
        assert!(flow.run_with(0, &options()).await.is_err());
        let report = Report::new();
        assert_eq!(flow.run_with(0, &options().report(&report)).await.unwrap(), [13; 3]);
        let states: Vec<State> = report.steps().iter().map(data_flow::StepReport::state).collect();
        assert_eq!(states, [State::Skipped, State::Skipped, State::Done, State::Done]);
        let (skipped, ran) = (report.step("both/one").unwrap(), report.step("add").unwrap());
        // The three items are equal, so the first one leaves a checkpoint to the others.
        assert_eq!((skipped.skipped(), skipped.runs(), ran.skipped(), ran.runs()), (1, 0, 2, 1));
        assert!(
            report.to_string().starts_with("both/one  skipped        its result is from a checkpoint\n"),
            "{report}"
        );
    })
    .await;
}

fn fan_out_of_three(worker: &Worker) -> Flow<u64, Vec<u64>, impl Step<u64, Out = Vec<u64>> + use<>> {
    map(|n: u64| vec![n; 3]) | fan_out(1, worker.adds(10).named("add").checkpoint("add"))
}

#[tokio::test]
async fn a_report_counts_the_items_that_came_from_checkpoints() {
    with_each_store(async |options| {
        let worker = Worker::default();
        let flow =
            map(|(): ()| (0..5).collect::<Vec<u64>>()) | fan_out(1, worker.adds(10).named("add").checkpoint("add"));
        let options = options();
        let gate = Worker::default();
        gate.break_for(1);
        let gated = flow | gate_of(&gate);
        assert!(gated.run_with((), &options).await.is_err());
        let report = Report::new();
        assert!(gated.run_with((), &options.report(&report)).await.is_ok());
        let add = report.step("add").unwrap();
        assert_eq!((add.state(), add.skipped(), add.runs()), (State::Skipped, 5, 0));
    })
    .await;
}

fn gate_of(gate: &Worker) -> Flow<Vec<u64>, (), impl Step<Vec<u64>, Out = ()> + use<>> {
    let gate = gate.clone();
    step(move |_: Vec<u64>| {
        let result = gate.call();
        async move { result }
    })
}

#[tokio::test]
async fn the_named_form_reports_what_came_from_a_checkpoint() {
    with_each_store(async |options| {
        let (a, b) = (Worker::default(), Worker::default());
        let flow = DataFlow::new(a.returns("a", 1) | b.returns("b", 2)).unwrap();
        b.break_for(1);
        assert!(flow.run_with::<_, Value>((), &options()).await.is_err());
        let report = Report::new();
        flow.run_with::<_, Value>((), &options().report(&report)).await.unwrap();
        let states: Vec<State> = report.steps().iter().map(data_flow::StepReport::state).collect();
        assert_eq!(states, [State::Skipped, State::Done]);
    })
    .await;
}
