//! The checks of chapter 7. Each module is a task, and each test is a sentence about what the code does.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.

use std::any::Any;
use std::error::Error;
use std::fmt::Write as _;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ::data_flow::{Cause, Data, FlowError, Run, Step};
use futures::FutureExt as _;
use futures::future::{join, join_all};
use pollscope::Recording;
use pollscope::report::{count, expected};
use pollscope::testing::{Draw, live, paused, paused_for, plain};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};

const MILLISECOND: Duration = Duration::from_millis(1);

const SECOND: Duration = Duration::from_secs(1);

/// Waits until every task of the paused runtime waits for a timer or for a message.
async fn settled() {
    // The clock advances by itself only when nothing else can be done.
    sleep(MILLISECOND).await;
}

/// Polls the future until nothing else can be done, or for some time.
async fn polled_for<T>(future: impl Future<Output = T> + Unpin, time: Duration) -> Option<T> {
    timeout(time, future).await.ok()
}

/// Locks, also after a panic of another task.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns values with names: those of a JSON object.
fn data(object: Value) -> Data {
    match object {
        Value::Object(data) => data,
        other => unreachable!("{other} has no names"),
    }
}

/// Returns one value with a name.
fn value(name: &str, value: impl Into<Value>) -> Data {
    Data::from_iter([(name.to_owned(), value.into())])
}

/// Describes values, if there are not too many.
fn shown(data: &Data) -> String {
    let text = Value::Object(data.clone()).to_string();
    if text.len() <= 160 { text } else { format!("{} names", data.len()) }
}

/// Describes an error: its path, and then its causes.
fn chain(error: &FlowError) -> String {
    let mut text = format!("`{}`", error.path);
    let mut source: Option<&dyn Error> = Some(&error.cause);
    while let Some(cause) = source {
        let _ = write!(text, ": {cause}");
        source = cause.source();
    }
    text
}

/// Describes the result of a run.
fn outcome(result: &Result<Data, FlowError>) -> String {
    match result {
        Ok(output) => format!("the output {}", shown(output)),
        Err(error) => format!("the error {}", chain(error)),
    }
}

/// Returns an error of a function, with a text.
fn failure(text: &str) -> Cause {
    Cause::Function(text.into())
}

/// Returns the text of a panic.
fn text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "something else than a text".to_owned())
}

/// Awaits a run, and returns the text of its panic if it panics.
async fn caught(run: Run) -> Result<Result<Data, FlowError>, String> {
    AssertUnwindSafe(run).catch_unwind().await.map_err(|panic| text(&*panic))
}

/// Asserts that the result of a run is this output.
#[track_caller]
fn assert_output(
    recording: &Recording,
    situation: &str,
    got: &Result<Data, FlowError>,
    wanted: &Data,
    cause: Option<&str>,
) {
    if got.as_ref().ok() != Some(wanted) {
        let mut but = outcome(got);
        if let Ok(got) = got
            && got.len().max(wanted.len()) > 10
        {
            let differs = |name: &&String| got.get(*name) != wanted.get(*name);
            if let Some(name) = wanted.keys().chain(got.keys()).find(differs) {
                but = format!("{but}; `{name}` is {:?} and not {:?}", got.get(name), wanted.get(name));
            }
        }
        expected(format!("{situation}: the output {}", shown(wanted))).but(but).looks_as_if_any(cause).fail(recording);
    }
}

/// Asserts that the result of a run is an error with this path and with the text that [`failure`] got.
#[track_caller]
fn assert_failure(
    recording: &Recording,
    situation: &str,
    got: &Result<Data, FlowError>,
    (path, text): (&str, &str),
    cause: Option<&str>,
) {
    let is_wanted = got.as_ref().err().is_some_and(|error| {
        error.path == path && matches!(&error.cause, Cause::Function(function) if function.to_string() == text)
    });
    if !is_wanted {
        expected(format!("{situation}: the error {}", chain(&failure(text).at(path))))
            .but(outcome(got))
            .looks_as_if_any(cause)
            .fail(recording);
    }
}

/// Asserts that it took the time that it must.
#[track_caller]
fn assert_took(recording: &Recording, situation: &str, started: Instant, wanted: Duration, cause: Option<&str>) {
    let took = started.elapsed();
    if took != wanted {
        expected(format!("{situation}: it takes {wanted:?}"))
            .but(format!("it took {took:?}"))
            .looks_as_if_any(cause)
            .fail(recording);
    }
}

/// Makes steps, and writes down what becomes of their runs.
#[derive(Clone, Default)]
struct Probe {
    seen: Arc<Seen>,
    /// Each run has a lane in the picture.
    is_drawn: bool,
}

#[derive(Default)]
struct Seen {
    begun: AtomicUsize,
    ended: AtomicUsize,
    /// The runs that were begun and whose future still exists.
    alive: AtomicUsize,
    polls: AtomicUsize,
    log: Mutex<Vec<Begun>>,
}

/// The begin of a run.
#[derive(Clone)]
struct Begun {
    name: String,
    input: Data,
    at: Instant,
    /// The address of something on the stack.
    stack: usize,
}

