//! What the commands do: the course at a glance, the current task, verdicts and hints.

use std::io;
use std::path::{Path, PathBuf};

use crate::cargo::{self, Built, CargoError, CompileError};
use crate::chapter::{self, Chapter, ChapterError, Task};
use crate::contract;
use crate::hints::{self, HintError};
use crate::predict::{self, PredictError};
use crate::progress::{Change, Progress};
use crate::screen::{self, BAD, BOLD, DIM, GOOD, Screen};
use crate::verdict::{self, Failure, RunError, Said, Verdict, Why};

/// How many compile errors are shown: the first one explains most of the others.
const ERRORS_SHOWN: usize = 3;

/// The course, as one command sees it.
#[derive(Debug)]
pub(crate) struct Course<'c> {
    root: PathBuf,
    chapters: &'c [Chapter],
    progress: Progress,
    screen: Screen,
}

/// Whether what was asked for is fulfilled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Fulfilled,
    /// A check fails.
    Fails,
}

/// Why a command could not do what it should.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CourseError {
    #[error(transparent)]
    Chapter(#[from] ChapterError),
    #[error(transparent)]
    Cargo(#[from] CargoError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    Hint(#[from] HintError),
    #[error(transparent)]
    Predict(#[from] PredictError),
    #[error(transparent)]
    Screen(#[from] io::Error),
}

/// What the checks of a chapter say, and what that changed.
#[derive(Debug)]
struct Checked<'c> {
    chapter: &'c Chapter,
    outcome: Result<Vec<Verdict<'c>>, Vec<CompileError>>,
    news: Vec<(Change, &'c Task)>,
}

impl<'c> Course<'c> {
    pub(crate) fn new(root: &Path, chapters: &'c [Chapter], screen: Screen) -> Course<'c> {
        Course { progress: Progress::load(root), root: root.to_owned(), chapters, screen }
    }

    /// The course at a glance, and the current task with its verdict.
    pub(crate) fn overview(&mut self) -> Result<Ending, CourseError> {
        let mut news = Vec::new();
        let last = loop {
            let Some(chapter) = self.unfinished() else { break None };
            match self.check_all(chapter) {
                Ok(checked) => {
                    news.extend(checked.news.iter().copied());
                    if !self.is_done(chapter) {
                        break Some(checked);
                    }
                }
                Err(error) => {
                    self.show_glance()?;
                    self.show_news(&news)?;
                    return Err(error);
                }
            }
        };
        self.show_glance()?;
        self.show_news(&news)?;
        if let Some(checked) = last {
            self.show_current(&checked)?;
        } else {
            self.screen.blank()?;
            let done = "Every task of the course is done. `cargo course check 0` checks a chapter once more.";
            self.screen.line(&self.screen.paint(GOOD, done), 0)?;
        }
        Ok(Ending::Fulfilled)
    }

    /// The chapters and their tasks.
    pub(crate) fn list(&mut self) -> Result<Ending, CourseError> {
        for (number, chapter) in self.chapters.iter().enumerate() {
            if number > 0 {
                self.screen.blank()?;
            }
            self.show_row(chapter)?;
            for task in &chapter.tasks {
                let line = if self.progress.is_done(&chapter.key(task)) {
                    self.screen.paint(GOOD, &format!("      [x] {}", task.id))
                } else {
                    format!("      [ ] {}", task.id)
                };
                self.screen.line(&line, 10)?;
            }
        }
        Ok(Ending::Fulfilled)
    }

    /// The verdicts of all tasks of a chapter, and the first failure in full.
    pub(crate) fn check(&mut self, chapter: Option<&'c Chapter>) -> Result<Ending, CourseError> {
        let chapter = chapter.unwrap_or_else(|| self.current());
        let checked = self.check_all(chapter)?;
        self.screen.line(&self.screen.paint(BOLD, &title(chapter)), 2)?;
        let verdicts = match &checked.outcome {
            Ok(verdicts) => verdicts,
            Err(errors) => {
                self.screen.blank()?;
                self.show_errors(chapter, errors)?;
                return Ok(Ending::Fails);
            }
        };
        for verdict in verdicts {
            let (style, word) = if verdict.passes() { (GOOD, "passes") } else { (BAD, "fails ") };
            let (failing, all) = (verdict.failures.len(), verdict.task.tests.len());
            let count = if verdict.passes() { String::new() } else { format!(" ({failing} of {all} checks fail)") };
            self.screen.line(&format!("  {}  {}{count}", self.screen.paint(style, word), verdict.task.id), 10)?;
        }
        self.show_news(&checked.news)?;
        let Some(verdict) = verdicts.iter().find(|verdict| !verdict.passes()) else { return Ok(Ending::Fulfilled) };
        self.screen.blank()?;
        self.show_places(chapter, verdict.task)?;
        self.screen.blank()?;
        self.show_verdict(chapter, verdict)?;
        Ok(Ending::Fails)
    }

    /// One more hint to the current task of a chapter.
    pub(crate) fn hint(&mut self, chapter: Option<&'c Chapter>) -> Result<Ending, CourseError> {
        const KINDS: [&str; 3] = ["the direction", "the API", "the shape"];
        let chapter = chapter.unwrap_or_else(|| self.current());
        let Some(task) = self.current_task(chapter) else {
            self.screen.line(&format!("Every task of chapter {} is done.", chapter.number), 0)?;
            return Ok(Ending::Fulfilled);
        };
        let hints = hints::of(chapter, task)?;
        let key = chapter.key(task);
        let shown = self.progress.hints_shown(&key);
        // After the last one they are all shown again.
        let next = if shown < hints.len() { shown..shown + 1 } else { 0..hints.len() };
        for index in next {
            let kind = KINDS.get(index).map(|kind| format!(": {kind}")).unwrap_or_default();
            let title = format!("Hint {} of {} to `{}`{kind}", index + 1, hints.len(), task.id);
            self.screen.line(&self.screen.paint(BOLD, &title), 2)?;
            self.screen.blank()?;
            self.screen.markdown(&hints[index])?;
            self.screen.blank()?;
        }
        if shown + 1 < hints.len() {
            self.screen.line("`cargo course hint` once more shows the next one.", 0)?;
        } else {
            let solution = self.screen.path(&chapter.solution_dir.join("src").join("lib.rs"));
            self.screen.line(&format!("There are no more hints. One way to solve it stands in {solution}"), 0)?;
        }
        if shown < hints.len() {
            self.progress.show_hint(&key, shown + 1);
            self.save();
        }
        Ok(Ending::Fulfilled)
    }

    /// The predictions of a chapter.
    pub(crate) fn predict(&mut self, chapter: Option<&'c Chapter>) -> Result<Ending, CourseError> {
        let chapter = chapter.unwrap_or_else(|| self.current());
        predict::run(&self.root, chapter, &mut self.screen)?;
        Ok(Ending::Fulfilled)
    }

    /// What `tests/names.txt` must hold: a test that is in it cannot be deleted.
    pub(crate) fn names(&mut self) -> Result<Ending, CourseError> {
        self.screen.raw(&chapter::names(self.chapters)?)?;
        Ok(Ending::Fulfilled)
    }

    /// Builds and runs all checks of a chapter, and keeps what they say.
    fn check_all(&mut self, chapter: &'c Chapter) -> Result<Checked<'c>, CourseError> {
        if chapter.tasks.is_empty() {
            let (folder, file) = (chapter.folder.clone(), chapter.check_file.clone());
            return Err(ChapterError::NoTasks { folder, file }.into());
        }
        let color = self.screen.color;
        let program = match cargo::build_checks(&self.root, chapter, color)? {
            Built::Program(program) => program,
            Built::Errors(errors) => return Ok(Checked { chapter, outcome: Err(errors), news: Vec::new() }),
        };
        let verdicts = verdict::of(chapter, &program, self.screen.width, color)?;
        let known = verdicts.iter().filter(|verdict| verdict.is_known());
        let changes =
            known.map(|verdict| (self.progress.record(&chapter.key(verdict.task), verdict.passes()), verdict.task));
        let news = changes.filter(|(change, _)| *change != Change::None).collect();
        self.save();
        Ok(Checked { chapter, outcome: Ok(verdicts), news })
    }

    /// Keeps the progress; if that fails, the learner can go on all the same.
    fn save(&mut self) {
        if let Err(error) = self.progress.save() {
            screen::complain(&format!("warning: {error}"));
        }
    }

    /// Whether all tasks of a chapter are done. Without any it is not: its check file is damaged.
    fn is_done(&self, chapter: &'c Chapter) -> bool {
        !chapter.tasks.is_empty() && self.current_task(chapter).is_none()
    }

    /// The first task of a chapter that is not done.
    fn current_task(&self, chapter: &'c Chapter) -> Option<&'c Task> {
        chapter.tasks.iter().find(|task| !self.progress.is_done(&chapter.key(task)))
    }

    /// The first chapter that is not done.
    fn unfinished(&self) -> Option<&'c Chapter> {
        self.chapters.iter().find(|chapter| !self.is_done(chapter))
    }

    /// The chapter that a command is about when it names none. When all are done, the last one.
    fn current(&self) -> &'c Chapter {
        self.unfinished().unwrap_or(&self.chapters[self.chapters.len() - 1])
    }

    fn show_glance(&mut self) -> io::Result<()> {
        self.screen.line(&self.screen.paint(BOLD, "Streamlings: async Rust for people who move data"), 0)?;
        self.screen.blank()?;
        for chapter in self.chapters {
            self.show_row(chapter)?;
        }
        Ok(())
    }

    /// A chapter on one line: its number, its name, a mark a task, and how many are done.
    fn show_row(&mut self, chapter: &'c Chapter) -> io::Result<()> {
        let bar: String = chapter
            .tasks
            .iter()
            .map(|task| if self.progress.is_done(&chapter.key(task)) { '#' } else { '-' })
            .collect();
        let done = bar.chars().filter(|mark| *mark == '#').count();
        let is_current = self.unfinished().is_some_and(|current| current.folder == chapter.folder);
        let mark = if is_current { '>' } else { ' ' };
        let names = self.chapters.iter().map(|chapter| chapter.name().len()).max().unwrap_or(0);
        let bars = self.chapters.iter().map(|chapter| chapter.tasks.len()).max().unwrap_or(0) + 2;
        let row = format!(
            "{mark} {:>2}  {:names$}  {:bars$}  {done}/{}",
            chapter.number,
            chapter.name(),
            format!("[{bar}]"),
            chapter.tasks.len()
        );
        let row = match (is_current, done == chapter.tasks.len()) {
            (true, _) => self.screen.paint(BOLD, &row),
            (_, true) => self.screen.paint(GOOD, &row),
            _ => row,
        };
        self.screen.raw(&row)
    }

    fn show_news(&mut self, news: &[(Change, &Task)]) -> io::Result<()> {
        if !news.is_empty() {
            self.screen.blank()?;
        }
        for (change, task) in news {
            let line = match change {
                Change::Broke => {
                    self.screen.paint(BAD, &format!("`{}` was done, and does not pass any more.", task.id))
                }
                Change::Passed | Change::None => self.screen.paint(GOOD, &format!("`{}` passes now.", task.id)),
            };
            self.screen.line(&line, 0)?;
        }
        Ok(())
    }

    /// The current task of a chapter that is not done: contract, verdict, and what to do next.
    fn show_current(&mut self, checked: &Checked<'c>) -> io::Result<()> {
        let chapter = checked.chapter;
        let Some(task) = self.current_task(chapter) else { return Ok(()) };
        self.screen.blank()?;
        let number = chapter.tasks.iter().take_while(|other| other.id != task.id).count() + 1;
        let heading = format!("Chapter {}, task {number} of {}: {}", chapter.number, chapter.tasks.len(), task.id);
        self.screen.line(&self.screen.paint(BOLD, &heading), 2)?;
        self.show_contract(chapter, task)?;
        self.screen.blank()?;
        match &checked.outcome {
            Ok(verdicts) => {
                if let Some(verdict) = verdicts.iter().find(|verdict| verdict.task == task) {
                    self.show_verdict(chapter, verdict)?;
                }
            }
            Err(errors) => self.show_errors(chapter, errors)?,
        }
        self.screen.blank()?;
        let is_new = chapter.tasks.iter().all(|task| !self.progress.is_done(&chapter.key(task)));
        if is_new && predict::programs(chapter).is_ok() {
            let number = chapter.number;
            self.screen
                .line(&format!("New here? Predict first what a program prints: `cargo course predict {number}`"), 2)?;
        }
        let place = self.next_place(checked, task);
        self.screen.line(&format!("Next: {place}"), 2)?;
        self.screen.line("Edit it, save it, and run `cargo course` again.", 2)?;
        self.screen.line("Stuck? `cargo course hint`", 2)
    }

    /// Where to go on: at the first compile error, or else at the task.
    fn next_place(&self, checked: &Checked, task: &Task) -> String {
        let file = checked.chapter.lib_file();
        let errors = checked.outcome.as_ref().err().into_iter().flatten();
        let places = errors.filter_map(|error| error.place.as_ref());
        let mut places = places.map(|(file, line)| (self.root.join(file), *line));
        let line_of_task = || Some(contract::definitions(checked.chapter, task).ok()?.first()?.line);
        match places.find(|(place, _)| *place == file) {
            Some((file, line)) => self.screen.place(&file, line),
            None => line_of_task().map_or_else(|| self.screen.path(&file), |line| self.screen.place(&file, line)),
        }
    }

    fn show_contract(&mut self, chapter: &Chapter, task: &Task) -> io::Result<()> {
        let definitions = match contract::definitions(chapter, task) {
            Ok(definitions) => definitions,
            Err(error) => return self.screen.line(&error.to_string(), 0),
        };
        for (index, definition) in definitions.iter().enumerate() {
            if index > 0 {
                self.screen.blank()?;
            }
            let place = self.screen.place(&chapter.lib_file(), definition.line);
            self.screen.line(&place, 0)?;
            self.screen.blank()?;
            for line in definition.signature.iter().flat_map(|signature| signature.lines()) {
                self.screen.raw(&format!("    {line}"))?;
            }
            if !definition.doc.is_empty() {
                self.screen.blank()?;
                self.screen.markdown(&definition.doc)?;
            }
        }
        Ok(())
    }

    /// Where the functions of a task are. A file that cannot be read has no verdict either, so its error is shown there.
    fn show_places(&mut self, chapter: &Chapter, task: &Task) -> io::Result<()> {
        self.screen.line(&self.screen.paint(BOLD, &task.id), 0)?;
        for definition in contract::definitions(chapter, task).into_iter().flatten() {
            let place = self.screen.place(&chapter.lib_file(), definition.line);
            self.screen.line(&place, 0)?;
        }
        Ok(())
    }

    /// The first failure of a task in full, and how many more there are.
    fn show_verdict(&mut self, chapter: &Chapter, verdict: &Verdict) -> io::Result<()> {
        let Some((first, others)) = verdict.failures.split_first() else { return Ok(()) };
        self.show_failure(chapter, first)?;
        if !others.is_empty() {
            self.screen.blank()?;
            let count = if others.len() == 1 {
                "1 more check of this task fails.".to_owned()
            } else {
                format!("{} more checks of this task fail.", others.len())
            };
            self.screen.line(&self.screen.paint(DIM, &count), 0)?;
        }
        Ok(())
    }

    fn show_failure(&mut self, chapter: &Chapter, failure: &Failure) -> io::Result<()> {
        let sentence = failure.test.replace("::", ": ").replace('_', " ");
        self.screen.line(&self.screen.paint(BAD, &format!("fails: {sentence}")), 7)?;
        let checks = self.screen.path(&chapter.check_file);
        match &failure.why {
            Why::Failed(said) => self.show_said(chapter, said),
            Why::Ignored => self.screen.line(
                &format!(
                    "This check is told not to run, by `#[ignore]` in {checks}. Let it run: it came with the course."
                ),
                0,
            ),
            Why::Missing => self
                .screen
                .line(&format!("This check came with the course, and is no longer in {checks}. Restore that file."), 0),
            Why::EndedEarly { how, last_words } => {
                self.screen.line(&format!("The program of the checks ended before this one was done: {how}."), 0)?;
                self.screen.message(last_words)
            }
        }
    }

    fn show_said(&mut self, chapter: &Chapter, said: &Said) -> io::Result<()> {
        const PRINTED_SHOWN: usize = 20;
        if said.panics.is_empty() {
            return self.screen.message(&said.printed);
        }
        for panic in &said.panics {
            let place = panic.place.as_ref().map(|(file, line)| (self.root.join(file), *line));
            let place = place.filter(|(file, _)| file.starts_with(chapter.exercise_dir.join("src")));
            let place = place.map(|(file, line)| self.screen.place(&file, line));
            match (place, panic.to_do()) {
                // Where nothing is written yet, no picture is worth looking at.
                (Some(place), Some(what)) => {
                    self.screen.line(what, 2)?;
                    self.screen.line(&format!("at {place}"), 2)?;
                }
                (Some(place), None) => {
                    self.screen.line(&format!("your code panicked at {place}"), 2)?;
                    self.screen.message(&panic.message)?;
                }
                (None, _) => self.screen.message(&panic.message)?,
            }
        }
        if !said.printed.is_empty() {
            self.screen.blank()?;
            let count = said.printed.lines().count();
            let title = if count > PRINTED_SHOWN {
                format!("your code printed {count} lines, at last:")
            } else {
                "your code printed:".to_owned()
            };
            self.screen.line(&self.screen.paint(BOLD, &title), 0)?;
            self.screen.raw(&verdict::last_lines(&said.printed, PRINTED_SHOWN))?;
        }
        Ok(())
    }

    fn show_errors(&mut self, chapter: &Chapter, errors: &[CompileError]) -> io::Result<()> {
        self.screen.line(&self.screen.paint(BAD, "It does not compile:"), 0)?;
        for error in errors.iter().take(ERRORS_SHOWN) {
            self.screen.blank()?;
            self.screen.raw(&error.rendered)?;
        }
        let is_in_checks = |error: &CompileError| {
            error.place.as_ref().is_some_and(|(file, _)| file.file_name() == chapter.check_file.file_name())
        };
        if errors.iter().all(is_in_checks) {
            self.screen.blank()?;
            let file = self.screen.path(&chapter.lib_file());
            self.screen.line(
                &format!(
                    "The checks do not find what they call: in {file} a name, an argument or a result is not what the \
                     contract says."
                ),
                0,
            )?;
        }
        if errors.len() > ERRORS_SHOWN {
            self.screen.blank()?;
            let more = errors.len() - ERRORS_SHOWN;
            self.screen.line(&format!("{more} more: `cargo check -p {} --all-targets`", chapter.package), 0)?;
        }
        Ok(())
    }
}

fn title(chapter: &Chapter) -> String {
    format!("Chapter {}: {}", chapter.number, chapter.name())
}
