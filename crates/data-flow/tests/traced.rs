//! The spans that steps have in `tracing`.
//!
//! These tests have a process of their own. If a thread without a subscriber is the first to reach a span while a test on
//! another thread has a subscriber, `tracing` takes the span for one that nobody wants, and the test sees nothing.

use std::future::pending;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use data_flow::{fan_out, map, source, step};
use tokio::time::timeout;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs a flow with a log, and returns the log's lines.
fn logged(flow: impl AsyncFnOnce()) -> Vec<String> {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).with_ansi(false).without_time();
    tracing::subscriber::with_default(subscriber.finish(), || {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap()
            .block_on(flow());
    });
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn each_step_reports_its_outcome_and_duration() {
    async fn numbers() -> Result<u32, io::Error> {
        Ok(1)
    }
    async fn failing(_input: u32) -> Result<u32, io::Error> {
        Err(io::ErrorKind::NotFound.into())
    }
    let lines = logged(async || {
        assert!((source(numbers) | failing).run(()).await.is_err());
    });
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(lines[0].contains("step{name=\"numbers\" path=numbers}: data_flow: outcome=done elapsed="), "{}", lines[0]);
    assert!(
        lines[1].contains("step{name=\"failing\" path=failing}: data_flow: outcome=failed elapsed="),
        "{}",
        lines[1]
    );
}

#[test]
fn a_step_that_is_cancelled_reports_it() {
    async fn slow() -> Result<(), io::Error> {
        pending().await
    }
    let lines = logged(async || {
        assert!(timeout(Duration::from_millis(5), source(slow).run(())).await.is_err());
    });
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(lines[0].contains("step{name=\"slow\" path=slow}: data_flow: outcome=cancelled"), "{}", lines[0]);
}

#[test]
fn a_span_has_the_path_of_its_step() {
    async fn check(number: u32) -> Result<u32, io::Error> {
        assert!(number != 3, "it was three");
        Ok(number)
    }
    /// Returns the path and the outcome in each line.
    fn ends(lines: &[String]) -> Vec<String> {
        let end = |line: &String| {
            let (path, rest) = line.split_once(" path=")?.1.split_once("}: data_flow: outcome=")?;
            Some(format!("{path} {}", rest.split(' ').next()?))
        };
        lines.iter().map(|line| end(line).unwrap()).collect()
    }
    // Clones of a boxed flow share their steps, and each has paths of its own.
    let each = (step(check).named("a") | step(check).named("b")).boxed();
    let lines = logged(async || {
        let items = map(|()| vec![1, 2]).named("items");
        let flow = items | fan_out(1, each.clone()).named("each") | fan_out(1, each.clone() | each);
        assert_eq!(flow.run(()).await.unwrap(), [1, 2]);
    });
    let expected = [
        "items done",
        "each[0]/a done",
        "each[0]/b done",
        "each[1]/a done",
        "each[1]/b done",
        "3[0]/1/a done",
        "3[0]/1/b done",
        "3[0]/2/a done",
        "3[0]/2/b done",
        "3[1]/1/a done",
        "3[1]/1/b done",
        "3[1]/2/a done",
        "3[1]/2/b done",
    ];
    assert_eq!(ends(&lines), expected);
    // The items of fan-outs in fan-outs come from outside to inside.
    let lines = logged(async || {
        let items = map(|()| vec![vec![7], vec![8, 9]]).named("items");
        let nested = fan_out(1, fan_out(1, step(check)).named("inner") | map(|list: Vec<u32>| list.len()).named("len"));
        let flow = items | nested.named("outer");
        assert_eq!(flow.run(()).await.unwrap(), [1, 2]);
    });
    let expected = [
        "items done",
        "outer[0]/inner[0] done",
        "outer[0]/len done",
        "outer[1]/inner[0] done",
        "outer[1]/inner[1] done",
        "outer[1]/len done",
    ];
    assert_eq!(ends(&lines), expected);
    // The sibling of a step that panics is cancelled, and did not panic itself.
    let lines = logged(async || {
        let waits = step(|_: u32| pending::<Result<u32, io::Error>>()).named("waits");
        assert!((waits.clone() & check & waits).run(3).await.is_err());
    });
    assert_eq!(ends(&lines), ["check panicked", "waits cancelled"]);
}
