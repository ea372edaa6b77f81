//! The picture of a test that passes, as the environment asks for it.

use std::error::Error;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::draw::Drawing;
use crate::trace::Trace;

/// The options from `POLLSCOPE_SHOW` and `POLLSCOPE_REFERENCE`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Show {
    /// The directory of the traces to compare with.
    references: Option<PathBuf>,
}

impl Show {
    /// Reads the environment of this process. Returns `None` if no picture is asked for.
    pub(crate) fn of_process() -> Option<Show> {
        Show::new(|name| std::env::var_os(name))
    }

    fn new(variable: impl Fn(&str) -> Option<OsString>) -> Option<Show> {
        let references = variable("POLLSCOPE_REFERENCE").filter(|dir| !dir.is_empty()).map(PathBuf::from);
        (variable("POLLSCOPE_SHOW")? == "always").then_some(Show { references })
    }

    /// Returns the picture of `trace`, above that of the reference in the file with this name, if there is one.
    pub(crate) fn text(&self, trace: &Trace, file: &str) -> String {
        let drawing = Drawing::of(trace);
        let Some(reference) = self.reference(file) else { return drawing.for_terminal() };
        let mut text = drawing.compared_with(&reference, "yours", "the reference").for_terminal();
        if is_same(trace, &reference) {
            text.push_str("the same, event for event\n");
        }
        text
    }

    fn reference(&self, file: &str) -> Option<Trace> {
        let path = self.references.as_ref()?.join(file);
        read(&path).unwrap_or_else(|error| {
            eprintln!("pollscope: cannot read the reference {}: {}", path.display(), chain(&*error));
            None
        })
    }
}

/// Reads the trace in a file. Returns `None` if there is no such file.
fn read(path: &Path) -> Result<Option<Trace>, Box<dyn Error>> {
    match std::fs::read_to_string(path) {
        Ok(json) => Ok(Some(Trace::from_json(&json)?)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Returns an error and its sources in one line: `a: b: c`.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

/// Returns true if both traces are the same, except for the real times and for the time of the snapshot, which no event
/// shows.
fn is_same(one: &Trace, other: &Trace) -> bool {
    let bare = |trace: &Trace| Trace { ended_at: other.ended_at, ..trace.clone().without_real_times() };
    bare(one) == bare(other)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Recording;

    /// Returns the options from these variables.
    fn show(variables: &[(&str, &str)]) -> Option<Show> {
        Show::new(|name| variables.iter().find(|(set, _)| *set == name).map(|(_, value)| OsString::from(value)))
    }

    #[test]
    fn only_always_asks_for_a_picture() {
        assert_eq!(show(&[("POLLSCOPE_SHOW", "always")]), Some(Show { references: None }));
        for other in ["", "never", "1", "ALWAYS"] {
            assert_eq!(show(&[("POLLSCOPE_SHOW", other)]), None, "{other:?}");
        }
        assert_eq!(show(&[]), None);
    }

    #[test]
    fn a_directory_of_references_alone_asks_for_nothing() {
        let dir = ("POLLSCOPE_REFERENCE", "/a directory");
        assert_eq!(show(&[dir]), None);
        let references = Some(PathBuf::from("/a directory"));
        assert_eq!(show(&[dir, ("POLLSCOPE_SHOW", "always")]), Some(Show { references }));
        let empty = ("POLLSCOPE_REFERENCE", "");
        assert_eq!(show(&[empty, ("POLLSCOPE_SHOW", "always")]), Some(Show { references: None }));
    }

    async fn naps(seconds: u64) -> Trace {
        let recording = Recording::start();
        recording.future("nap", tokio::time::sleep(Duration::from_secs(seconds))).await;
        recording.trace()
    }

    #[tokio::test(start_paused = true)]
    async fn equal_events_are_the_same_and_others_are_not() {
        let (one, again, longer) = (naps(1).await, naps(1).await, naps(2).await);
        assert!(is_same(&one, &again));
        assert!(is_same(&one, &Trace { ended_at: Duration::from_secs(9), ..again.clone() }));
        assert!(!is_same(&one, &longer));
        let renamed = {
            let mut trace = again.clone();
            "rest".clone_into(&mut trace.lanes[0].name);
            trace
        };
        assert!(!is_same(&one, &renamed));
        assert!(!is_same(&one, &Trace { lost_events: 1, ..again }), "lost events may differ");
    }
}
