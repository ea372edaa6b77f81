//! The summary at the end of a run, and the exit code.

use std::time::Duration;

use streamlings_pipeline::Chain;
use streamlings_pipeline::sinks::{SinkError, Target};
use streamlings_pipeline::stats::Stats;

use crate::dead_letter_sink::DeadLetterSink;
use crate::{FAILED, INTERRUPTED, stderr};

/// The end of a run.
pub(crate) struct Summary<'a> {
    pub(crate) to: &'a Target,
    /// The number of records that the sink has taken.
    pub(crate) written: Result<u64, SinkError>,
    pub(crate) stats: &'a Stats,
    pub(crate) dead_letters: &'a DeadLetterSink,
    pub(crate) elapsed: Duration,
    pub(crate) was_interrupted: bool,
}

impl Summary<'_> {
    /// Prints the summary to standard error, and returns the exit code.
    pub(crate) fn print(&self) -> u8 {
        stderr::write(&self.stats.to_string());
        let code = self.print_failures();
        self.print_dead_letters();
        match &self.written {
            Ok(count) => {
                let (count, seconds) = (counted(*count, "record was", "records were"), self.elapsed.as_secs_f64());
                let prefix = if self.was_interrupted { "interrupted: " } else { "" };
                stderr::write(&format!("{prefix}{count} written to {} in {seconds:.2} s\n", self.to));
                if self.was_interrupted { INTERRUPTED } else { code }
            }
            // A reader that has had enough does not care for the failures, either.
            Err(SinkError::Closed) => 0,
            Err(error) => {
                stderr::write(&format!("error: {}\n", Chain(error)));
                print_advice(error);
                FAILED
            }
        }
    }

    fn print_failures(&self) -> u8 {
        let mut code = 0;
        for (name, stats) in self.stats.snapshot() {
            if stats.errors > 0 {
                let pages = counted(stats.errors, "page", "pages");
                stderr::write(&format!("error: {name}: {pages} could not be fetched or read\n"));
                code = FAILED;
            }
            if stats.bad > 0 {
                stderr::write(&format!("error: {name}: {}\n", counted(stats.bad, "bad item", "bad items")));
                code = FAILED;
            }
        }
        code
    }

    fn print_dead_letters(&self) {
        if let Some(file) = self.dead_letters.written() {
            let count = counted(file.appended(), "bad item was", "bad items were");
            stderr::write(&format!("{count} written to {}\n", file.path().display()));
        }
        if self.dead_letters.lost() > 0 {
            let count = counted(self.dead_letters.lost(), "bad item was", "bad items were");
            stderr::write(&format!("error: {count} lost: the file of dead letters cannot be written\n"));
        }
    }
}

/// Prints the advice on an error of the sink, if there is one.
pub(crate) fn print_advice(error: &SinkError) {
    if let Some(advice) = error.advice() {
        stderr::write(&format!("help: {advice}\n"));
    }
}

fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
