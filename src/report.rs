//! What the log tells about each task, so that a learner, or a teacher of many, sees where people are stuck.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::course::Course;
use crate::log::{Entry, Event};
use crate::page::{DIM, Page};
use crate::verdict;

/// A pause longer than this is a pause: nobody worked.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);

/// What the logs say about one task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// How many learners have begun it.
    pub(crate) begun: usize,
    /// For how many it passed at least once.
    pub(crate) passed: usize,
    /// How often it was checked, whatever came of it.
    pub(crate) attempts: usize,
    /// How many of these did not compile.
    pub(crate) did_not_compile: usize,
    /// How many hints were shown.
    pub(crate) hints: usize,
    /// How many learners have seen the reference's code before it passed.
    pub(crate) gave_up: usize,
    /// From what happened at the task to what happened next, pauses left out.
    pub(crate) time: Duration,
    /// How often each check was the first to fail.
    pub(crate) failed: BTreeMap<String, usize>,
}

impl Summary {
    /// The check that failed most often, and how often.
    fn hardest(&self) -> Option<(&str, usize)> {
        let (test, count) = self.failed.iter().rev().max_by_key(|(_, count)| **count)?;
        Some((test, *count))
    }
}

/// Sums up the logs of one or more learners, by the keys of the tasks.
pub(crate) fn sum_up(logs: &[Vec<Entry>]) -> BTreeMap<String, Summary> {
    let mut summaries: BTreeMap<String, Summary> = BTreeMap::new();
    for log in logs {
        let mut passed: BTreeMap<&str, bool> = BTreeMap::new();
        let mut gave_up: BTreeMap<&str, bool> = BTreeMap::new();
        for (index, entry) in log.iter().enumerate() {
            let summary = summaries.entry(entry.key.clone()).or_default();
            let has_passed = passed.entry(&entry.key).or_insert_with(|| {
                summary.begun += 1;
                false
            });
            let pause = log.get(index + 1).map(|next| next.since(entry)).filter(|pause| *pause <= LONGEST_PAUSE);
            summary.time += pause.unwrap_or_default();
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

/// Shows the summaries, in the order of the course. What is not of this course comes last.
pub(crate) fn show(page: &mut Page, course: &Course, summaries: &BTreeMap<String, Summary>) {
    let known: Vec<String> = course.places().map(|place| course.key(place)).collect();
    let others = summaries.keys().filter(|key| !known.contains(key));
    let rows: Vec<(&String, &Summary)> =
        known.iter().chain(others).filter_map(|key| Some((key, summaries.get(key)?))).collect();
    let keys = rows.iter().map(|(key, _)| key.len()).max().unwrap_or(0).max("task".len());
    page.heading(&format!("{:keys$}  passed  attempts  not compiled  hints  gave up  time", "task"));
    for (key, summary) in rows {
        let passed = format!("{}/{}", summary.passed, summary.begun);
        page.raw(&format!(
            "{key:keys$}  {passed:>6}  {:>8}  {:>12}  {:>5}  {:>7}  {}",
            summary.attempts,
            summary.did_not_compile,
            summary.hints,
            summary.gave_up,
            minutes(summary.time)
        ));
        if let Some((test, count)) = summary.hardest() {
            let times = if count == 1 { "once" } else { &format!("{count} times") };
            let line = format!("  failed most ({times}): {}", verdict::sentence(test));
            page.line(&page.paint(DIM, &line), 4);
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
        assert_eq!((one.begun, one.passed, one.attempts, one.did_not_compile), (1, 1, 4, 1));
        assert_eq!((one.hints, one.gave_up, one.time), (1, 0, time), "the night between is no work");
        assert_eq!(one.hardest(), Some(("waits", 2)));
        assert_eq!((summaries["0-a/two"].begun, summaries["0-a/two"].attempts), (1, 0));
    }

    #[test]
    fn learners_are_counted_once_each() {
        let passes = log(&[(0, "k", fails("b")), (1, "k", Event::Passes), (2, "k", Event::Passes)]);
        let gives_up = log(&[(0, "k", fails("a")), (1, "k", Event::Solution), (2, "k", Event::Solution)]);
        let summary = sum_up(&[passes, gives_up]).remove("k").unwrap();
        assert_eq!((summary.begun, summary.passed, summary.gave_up), (2, 1, 1));
        assert_eq!(summary.hardest(), Some(("a", 1)), "of equal ones the first by name");
    }

    #[test]
    fn a_clock_that_was_set_back_takes_no_time() {
        let log = log(&[(10, "k", Event::Opened), (0, "k", Event::Passes)]);
        assert_eq!(sum_up(&[log])["k"].time, Duration::ZERO);
    }
}
