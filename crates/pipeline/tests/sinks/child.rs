//! A child process that writes and can be killed: this test program, with [`child`] as its only test.

use std::{
    env,
    io::{BufRead as _, BufReader},
    process::{Child, ChildStderr, Command, Stdio},
};

use streamlings_pipeline::sinks::{KeyedRecord, SinkError};

use crate::{number, open};

/// The number of batches that the child writes.
pub(crate) const BATCHES: usize = 6;

/// The number of records in a batch. With their names they are larger than what `SQLite` keeps of a transaction in memory.
pub(crate) const ROWS: usize = 4000;

/// Returns the records of a batch. Their keys are in order, even as text.
pub(crate) fn batch(index: usize, name: &str) -> Vec<KeyedRecord> {
    let name = format!("{name} {}", "x".repeat(800));
    (index * ROWS..(index + 1) * ROWS).map(|id| number(&format!("{id:06}"), &name, 1)).collect()
}

/// Writes batches, and logs each step on standard error.
#[test]
#[ignore = "other tests run it as a child process"]
fn child() {
    let (Ok(to), Ok(name)) = (env::var("SINK_TO"), env::var("SINK_NAME")) else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let written: Result<(), SinkError> = runtime.block_on(async {
        let mut sink = open(&to).await;
        for index in 0..BATCHES {
            eprintln!("writing {index}");
            sink.write(&batch(index, &name)).await?;
            eprintln!("written {index}");
        }
        eprintln!("finishing");
        // A test that kills the child here keeps it waiting.
        if env::var("SINK_WAITS").is_ok_and(|waits| !waits.is_empty()) {
            std::io::stdin().read_line(&mut String::new()).unwrap();
        }
        sink.finish().await
    });
    match written {
        Ok(()) => eprintln!("finished"),
        Err(error) => eprintln!("ended: {error:?}"),
    }
    // The test harness would print to standard output, which may be closed.
    std::process::exit(0);
}

/// A running child. It is killed when this is dropped.
pub(crate) struct Writer {
    pub(crate) process: Child,
    log: BufReader<ChildStderr>,
}

impl Writer {
    pub(crate) fn start(to: &str, name: &str) -> Self {
        Self::with("SINK_WAITS", "", to, name)
    }

    /// Starts a child that waits before it ends the sink.
    pub(crate) fn that_waits(to: &str, name: &str) -> Self {
        Self::with("SINK_WAITS", "yes", to, name)
    }

    /// Starts a child with a variable in its environment.
    pub(crate) fn with(variable: &str, value: &str, to: &str, name: &str) -> Self {
        let mut process = Command::new(env::current_exe().unwrap())
            .args(["child::child", "--exact", "--ignored", "--nocapture"])
            .env(variable, value)
            .env("SINK_TO", to)
            .env("SINK_NAME", name)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = BufReader::new(process.stderr.take().unwrap());
        Self { process, log }
    }

    /// Waits until the child has logged this line.
    pub(crate) fn until(&mut self, line: &str) {
        let mut all = String::new();
        while self.log.read_line(&mut all).unwrap() > 0 {
            if all.ends_with(&format!("{line}\n")) {
                return;
            }
        }
        panic!("the child has not logged \"{line}\", but:\n{all}");
    }

    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
