//! The page at the end of a chapter, and at the end of the course: what took most attempts, and where to go on.

use std::collections::BTreeMap;

use course::chapter::{Chapter, Task};
use course::libtest;
use course::prediction;
use course::progress::Answered;

use crate::learner::Learner;
use crate::log;
use crate::output::{BOLD, DIM, Output};
use crate::show::chapters;
use crate::summary::{Summary, sum_up};

/// The number of attempts from which on a task is named as the one that took most.
const MANY_ATTEMPTS: usize = 3;

/// The number of tasks that the end of the course names.
const MAX_NAMED: usize = 3;

/// The way in which the learner does what the page proposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Key,
    Command,
}

/// The sums of the learner's own log, by the keys of the tasks.
pub(crate) type Summaries = BTreeMap<String, Summary>;

/// Reads the sums of the learner's own log. Without a log they are empty.
pub(crate) fn summaries(learner: &Learner) -> Summaries {
    sum_up(&[log::read(learner.log.file()).unwrap_or_default()])
}

/// Shows what a chapter that is done took, and what else it offers.
pub(crate) fn chapter(out: &mut Output, learner: &Learner, chapter: &Chapter, summaries: &Summaries, by: By) {
    reviews(out, learner, chapter, by);
    if let Some(open) = chapters::optional_open(learner, chapter) {
        let how = match by {
            By::Key => "`b` goes there".to_owned(),
            By::Command => format!("`cargo course start {}` goes there", chapter.number),
        };
        out.line(&format!("{open}: harder, and outside of the count. {how}."), 2);
    }
    out.blank();
    let tasks: Vec<&Task> = chapter.tasks.iter().filter(|task| learner.progress.is_done(&chapter.key(task))).collect();
    let names = tasks.iter().map(|task| chapters::name(task).len()).max().unwrap_or(0).max("task".len());
    let is_seen = |key: &str| summaries.get(key).is_some_and(|summary| summary.gave_up > 0);
    // Most learners need no column for it.
    let solution = if tasks.iter().any(|task| is_seen(&chapter.key(task))) { "  solution" } else { "" };
    out.line(&out.paint(BOLD, &format!("  {:names$}  attempts  hints{solution}", "task")), 4);
    for task in &tasks {
        let key = chapter.key(task);
        let summary = summaries.get(&key);
        let attempts = summary.map_or_else(|| "-".to_owned(), |summary| summary.attempts_to_pass.to_string());
        let hints = learner.progress.hints_shown(&key);
        let seen = if is_seen(&key) { "  seen first" } else { "" };
        out.line(&format!("  {:names$}  {attempts:>8}  {hints:>5}{seen}", chapters::name(task)), 4);
    }
    let hardest = hardest_first(tasks.iter().map(|task| (*task, chapter)), summaries);
    if let Some((task, _, summary)) = hardest.first() {
        out.line(&out.paint(DIM, &format!("`{}` took most attempts.{}", task.id, failed_most(summary))), 2);
    }
}

