//! The twelve faults of the Python original, async-data-flow 0.0.1: none of them comes back.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use data_flow::named::{DataFlow, DefinitionError, Visibility, blocking, dispatch, sequence, source, step};
use data_flow::{ErrorKind, Options};
use futures::future;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};

type Map = std::collections::BTreeMap<String, Value>;

/// Declares structs with public names and values of one type.
macro_rules! data {
    ($($name:ident { $($field:ident: $type:ty),* })*) => {
        $(
            #[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
            struct $name { $($field: $type),* }
        )*
    };
}

data! {
    A { a: u32 }
    B { b: u32 }
    X { x: u32 }
    Y { y: u32 }
    Z { z: u32 }
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

async fn a_to_b(A { a }: A) -> Result<B, Infallible> {
    Ok(B { b: a + 1 })
}

/// Fault 1: the original never called a function without parameters.
#[tokio::test]
async fn a_step_without_parameters_runs() {
    async fn no_parameters() -> Result<A, Infallible> {
        Ok(A { a: 1 })
    }
    let flow = DataFlow::new(source(no_parameters) | step(a_to_b)).unwrap();
    assert_eq!(flow.run::<_, Value>(()).await.unwrap(), json!({"b": 2}));
    assert_eq!(flow.run::<_, Value>(json!({"ignored": true})).await.unwrap(), json!({"b": 2}));
    assert_eq!((data_flow::source(no_parameters) | a_to_b).run(()).await.unwrap(), B { b: 2 });
}

/// Fault 2: the original skipped a function if a parameter with a default was missing.
#[tokio::test]
async fn a_missing_parameter_with_a_default_takes_the_default() {
    #[derive(Serialize, Deserialize)]
    struct Defaults {
        a: u32,
        #[serde(default)]
        zero: u32,
        option: Option<u32>,
    }
    async fn adds(Defaults { a, zero, option }: Defaults) -> Result<B, Infallible> {
        Ok(B { b: a + zero + option.unwrap_or(100) })
    }
    let flow = DataFlow::new(step(adds)).unwrap();
    assert_eq!(flow.run::<_, Value>(json!({"a": 1})).await.unwrap(), json!({"b": 101}));
    assert_eq!(flow.run::<_, Value>(json!({"a": 1, "zero": 2, "option": 3})).await.unwrap(), json!({"b": 6}));
}

/// Fault 3: the original skipped a function with a missing parameter, so every typo was silent.
#[tokio::test]
async fn a_missing_input_is_an_error_before_the_first_step_runs() {
    data! { EndpointA { endpoint_a: String } }
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let source_a = step(move |_: EndpointA| {
        counted.fetch_add(1, Ordering::SeqCst);
        async move { Ok::<_, Infallible>(A { a: 1 }) }
    });
    let flow = DataFlow::new(source_a.named("source_a") | step(a_to_b)).unwrap();
    let error = flow.run::<_, Value>(json!({"sourcaA": "A", "sourceB": "B"})).await.unwrap_err();
    let expected = "the step `source_a` needs the input `endpoint_a`, and there is `sourcaA`, `sourceB`";
    assert_eq!(error.to_string(), expected);
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}

/// Fault 4: in the original, sequences in a group ran one after another or were lost.
#[tokio::test(start_paused = true)]
async fn sequences_in_a_group_run_together_and_none_is_lost() {
    /// Returns a step that takes 100 ms and returns one name.
    fn slow(name: &'static str) -> data_flow::named::Definition {
        step(move |_: Map| async move {
            sleep(ms(100)).await;
            Ok::<_, Infallible>(Map::from([(name.to_owned(), json!(1))]))
        })
    }
    let cases = [
        ((slow("s") | slow("x")) & (slow("t") | slow("y")), json!({"x": 1, "y": 1}), 200),
        (slow("f") & (slow("s") | slow("x")), json!({"f": 1, "x": 1}), 200),
        ((slow("s") | slow("x")) & slow("f"), json!({"f": 1, "x": 1}), 200),
        (slow("f") & sequence([slow("x")]), json!({"f": 1, "x": 1}), 100),
        (slow("f") & (slow("s") | (slow("u") & (slow("v") | slow("w")))), json!({"f": 1, "u": 1, "w": 1}), 300),
    ];
    for (definition, expected, millis) in cases {
        let flow = DataFlow::new(definition).unwrap();
        let start = Instant::now();
        assert_eq!(flow.run::<_, Value>(()).await.unwrap(), expected);
        assert_eq!(start.elapsed(), ms(millis), "{}", flow.graph());
    }
}

/// Fault 5: the original noticed errors in the order of the definition, and left the siblings running.
#[tokio::test(start_paused = true)]
async fn the_first_error_in_time_ends_a_group_and_its_siblings() {
    let ended = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&ended);
    let slow = step(move |_: Map| {
        let counted = Arc::clone(&counted);
        async move {
            sleep(ms(300)).await;
            counted.fetch_add(1, Ordering::SeqCst);
            Ok::<_, Infallible>(())
        }
    });
    let failing = step(|_: Map| async move {
        sleep(ms(50)).await;
        Err::<(), _>("no luck")
    });
    let flow = DataFlow::new(slow.named("slow") & failing.named("failing")).unwrap();
    let start = Instant::now();
    assert_eq!(flow.run::<_, ()>(()).await.unwrap_err().to_string(), "the step `failing` failed");
    assert_eq!(start.elapsed(), ms(50));
    sleep(ms(1000)).await;
    assert_eq!(ended.load(Ordering::SeqCst), 0);
}

