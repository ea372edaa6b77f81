//! `cargo course report`: attempts, hints and time by task, for a learner or a teacher of many.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use course::libtest;

use super::{CommandError, Context};
use crate::exit::ExitStatus;
use crate::learner::Learner;
use crate::log::{self, LogError};
use crate::output::{DIM, Output};
use crate::summary::{Summary, sum_up};

/// Prints a table of the learner's own log, or of `files` together if there are any.
pub(crate) fn run(context: &mut Context, files: &[PathBuf]) -> Result<ExitStatus, CommandError> {
    let Context { learner, out } = context;
    let own = [learner.log.file().to_owned()];
    let read = |file: &PathBuf| {
        // A file named explicitly must exist.
        if !files.is_empty() && !file.exists() {
            let source = io::Error::from(io::ErrorKind::NotFound);
            return Err(LogError::Read { file: file.clone(), source });
        }
        log::read(file)
    };
    let logs = if files.is_empty() { &own[..] } else { files }.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let summaries = sum_up(&logs);
    if summaries.is_empty() {
        let off = if learner.log.is_on() { "" } else { " The log is off; `cargo course log on` turns it on." };
        out.line(&format!("The log is empty.{off}"), 0);
    } else {
        show(out, learner, &summaries);
    }
    out.print()?;
    Ok(ExitStatus::Success)
}

/// Shows the summaries in the order of the course. Tasks of another version of the course come last.
fn show(out: &mut Output, learner: &Learner, summaries: &BTreeMap<String, Summary>) {
    let known: Vec<String> = learner.positions().map(|position| learner.key(position)).collect();
    let others = summaries.keys().filter(|key| !known.contains(key));
    let rows: Vec<(&String, &Summary)> =
        known.iter().chain(others).filter_map(|key| Some((key, summaries.get(key)?))).collect();
    let optional: Vec<String> = learner
        .positions()
        .filter(|position| learner.is_optional(*position))
        .map(|position| learner.key(position))
        .collect();
    let name = |key: &String| if optional.contains(key) { format!("{key} (optional)") } else { key.clone() };
    let keys = rows.iter().map(|(key, _)| name(key).len()).max().unwrap_or(0).max("task".len());
    out.heading(&format!("{:keys$}  passed  attempts  not compiled  hints  gave up  time", "task"));
    for (key, summary) in rows {
        let passed = format!("{}/{}", summary.passed, summary.started);
        out.raw(&format!(
            "{:keys$}  {passed:>6}  {:>8}  {:>12}  {:>5}  {:>7}  {}",
            name(key),
            summary.attempts,
            summary.did_not_compile,
            summary.hints,
            summary.gave_up,
            minutes(summary.time)
        ));
        if let Some((test, count)) = summary.hardest() {
            let times = if count == 1 { "once" } else { &format!("{count} times") };
            let line = format!("  failed most ({times}): {}", libtest::sentence(test));
            out.line(&out.paint(DIM, &line), 4);
        }
    }
}

fn minutes(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7200 => format!("{} min", seconds / 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}