/// A run that was begun. Its future holds this, so it is dropped with it.
struct Alive(Arc<Seen>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.alive.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Probe {
    /// Returns a probe whose runs have lanes in the picture.
    fn drawn() -> Probe {
        Probe { is_drawn: true, ..Probe::default() }
    }

    /// Returns a step that takes some time, and then returns what `output` makes of its input.
    fn step(
        &self,
        name: impl Into<String>,
        nap: Duration,
        output: impl Fn(Data) -> Result<Data, Cause> + Send + Sync + 'static,
    ) -> Step {
        let (probe, name, output) = (self.clone(), name.into(), Arc::new(output));
        Step::new(name.clone(), move |input| {
            let (seen, name, output) = (probe.seen.clone(), name.clone(), output.clone());
            let lane = name.clone();
            let mut run = Box::pin(async move {
                let alive = seen.begin(&name, &input);
                if !nap.is_zero() {
                    sleep(nap).await;
                }
                seen.ended.fetch_add(1, Ordering::Relaxed);
                drop(alive);
                output(input).map_err(|cause| cause.at(&name))
            });
            let seen = probe.seen.clone();
            let counted = futures::future::poll_fn(move |cx| {
                seen.polls.fetch_add(1, Ordering::Relaxed);
                run.as_mut().poll(cx)
            });
            if probe.is_drawn { pollscope::future(lane, counted).boxed() } else { counted.boxed() }
        })
    }

    /// Returns a step that takes some time, and returns always the same.
    fn giving(&self, name: impl Into<String>, nap: Duration, output: Data) -> Step {
        self.step(name, nap, move |_| Ok(output.clone()))
    }

    /// Returns a step that takes some time, and then fails with its name as the text of the error.
    fn failing(&self, name: impl Into<String>, nap: Duration) -> Step {
        let name = name.into();
        self.step(name.clone(), nap, move |_| Err(failure(&name)))
    }

    fn begun(&self) -> usize {
        self.seen.begun.load(Ordering::Relaxed)
    }

    fn ended(&self) -> usize {
        self.seen.ended.load(Ordering::Relaxed)
    }

    fn alive(&self) -> usize {
        self.seen.alive.load(Ordering::Relaxed)
    }

    fn polls(&self) -> usize {
        self.seen.polls.load(Ordering::Relaxed)
    }

    /// Returns the runs that have begun, in this order.
    fn log(&self) -> Vec<Begun> {
        locked(&self.seen.log).clone()
    }

    fn names(&self) -> Vec<String> {
        self.log().into_iter().map(|begun| begun.name).collect()
    }

    /// Asserts that nothing has begun.
    #[track_caller]
    fn assert_not_begun(&self, recording: &Recording, situation: &str) {
        if self.begun() > 0 {
            expected(format!("{situation}: nothing happens"))
                .but(format!("`{}` has begun", self.names().join("`, `")))
                .looks_as_if(
                    "the work is begun where the future is made, or in a task: what is in `async move { .. }` waits \
                     for the first poll",
                )
                .fail(recording);
        }
    }

    /// Asserts that no run goes on: none is alive, and none begins or ends later.
    async fn assert_all_over(&self, recording: &Recording, situation: &str) {
        let (alive, ended, begun) = (self.alive(), self.ended(), self.begun());
        sleep(20 * SECOND).await;
        if alive > 0 || self.ended() != ended || self.begun() != begun {
            expected(format!("{situation}, no step goes on"))
                .but(format!(
                    "{} still there, {} ended later, and {} began later",
                    count(alive, "run was", "runs were"),
                    self.ended() - ended,
                    self.begun() - begun
                ))
                .looks_as_if("they are in tasks that nobody aborts: a `JoinHandle` that is dropped detaches its task")
                .fail(recording);
        }
    }

    /// Asserts that all runs were polled at about the same depth of the stack.
    #[track_caller]
    fn assert_flat(&self, recording: &Recording, situation: &str) {
        let stack = || self.log().into_iter().map(|begun| begun.stack);
        let range = stack().max().unwrap_or(0) - stack().min().unwrap_or(0);
        if range > 32 * 1024 {
            expected(format!("{situation}: the stack does not grow with the number of steps"))
                .but(format!("between two of the {} it grew by {range} bytes", count(self.begun(), "step", "steps")))
                .looks_as_if(
                    "each step is wrapped in one more future, which polls the one before it: with enough steps that \
                     overflows the stack",
                )
                .without_picture()
                .fail(recording);
        }
    }
}

impl Seen {
    fn begin(self: &Arc<Seen>, name: &str, input: &Data) -> Alive {
        self.begun.fetch_add(1, Ordering::Relaxed);
        self.alive.fetch_add(1, Ordering::Relaxed);
        let here = 0_u8;
        locked(&self.log).push(Begun {
            name: name.to_owned(),
            input: input.clone(),
            at: Instant::now(),
            stack: std::ptr::from_ref(&here).addr(),
        });
        Alive(self.clone())
    }
}

mod step {
    use super::*;
    use ::data_flow::{Nothing, blocking, step};
    use futures::future::ready;
    use serde::{Deserialize, Serialize};
    use std::collections::BTreeMap;
    use std::sync::Condvar;
    use std::sync::atomic::AtomicBool;
    use std::thread;

    /// The inputs of a function.
    #[derive(Clone, Debug, Serialize, Deserialize)]
    struct Order {
        price: f64,
        count: u64,
        label: String,
        tags: Vec<String>,
    }

    /// The outputs of a function.
    #[derive(Clone, Debug, Serialize, Deserialize)]
    struct Summary {
        total: f64,
        id: u64,
        notes: BTreeMap<String, Vec<String>>,
    }

    /// An error of a function.
    #[derive(Debug, thiserror::Error)]
    #[error("number {0} is refused")]
    struct Refused(u64);

    /// Makes a step of a function in both ways.
    fn both<I, O, E>(
        name: &str,
        function: impl Fn(I) -> Result<O, E> + Clone + Send + Sync + 'static,
    ) -> [(&'static str, Step); 2]
    where
        I: serde::de::DeserializeOwned + 'static,
        O: Serialize + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>> + Send + 'static,
    {
        let of_async = function.clone();
        [("step", step(name, move |input: I| ready(of_async(input)))), ("blocking", blocking(name, function))]
    }

    #[test]
    fn finds_its_inputs_by_their_names() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            for _ in 0..8 {
                let order = Order {
                    price: draw.any_f64(),
                    count: draw.id(),
                    label: draw.any_text(0..=9),
                    tags: draw.list(3, |draw| draw.any_text(0..=5)),
                };
                let mut input = data(serde_json::to_value(&order).expect("it is JSON"));
                // Names that the function does not have.
                for _ in 0..draw.usize(0..=3) {
                    input.insert(draw.word(12..=14), draw.id().into());
                }
                let total = |order: Order| Summary {
                    total: order.price / 3.0,
                    id: order.count,
                    notes: BTreeMap::from([(order.label, order.tags)]),
                };
                let wanted = data(serde_json::to_value(total(order)).expect("it is JSON"));
                for (kind, step) in both("total", move |order: Order| Ok::<_, String>(total(order))) {
                    let got = step.run(input.clone()).await;
                    let is_passed_on = got.as_ref().is_ok_and(|got| input.keys().any(|name| got.contains_key(name)));
                    let cause = is_passed_on
                        .then_some("the input is passed on: the output of a step is what its function returned");
                    assert_output(&recording, &format!("{kind}, of {}", shown(&input)), &got, &wanted, cause);
                }
            }
        });
    }

    #[test]
    fn a_missing_input_is_an_error_and_the_function_is_not_called() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let name = draw.word(5..=9);
            let whole = data(json!({ "price": 1.5, "count": 3, "label": "a", "tags": [] }));
            let mut cases = vec![(Data::new(), "price".to_owned())];
            for missing in ["price", "count", "label", "tags"] {
                let mut without = whole.clone();
                let value = without.remove(missing).unwrap_or_default();
                cases.push((without.clone(), missing.to_owned()));
                // Misspelt.
                without.insert(format!("{missing}s"), value);
                cases.push((without, missing.to_owned()));
                let mut other = whole.clone();
                // No field has this type.
                other.insert(missing.to_owned(), json!({ "is": "an object" }));
                cases.push((other, String::new()));
                let mut null = whole.clone();
                null.insert(missing.to_owned(), Value::Null);
                cases.push((null, String::new()));
            }
            for (input, missing) in cases {
                let calls = Arc::new(AtomicUsize::new(0));
                let of_step = calls.clone();
                let function = move |_: Order| {
                    of_step.fetch_add(1, Ordering::Relaxed);
                    Ok::<_, String>(Nothing {})
                };
                for (kind, step) in both(&name, function) {
                    let got = step.run(input.clone()).await;
                    let is_wanted = got.as_ref().err().is_some_and(|error| {
                        error.path == name
                            && matches!(&error.cause, Cause::Input(json) if json.to_string().contains(&missing))
                    });
                    let calls = calls.load(Ordering::Relaxed);
                    if !is_wanted || calls > 0 {
                        let cause = match &got {
                            _ if calls > 0 => Some("what is missing is replaced by a default"),
                            Ok(output) if *output == input => {
                                Some("a step whose inputs are missing is skipped, and its input passed on")
                            }
                            Ok(_) => Some("a step whose inputs are missing is skipped"),
                            Err(error) if error.path != name => Some("the path is not the name of the step"),
                            Err(_) => None,
                        };
                        expected(format!(
                            "{kind}, of {}: the error `{name}` with the cause `Input`, and no call of the function",
                            shown(&input)
                        ))
                        .but(format!("{}, and {}", outcome(&got), count(calls, "call", "calls")))
                        .looks_as_if_any(cause)
                        .without_picture()
                        .fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn inputs_with_defaults_may_be_missing_and_a_step_without_inputs_runs() {
        #[derive(Deserialize)]
        struct Options {
            #[serde(default)]
            retries: u64,
            limit: Option<u64>,
        }
        live(async |recording| {
            let mut draw = Draw::of_test();
            let (retries, limit) = (draw.id(), draw.id());
            let cases = [
                (json!({}), json!({ "sum": [0, null] })),
                (json!({ "retries": retries }), json!({ "sum": [retries, null] })),
                (json!({ "limit": limit, "other": 1 }), json!({ "sum": [0, limit] })),
                (json!({ "limit": null, "retries": retries }), json!({ "sum": [retries, null] })),
            ];
            for (input, wanted) in cases {
                let function = |options: Options| {
                    Ok::<_, String>(json!({ "sum": [json!(options.retries), json!(options.limit)] }))
                };
                for (kind, step) in both("options", function) {
                    let got = step.run(data(input.clone())).await;
                    let cause = got.as_ref().is_ok_and(Data::is_empty).then_some(
                        "a function is not called if there are no values: it may have no inputs, or defaults for all",
                    );
                    assert_output(&recording, &format!("{kind}, of {input}"), &got, &data(wanted.clone()), cause);
                }
            }
            let (id, name) = (draw.id(), draw.word(5..=9));
            for input in [Data::new(), value(&name, id)] {
                let function = move |_: Nothing| Ok::<_, String>(value("id", id));
                for (kind, step) in both("source", function) {
                    let got = step.run(input.clone()).await;
                    let cause = (got.as_ref().ok() == Some(&input))
                        .then_some("a step without inputs is not called, and the input is passed on");
                    let situation = format!("{kind} of a function without inputs, with {}", shown(&input));
                    assert_output(&recording, &situation, &got, &value("id", id), cause);
                }
            }
        });
    }

    #[test]
    fn an_output_has_names_or_is_an_error() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let name = draw.word(5..=9);
            for (output, fits) in [
                (Value::Null, true),
                (json!({}), true),
                (json!(0), false),
                (json!(false), false),
                (json!(""), false),
                (json!([]), false),
                (json!(draw.id()), false),
                (json!([{ "a": 1 }]), false),
                (json!([["a", 1]]), false),
            ] {
                let of_step = output.clone();
                for (kind, step) in both(&name, move |_: Nothing| Ok::<_, String>(of_step.clone())) {
                    let got = step.run(value("input", 1)).await;
                    if fits {
                        let situation = format!("{kind} of a function that returns {output}");
                        assert_output(&recording, &situation, &got, &Data::new(), None);
                    } else if !matches!(&got, Err(error) if error.path == name && matches!(error.cause, Cause::Output(_)))
                    {
                        expected(format!(
                            "{kind} of a function that returns {output}: the error `{name}` with the cause `Output`"
                        ))
                        .but(outcome(&got))
                        .without_picture()
                        .fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn an_error_of_the_function_comes_back_with_the_name_of_the_step() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            for name in [draw.any_text(9..=12), draw.word(5..=9), String::new(), "a/b".to_owned()] {
                let id = draw.id();
                for (kind, step) in both(&name, move |_: Nothing| Err::<Nothing, _>(Refused(id))) {
                    if step.name() != name {
                        expected(format!("{kind}: the name of the step is {name:?}"))
                            .but(format!("it is {:?}", step.name()))
                            .without_picture()
                            .fail(&recording);
                    }
                    let got = step.run(Data::new()).await;
                    let is_wanted = got.as_ref().err().is_some_and(|error| {
                        let Cause::Function(function) = &error.cause else { return false };
                        error.path == name && function.downcast_ref::<Refused>().is_some_and(|refused| refused.0 == id)
                    });
                    if !is_wanted {
                        let is_text = got.as_ref().err().is_some_and(|error| {
                            matches!(&error.cause, Cause::Function(function) if function.downcast_ref::<Refused>().is_none())
                        });
                        expected(format!("{kind}: the error {}", chain(&Cause::Function(Refused(id).into()).at(&name))))
                            .but(outcome(&got))
                            .looks_as_if_any(is_text.then_some(
                                "the error is turned into a text: `error.into()` keeps it, and a caller can ask for its type",
                            ))
                            .without_picture()
                            .fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn the_function_is_called_once_in_each_run_when_it_is_polled() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let calls = Arc::new(AtomicUsize::new(0));
            let of_step = calls.clone();
            let function = move |_: Nothing| {
                of_step.fetch_add(1, Ordering::Relaxed);
                Ok::<_, String>(())
            };
            for (kind, step) in both("once", function) {
                calls.store(0, Ordering::Relaxed);
                let never_polled = step.run(Data::new());
                // Whatever was begun has had the time to go on.
                turns(20).await;
                drop(never_polled);
                let too_early = calls.load(Ordering::Relaxed);
                let runs = draw.usize(3..=9);
                for _ in 0..runs {
                    let _ = step.run(Data::new()).await;
                }
                let calls = calls.load(Ordering::Relaxed);
                if too_early > 0 || calls != runs {
                    let cause = if too_early > 0 {
                        Some(
                            "the function is called where the future is made: what is in `async move { .. }` waits for the first poll",
                        )
                    } else if calls < runs {
                        Some("a result is kept for later runs")
                    } else {
                        None
                    };
                    expected(format!("{kind}: no call without a poll, and then {runs} calls in {runs} runs"))
                        .but(format!("{too_early} without a poll, and {calls} in all"))
                        .looks_as_if_any(cause)
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn runs_overlap_and_share_nothing() {
        #[derive(Deserialize)]
        struct Job {
            id: u64,
            millis: u64,
        }
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for runs in [2, draw.usize(70..=90), draw.usize(1001..=1100)] {
                let step = step("job", |Job { id, millis }| async move {
                    sleep(MILLISECOND * millis as u32).await;
                    if id % 5 == 0 { Err(id.to_string()) } else { Ok(value("id", id)) }
                });
                // A function may take minutes.
                let longest = if runs == 2 { 1_800_000 } else { 4000 };
                let jobs = draw.list(runs, |draw| (draw.id(), draw.within(longest / 2..=longest)));
                let started = Instant::now();
                let all = jobs.iter().map(|(id, millis)| step.run(data(json!({ "id": id, "millis": millis }))));
                let results = join_all(all).await;
                for ((id, _), got) in jobs.iter().zip(&results) {
                    let situation = format!("{runs} runs at the same time, of {id}");
                    if id % 5 == 0 {
                        assert_failure(&recording, &situation, got, ("job", &id.to_string()), None);
                    } else {
                        assert_output(
                            &recording,
                            &situation,
                            got,
                            &value("id", *id),
                            Some("runs share what belongs to one of them"),
                        );
                    }
                }
                let longest = jobs.iter().map(|(_, millis)| *millis).max().unwrap_or_default();
                let situation = format!("{runs} runs at the same time, the longest of {longest} ms");
                let cause = "a lock is held in a run, or there is a limit";
                assert_took(&recording, &situation, started, MILLISECOND * longest as u32, Some(cause));
            }
        });
    }

    #[test]
    fn dropped_it_drops_the_function() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let probe = Probe::drawn();
            let of_step = probe.clone();
            let step = step("long", move |input: Data| {
                let step = of_step.giving("function", 10 * SECOND, Data::new());
                async move { step.run(input).await }
            });
            polled_for(step.run(Data::new()), draw.millis(1..=900)).await;
            settled().await;
            if probe.begun() != 1 {
                expected("the function begins").but("it did not").fail(&recording);
            }
            probe.assert_all_over(&recording, "after the run was dropped").await;
        });
    }

    #[test]
    fn a_panic_goes_on_to_the_caller() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let text = draw.word(5..=9);
            let of_step = text.clone();
            let function = move |_: Nothing| -> Result<Nothing, String> { std::panic::panic_any(of_step.clone()) };
            for (kind, step) in both("panics", function) {
                let got = caught(step.run(Data::new())).await;
                if got.as_ref().err() != Some(&text) {
                    let but = match &got {
                        Ok(result) => outcome(result),
                        Err(other) => format!("the panic {other:?}"),
                    };
                    expected(format!("{kind}: the panic {text:?} goes on"))
                        .but(but)
                        .looks_as_if(
                            "the payload is lost: `JoinError::into_panic` returns it, and `resume_unwind` passes it on",
                        )
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    /// Waits until another thread has had so many turns.
    async fn turns(turns: usize) {
        for _ in 0..turns {
            let _ = tokio::task::spawn_blocking(|| thread::sleep(MILLISECOND)).await;
        }
    }

    #[test]
    fn a_blocking_function_stops_nobody() {
        live(async |recording| {
            let async_thread = thread::current().id();
            let is_on_async_thread = Arc::new(AtomicBool::new(false));
            let (let_go, wait) = std::sync::mpsc::channel::<()>();
            let (wait, of_function) = (Arc::new(Mutex::new(wait)), is_on_async_thread.clone());
            let waits = blocking("waits", move |_: Nothing| {
                if thread::current().id() == async_thread {
                    of_function.store(true, Ordering::Relaxed);
                } else {
                    // Blocks until the other task has had ten turns.
                    let _ = locked(&wait).recv();
                }
                Ok::<_, String>(())
            });
            let other_task = async {
                for _ in 0..10 {
                    tokio::task::yield_now().await;
                }
                let _ = let_go.send(());
            };
            let (got, ()) = join(waits.run(Data::new()), other_task).await;
            if is_on_async_thread.load(Ordering::Relaxed) {
                expected("a function that blocks runs on a thread that may block")
                    .but("it ran on the async thread, where all other tasks wait meanwhile")
                    .looks_as_if("it is called in async code: `spawn_blocking` runs it on another thread")
                    .without_picture()
                    .fail(&recording);
            }
            assert_output(&recording, "a function that blocks", &got, &Data::new(), None);
        });
    }

    /// Functions that are held until all may go on.
    #[derive(Default)]
    struct Gate {
        /// The functions that have begun, those that have ended, and whether all may go on.
        state: Mutex<(usize, usize, bool)>,
        opened: Condvar,
    }

    impl Gate {
        fn wait(&self) {
            let mut state = locked(&self.state);
            state.0 += 1;
            while !state.2 {
                state = self.opened.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            state.1 += 1;
        }

        fn open(&self) {
            locked(&self.state).2 = true;
            self.opened.notify_all();
        }
    }

    #[test]
    fn many_blocking_functions_run_at_the_same_time() {
        live(async |recording| {
            let gate = Arc::new(Gate::default());
            let of_function = gate.clone();
            let held = blocking("held", move |_: Nothing| {
                of_function.wait();
                Ok::<_, String>(())
            });
            let most = 100;
            let runs = join_all((0..most).map(|_| held.run(Data::new())));
            let watch = async {
                // A machine that starts no thread has no turns either.
                for _ in 0..1000 {
                    if locked(&gate.state).0 == most {
                        break;
                    }
                    turns(1).await;
                }
                let begun = locked(&gate.state).0;
                gate.open();
                begun
            };
            let (_, begun) = join(runs, watch).await;
            if begun != most {
                expected(format!("{most} blocking functions run at the same time"))
                    .but(format!("{begun} did"))
                    .looks_as_if("there is a limit, or one thread for all")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn a_blocking_function_goes_on_when_its_run_is_dropped() {
        live(async |recording| {
            let gate = Arc::new(Gate::default());
            let of_function = gate.clone();
            let held = blocking("held", move |_: Nothing| {
                of_function.wait();
                Ok::<_, String>(())
            });
            let begins = async {
                while locked(&gate.state).0 == 0 {
                    turns(1).await;
                }
            };
            // The run loses, and is dropped.
            let _ = futures::future::select(held.run(Data::new()), std::pin::pin!(begins)).await;
            gate.open();
            for _ in 0..1000 {
                if locked(&gate.state).1 == 1 {
                    break;
                }
                turns(1).await;
            }
            let (begun, ended, _) = *locked(&gate.state);
            if (begun, ended) != (1, 1) {
                expected("a function that is under way goes on to its end")
                    .but(format!("{} begun, and {ended} ended", count(begun, "call has", "calls have")))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }
}

mod sequence {
    use super::*;
    use ::data_flow::sequence;

    /// Returns the name of a step with this number.
    fn name(index: usize) -> String {
        format!("step {index}")
    }

    #[test]
    fn each_step_takes_the_output_of_the_one_before_it() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [1, 2, draw.usize(5..=9), draw.usize(70..=90)] {
                let probe = if length < 10 { Probe::drawn() } else { Probe::default() };
                let outputs = draw.list(length, |draw| {
                    // Names that come again, and names that do not.
                    let names = draw.usize(1..=3);
                    Data::from_iter(draw.list(names, |draw| (draw.word(1..=1), json!(draw.id()))))
                });
                let naps = draw.list(length, |draw| draw.millis(0..=900));
                let steps = (0..length).map(|index| probe.giving(name(index), naps[index], outputs[index].clone()));
                let flow = sequence(steps.collect::<Vec<_>>());
                let input = value(&draw.word(3..=5), draw.id());
                let started = Instant::now();
                let got = flow.run(input.clone()).await;
                let log = probe.log();
                let mut inputs = vec![input];
                inputs.extend(outputs[..length - 1].iter().cloned());
                for (index, (begun, wanted)) in log.iter().zip(&inputs).enumerate() {
                    if begun.name != name(index) || begun.input != *wanted {
                        let cause = if begun.input == inputs[0] {
                            Some("each step gets the input of the sequence")
                        } else if wanted.iter().all(|(name, value)| begun.input.get(name) == Some(value)) {
                            Some("the data of earlier steps are kept: a step sees only the output of the one before it")
                        } else {
                            None
                        };
                        expected(format!("step {index} of {length} is `{}`, and takes {}", name(index), shown(wanted)))
                            .but(format!("it was `{}`, and took {}", begun.name, shown(&begun.input)))
                            .looks_as_if_any(cause)
                            .fail(&recording);
                    }
                }
                if log.len() != length {
                    expected(format!("{length} steps run"))
                        .but(format!("{} did, and then came {}", log.len(), outcome(&got)))
                        .fail(&recording);
                }
                let last = &outputs[length - 1];
                let is_more = got.as_ref().is_ok_and(|got| got.len() > last.len());
                let cause = is_more.then_some("the output has more than that of the last step");
                assert_output(&recording, &format!("a sequence of {length}"), &got, last, cause);
                let cause = "the steps don't run one after the other";
                assert_took(&recording, &format!("a sequence of {length}"), started, naps.iter().sum(), Some(cause));
            }
        });
    }

    #[test]
    fn a_step_may_take_half_an_hour() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let naps = draw.list(2, |draw| draw.millis(800_000..=1_700_000));
            let steps =
                (0..2).map(|index| Probe::default().giving(name(index), naps[index], value(&name(index), index)));
            let (flow, started) = (sequence(steps.collect::<Vec<_>>()), Instant::now());
            let got = flow.run(Data::new()).await;
            let situation = format!("two steps that take {naps:?}");
            let cause = got.is_err().then_some("there is a timeout, of which the contract says nothing");
            assert_output(&recording, &situation, &got, &value(&name(1), 1), cause);
            assert_took(&recording, &situation, started, naps.iter().sum(), None);
        });
    }

    #[test]
    fn an_error_ends_the_run() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(5..=9);
            for bad in 0..length {
                let probe = Probe::drawn();
                let nap = draw.millis(0..=900);
                let text = draw.word(5..=9);
                let steps = (0..length).map(|index| {
                    let text = text.clone();
                    probe.step(name(index), nap, move |input| {
                        if index < bad { Ok(input) } else { Err(failure(&format!("{text} {index}"))) }
                    })
                });
                let got = sequence(steps.collect::<Vec<_>>()).run(Data::new()).await;
                settled().await;
                let begun = probe.begun();
                if begun != bad + 1 {
                    expected(format!("step {bad} fails, and no other begins"))
                        .but(format!("{} began: {}", count(begun, "step", "steps"), probe.names().join(", ")))
                        .looks_as_if("the steps after the error run, too")
                        .fail(&recording);
                }
                let situation = format!("step {bad} of {length} fails");
                assert_failure(&recording, &situation, &got, (&name(bad), &format!("{text} {bad}")), None);
            }
        });
    }

    #[test]
    fn without_steps_it_returns_its_input() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let flow = sequence([]);
            for input in [Data::new(), value(&draw.word(5..=9), draw.id())] {
                let got = flow.run(input.clone()).await;
                assert_output(&recording, "a sequence without steps", &got, &input, None);
            }
            assert_name(&recording, &flow, "");
        });
    }

    #[track_caller]
    fn assert_name(recording: &Recording, flow: &Step, wanted: &str) {
        if flow.name() != wanted {
            expected(format!("the name of the sequence is {wanted:?}"))
                .but(format!("it is {:?}", flow.name()))
                .without_picture()
                .fail(recording);
        }
    }

    #[test]
    fn has_the_name_of_its_last_step() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [1, 2, draw.usize(5..=9)] {
                let names = draw.list(length, |draw| draw.any_text(3..=9));
                let steps = names.iter().map(|name| Probe::default().giving(name, SECOND, Data::new()));
                assert_name(&recording, &sequence(steps.collect::<Vec<_>>()), &names[length - 1]);
            }
        });
    }

    #[test]
    fn nothing_happens_before_it_is_polled_or_after_it_was_dropped() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(3..=6);
            let nap = draw.millis(100..=900);
            for under_way in 0..length {
                let probe = Probe::drawn();
                let steps = (0..length).map(|index| probe.giving(name(index), nap, Data::new()));
                let run = sequence(steps.collect::<Vec<_>>()).run(Data::new());
                sleep(10 * SECOND).await;
                probe.assert_not_begun(&recording, "before the first poll");
                polled_for(run, nap * under_way as u32 + nap / 2).await;
                settled().await;
                if probe.begun() != under_way + 1 {
                    expected(format!("step {under_way} is under way"))
                        .but(format!("{} have begun", probe.begun()))
                        .fail(&recording);
                }
                probe.assert_all_over(&recording, &format!("dropped in step {under_way}")).await;
            }
        });
    }

    #[test]
    fn runs_overlap_and_share_nothing() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (runs, length) = (draw.usize(70..=90), draw.usize(3..=6));
            let nap = draw.millis(100..=900);
            let probe = Probe::default();
            let steps = (0..length).map(|index| {
                probe.step(name(index), nap, move |input| {
                    let so_far = input.get("id").and_then(Value::as_u64).unwrap_or_default();
                    Ok(value("id", so_far.wrapping_mul(31).wrapping_add(index as u64)))
                })
            });
            let flow = sequence(steps.collect::<Vec<_>>());
            let ids = draw.list(runs, Draw::id);
            let started = Instant::now();
            // The later ones begin while the first ones are under way.
            let all = ids.iter().enumerate().map(async |(index, id)| {
                sleep(MILLISECOND * index as u32).await;
                flow.run(value("id", *id)).await
            });
            let results = join_all(all).await;
            for (id, got) in ids.iter().zip(&results) {
                let wanted = (0..length as u64).fold(*id, |id, index| id.wrapping_mul(31).wrapping_add(index));
                let cause = Some("the data of a run are kept in the step, where other runs see them");
                assert_output(&recording, &format!("{runs} runs, of {id}"), got, &value("id", wanted), cause);
            }
            let wanted = nap * length as u32 + MILLISECOND * (runs as u32 - 1);
            assert_took(
                &recording,
                &format!("{runs} runs that overlap"),
                started,
                wanted,
                Some("runs wait for each other"),
            );
        });
    }

    #[test]
    fn thousands_of_steps_take_no_more_of_the_stack() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let probe = Probe::default();
            let length = draw.usize(700..=750);
            let steps = (0..length).map(|index| probe.step(name(index), Duration::ZERO, Ok));
            let input = value("id", draw.id());
            let got = sequence(steps.collect::<Vec<_>>()).run(input.clone()).await;
            probe.assert_flat(&recording, &format!("a sequence of {length}"));
            assert_output(&recording, &format!("a sequence of {length}"), &got, &input, None);

            let probe = Probe::default();
            let length = draw.usize(10_001..=10_100);
            let steps = (0..length).map(|index| probe.step(name(index), Duration::ZERO, Ok));
            let got = sequence(steps.collect::<Vec<_>>()).run(input.clone()).await;
            if probe.begun() != length {
                expected(format!("{length} steps run")).but(format!("{} did", probe.begun())).fail(&recording);
            }
            assert_output(&recording, &format!("a sequence of {length}"), &got, &input, None);
        });
    }

    #[test]
    fn a_panic_goes_on_to_the_caller() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for nap in [Duration::ZERO, draw.millis(1..=900)] {
                let (probe, text) = (Probe::drawn(), draw.word(5..=9));
                let of_step = text.clone();
                let panics = probe.step("panics", nap, move |_| std::panic::panic_any(of_step.clone()));
                let steps = [probe.step("before", nap, Ok), panics, probe.step("after", nap, Ok)];
                let got = caught(sequence(steps).run(Data::new())).await;
                assert_panic(&recording, &got, &text);
                probe.assert_all_over(&recording, "after a panic").await;
            }
        });
    }
}

