//! Runs that are watched: lanes of pollscope, and spans of tracing.

use std::io::Write;
use std::sync::{Arc, Mutex};

use data_flow::{Options, source, step};
use pollscope::{Outcome, Recording};
use tokio::time::timeout;

use crate::support::{Bad, ms, wait};

async fn failing(_input: u32) -> Result<u32, Bad> {
    Err(Bad("no luck"))
}

#[tokio::test(start_paused = true)]
async fn each_step_is_a_lane_with_its_name() {
    let recording = Recording::start();
    let flow = (wait(100).named("a") & wait(300).named("b")) | source_of_pair();
    flow.run_with(1, &Options::new().record(&recording)).await.unwrap();
    let trace = recording.trace();
    assert_eq!(trace.lane("a").ended_at(), Some(ms(100)));
    assert_eq!(trace.lane("b").ended_at(), Some(ms(300)));
    assert_eq!(trace.lane("pair").started_at(), Some(ms(300)));
    assert_eq!(trace.lane("pair").outcome(), Outcome::Finished);
}

fn source_of_pair() -> data_flow::Flow<(u32, u32), u32, impl data_flow::Step<(u32, u32), Out = u32>> {
    async fn pair((a, b): (u32, u32)) -> Result<u32, Bad> {
        Ok(a + b)
    }
    step(pair)
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
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
    async fn numbers() -> Result<u32, Bad> {
        Ok(1)
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
    let lines = logged(async || {
        assert!(timeout(ms(5), wait(10).named("slow").run(1)).await.is_err());
    });
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(lines[0].contains("step{name=\"slow\"}: data_flow: outcome=\"cancelled\""), "{}", lines[0]);
}
