//! The sums of the log: attempts, hints and time by task.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::log::{Entry, Event};

/// The longest time between two events that counts as work. After a longer one the learner has come back from a break.
const MAX_WORK_BETWEEN_EVENTS: Duration = Duration::from_secs(15 * 60);

/// The sums for one task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// The number of learners who have started the task.
    pub(crate) started: usize,
    /// The number of learners for whom it has passed at least once.
    pub(crate) passed: usize,
    /// The number of checks, whatever their outcome.
    pub(crate) attempts: usize,
    /// The number of checks up to the first one that it passed.
    pub(crate) attempts_to_pass: usize,
    /// The number of attempts that did not compile.
    pub(crate) did_not_compile: usize,
    /// The number of hints shown.
    pub(crate) hints: usize,
    /// The number of learners who looked at the solution before the task passed.
    pub(crate) gave_up: usize,
    /// The time from each event of the task to the next event, without breaks.
    pub(crate) time: Duration,
    /// The number of times that each check was the first to fail.
    pub(crate) failed: BTreeMap<String, usize>,
}

impl Summary {
    /// Returns the check that failed most often, with the number of times.
    pub(crate) fn hardest(&self) -> Option<(&str, usize)> {
        let (test, count) = self.failed.iter().rev().max_by_key(|(_, count)| **count)?;
        Some((test, *count))
    }
}

/// Sums up the logs of one or more learners. The keys of the map are those of the tasks.
pub(crate) fn sum_up(logs: &[Vec<Entry>]) -> BTreeMap<String, Summary> {
    let mut summaries: BTreeMap<String, Summary> = BTreeMap::new();
    for log in logs {
        let mut passed: BTreeMap<&str, bool> = BTreeMap::new();
        let mut gave_up: BTreeMap<&str, bool> = BTreeMap::new();
        for (index, entry) in log.iter().enumerate() {
            let summary = summaries.entry(entry.key.clone()).or_default();
            let has_passed = passed.entry(&entry.key).or_insert_with(|| {
                summary.started += 1;
                false
            });
            let time = log.get(index + 1).map(|next| next.since(entry));
            summary.time += time.filter(|time| *time <= MAX_WORK_BETWEEN_EVENTS).unwrap_or_default();
            let is_attempt = matches!(entry.event, Event::Passes | Event::Fails { .. } | Event::DoesNotCompile);
            summary.attempts_to_pass += usize::from(is_attempt && !*has_passed);
            match &entry.event {
                Event::Passes => {
                    summary.attempts += 1;
                    summary.passed += usize::from(!std::mem::replace(has_passed, true));
                }
                Event::Fails { test } => {
                    summary.attempts += 1;
                    *summary.failed.entry(test.clone()).or_default() += 1;
                }
                Event::DoesNotCompile => {
                    summary.attempts += 1;
                    summary.did_not_compile += 1;
                }
                Event::Hint { .. } => summary.hints += 1,
                Event::Solution if !*has_passed => {
                    summary.gave_up += usize::from(!std::mem::replace(gave_up.entry(&entry.key).or_default(), true));
                }
                Event::Opened | Event::Reset | Event::Solution => {}
            }
        }
    }
    summaries
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn log(events: &[(u64, &str, Event)]) -> Vec<Entry> {
        let at = |minute: &u64| SystemTime::UNIX_EPOCH + Duration::from_secs(60 * minute);
        let entry = |(minute, key, event): &(u64, &str, Event)| Entry {
            at: at(minute),
            key: (*key).to_owned(),
            event: event.clone(),
        };
        events.iter().map(entry).collect()
    }

    fn fails(test: &str) -> Event {
        Event::Fails { test: test.to_owned() }
    }

    #[test]
    fn attempts_hints_and_time_are_counted_by_task() {
        let log = log(&[
            (0, "0-a/one", Event::Opened),
            (5, "0-a/one", Event::DoesNotCompile),
            (6, "0-a/one", fails("waits")),
            (7, "0-a/one", Event::Hint { number: 1 }),
            (600, "0-a/one", fails("waits")),
            (601, "0-a/one", Event::Passes),
            (602, "0-a/one", Event::Solution),
            (603, "0-a/two", Event::Opened),
        ]);
        let summaries = sum_up(&[log]);
        let one = &summaries["0-a/one"];
        let time = Duration::from_secs(60 * 10);
        assert_eq!((one.started, one.passed, one.attempts, one.did_not_compile), (1, 1, 4, 1));
        assert_eq!(one.attempts_to_pass, 4);
        assert_eq!((one.hints, one.gave_up, one.time), (1, 0, time), "the night in between does not count");
        assert_eq!(one.hardest(), Some(("waits", 2)));
        assert_eq!((summaries["0-a/two"].started, summaries["0-a/two"].attempts), (1, 0));
    }

    #[test]
    fn learners_are_counted_once_each() {
        let passes = log(&[(0, "k", fails("b")), (1, "k", Event::Passes), (2, "k", Event::Passes)]);
        let gives_up = log(&[(0, "k", fails("a")), (1, "k", Event::Solution), (2, "k", Event::Solution)]);
        let summary = sum_up(&[passes, gives_up]).remove("k").unwrap();
        assert_eq!((summary.started, summary.passed, summary.gave_up), (2, 1, 1));
        assert_eq!((summary.attempts, summary.attempts_to_pass), (4, 3));
        assert_eq!(summary.hardest(), Some(("a", 1)), "of two that failed equally often, the first by name");
    }

    #[test]
    fn a_clock_that_was_set_back_takes_no_time() {
        let log = log(&[(10, "k", Event::Opened), (0, "k", Event::Passes)]);
        assert_eq!(sum_up(&[log])["k"].time, Duration::ZERO);
    }
}