/// Asserts that the run has panicked with this text.
#[track_caller]
fn assert_panic(recording: &Recording, got: &Result<Result<Data, FlowError>, String>, text: &str) {
    if got.as_ref().err().map(String::as_str) != Some(text) {
        let but = match got {
            Ok(result) => outcome(result),
            Err(other) => format!("the panic {other:?}"),
        };
        expected(format!("the panic {text:?} goes on to the caller")).but(but).fail(recording);
    }
}

mod merged {
    use super::*;
    use ::data_flow::{Conflict, merged};
    use std::collections::{HashMap, HashSet};

    /// Returns the contract's answer, in a slow and simple way.
    fn model(outputs: &[(String, Data)]) -> Result<Data, Conflict> {
        let mut all = Data::new();
        for (index, (step, output)) in outputs.iter().enumerate() {
            for (name, value) in output {
                let first = outputs[..index].iter().find(|(_, output)| output.contains_key(name));
                if let Some((first, before)) = first
                    && before[name] != *value
                {
                    return Err(Conflict { name: name.clone(), first: first.clone(), second: step.clone() });
                }
                all.insert(name.clone(), value.clone());
            }
        }
        Ok(all)
    }

    #[track_caller]
    fn assert_merged(outputs: &[(String, Data)]) {
        let recording = Recording::start();
        let (got, wanted) = (merged(outputs.to_vec()), model(outputs));
        if got == wanted {
            return;
        }
        let all: Vec<String> = outputs.iter().map(|(step, output)| format!("`{step}` {}", shown(output))).collect();
        let situation = if all.len() <= 6 { all.join(", ") } else { format!("{} outputs", all.len()) };
        let show = |result: &Result<Data, Conflict>| match result {
            Ok(data) => shown(data),
            Err(conflict) => format!("the conflict: {conflict}"),
        };
        let cause = match (&got, &wanted) {
            (Err(_), Ok(_)) => Some("an equal value is taken for a conflict"),
            (Ok(_), Err(_)) => Some("a value replaces another one, which is lost without a word"),
            (Err(got), Err(wanted)) if got.first == wanted.second && got.second == wanted.first => {
                Some("the two steps are exchanged")
            }
            (Err(got), Err(wanted)) if got.name == wanted.name && got.second == wanted.second => {
                Some("the first step is not the first one that gave the name a value")
            }
            (Err(got), Err(wanted)) if got.name == wanted.name => Some("it is not the first step whose value differs"),
            (Err(_), Err(_)) => Some("of several conflicts it is not the first one"),
            (Ok(got), Ok(wanted)) if got.len() < wanted.len() => {
                let names: HashSet<&String> = outputs.iter().map(|(step, _)| step).collect();
                (names.len() < outputs.len())
                    .then_some("an output is lost, as in a table of the steps: two of them may have the same name")
            }
            (Ok(_), Ok(_)) => None,
        };
        expected(format!("{situation}: {}", show(&wanted)))
            .but(show(&got))
            .looks_as_if_any(cause)
            .without_picture()
            .fail(&recording);
    }

