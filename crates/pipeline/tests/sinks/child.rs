//! A process of its own, which writes and can be killed: this test program again, with only the test [`child`] to run.

use std::{
    env,
    io::{BufRead as _, BufReader},
    process::{Child, ChildStderr, Command, Stdio},
};

use streamlings_pipeline::sinks::{Keyed, SinkError};

use crate::{number, open};

/// How many batches it writes.
pub(crate) const BATCHES: usize = 6;

/// How many records a batch has. With their names, that is more than what `SQLite` keeps in memory of a transaction.
pub(crate) const ROWS: usize = 4000;

/// The records of a batch. The keys are in their order, also as text.
pub(crate) fn batch(index: usize, name: &str) -> Vec<Keyed> {
    let name = format!("{name} {}", "x".repeat(800));
    (index * ROWS..(index + 1) * ROWS).map(|id| number(&format!("{id:06}"), &name, 1)).collect()
}

/// Says on standard error what it is about to do, and what it has done.
#[test]
#[ignore = "other tests run it, in a process of its own"]
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
        // The test that wants to kill here keeps the child waiting.
        if env::var("SINK_WAITS").is_ok_and(|waits| !waits.is_empty()) {
            std::io::stdin().read_line(&mut String::new()).unwrap();
        }
        sink.finish().await
    });
    match written {
        Ok(()) => eprintln!("finished"),
        Err(error) => eprintln!("ended: {error:?}"),
    }
    // The test harness would print to a standard output that may be closed.
    std::process::exit(0);
}

/// A child at work. It is killed when this is dropped.
pub(crate) struct Writer {
    pub(crate) process: Child,
    says: BufReader<ChildStderr>,
}

impl Writer {
    pub(crate) fn start(to: &str, name: &str) -> Self {
        Self::with("SINK_WAITS", "", to, name)
    }

    /// It waits before it ends the sink.
    pub(crate) fn that_waits(to: &str, name: &str) -> Self {
        Self::with("SINK_WAITS", "yes", to, name)
    }

    /// With a variable in its environment.
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
        let says = BufReader::new(process.stderr.take().unwrap());
        Self { process, says }
    }

    /// Waits until the child has said this.
    pub(crate) fn until(&mut self, said: &str) {
        let mut all = String::new();
        while self.says.read_line(&mut all).unwrap() > 0 {
            if all.ends_with(&format!("{said}\n")) {
                return;
            }
        }
        panic!("the child never said \"{said}\", but:\n{all}");
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