/// Fault 6: in the original, overlapping runs with `Initial` saw each other's parameters.
#[tokio::test(start_paused = true)]
async fn overlapping_runs_do_not_see_each_others_parameters() {
    async fn slow(A { a }: A) -> Result<B, Infallible> {
        sleep(ms(u64::from(100 - a))).await;
        Ok(B { b: 1 })
    }
    let flow = DataFlow::new(step(slow)).unwrap();
    let options = Options::new().visibility(Visibility::Initial);
    let runs = (1..=50).map(|a| flow.run_with::<_, Value>(A { a }, &options));
    let expected: Vec<Value> = (1..=50).map(|a| json!({"a": a, "b": 1})).collect();
    assert_eq!(future::try_join_all(runs).await.unwrap(), expected);
}

/// Fault 7: the original's `All` changed the dict that the user's function had returned.
#[tokio::test]
async fn what_a_step_returns_is_not_changed_by_the_data_before_it() {
    let kept = Arc::new(Map::from([("b".to_owned(), json!(2))]));
    let returned = Arc::clone(&kept);
    let shares = step(move |_: A| {
        let returned = Map::clone(&returned);
        async move { Ok::<_, Infallible>(returned) }
    });
    let flow = DataFlow::new(shares).unwrap();
    let options = Options::new().visibility(Visibility::All);
    assert_eq!(flow.run_with::<_, Value>(A { a: 1 }, &options).await.unwrap(), json!({"a": 1, "b": 2}));
    assert_eq!(flow.run_with::<_, Value>(A { a: 9 }, &options).await.unwrap(), json!({"a": 9, "b": 2}));
    assert_eq!(*kept, Map::from([("b".to_owned(), json!(2))]));
}

/// Fault 8: the original printed the result of every concurrent step.
#[test]
fn nothing_is_printed() {
    // The programs of the examples print one line, which is their own.
    let output = std::process::Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "streamlings-data-flow", "--example", "original"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "{\"status\":0}\n");
}

/// Fault 9: the original's `run_forever` could not be stopped, and had no pause.
#[tokio::test(start_paused = true)]
async fn run_forever_pauses_and_can_be_stopped() {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let flow = DataFlow::new(source(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        async { Ok::<_, Infallible>(()) }
    }));
    let flow = flow.unwrap();
    assert!(timeout(ms(1050), flow.run_forever((), ms(100))).await.is_err());
    assert_eq!(runs.load(Ordering::SeqCst), 11);
    assert!(timeout(ms(0), flow.run_forever((), ms(0))).await.is_err());
}