    fn named(outputs: impl IntoIterator<Item = Value>) -> Vec<(String, Data)> {
        outputs.into_iter().enumerate().map(|(index, output)| (format!("step {index}"), data(output))).collect()
    }

    /// Draws a value of any type.
    fn any(draw: &mut Draw) -> Value {
        match draw.within(0..=6) {
            0 => Value::Null,
            1 => json!(draw.within(0..=1) == 0),
            2 => json!(draw.id()),
            3 => json!(draw.any_f64()),
            4 => json!(draw.any_text(0..=5)),
            5 => json!([draw.id(), draw.any_text(0..=3)]),
            _ => json!({ "inner": draw.id(), "other": [] }),
        }
    }

    #[test]
    fn has_all_names_of_all_outputs() {
        plain(|| {
            let mut draw = Draw::of_test();
            for outputs in [0, 1, 2, draw.usize(5..=9), draw.usize(300..=320)] {
                let lists = draw.list(outputs, |draw| {
                    let names = draw.usize(0..=5);
                    Data::from_iter(draw.list(names, |draw| (draw.word(12..=14), any(draw))))
                });
                let all: Vec<_> =
                    lists.into_iter().enumerate().map(|(index, output)| (format!("step {index}"), output)).collect();
                assert_merged(&all);
            }
            // One output with many names, and the empty name.
            let many = Data::from_iter(draw.list(3000, |draw| (draw.word(12..=14), any(draw))));
            assert_merged(&[("many".to_owned(), many), ("empty".to_owned(), value("", 1))]);
        });
    }

    #[test]
    fn an_equal_value_is_fine() {
        plain(|| {
            let mut draw = Draw::of_test();
            for _ in 0..40 {
                let (shared, value) = (draw.word(3..=5), any(&mut draw));
                let outputs = draw.usize(2..=9);
                let all = draw.list(outputs, |draw| {
                    let mut output = Data::from_iter([(draw.word(12..=14), any(draw))]);
                    output.insert(shared.clone(), value.clone());
                    (draw.word(3..=5), output)
                });
                assert_merged(&all);
            }
            // The order of the names inside of a value does not matter.
            assert_merged(&named([json!({ "x": { "a": 1, "b": 2 } }), json!({ "x": { "b": 2, "a": 1 } })]));
        });
    }

    #[test]
    fn a_different_value_is_an_error_that_names_it_and_both_steps() {
        plain(|| {
            let mut draw = Draw::of_test();
            for _ in 0..200 {
                // Few names and values, so that there are many conflicts, and several in one case.
                let outputs = draw.usize(2..=6);
                let all = draw.list(outputs, |draw| {
                    let names = draw.usize(0..=3);
                    let output = draw.list(names, |draw| (draw.word(1..=1), json!(draw.within(0..=1))));
                    (draw.word(3..=5), Data::from_iter(output))
                });
                assert_merged(&all);
            }
            // The last of very many.
            let (shared, outputs) = (draw.word(3..=5), draw.usize(300..=320));
            let mut all = draw.list(outputs, |draw| (draw.word(3..=5), value(&shared, 7)));
            all.push(("the last".to_owned(), value(&shared, 8)));
            assert_merged(&all);
        });
    }

    #[test]
    fn values_are_equal_if_the_operator_says_so() {
        plain(|| {
            let values = [
                json!(null),
                json!(0),
                json!(0.0),
                json!(-0.0),
                json!(1),
                json!(1.0),
                json!("1"),
                json!(true),
                json!("true"),
                json!(""),
                json!([]),
                json!({}),
                json!(9_007_199_254_740_992_u64),
                json!(9_007_199_254_740_993_u64),
                json!(u64::MAX),
                json!(-1),
                json!("a"),
                json!("A"),
                json!(" a"),
                json!([1, 2]),
                json!([2, 1]),
                json!({ "a": null }),
            ];
            let pairs = values.iter().flat_map(|one| values.iter().map(move |other| (one, other)));
            for (one, other) in pairs {
                assert_merged(&named([json!({ "x": one }), json!({ "x": other })]));
            }
        });
    }

    #[test]
    fn steps_may_have_the_same_name() {
        plain(|| {
            let mut draw = Draw::of_test();
            let step = draw.word(3..=5);
            let outputs = |values: [u64; 3]| -> Vec<(String, Data)> {
                let names = ["a", "b", "a"];
                names.iter().zip(values).map(|(name, number)| (step.clone(), value(name, number))).collect()
            };
            assert_merged(&outputs([1, 2, 1]));
            assert_merged(&outputs([1, 2, 3]));
            let by_name: HashMap<String, Data> = HashMap::from_iter(outputs([1, 2, 1]));
            assert_eq!(by_name.len(), 1, "a map of the outputs would lose two of them");
        });
    }
}

mod group {
    use super::*;
    use ::data_flow::group;

    fn name(index: usize) -> String {
        format!("member {index}")
    }