/// Shows what the whole course took, and where to go on.
pub(crate) fn course(out: &mut Output, learner: &Learner, summaries: &Summaries, by: By) {
    let names = learner.chapters.iter().map(|chapter| chapter.name().len()).max().unwrap_or(0).max("chapter".len());
    out.line(&out.paint(BOLD, &format!("      {:names$}  attempts  hints  review", "chapter")), 4);
    for chapter in learner.chapters {
        let of_chapter = || chapter.tasks.iter().map(|task| chapter.key(task));
        let attempts: usize =
            of_chapter().filter_map(|key| summaries.get(&key)).map(|summary| summary.attempts_to_pass).sum();
        let attempts = if attempts == 0 { "-".to_owned() } else { attempts.to_string() };
        let hints: usize = of_chapter().map(|key| learner.progress.hints_shown(&key)).sum();
        let answered = Reviews::of(learner, chapter);
        let review =
            if answered.all == 0 { "-".to_owned() } else { format!("{} of {}", answered.at_once, answered.all) };
        let (number, name) = (chapter.number, chapter.name());
        out.line(&format!("  {number:>2}  {name:names$}  {attempts:>8}  {hints:>5}  {review}"), 4);
    }
    let tasks = learner.chapters.iter().flat_map(|chapter| chapter.tasks.iter().map(move |task| (task, chapter)));
    let hardest = hardest_first(tasks, summaries);
    if !hardest.is_empty() {
        out.blank();
        out.heading("These took most attempts:");
        for (task, chapter, summary) in hardest.iter().take(MAX_NAMED) {
            let (number, attempts) = (chapter.number, summary.attempts_to_pass);
            out.line(&format!("  {}, in chapter {number}: {attempts} attempts.{}", task.id, failed_most(summary)), 4);
        }
    }
    out.blank();
    for chapter in learner.chapters {
        if let Some(open) = chapters::optional_open(learner, chapter) {
            out.line(&format!("{open} in chapter {}: `cargo course start {0}`", chapter.number), 2);
        }
        let answered = Reviews::of(learner, chapter);
        if answered.all > 0 && answered.open == answered.all {
            out.line(&format!("The review questions of chapter {} wait: `cargo course review {0}`", chapter.number), 2);
        }
    }
    let guide = match by {
        By::Key => "`g` opens the guide: its",
        By::Command => "`cargo guide` opens the guide: its",
    };
    out.line(&format!("{guide} page \"Beyond the course\" says what to read and to use next (book/src/beyond.md)."), 2);
    out.line(
        "To build next: a program of your own that waits for a network, a database or files. `crates/pipeline` is the pipeline \
         of this course as such a program.",
        2,
    );
}

/// Shows the results of the review questions of a chapter, or says how they are asked.
fn reviews(out: &mut Output, learner: &Learner, chapter: &Chapter, by: By) {
    let Reviews { all, open, at_once, later } = Reviews::of(learner, chapter);
    let how = match by {
        By::Key => "`z` asks them".to_owned(),
        By::Command => format!("`cargo course review {}` asks them", chapter.number),
    };
    if all == 0 {
        return;
    }
    if open == all {
        return out.line(&format!("{all} review questions wait for you: {how}."), 2);
    }
    let later = if later > 0 { format!(", {later} later") } else { String::new() };
    let open = if open > 0 { format!(", {open} open: {how}") } else { String::new() };
    out.line(&format!("Review questions: {at_once} of {all} right at once{later}{open}."), 2);
}

/// The numbers of review questions of a chapter, by the learner's answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Reviews {
    all: usize,
    /// Not answered.
    open: usize,
    /// Right at the first answer.
    at_once: usize,
    /// Right at a later answer.
    later: usize,
}

impl Reviews {
    fn of(learner: &Learner, chapter: &Chapter) -> Reviews {
        let mut reviews = Reviews::default();
        for program in prediction::reviews(chapter).unwrap_or_default() {
            reviews.all += 1;
            match learner.progress.answered(&chapter.key_of(&program.name)) {
                None => reviews.open += 1,
                Some(Answered::RightAtOnce) => reviews.at_once += 1,
                Some(Answered::RightLater) => reviews.later += 1,
                Some(Answered::Wrong) => {}
            }
        }
        reviews
    }
}

/// Returns the tasks that took many attempts, those with most first.
fn hardest_first<'s, 'c>(
    tasks: impl Iterator<Item = (&'c Task, &'c Chapter)>,
    summaries: &'s Summaries,
) -> Vec<(&'c Task, &'c Chapter, &'s Summary)> {
    let with_summary = tasks.filter_map(|(task, chapter)| Some((task, chapter, summaries.get(&chapter.key(task))?)));
    let mut hardest: Vec<_> =
        with_summary.filter(|(_, _, summary)| summary.attempts_to_pass >= MANY_ATTEMPTS).collect();
    hardest.sort_by_key(|(_, _, summary)| std::cmp::Reverse(summary.attempts_to_pass));
    hardest
}

