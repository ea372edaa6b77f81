//! The spans that steps have in `tracing`.
//!
//! These tests have a process of their own. If a thread without a subscriber is the first to reach a span while a test on
//! another thread has a subscriber, `tracing` takes the span for one that nobody wants, and the test sees nothing.

use std::future::pending;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use data_flow::source;
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
    assert!(lines[0].contains("step{name=\"numbers\"}: data_flow: outcome=\"done\" elapsed="), "{}", lines[0]);
    assert!(lines[1].contains("step{name=\"failing\"}: data_flow: outcome=\"failed\" elapsed="), "{}", lines[1]);
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
    assert!(lines[0].contains("step{name=\"slow\"}: data_flow: outcome=\"cancelled\""), "{}", lines[0]);
}