    #[test]
    fn all_members_get_the_input_and_run_at_the_same_time() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [1, 2, draw.usize(5..=9), 30, 31, draw.usize(1001..=1100)] {
                let probe = if length < 10 { Probe::drawn() } else { Probe::default() };
                let naps = draw.list(length, |draw| draw.millis(10..=4000));
                let members =
                    (0..length).map(|index| probe.giving(name(index), naps[index], value(&name(index), index)));
                let flow = group(members.collect::<Vec<_>>());
                let input = Data::from_iter(draw.list(3, |draw| (draw.word(3..=5), json!(draw.id()))));
                let started = Instant::now();
                let got = flow.run(input.clone()).await;
                let log = probe.log();
                let at_once = log.iter().filter(|begun| begun.at == started).count();
                if at_once != length {
                    let cause = match at_once {
                        1 => "each member is awaited before the next one begins",
                        _ => "there is a limit, or they run in chunks",
                    };
                    expected(format!("{} that begin at once", count(length, "member", "members")))
                        .but(format!("{at_once} did, and {} in all", log.len()))
                        .looks_as_if(cause)
                        .fail(&recording);
                }
                if let Some(begun) = log.iter().find(|begun| begun.input != input) {
                    expected(format!("`{}` gets the whole input, {}", begun.name, shown(&input)))
                        .but(format!("it got {}", shown(&begun.input)))
                        .fail(&recording);
                }
                let wanted: Data = (0..length).map(|index| (name(index), json!(index))).collect();
                let is_passed_on = got.as_ref().is_ok_and(|got| input.keys().any(|name| got.contains_key(name)));
                let cause =
                    is_passed_on.then_some("the input is passed on: the output of a group is that of its members");
                assert_output(&recording, &format!("a group of {length}"), &got, &wanted, cause);
                let longest = naps.iter().max().copied().unwrap_or_default();
                assert_took(&recording, &format!("a group of {length}"), started, longest, None);
            }
        });
    }

    #[test]
    fn a_member_may_take_half_an_hour() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let naps = draw.list(2, |draw| draw.millis(1_800_000..=3_500_000));
            let members =
                (0..2).map(|index| Probe::default().giving(name(index), naps[index], value(&name(index), index)));
            let (flow, started) = (group(members.collect::<Vec<_>>()), Instant::now());
            let got = flow.run(Data::new()).await;
            let situation = format!("two members that take {naps:?}");
            let cause = got.is_err().then_some("there is a timeout, of which the contract says nothing");
            assert_output(
                &recording,
                &situation,
                &got,
                &(0..2).map(|index| (name(index), json!(index))).collect::<Data>(),
                cause,
            );
            assert_took(&recording, &situation, started, naps[0].max(naps[1]), None);
        });
    }

    #[test]
    fn members_may_wait_for_each_other() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [2, draw.usize(5..=9), draw.usize(31..=90)] {
                let barrier = Arc::new(tokio::sync::Barrier::new(length));
                let members = (0..length).map(|index| {
                    let barrier = barrier.clone();
                    Step::new(name(index), move |_| {
                        let barrier = barrier.clone();
                        async move {
                            barrier.wait().await;
                            Ok(value(&name(index), 1))
                        }
                        .boxed()
                    })
                });
                let got = timeout(SECOND, group(members.collect::<Vec<_>>()).run(Data::new())).await;
                if got.as_ref().ok().and_then(|got| got.as_ref().ok()).map(Data::len) != Some(length) {
                    expected(format!("{length} members meet, and all end"))
                        .but(got.map_or_else(|_| "they still wait after a second".to_owned(), |got| outcome(&got)))
                        .looks_as_if("a member is not polled when another one wakes it, or they don't all run")
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn the_outputs_are_merged_in_the_order_of_the_members() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [2, draw.usize(5..=9), draw.usize(70..=90)] {
                for _ in 0..4 {
                    let probe = if length < 10 { Probe::drawn() } else { Probe::default() };
                    let naps = draw.list(length, |draw| draw.millis(10..=4000));
                    let shared = draw.word(3..=5);
                    // Equal values are fine.
                    let id = draw.id();
                    let members = (0..length).map(|index| {
                        let mut output = value(&shared, id);
                        output.insert(name(index), index.into());
                        probe.giving(name(index), naps[index], output)
                    });
                    let got = group(members.collect::<Vec<_>>()).run(Data::new()).await;
                    let mut wanted: Data = (0..length).map(|index| (name(index), json!(index))).collect();
                    wanted.insert(shared.clone(), id.into());
                    assert_output(&recording, &format!("a group of {length} with an equal value"), &got, &wanted, None);

                    // Different ones are not, whichever comes first.
                    let (first, second) = {
                        let first = draw.usize(0..=length - 2);
                        (first, draw.usize(first + 1..=length - 1))
                    };
                    let members = (0..length).map(|index| {
                        let output = if index == first || index == second {
                            value(&shared, index)
                        } else {
                            value(&name(index), index)
                        };
                        probe.giving(name(index), naps[index], output)
                    });
                    let flow = group(members.collect::<Vec<_>>());
                    let started = Instant::now();
                    let got = flow.run(Data::new()).await;
                    let is_wanted = got.as_ref().err().is_some_and(|error| {
                        let Cause::Conflict(conflict) = &error.cause else { return false };
                        error.path == flow.name()
                            && (&conflict.name, &conflict.first, &conflict.second)
                                == (&shared, &name(first), &name(second))
                    });
                    if !is_wanted {
                        let cause = match &got {
                            Ok(_) => Some("one of the values is lost"),
                            Err(FlowError { cause: Cause::Conflict(conflict), .. })
                                if conflict.first == name(second) && conflict.second == name(first) =>
                            {
                                Some("the outputs are merged in the order in which they come")
                            }
                            Err(error) if error.path != flow.name() => Some("the path is not the name of the group"),
                            Err(_) => None,
                        };
                        expected(format!(
                            "`{shared}` differs: the error of the group, whose conflict names `{}` and `{}`",
                            name(first),
                            name(second)
                        ))
                        .but(outcome(&got))
                        .looks_as_if_any(cause)
                        .fail(&recording);
                    }
                    let longest = naps.iter().max().copied().unwrap_or_default();
                    assert_took(&recording, "a conflict", started, longest, None);
                }
            }
        });
    }

    #[test]
    fn the_first_error_in_time_comes_back_at_once() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [1, 2, 5, 29, 30, 31, 32, 33, 64, draw.usize(300..=320)] {
                for place in 0..3 {
                    let probe = if length <= 5 { Probe::drawn() } else { Probe::default() };
                    let first = match place {
                        0 => 0,
                        1 => draw.usize(0..=length - 1),
                        _ => length - 1,
                    };
                    let nap = draw.millis(10..=900);
                    let members = (0..length).map(|index| {
                        // Others fail later, and some are done before.
                        let later = nap + draw.millis(1..=4000);
                        match draw.within(0..=3) {
                            _ if index == first => probe.failing(name(index), nap),
                            0 => probe.failing(name(index), later),
                            1 => probe.giving(name(index), nap / 2, Data::new()),
                            _ => probe.giving(name(index), later, Data::new()),
                        }
                    });
                    let flow = group(members.collect::<Vec<_>>());
                    let started = Instant::now();
                    let mut run = flow.run(Data::new());
                    let got = (&mut run).await;
                    // The run is still there, and its members are not.
                    let (alive, took) = (probe.alive(), started.elapsed());
                    drop(run);
                    let situation = format!("of {length} members, number {first} fails first, after {nap:?}");
                    if took > nap {
                        let cause = if length > 30 {
                            "the members are asked in the order of the list, as by `try_join_all` with more than thirty futures, \
                             or all are awaited first"
                        } else {
                            "all members are awaited before the first error comes back, or they are awaited in the order of the list"
                        };
                        expected(format!("{situation}, and its error comes back at once"))
                            .but(format!("after {took:?} came {}", outcome(&got)))
                            .looks_as_if(cause)
                            .fail(&recording);
                    }
                    assert_failure(&recording, &situation, &got, (&name(first), &name(first)), None);
                    if alive > 0 {
                        expected(format!("{situation}: all others are dropped before the error comes back"))
                            .but(format!("{} still there", count(alive, "member was", "members were")))
                            .looks_as_if("they are in tasks, or in a list that outlives the error")
                            .fail(&recording);
                    }
                    probe.assert_all_over(&recording, &situation).await;
                }
            }
        });
    }

    #[test]
    fn an_error_comes_before_a_conflict() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [3, draw.usize(31..=40)] {
                let probe = Probe::default();
                let naps = draw.list(length, |draw| draw.millis(10..=900));
                let members = (0..length).map(|index| {
                    if index + 1 < length {
                        probe.giving(name(index), naps[index], value("x", index))
                    } else {
                        probe.failing(name(index), SECOND)
                    }
                });
                let got = group(members.collect::<Vec<_>>()).run(Data::new()).await;
                let cause = "the outputs are merged before all members have ended";
                let last = name(length - 1);
                assert_failure(&recording, "a member fails after two others differ", &got, (&last, &last), Some(cause));
            }
        });
    }

    #[test]
    fn without_members_its_output_is_empty() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let flow = group([]);
            for input in [Data::new(), value(&draw.word(5..=9), draw.id())] {
                let got = flow.run(input).await;
                assert_output(&recording, "a group without members", &got, &Data::new(), None);
            }
            assert_name(&recording, &flow, "");
        });
    }

    #[track_caller]
    fn assert_name(recording: &Recording, flow: &Step, wanted: &str) {
        if flow.name() != wanted {
            expected(format!("the name of the group is {wanted:?}"))
                .but(format!("it is {:?}", flow.name()))
                .without_picture()
                .fail(recording);
        }
    }

    #[test]
    fn has_the_names_of_its_members() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [1, 2, draw.usize(5..=9)] {
                let names = draw.list(length, |draw| draw.any_text(3..=9));
                let members = names.iter().map(|name| Probe::default().giving(name, SECOND, Data::new()));
                assert_name(&recording, &group(members.collect::<Vec<_>>()), &names.join(" & "));
            }
        });
    }

    #[test]
    fn nothing_happens_before_it_is_polled_or_after_it_was_dropped() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [draw.usize(3..=6), draw.usize(70..=90)] {
                let probe = if length < 10 { Probe::drawn() } else { Probe::default() };
                let members =
                    (0..length).map(|index| probe.giving(name(index), SECOND + draw.millis(0..=900), Data::new()));
                let run = group(members.collect::<Vec<_>>()).run(Data::new());
                sleep(10 * SECOND).await;
                probe.assert_not_begun(&recording, "before the first poll");
                polled_for(run, draw.millis(1..=900)).await;
                settled().await;
                probe.assert_all_over(&recording, "after the run was dropped").await;
            }
        });
    }

    #[test]
    fn a_panic_drops_the_others_and_goes_on() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [2, draw.usize(5..=9), draw.usize(70..=90)] {
                let (probe, text) = (Probe::default(), draw.word(5..=9));
                let (bad, nap) = (draw.usize(0..=length - 1), draw.millis(10..=900));
                let members = (0..length).map(|index| {
                    let text = text.clone();
                    let nap = if index == bad { nap } else { SECOND };
                    probe.step(name(index), nap, move |_| {
                        if index == bad { std::panic::panic_any(text.clone()) } else { Ok(Data::new()) }
                    })
                });
                let started = Instant::now();
                let got = caught(group(members.collect::<Vec<_>>()).run(Data::new())).await;
                assert_panic(&recording, &got, &text);
                assert_took(&recording, "a member panics", started, nap, None);
                settled().await;
                probe.assert_all_over(&recording, "after a panic").await;
            }
        });
    }

    #[test]
    fn runs_overlap_and_share_nothing() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (runs, length) = (draw.usize(70..=90), draw.usize(3..=6));
            let nap = draw.millis(100..=900);
            let probe = Probe::default();
            let members = (0..length).map(|index| {
                probe.step(name(index), nap, move |input| {
                    let id = input.get("id").and_then(Value::as_u64).unwrap_or_default();
                    if id % 5 == 0 && index == 1 {
                        return Err(failure(&id.to_string()));
                    }
                    Ok(value(&name(index), id))
                })
            });
            let flow = group(members.collect::<Vec<_>>());
            let ids = draw.list(runs, Draw::id);
            let started = Instant::now();
            let all = ids.iter().enumerate().map(async |(index, id)| {
                sleep(MILLISECOND * index as u32).await;
                flow.run(value("id", *id)).await
            });
            for (id, got) in ids.iter().zip(join_all(all).await) {
                let situation = format!("{runs} runs, of {id}");
                if id % 5 == 0 {
                    assert_failure(&recording, &situation, &got, (&name(1), &id.to_string()), None);
                } else {
                    let wanted: Data = (0..length).map(|index| (name(index), json!(id))).collect();
                    let cause = Some("the data of a run are kept in the step, where other runs see them");
                    assert_output(&recording, &situation, &got, &wanted, cause);
                }
            }
            let wanted = nap + MILLISECOND * (runs as u32 - 1);
            assert_took(
                &recording,
                &format!("{runs} runs that overlap"),
                started,
                wanted,
                Some("runs wait for each other"),
            );
        });
    }

    #[test]
    fn many_members_are_not_polled_more_often() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(1001..=1100);
            let probe = Probe::default();
            let naps = draw.list(length, |draw| draw.millis(10..=4000));
            let members = (0..length).map(|index| probe.giving(name(index), naps[index], Data::new()));
            let got = group(members.collect::<Vec<_>>()).run(Data::new()).await;
            assert_output(&recording, &format!("a group of {length}"), &got, &Data::new(), None);
            let polls = probe.polls();
            // One poll at the beginning, and one when its timer is done.
            if polls > 4 * length {
                expected(format!("{length} members that wait once are polled about {} times", 2 * length))
                    .but(format!("they were polled {polls} times"))
                    .looks_as_if(
                        "all members are polled whenever one of them is woken: `FuturesUnordered` polls only that one",
                    )
                    .without_picture()
                    .fail(&recording);
            }
        });
    }
}

mod part {
    use super::*;
    use ::data_flow::{group, part, sequence};