/// Fault 10: the original always skipped functions that `amapper` had wrapped, and could not swap two names.
#[tokio::test]
async fn inputs_and_outputs_are_renamed_and_can_be_swapped() {
    data! { Pair { a: u32, b: u32 } }
    async fn minus(Pair { a, b }: Pair) -> Result<Pair, Infallible> {
        Ok(Pair { a: a - b, b })
    }
    let renamed = |definition: data_flow::named::Definition| DataFlow::new(definition).unwrap();
    let plain = renamed(step(minus));
    assert_eq!(plain.run::<_, Value>(json!({"a": 9, "b": 2})).await.unwrap(), json!({"a": 7, "b": 2}));
    let swapped = renamed(step(minus).input("a", "b").input("b", "a"));
    assert_eq!(swapped.run::<_, Value>(json!({"a": 2, "b": 9})).await.unwrap(), json!({"a": 7, "b": 2}));
    let swapped = renamed(step(minus).output("a", "b").output("b", "a"));
    assert_eq!(swapped.run::<_, Value>(json!({"a": 9, "b": 2})).await.unwrap(), json!({"a": 2, "b": 7}));
    let partial = renamed(step(minus).input("a", "left").output("a", "rest"));
    assert_eq!(partial.run::<_, Value>(json!({"left": 9, "b": 2})).await.unwrap(), json!({"rest": 7, "b": 2}));
    let blocking = renamed(blocking(|Pair { a, b }: Pair| Ok::<_, Infallible>(X { x: a * b })).input("b", "c"));
    assert_eq!(blocking.run::<_, Value>(json!({"a": 9, "c": 2})).await.unwrap(), json!({"x": 18}));
    // A typo is an error of the definition, and an error in the function is its own.
    let error = DataFlow::new(step(minus).input("aa", "left")).unwrap_err();
    assert!(matches!(error, DefinitionError::NoSuchInput { field, .. } if field == "aa"));
    let failing = renamed(step(|_: A| async { Err::<B, _>("a TypeError") }).input("a", "b"));
    let error = failing.run::<_, Value>(B { b: 1 }).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Failed(_)));
}

/// Fault 11: the original's error of a dispatch was itself an error of formatting.
#[tokio::test]
async fn an_unknown_key_of_a_dispatch_is_an_error_that_names_it() {
    let definition = dispatch("kind")
        .on("csv", step(a_to_b))
        .on("7", step(|X { x }: X| async move { Ok::<_, Infallible>(Y { y: x }) }));
    let flow = DataFlow::new(definition).unwrap();
    assert_eq!(flow.run::<_, Value>(json!({"kind": "csv", "a": 1})).await.unwrap(), json!({"b": 2}));
    assert_eq!(flow.run::<_, Value>(json!({"kind": 7, "x": 1})).await.unwrap(), json!({"y": 1}));
    let error = flow.run::<_, Value>(json!({"kind": "xml", "a": 1})).await.unwrap_err();
    assert_eq!(error.to_string(), "the flow has no step for `xml`; it has `csv`, `7`");
}

/// Fault 12: the example in the original's README had five faults, which its own library did not notice.
#[tokio::test(start_paused = true)]
async fn the_example_of_the_original_gives_its_status() {
    async fn source_x() -> Result<X, Infallible> {
        sleep(ms(500)).await;
        Ok(X { x: 1 })
    }
    async fn also_x() -> Result<X, Infallible> {
        Ok(X { x: 5 })
    }
    async fn source_y() -> Result<Y, Infallible> {
        sleep(ms(500)).await;
        Ok(Y { y: 2 })
    }
    data! { Both { x: u32, y: u32 } Status { status: u32 } }
    async fn merge(Both { x, y }: Both) -> Result<Z, Infallible> {
        Ok(Z { z: x + y })
    }
    async fn destination(Z { z }: Z) -> Result<Status, Infallible> {
        sleep(ms(500)).await;
        Ok(Status { status: z - 3 })
    }
    let flow = DataFlow::new(source(source_x) & source(source_y) | step(merge) | step(destination)).unwrap();
    let start = Instant::now();
    assert_eq!(flow.run::<_, Value>(()).await.unwrap(), json!({"status": 0}));
    assert_eq!(start.elapsed(), ms(1000));
    // Two of the faults: a source with the key of the other one, and a name that nobody returns.
    let twice = DataFlow::new(source(source_x) & source(also_x) | step(merge)).unwrap();
    let error = twice.run::<_, Value>(()).await.unwrap_err();
    assert_eq!(error.to_string(), "the step `merge` needs the input `y`, and there is only `x`");
}