/// Returns a sentence about the check that failed most often.
fn failed_most(summary: &Summary) -> String {
    match summary.hardest() {
        Some((test, count)) if count > 1 => format!(" Failed most: \"{}\"", libtest::sentence(test)),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::log::{Entry, Event};
    use crate::output::{ColorChoice, Layout};

    fn with_course(test: impl FnOnce(&Path, &mut Learner, &Summaries)) {
        let root = tempfile::tempdir().unwrap();
        let tasks =
            vec![Task::new("one", ["t"]), Task::new("two", ["t"]), Task::new("more", ["t"]).with_optional(true)];
        let chapters = [Chapter::new(root.path(), "0-first", tasks).unwrap()];
        let folder = chapters[0].exercise_dir.join("examples");
        fs::create_dir_all(&folder).unwrap();
        for number in 1..=3 {
            fs::write(folder.join(format!("review_{number}_x.rs")), "").unwrap();
        }
        let mut learner = Learner::new(root.path(), &chapters);
        learner.progress.record("0-first/one", true);
        learner.progress.record("0-first/two", true);
        learner.progress.record_hint("0-first/two", 2);
        let fails = || Event::Fails { test: "waits_a_second".to_owned() };
        let events = [
            ("one", Event::Passes),
            ("two", fails()),
            ("two", fails()),
            ("two", Event::Solution),
            ("two", Event::Passes),
        ];
        let entry = |(second, (task, event)): (u64, (&str, Event))| Entry {
            at: SystemTime::UNIX_EPOCH + Duration::from_secs(second),
            key: format!("0-first/{task}"),
            event,
        };
        let summaries = sum_up(&[(0..).zip(events).map(entry).collect()]);
        test(root.path(), &mut learner, &summaries);
    }

    fn shown(show: impl FnOnce(&mut Output)) -> Vec<String> {
        let mut out = Output::new(Layout::of_process("/".into(), ColorChoice::Never).with_width(100));
        show(&mut out);
        out.lines().to_vec()
    }

    #[test]
    fn the_end_of_a_chapter_says_what_took_most() {
        with_course(|_, learner, summaries| {
            let lines = shown(|out| chapter(out, learner, &learner.chapters[0], summaries, By::Key));
            assert_eq!(
                lines,
                [
                    "3 review questions wait for you: `z` asks them.",
                    "1 optional task is open: harder, and outside of the count. `b` goes there.",
                    "",
                    "  task  attempts  hints  solution",
                    "  one          1      0",
                    "  two          3      2  seen first",
                    "`two` took most attempts. Failed most: \"waits a second\"",
                ]
            );
        });
    }

    #[test]
    fn answers_to_review_questions_are_counted() {
        with_course(|_, learner, summaries| {
            learner.progress.record_answer("0-first/review_1_x", true);
            learner.progress.record_answer("0-first/review_2_x", false);
            learner.progress.record_answer("0-first/review_2_x", true);
            let first = |learner: &Learner| {
                shown(|out| chapter(out, learner, &learner.chapters[0], summaries, By::Command)).swap_remove(0)
            };
            let asks = "`cargo course review 0` asks them";
            assert_eq!(first(learner), format!("Review questions: 1 of 3 right at once, 1 later, 1 open: {asks}."));
            learner.progress.record_answer("0-first/review_3_x", false);
            assert_eq!(first(learner), "Review questions: 1 of 3 right at once, 1 later.");
        });
    }

    #[test]
    fn the_end_of_the_course_says_where_to_go_on() {
        with_course(|_, learner, summaries| {
            let lines = shown(|out| course(out, learner, summaries, By::Command)).join("\n");
            for text in [
                "      chapter  attempts  hints  review\n   0  first           4      2  0 of 3\n",
                "These took most attempts:\n  two, in chapter 0: 3 attempts. Failed most: \"waits a second\"\n",
                "1 optional task is open in chapter 0: `cargo course start 0`\n",
                "book/src/beyond.md",
            ] {
                assert!(lines.contains(text), "{text:?} is not in:\n{lines}");
            }
            // Without a log, the attempts are unknown.
            let lines = shown(|out| course(out, learner, &Summaries::new(), By::Command)).join("\n");
            assert!(lines.contains("   0  first           -      2  0 of 3\n"), "{lines}");
        });
    }
}