    #[test]
    fn runs_its_flow_under_another_name() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for _ in 0..8 {
                let (name, probe, nap) = (draw.any_text(3..=9), Probe::drawn(), draw.millis(0..=300_000));
                let output = value(&draw.word(3..=5), draw.id());
                let flow = part(&name, probe.giving("inner", nap, output.clone()));
                if flow.name() != name {
                    expected(format!("the name of the part is {name:?}"))
                        .but(format!("it is {:?}", flow.name()))
                        .without_picture()
                        .fail(&recording);
                }
                let (input, started) = (value(&draw.word(3..=5), draw.id()), Instant::now());
                let got = flow.run(input.clone()).await;
                assert_output(&recording, "a part", &got, &output, None);
                assert_took(&recording, "a part", started, nap, None);
                let log = probe.log();
                if log.len() != 1 || log[0].input != input {
                    expected(format!("its flow runs once, with the input {}", shown(&input)))
                        .but(format!("it ran {} times", log.len()))
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn an_error_has_the_path_through_all_parts() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for depth in [1, 2, draw.usize(3..=9)] {
                let (text, inner) = (draw.word(5..=9), draw.any_text(3..=5));
                let names = draw.list(depth, |draw| draw.any_text(3..=5));
                let of_step = text.clone();
                let fails = Probe::default().step(&inner, MILLISECOND, move |_| Err(failure(&of_step)));
                let flow = names.iter().rev().fold(fails, |flow, name| part(name, flow));
                let path = format!("{}/{inner}", names.join("/"));
                for _ in 0..2 {
                    let got = flow.run(Data::new()).await;
                    let cause = got.as_ref().err().and_then(|error| {
                        if error.path == inner {
                            Some("the name of the part is not added to the path")
                        } else if error.path.starts_with(&format!("{inner}/")) {
                            Some("the name of the part is added at the end of the path")
                        } else if names.contains(&error.path) {
                            Some("the path in the part is lost")
                        } else {
                            None
                        }
                    });
                    assert_failure(&recording, &format!("in {depth} parts"), &got, (&path, &text), cause);
                }
            }
        });
    }

    #[test]
    fn the_cause_of_an_error_is_unchanged() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let name = draw.word(5..=9);
            let makers: [fn() -> Cause; 4] = [
                || failure("it fails"),
                || Cause::Input(serde_json::from_str::<u64>("{}").expect_err("it is none")),
                || Cause::Output(serde_json::from_str::<u64>("[]").expect_err("it is none")),
                || Cause::Conflict(::data_flow::Conflict { name: "x".into(), first: "a".into(), second: "b".into() }),
            ];
            for cause in makers {
                let flow = part(&name, Probe::default().step("inner", MILLISECOND, move |_| Err(cause())));
                let got = flow.run(Data::new()).await;
                let wanted = chain(&cause().at(&format!("{name}/inner")));
                let kind_of = |cause: &Cause| match cause {
                    Cause::Function(_) => "Function",
                    Cause::Input(_) => "Input",
                    Cause::Output(_) => "Output",
                    Cause::Conflict(_) => "Conflict",
                    _ => "another one",
                };
                let kind = kind_of(&cause());
                let is_wanted =
                    got.as_ref().err().is_some_and(|error| kind_of(&error.cause) == kind && chain(error) == wanted);
                if !is_wanted {
                    expected(format!("the error {wanted}, with the cause `{kind}`"))
                        .but(outcome(&got))
                        .looks_as_if("a new cause is made instead of passing on the old one")
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn nothing_happens_before_it_is_polled_or_after_it_was_dropped() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let probe = Probe::drawn();
            let run = part("part", probe.giving("inner", SECOND, Data::new())).run(Data::new());
            sleep(10 * SECOND).await;
            probe.assert_not_begun(&recording, "before the first poll");
            polled_for(run, draw.millis(1..=900)).await;
            settled().await;
            probe.assert_all_over(&recording, "after the run was dropped").await;
        });
    }

    #[test]
    fn runs_overlap_and_share_nothing() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (runs, nap) = (draw.usize(70..=90), draw.millis(100..=900));
            let flow = part("part", Probe::default().step("inner", nap, Ok));
            let ids = draw.list(runs, Draw::id);
            let started = Instant::now();
            let results = join_all(ids.iter().map(|id| flow.run(value("id", *id)))).await;
            for (id, got) in ids.iter().zip(results) {
                assert_output(&recording, &format!("{runs} runs, of {id}"), &got, &value("id", *id), None);
            }
            assert_took(&recording, &format!("{runs} runs"), started, nap, Some("runs wait for each other"));
        });
    }

    /// A flow that is drawn.
    #[derive(Debug)]
    enum Tree {
        /// A step with a number, which takes so many milliseconds, and may fail.
        Step {
            number: usize,
            millis: u64,
            fails: bool,
        },
        Sequence(Vec<Tree>),
        Group(Vec<Tree>),
        Part(String, Box<Tree>),
    }

    impl Tree {
        fn draw(draw: &mut Draw, depth: usize, steps: &mut usize) -> Tree {
            let kind = draw.within(0..=9);
            if depth == 0 || kind == 0 {
                *steps += 1;
                // Each step has other bits, so no two sums are equal.
                return Tree::Step {
                    number: *steps,
                    millis: draw.within(1..=1_000_000),
                    fails: draw.within(0..=9) == 0,
                };
            }
            let members = draw.usize(1..=3);
            match kind {
                1..=4 => Tree::Sequence(draw.list(members, |draw| Tree::draw(draw, depth - 1, steps))),
                5..=8 => Tree::Group(draw.list(members, |draw| Tree::draw(draw, depth - 1, steps))),
                _ => Tree::Part(draw.word(2..=3), Box::new(Tree::draw(draw, depth - 1, steps))),
            }
        }

        /// Builds the flow of the parts of the chapter.
        fn flow(&self, probe: &Probe) -> Step {
            match self {
                Tree::Step { number, millis, fails } => {
                    let (number, fails) = (*number, *fails);
                    probe.step(format!("s{number}"), MILLISECOND * *millis as u32, move |input| {
                        output(number, fails, &input)
                    })
                }
                Tree::Sequence(steps) => sequence(steps.iter().map(|step| step.flow(probe)).collect::<Vec<_>>()),
                Tree::Group(members) => group(members.iter().map(|member| member.flow(probe)).collect::<Vec<_>>()),
                Tree::Part(name, flow) => part(name, flow.flow(probe)),
            }
        }

        /// Returns how long a run takes, and what it returns, or the path of the error.
        fn model(&self, input: &Data) -> (u64, Result<Data, String>) {
            match self {
                Tree::Step { number, millis, fails } => {
                    (*millis, output(*number, *fails, input).map_err(|_| format!("s{number}")))
                }
                Tree::Sequence(steps) => {
                    let (mut time, mut data) = (0, input.clone());
                    for step in steps {
                        let (took, result) = step.model(&data);
                        time += took;
                        match result {
                            Ok(output) => data = output,
                            error => return (time, error),
                        }
                    }
                    (time, Ok(data))
                }
                Tree::Group(members) => {
                    let all: Vec<_> = members.iter().map(|member| member.model(input)).collect();
                    let errors = all.iter().filter(|(_, result)| result.is_err());
                    if let Some(first) = errors.min_by_key(|(time, _)| *time) {
                        return first.clone();
                    }
                    let time = all.iter().map(|(time, _)| *time).max().unwrap_or_default();
                    (time, Ok(all.into_iter().flat_map(|(_, result)| result.unwrap_or_default()).collect()))
                }
                Tree::Part(name, flow) => {
                    let (time, result) = flow.model(input);
                    (time, result.map_err(|path| format!("{name}/{path}")))
                }
            }
        }

        fn shown(&self) -> String {
            let list = |trees: &[Tree]| trees.iter().map(Tree::shown).collect::<Vec<_>>().join(", ");
            match self {
                Tree::Step { number, .. } => format!("s{number}"),
                Tree::Sequence(steps) => format!("sequence({})", list(steps)),
                Tree::Group(members) => format!("group({})", list(members)),
                Tree::Part(name, flow) => format!("part({name}, {})", flow.shown()),
            }
        }
    }

    /// Returns the output of a step: a number that depends on all of its input.
    fn output(number: usize, fails: bool, input: &Data) -> Result<Data, Cause> {
        if fails {
            return Err(failure("it fails"));
        }
        let text = Value::Object(input.clone()).to_string();
        let digest = text.bytes().fold(number as u64, |digest, byte| digest.wrapping_mul(31).wrapping_add(byte.into()));
        Ok(value(&format!("s{number}"), digest))
    }

    #[test]
    fn every_nesting_runs_as_it_reads() {
        paused_for(SECOND * 86_400 * 10_000, async |recording| {
            let mut draw = Draw::of_test();
            for case in 0..120 {
                let tree = Tree::draw(&mut draw, 1 + case % 6, &mut 0);
                assert_runs_as_it_reads(&recording, &tree, &value("input", draw.id())).await;
            }
        });
    }

    async fn assert_runs_as_it_reads(recording: &Recording, tree: &Tree, input: &Data) {
        let (time, wanted) = tree.model(input);
        let probe = Probe::default();
        let started = Instant::now();
        let got = tree.flow(&probe).run(input.clone()).await;
        let took = started.elapsed();
        let is_wanted = match (&got, &wanted) {
            (Ok(got), Ok(wanted)) => got == wanted,
            (Err(got), Err(wanted)) => got.path == *wanted,
            _ => false,
        };
        let wanted_time = MILLISECOND * time as u32;
        if !is_wanted || took != wanted_time || probe.alive() > 0 {
            let wanted = match &wanted {
                Ok(output) => format!("the output {}", shown(output)),
                Err(path) => format!("the error of `{path}`"),
            };
            expected(format!("{}: {wanted} after {wanted_time:?}", tree.shown()))
                .but(format!("{} after {took:?}", outcome(&got)))
                .looks_as_if_any(
                    (took != wanted_time && is_wanted)
                        .then_some("branches run one after the other that should run together"),
                )
                .without_picture()
                .fail(recording);
        }
    }

    #[test]
    fn branches_of_branches_run_together_and_none_is_lost() {
        paused(async |recording| {
            let mut number = 0;
            let mut step = || {
                number += 1;
                Tree::Step { number, millis: 100, fails: false }
            };
            let mut two = || vec![step(), step()];
            let trees = [
                // Two sequences side by side; a step beside a sequence, in both orders; a group of groups.
                Tree::Group(vec![Tree::Sequence(two()), Tree::Sequence(two())]),
                Tree::Group(vec![Tree::Step { number: 90, millis: 50, fails: false }, Tree::Sequence(two())]),
                Tree::Group(vec![Tree::Sequence(two()), Tree::Step { number: 91, millis: 50, fails: false }]),
                Tree::Group(vec![Tree::Group(two()), Tree::Group(two())]),
                Tree::Sequence(vec![Tree::Group(vec![
                    Tree::Sequence(vec![Tree::Group(two()), Tree::Group(two())]),
                    Tree::Sequence(two()),
                ])]),
            ];
            for tree in trees {
                assert_runs_as_it_reads(&recording, &tree, &value("input", 1)).await;
            }
        });
    }

    #[test]
    fn nests_a_hundred_levels_deep() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let mut tree = Tree::Step { number: 1, millis: 7, fails: false };
            for level in 0..draw.usize(100..=110) {
                tree = match level % 3 {
                    0 => Tree::Sequence(vec![tree]),
                    1 => Tree::Group(vec![tree]),
                    _ => Tree::Part("p".to_owned(), Box::new(tree)),
                };
            }
            assert_runs_as_it_reads(&recording, &tree, &value("input", draw.id())).await;
        });
    }
}

mod flow {
    use super::*;
    use ::data_flow::Flow;

    /// Returns a step that takes some time, and returns its name with the names in its input, in the order in which it got them.
    fn trace(probe: &Probe, name: &str, nap: Duration) -> Step {
        let own = name.to_owned();
        probe.step(name, nap, move |input| Ok(value(&own, input.keys().cloned().collect::<Vec<_>>().join("+"))))
    }

    #[track_caller]
    fn assert_name(recording: &Recording, situation: &str, flow: &Step, wanted: &str, cause: Option<&str>) {
        if flow.name() != wanted {
            expected(format!("{situation}: its name is {wanted:?}"))
                .but(format!("it is {:?}", flow.name()))
                .looks_as_if_any(cause)
                .without_picture()
                .fail(recording);
        }
    }

    #[test]
    fn a_step_alone_is_a_flow() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (probe, nap, name) = (Probe::drawn(), draw.millis(1..=900), draw.word(5..=9));
            let flow = Step::from(Flow::from(trace(&probe, &name, nap)));
            assert_name(&recording, "a flow of one step", &flow, &name, None);
            let started = Instant::now();
            let got = flow.run(value("input", 1)).await;
            assert_output(&recording, "a flow of one step", &got, &value(&name, "input"), None);
            assert_took(&recording, "a flow of one step", started, nap, None);
        });
    }

    #[test]
    fn a_line_is_a_sequence_and_an_ampersand_a_group() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let naps = draw.list(2, |draw| draw.millis(1..=900));
            let probe = Probe::drawn();
            let step = |index: usize| trace(&probe, ["a", "b"][index], naps[index]);
            let in_turn = Step::from(Flow::from(step(0)) | step(1));
            let started = Instant::now();
            let got = in_turn.run(value("input", 1)).await;
            assert_output(&recording, "a | b", &got, &value("b", "a"), None);
            assert_took(&recording, "a | b", started, naps[0] + naps[1], None);
            let together = Step::from(Flow::from(step(0)) & step(1));
            let started = Instant::now();
            let got = together.run(value("input", 1)).await;
            assert_output(&recording, "a & b", &got, &data(json!({ "a": "input", "b": "input" })), None);
            assert_took(&recording, "a & b", started, naps[0].max(naps[1]), None);
        });
    }

    #[expect(clippy::many_single_char_names, reason = "they are the letters in the notation")]
    #[test]
    fn reads_as_it_is_written() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let probe = Probe::drawn();
            let naps = draw.list(6, |draw| draw.millis(1..=900));
            let [a, b, c, d, e, f]: [Step; 6] =
                std::array::from_fn(|index| trace(&probe, ["a", "b", "c", "d", "e", "f"][index], naps[index]));
            let flow = |step: &Step| Flow::from(step.clone());
            let time = |all: &[usize]| all.iter().map(|index| naps[*index]).sum::<Duration>();
            let most = |one: Duration, other: Duration| one.max(other);
            let cases: Vec<(&str, Flow, Value, Duration)> = vec![
                (
                    "a & b | c",
                    flow(&a) & b.clone() | c.clone(),
                    json!({ "c": "a+b" }),
                    most(naps[0], naps[1]) + naps[2],
                ),
                (
                    "a | b & c",
                    flow(&a) | flow(&b) & c.clone(),
                    json!({ "b": "a", "c": "a" }),
                    naps[0] + most(naps[1], naps[2]),
                ),
                (
                    "(a | b) & c",
                    (flow(&a) | b.clone()) & c.clone(),
                    json!({ "b": "a", "c": "" }),
                    most(time(&[0, 1]), naps[2]),
                ),
                (
                    "a & (b | c)",
                    flow(&a) & (flow(&b) | c.clone()),
                    json!({ "a": "", "c": "b" }),
                    most(naps[0], time(&[1, 2])),
                ),
                (
                    "a & b | c | (d & e)",
                    flow(&a) & b.clone() | c.clone() | (flow(&d) & e.clone()),
                    json!({ "d": "c", "e": "c" }),
                    most(naps[0], naps[1]) + naps[2] + most(naps[3], naps[4]),
                ),
                (
                    "(a & b | c) & (d | e & f)",
                    (flow(&a) & b.clone() | c.clone()) & (flow(&d) | flow(&e) & f.clone()),
                    json!({ "c": "a+b", "e": "d", "f": "d" }),
                    most(most(naps[0], naps[1]) + naps[2], naps[3] + most(naps[4], naps[5])),
                ),
                (
                    "a | (b | (c | d))",
                    flow(&a) | (flow(&b) | (flow(&c) | d.clone())),
                    json!({ "d": "c" }),
                    time(&[0, 1, 2, 3]),
                ),
            ];
            for (notation, flow, wanted, time) in cases {
                let started = Instant::now();
                let got = Step::from(flow).run(Data::new()).await;
                assert_output(&recording, notation, &got, &data(wanted), None);
                assert_took(&recording, notation, started, time, None);
            }
        });
    }

    #[test]
    fn a_group_of_three_is_one_group_wherever_there_are_parentheses() {
        paused(async |recording| {
            let probe = Probe::default();
            // The first and the last one differ, so the error has the name of their group.
            let [a, b, c]: [Step; 3] = std::array::from_fn(|index| {
                let output = if index == 1 { value("y", 1) } else { value("x", index) };
                probe.giving(["a", "b", "c"][index], MILLISECOND, output)
            });
            let flow = |step: &Step| Flow::from(step.clone());
            let cases = [
                ("a & b & c", flow(&a) & b.clone() & c.clone()),
                ("(a & b) & c", (flow(&a) & b.clone()) & flow(&c)),
                ("a & (b & c)", flow(&a) & (flow(&b) & c.clone())),
            ];
            for (notation, flow) in cases {
                let flow = Step::from(flow);
                assert_name(&recording, notation, &flow, "a & b & c", None);
                let got = flow.run(Data::new()).await;
                let is_wanted = got.as_ref().err().is_some_and(|error| {
                    matches!(&error.cause, Cause::Conflict(conflict) if conflict.first == "a" && conflict.second == "c")
                        && error.path == "a & b & c"
                });
                if !is_wanted {
                    expected(format!("{notation}: a conflict between `a` and `c` in the group `a & b & c`"))
                        .but(outcome(&got))
                        .looks_as_if("it is a group in a group")
                        .without_picture()
                        .fail(&recording);
                }
            }
            // A flow that has become a step is a member like any other.
            let inner = Step::from(flow(&b) & c.clone());
            let got = Step::from(flow(&a) & inner).run(Data::new()).await;
            let is_wanted = got.as_ref().err().is_some_and(|error| {
                matches!(&error.cause, Cause::Conflict(conflict) if conflict.first == "a" && conflict.second == "b & c")
            });
            if !is_wanted {
                expected("a & Step::from(b & c): a conflict between `a` and `b & c`")
                    .but(outcome(&got))
                    .looks_as_if("a step that was made of a flow is taken apart")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn any_number_of_steps_in_a_line() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let name = |index: usize| format!("s{index}");
            let input = value("id", draw.id());
            let length = draw.usize(700..=750);
            for direction in ["a | b | c", "a | (b | c)", "a & b & c", "a & (b & c)"] {
                let probe = Probe::default();
                let steps: Vec<Flow> =
                    (0..length).map(|index| probe.step(name(index), Duration::ZERO, Ok).into()).collect();
                let flow = match direction {
                    "a | b | c" => steps.into_iter().reduce(|flow, step| flow | step),
                    "a | (b | c)" => steps.into_iter().rev().reduce(|flow, step| step | flow),
                    "a & b & c" => steps.into_iter().reduce(|flow, step| flow & step),
                    _ => steps.into_iter().rev().reduce(|flow, step| step & flow),
                };
                let Some(flow) = flow else { unreachable!("there are steps") };
                let got = Step::from(flow).run(input.clone()).await;
                let situation = format!("{length} steps as {direction}");
                probe.assert_flat(&recording, &situation);
                assert_output(&recording, &situation, &got, &input, None);
                if probe.begun() != length {
                    expected(situation).but(format!("{} ran", probe.begun())).fail(&recording);
                }
            }
            let probe = Probe::default();
            let length = draw.usize(10_001..=10_100);
            let steps = (0..length).map(|index| Flow::from(probe.step(name(index), Duration::ZERO, Ok)));
            let Some(flow) = steps.reduce(|flow, step| flow | step) else { unreachable!("there are steps") };
            let got = Step::from(flow).run(input.clone()).await;
            assert_output(&recording, &format!("{length} steps in a line"), &got, &input, None);
        });
    }

    #[test]
    fn a_flow_can_be_used_twice() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (probe, nap) = (Probe::drawn(), draw.millis(1..=900));
            let load = Flow::from(trace(&probe, "a", nap)) | trace(&probe, "b", nap);
            let both = Step::from(load.clone() & trace(&probe, "c", nap));
            let alone = Step::from(load);
            let started = Instant::now();
            let (one, other) = join(both.run(Data::new()), alone.run(Data::new())).await;
            assert_output(&recording, "(a | b) & c", &one, &data(json!({ "b": "a", "c": "" })), None);
            assert_output(&recording, "a | b", &other, &value("b", "a"), None);
            assert_took(&recording, "both at the same time", started, 2 * nap, None);
        });
    }

    #[test]
    fn the_example_of_the_original_takes_one_second() {
        paused(async |recording| {
            let probe = Probe::drawn();
            let half = SECOND / 2;
            let numbers = json!([1, 2, 3, 4, 5, 6]);
            let source_a = probe.giving("source_a", half, value("a", numbers.clone()));
            let source_b = probe.giving("source_b", half, value("b", numbers));
            let merge = probe
                .step("merge", Duration::ZERO, |input| Ok(value("pairs", json!([input.get("a"), input.get("b")]))));
            let destination = probe.step("destination", half, |input| {
                let is_equal = input["pairs"][0] == input["pairs"][1];
                Ok(value("status", i32::from(!is_equal)))
            });
            let flow = Step::from(Flow::from(source_a) & source_b | merge | destination);
            let started = Instant::now();
            let got = flow.run(data(json!({ "endpoint_a": "A", "endpoint_b": "B" }))).await;
            assert_output(&recording, "the example", &got, &value("status", 0), None);
            assert_took(&recording, "the example", started, SECOND, Some("the sources run one after the other"));
        });
    }
}

mod renamed {
    use super::*;
    use ::data_flow::renamed;

    type Names = Vec<(String, String)>;

    /// Returns the values under their new names, in a slow and simple way; or the kind of the error, and its name.
    fn model(names: &Names, data: &Data) -> Result<Data, (&'static str, String)> {
        if let Some((missing, _)) = names.iter().find(|(old, _)| !data.contains_key(old)) {
            return Err(("Missing", missing.clone()));
        }
        let is_replaced = |name: &String| names.iter().any(|(old, _)| old == name);
        let mut all: Vec<(String, Value)> = data
            .iter()
            .filter(|(name, _)| !is_replaced(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        for (old, new) in names {
            if all.iter().any(|(name, _)| name == new) {
                return Err(("Twice", new.clone()));
            }
            all.push((new.clone(), data[old].clone()));
        }
        Ok(all.into_iter().collect())
    }

    /// Draws pairs of names, of which no left one comes twice.
    fn names(draw: &mut Draw, letters: &[&str]) -> Names {
        let mut old = letters.to_vec();
        draw.shuffle(&mut old);
        let pairs = draw.usize(0..=3);
        old.into_iter().take(pairs).map(|old| (old.to_owned(), (*draw.pick(letters)).to_owned())).collect()
    }

    fn of(names: &Names) -> Vec<(&str, &str)> {
        names.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect()
    }

    fn error_of(result: &Result<Data, FlowError>) -> Option<(&'static str, &str)> {
        match &result.as_ref().err()?.cause {
            Cause::Missing(name) => Some(("Missing", name)),
            Cause::Twice(name) => Some(("Twice", name)),
            _ => Some(("another one", "")),
        }
    }

    #[track_caller]
    fn assert_error(
        recording: &Recording,
        situation: &str,
        got: &Result<Data, FlowError>,
        (kind, name): &(&str, String),
    ) {
        let is_wanted =
            error_of(got) == Some((*kind, name)) && got.as_ref().err().is_some_and(|error| error.path == "step");
        if !is_wanted {
            let cause = match (*kind, got) {
                ("Missing", Ok(_)) => Some("a name that has no value is left out without a word"),
                ("Twice", Ok(_)) => Some("a value replaces another one, which is lost without a word"),
                (_, Err(error)) if error.path != "step" => Some("the path is not the name of the step"),
                _ => None,
            };
            expected(format!("{situation}: the error of `step`, `{kind}`, with the name {name:?}"))
                .but(outcome(got))
                .looks_as_if_any(cause)
                .without_picture()
                .fail(recording);
        }
    }

    #[test]
    fn replaces_the_names_of_inputs_and_outputs() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for _ in 0..300 {
                let letters = ["a", "b", "c", "d"];
                let some = |draw: &mut Draw| {
                    let mut letters = letters.to_vec();
                    draw.shuffle(&mut letters);
                    let values = draw.usize(0..=4);
                    letters.into_iter().take(values).map(|name| (name.to_owned(), json!(draw.id()))).collect::<Data>()
                };
                let (input, output) = (some(&mut draw), some(&mut draw));
                let (inputs, outputs) = (names(&mut draw, &letters), names(&mut draw, &letters));
                let probe = Probe::default();
                let flow = renamed(probe.giving("step", MILLISECOND, output.clone()), of(&inputs), of(&outputs));
                let got = flow.run(input.clone()).await;
                let situation = format!(
                    "the inputs {inputs:?} of {}, the outputs {outputs:?} of {}",
                    shown(&input),
                    shown(&output)
                );
                match model(&inputs, &input) {
                    Err(error) => {
                        assert_error(&recording, &situation, &got, &error);
                        if probe.begun() > 0 {
                            expected(format!("{situation}: the step does not run")).but("it did").fail(&recording);
                        }
                    }
                    Ok(wanted) => {
                        let log = probe.log();
                        if log.len() != 1 || log[0].input != wanted {
                            let has_moved_twice = log.first().is_some_and(|begun| begun.input.len() < wanted.len());
                            let but = log.first().map_or_else(|| outcome(&got), |begun| shown(&begun.input));
                            expected(format!("{situation}: the step takes {}", shown(&wanted)))
                                .but(but)
                                .looks_as_if_any(has_moved_twice.then_some(
                                    "the names are replaced one after the other, so that one value overwrites another",
                                ))
                                .without_picture()
                                .fail(&recording);
                        }
                        match model(&outputs, &output) {
                            Ok(wanted) => assert_output(&recording, &situation, &got, &wanted, None),
                            Err(error) => assert_error(&recording, &situation, &got, &error),
                        }
                    }
                }
            }
        });
    }

    #[test]
    fn two_names_can_be_exchanged() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for _ in 0..4 {
                let [a, b, other] = [draw.any_text(3..=5), draw.any_text(3..=5), draw.any_text(7..=9)];
                let [one, two, three] = [draw.id(), draw.id(), draw.id()];
                let both = [(a.as_str(), b.as_str()), (b.as_str(), a.as_str())];
                let probe = Probe::default();
                let flow = renamed(probe.step("step", MILLISECOND, Ok), both, []);
                let values = |one: u64, two: u64| {
                    Data::from_iter([(a.clone(), json!(one)), (b.clone(), json!(two)), (other.clone(), json!(three))])
                };
                let cause = "the names are replaced one after the other, so that one value overwrites another";
                let got = flow.run(values(one, two)).await;
                assert_output(&recording, "two inputs change places", &got, &values(two, one), Some(cause));
                let flow = renamed(probe.step("step", MILLISECOND, Ok), [], both);
                let got = flow.run(values(one, two)).await;
                assert_output(&recording, "two outputs change places", &got, &values(two, one), Some(cause));
                let flow = renamed(probe.step("step", MILLISECOND, Ok), both, both);
                let got = flow.run(values(one, two)).await;
                assert_output(&recording, "there and back again", &got, &values(one, two), Some(cause));
            }
        });
    }

    #[test]
    fn all_else_is_as_for_the_step() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (name, nap) = (draw.word(5..=9), draw.millis(100..=900));
            let probe = Probe::drawn();
            let flow = renamed(probe.failing(&name, nap), [], []);
            if flow.name() != name {
                expected(format!("the name is {name:?}")).but(format!("it is {:?}", flow.name())).fail(&recording);
            }
            let run = flow.run(Data::new());
            sleep(10 * SECOND).await;
            probe.assert_not_begun(&recording, "before the first poll");
            let got = run.await;
            assert_failure(&recording, "the step fails", &got, (&name, &name), None);
            let probe = Probe::drawn();
            let flow = renamed(probe.step(&name, nap, Ok), [("a", "b")], [("b", "c")]);
            let ids = draw.list(70, Draw::id);
            let started = Instant::now();
            let results = join_all(ids.iter().map(|id| flow.run(value("a", *id)))).await;
            for (id, got) in ids.iter().zip(results) {
                assert_output(&recording, "one of many runs", &got, &value("c", *id), None);
            }
            assert_took(&recording, "many runs", started, nap, Some("runs wait for each other"));
            polled_for(flow.run(value("a", 1)), nap / 2).await;
            settled().await;
            probe.assert_all_over(&recording, "after the run was dropped").await;
        });
    }
}

mod checkpointed {
    use super::*;
    use ::data_flow::{Store, checkpointed, sequence};

    type AnyError = Box<dyn Error + Send + Sync>;

    /// A store in memory, which takes some time, writes down what happens, and may fail.
    #[derive(Default)]
    struct Shelf {
        kept: Mutex<Vec<(String, Data, Data)>>,
        log: Mutex<Vec<&'static str>>,
        load: Duration,
        save: Duration,
        fails_to_load: bool,
        fails_to_save: Option<String>,
    }

    impl Shelf {
        fn add(&self, what: &'static str) {
            locked(&self.log).push(what);
        }
    }

    impl Store for Shelf {
        async fn load(&self, step: &str, input: &Data) -> Result<Option<Data>, AnyError> {
            self.add("loading");
            sleep(self.load).await;
            self.add("loaded");
            if self.fails_to_load {
                return Err("it cannot be read".into());
            }
            let kept = locked(&self.kept);
            let found = kept.iter().find(|(name, of, _)| name == step && of == input);
            Ok(found.map(|(_, _, output)| output.clone()))
        }

        async fn save(&self, step: &str, input: &Data, output: &Data) -> Result<(), AnyError> {
            self.add("saving");
            sleep(self.save).await;
            if let Some(error) = &self.fails_to_save {
                return Err(error.clone().into());
            }
            locked(&self.kept).push((step.to_owned(), input.clone(), output.clone()));
            self.add("saved");
            Ok(())
        }
    }

    /// Returns a step that writes to the log of the shelf.
    fn logged(shelf: &Arc<Shelf>, nap: Duration, result: fn(Data) -> Result<Data, Cause>) -> Step {
        let shelf = shelf.clone();
        Step::new("step", move |input| {
            let shelf = shelf.clone();
            async move {
                shelf.add("running");
                sleep(nap).await;
                shelf.add("ran");
                result(input).map_err(|cause| cause.at("step"))
            }
            .boxed()
        })
    }

    #[track_caller]
    fn assert_log(recording: &Recording, situation: &str, shelf: &Shelf, wanted: &[&str], cause: Option<&str>) {
        let log = locked(&shelf.log).clone();
        if log != wanted {
            expected(format!("{situation}: {}", wanted.join(", ")))
                .but(log.join(", "))
                .looks_as_if_any(cause)
                .without_picture()
                .fail(recording);
        }
    }

    const WHOLE: [&str; 6] = ["loading", "loaded", "running", "ran", "saving", "saved"];

    #[test]
    fn an_output_that_was_saved_is_not_made_again() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let shelf = Arc::new(Shelf { load: draw.millis(10..=90), save: draw.millis(10..=90), ..Shelf::default() });
            let nap = draw.millis(100_000..=200_000);
            let flow = checkpointed(logged(&shelf, nap, Ok), shelf.clone());
            if flow.name() != "step" {
                expected("the name is that of the step").but(format!("it is {:?}", flow.name())).fail(&recording);
            }
            for round in 0..3 {
                // Another input each time, and then the same again.
                let input = value("id", draw.id());
                locked(&shelf.log).clear();
                let started = Instant::now();
                let got = flow.run(input.clone()).await;
                let cause = if round > 0 && locked(&shelf.log).len() == 2 {
                    "the output of another input is returned"
                } else {
                    "the output is returned before it has been saved, or not saved"
                };
                assert_log(&recording, "a new input", &shelf, &WHOLE, Some(cause));
                assert_output(&recording, "a new input", &got, &input, None);
                assert_took(&recording, "a new input", started, shelf.load + nap + shelf.save, None);
                for _ in 0..2 {
                    locked(&shelf.log).clear();
                    let got = flow.run(input.clone()).await;
                    let cause = Some("the step runs again, although its output was saved");
                    assert_log(&recording, "the same input again", &shelf, &["loading", "loaded"], cause);
                    assert_output(&recording, "the same input again", &got, &input, None);
                }
            }
            // An empty output is an output, and a store is all that a step remembers.
            let shelf = Arc::new(Shelf::default());
            let flow = checkpointed(logged(&shelf, nap, |_| Ok(Data::new())), shelf.clone());
            for _ in 0..2 {
                let got = flow.run(value("id", 1)).await;
                assert_output(&recording, "an empty output", &got, &Data::new(), None);
            }
            let twice: Vec<&str> = WHOLE.into_iter().chain(["loading", "loaded"]).collect();
            assert_log(&recording, "an empty output", &shelf, &twice, Some("an empty output is taken for none"));
            locked(&shelf.kept).clear();
            locked(&shelf.log).clear();
            let _ = flow.run(value("id", 1)).await;
            let cause = Some("the output is kept in the step as well");
            assert_log(&recording, "the store was emptied", &shelf, &WHOLE, cause);
        });
    }

    #[test]
    fn a_flow_that_was_dropped_goes_on_behind_its_checkpoints() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(3..=6);
            let nap = draw.millis(100..=900);
            for under_way in 0..length {
                let (probe, shelf) = (Probe::drawn(), Arc::new(Shelf::default()));
                let steps = || {
                    let step = |index: usize| {
                        let step = probe.step(format!("step {index}"), nap, move |input| {
                            Ok(value(
                                "sum",
                                input.get("sum").and_then(Value::as_u64).unwrap_or_default() + index as u64,
                            ))
                        });
                        checkpointed(step, shelf.clone())
                    };
                    sequence((0..length).map(step).collect::<Vec<_>>())
                };
                let input = value("sum", 7);
                polled_for(steps().run(input.clone()), nap * under_way as u32 + nap / 2).await;
                settled().await;
                let before = probe.begun();
                // The program is started again.
                let got = steps().run(input).await;
                let begun = probe.begun() - before;
                if begun != length - under_way {
                    expected(format!(
                        "dropped in step {under_way} of {length}, {} left to run",
                        count(length - under_way, "step is", "steps are")
                    ))
                    .but(format!("{begun} ran"))
                    .looks_as_if("finished steps run again, or the one that was under way does not")
                    .fail(&recording);
                }
                let sum = 7 + (0..length as u64).sum::<u64>();
                assert_output(&recording, "the flow that was started again", &got, &value("sum", sum), None);
            }
        });
    }

    #[test]
    fn after_an_error_or_a_panic_nothing_is_saved() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let nap = draw.millis(1..=900);
            let shelf = Arc::new(Shelf::default());
            let flow = checkpointed(logged(&shelf, nap, |_| Err(failure("it fails"))), shelf.clone());
            for _ in 0..2 {
                locked(&shelf.log).clear();
                let got = flow.run(Data::new()).await;
                assert_failure(&recording, "the step fails", &got, ("step", "it fails"), None);
                let cause = Some("an error is saved like an output");
                assert_log(&recording, "the step fails", &shelf, &["loading", "loaded", "running", "ran"], cause);
            }
            let panics = logged(&shelf, nap, |_| std::panic::panic_any("it panics"));
            let flow = checkpointed(panics, shelf.clone());
            locked(&shelf.log).clear();
            let got = caught(flow.run(Data::new())).await;
            assert_panic(&recording, &got, "it panics");
            assert_log(&recording, "the step panics", &shelf, &["loading", "loaded", "running", "ran"], None);
        });
    }

    #[test]
    fn what_cannot_be_loaded_runs_and_what_cannot_be_saved_is_an_error() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (nap, text) = (draw.millis(1..=900), draw.word(5..=9));
            let shelf = Arc::new(Shelf { fails_to_load: true, ..Shelf::default() });
            let got = checkpointed(logged(&shelf, nap, Ok), shelf.clone()).run(value("id", 1)).await;
            let cause = Some("an error of the store is taken for an error of the step");
            assert_output(&recording, "the store cannot load", &got, &value("id", 1), cause);
            assert_log(&recording, "the store cannot load", &shelf, &WHOLE, None);

            let shelf = Arc::new(Shelf { fails_to_save: Some(text.clone()), ..Shelf::default() });
            let got = checkpointed(logged(&shelf, nap, Ok), shelf.clone()).run(value("id", 1)).await;
            let is_wanted = got.as_ref().err().is_some_and(|error| {
                error.path == "step" && matches!(&error.cause, Cause::Store(store) if store.to_string() == text)
            });
            if !is_wanted {
                expected(format!("the store cannot save: the error {}", chain(&Cause::Store(text.into()).at("step"))))
                    .but(outcome(&got))
                    .looks_as_if_any(
                        got.is_ok()
                            .then_some("an error of the store is ignored, and the next start runs the step again"),
                    )
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn nothing_happens_before_it_is_polled_or_after_it_was_dropped() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (load, nap, save) = (draw.millis(100..=900), draw.millis(100..=900), draw.millis(100..=900));
            let times = [load / 2, load + nap / 2, load + nap + save / 2];
            for (time, wanted) in times.into_iter().zip([1, 3, 5]) {
                let shelf = Arc::new(Shelf { load, save, ..Shelf::default() });
                let run = checkpointed(logged(&shelf, nap, Ok), shelf.clone()).run(Data::new());
                sleep(10 * SECOND).await;
                assert_log(&recording, "before the first poll", &shelf, &[], None);
                polled_for(run, time).await;
                sleep(20 * SECOND).await;
                let cause = Some("something goes on in a task, or waits for something else");
                assert_log(&recording, &format!("dropped after {time:?}"), &shelf, &WHOLE[..wanted], cause);
            }
            // Runs with different inputs overlap.
            let shelf = Arc::new(Shelf { load, save, ..Shelf::default() });
            let flow = checkpointed(logged(&shelf, nap, Ok), shelf.clone());
            let ids = draw.list(70, Draw::id);
            let started = Instant::now();
            let results = join_all(ids.iter().map(|id| flow.run(value("id", *id)))).await;
            for (id, got) in ids.iter().zip(results) {
                assert_output(&recording, "one of many runs", &got, &value("id", *id), None);
            }
            assert_took(&recording, "many runs", started, load + nap + save, Some("runs wait for each other"));
        });
    }
}
