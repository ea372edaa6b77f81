//! What each command does where nobody watches: it prints a report, and ends.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap_complete::Shell;

use crate::book::{self, BookError};
use crate::chapter::{Chapter, ChapterError, Task};
use crate::check::{CheckError, Checker, Event, Outcome};
use crate::cli::Ending;
use crate::completions;
use crate::contract;
use crate::course::{Course, News};
use crate::doctor;
use crate::hints::{self, HintError};
use crate::json;
use crate::log::{self, LogError};
use crate::page::{BAD, GOOD, Layout, Page};
use crate::predict::{self, PredictError};
use crate::process::Cancel;
use crate::reference::{self, ReferenceError};
use crate::report;
use crate::reset::{self, Reset, ResetError};
use crate::selection::Selection;
use crate::show;
use crate::status::{Status, warn};
use crate::verdict::{self, Verdict};

/// Why a command could not do what it should.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error(transparent)]
    Chapter(#[from] ChapterError),
    #[error(transparent)]
    Book(#[from] BookError),
    #[error(transparent)]
    Check(#[from] CheckError),
    #[error(transparent)]
    Hint(#[from] HintError),
    #[error(transparent)]
    Predict(#[from] PredictError),
    #[error(transparent)]
    Reset(#[from] ResetError),
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(
        "`{task}` does not pass yet. `cargo course solution {place} --yes` shows the solution all the same; \
         `cargo course hint {place}` shows a hint."
    )]
    NotDone { task: String, place: String },
    #[error(transparent)]
    Print(#[from] io::Error),
}

/// The commands, and what they print.
#[derive(Debug)]
pub(crate) struct Commands<'c> {
    pub(crate) course: Course<'c>,
    pub(crate) page: Page,
}

/// Which failures of a chapter are shown in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failures {
    /// The first one of the first task that does not pass.
    First,
    Every,
}

/// What the checks of a chapter say, and what that changed.
#[derive(Debug)]
struct Checked<'c> {
    chapter: &'c Chapter,
    outcome: Outcome<'c>,
    news: Vec<News<'c>>,
}

impl<'c> Commands<'c> {
    pub(crate) fn new(course: Course<'c>, layout: Layout) -> Commands<'c> {
        Commands { course, page: Page::new(layout) }
    }

    /// The course at a glance, and the current task with its verdict.
    pub(crate) fn overview(&mut self) -> Result<Ending, CommandError> {
        let mut news = Vec::new();
        let mut last = None;
        while let Some(place) = self.course.current() {
            match self.check_tasks(self.course.chapter(place), None) {
                Ok(checked) => {
                    news.extend(checked.news.iter().copied());
                    // Who has done the task at hand wants to see the next one, with its verdict.
                    let is_same_chapter = |next| self.course.chapter(next).folder == checked.chapter.folder;
                    if self.course.current().is_some_and(is_same_chapter) {
                        last = Some(checked);
                        break;
                    }
                }
                Err(error) => {
                    show::course::glance(&mut self.page, &self.course);
                    show::course::news(&mut self.page, &news);
                    self.page.print()?;
                    return Err(error);
                }
            }
        }
        show::course::glance(&mut self.page, &self.course);
        show::course::news(&mut self.page, &news);
        let ending = if let Some(checked) = last {
            self.show_current(&checked);
            Ending::Fails
        } else {
            self.page.blank();
            let done = "Every task of the course is done. `cargo course check --all` checks them once more.";
            self.page.line(&self.page.paint(GOOD, done), 0);
            Ending::Fulfilled
        };
        self.page.print()?;
        Ok(ending)
    }

    /// The chapters and their tasks.
    pub(crate) fn list(&mut self) -> Result<Ending, CommandError> {
        show::course::list(&mut self.page, &self.course);
        self.page.print()?;
        Ok(Ending::Fulfilled)
    }

    /// The verdicts of the tasks of some chapters, and the first failure of each in full, or every one.
    pub(crate) fn check(&mut self, selections: &[Selection<'c>], shown: Failures) -> Result<Ending, CommandError> {
        let mut ending = Ending::Fulfilled;
        for (index, selection) in selections.iter().enumerate() {
            if index > 0 {
                self.page.blank();
            }
            let checked = self.check_tasks(selection.chapter, Some(selection))?;
            if !self.show_checked(&checked, shown) {
                ending = Ending::Fails;
            }
            self.page.print()?;
        }
        Ok(ending)
    }

    /// The same as JSON.
    pub(crate) fn check_json(&mut self, selections: &[Selection<'c>]) -> Result<Ending, CommandError> {
        // What is rendered goes into a file, where colours would be noise.
        self.page.layout.color = false;
        let mut chapters = Vec::new();
        for selection in selections {
            let checked = self.check_tasks(selection.chapter, Some(selection))?;
            chapters.push(json::chapter(&self.course.root, selection.chapter, &checked.outcome));
        }
        let report = json::report(&chapters);
        self.page.raw(&format!("{report:#}"));
        self.page.print()?;
        Ok(if report["passes"] == true { Ending::Fulfilled } else { Ending::Fails })
    }

    /// Shows the verdicts of a chapter. Says whether all tasks pass.
    fn show_checked(&mut self, checked: &Checked<'c>, shown: Failures) -> bool {
        let Checked { chapter, outcome, news } = checked;
        self.page.heading(&format!("Chapter {}: {}", chapter.number, chapter.name()));
        let verdicts = match outcome {
            Outcome::Verdicts(verdicts) => verdicts,
            Outcome::Errors(errors) => {
                self.page.blank();
                show::verdict::errors(&mut self.page, chapter, errors);
                return false;
            }
            Outcome::Cancelled => return false,
        };
        for verdict in verdicts {
            let (style, word) = if verdict.passes() { (GOOD, "passes") } else { (BAD, "fails ") };
            let (word, count) = (self.page.paint(style, word), show::verdict::count(verdict));
            self.page.line(&format!("  {word}  {}{count}", verdict.task.id), 10);
        }
        show::course::news(&mut self.page, news);
        let failing: Vec<&Verdict> = verdicts.iter().filter(|verdict| !verdict.passes()).collect();
        let tasks_shown = match shown {
            Failures::First => 1,
            Failures::Every => failing.len(),
        };
        for verdict in failing.iter().take(tasks_shown) {
            self.page.blank();
            self.page.heading(&verdict.task.id);
            show::task::places(&mut self.page, chapter, verdict.task);
            self.page.blank();
            match shown {
                Failures::First => show::verdict::verdict(&mut self.page, &self.course.root, chapter, verdict),
                Failures::Every => show::verdict::every(&mut self.page, &self.course.root, chapter, verdict),
            }
        }
        failing.is_empty()
    }

    /// One more hint to a task, or to the one at hand of a chapter.
    pub(crate) fn hint(&mut self, selection: Option<Selection<'c>>) -> Result<Ending, CommandError> {
        let place = match selection {
            None => self.course.current(),
            Some(Selection { chapter, task: Some(task) }) => self.course.place_of(chapter, task),
            Some(Selection { chapter, task: None }) => {
                self.course.first_open_of(chapter).filter(|place| !self.course.is_done(*place))
            }
        };
        let Some(place) = place else {
            let whole = selection.map_or("the course".to_owned(), |at| format!("chapter {}", at.chapter.number));
            self.page.line(&format!("Every task of {whole} is done."), 0);
            self.page.print()?;
            return Ok(Ending::Fulfilled);
        };
        let (chapter, task) = (self.course.chapter(place), self.course.task(place));
        let hints = hints::of(chapter, task)?;
        let key = chapter.key(task);
        let shown = self.course.progress.hints_shown(&key);
        // After the last one they are all shown again.
        let next = if shown < hints.len() { shown..shown + 1 } else { 0..hints.len() };
        for index in next {
            self.page.heading(&hints::title(task, index, hints.len()));
            self.page.blank();
            self.page.markdown(&hints[index]);
            self.page.blank();
        }
        if shown + 1 < hints.len() {
            self.page.line("`cargo course hint` once more shows the next one.", 0);
        } else {
            let number = chapter.number;
            let text =
                format!("There are no more hints. `cargo course solution {number}.{}` shows one way.", place.task + 1);
            self.page.line(&text, 0);
        }
        if shown < hints.len() {
            self.course.progress.show_hint(&key, shown + 1);
            self.course.save();
            self.course.note(chapter, task, log::Event::Hint { number: shown + 1 });
        }
        self.page.print()?;
        Ok(Ending::Fulfilled)
    }

    /// How the reference does a task. Of one that is not done it asks first, or wants to be told by `yes`.
    pub(crate) fn solution(&mut self, selection: Option<Selection<'c>>, yes: bool) -> Result<Ending, CommandError> {
        let place = self.course.place(selection);
        let (chapter, task) = (self.course.chapter(place), self.course.task(place));
        if !yes && !self.course.is_done(place) && !self.agrees_to_see(task)? {
            let place = format!("{}.{}", chapter.number, place.task + 1);
            return Err(CommandError::NotDone { task: task.id.clone(), place });
        }
        let code = reference::code(chapter, task)?;
        self.course.note(chapter, task, log::Event::Solution);
        self.page.heading(&format!(
            "One way to write `{}`, from {}",
            task.id,
            self.page.layout.path(&chapter.solution_file())
        ));
        self.page.blank();
        self.page.raw(&code);
        self.page.print()?;
        Ok(Ending::Fulfilled)
    }

    fn agrees_to_see(&mut self, task: &Task) -> io::Result<bool> {
        if !io::stdin().is_terminal() {
            return Ok(false);
        }
        self.page.line(&format!("`{}` does not pass yet. Show the solution? y, or anything else for no:", task.id), 0);
        self.page.print()?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        Ok(answer.trim().eq_ignore_ascii_case("y"))
    }

    /// The learner's recordings over the reference's, and the reference's code, of a task that passes.
    pub(crate) fn compare(&mut self, selection: Option<Selection<'c>>) -> Result<Ending, CommandError> {
        let place = self.course.place(selection);
        let (chapter, task) = (self.course.chapter(place), self.course.task(place));
        let selection = Selection { chapter, task: Some(task) };
        let mut program = None;
        let checked = self.check_with(chapter, Some(&selection), |event| {
            if let Event::Built(built) = event {
                program = Some(built);
            }
        })?;
        let passes = matches!(&checked.outcome, Outcome::Verdicts(verdicts) if verdicts.iter().all(Verdict::passes));
        let Some(program) = program.filter(|_| passes) else {
            self.show_checked(&checked, Failures::First);
            self.page.blank();
            self.page.line("There is nothing to compare before the task passes.", 0);
            self.page.print()?;
            return Ok(Ending::Fails);
        };
        let cancel = Cancel::default();
        let folder = reference::traces(chapter);
        let (mut any_is_shown, mut one_is_shown) = (false, false);
        for test in &task.tests {
            let name = format!("{}::{test}", task.id);
            let lines = self.checker(&cancel).picture(chapter, &program, &name, Some(&folder))?;
            let lines = lines.unwrap_or_default();
            if lines.is_empty() {
                continue;
            }
            any_is_shown = true;
            self.page.heading(&verdict::sentence(test));
            let is_same = lines.iter().any(|line| line == reference::SAME);
            // One picture is enough of what is the same.
            if is_same && one_is_shown {
                self.page.line(reference::SAME, 0);
            } else {
                self.page.raw(&lines.join("\n"));
            }
            one_is_shown |= is_same;
            self.page.blank();
        }
        if !any_is_shown {
            self.page.line(reference::NO_PICTURE, 0);
            self.page.blank();
        }
        self.solution(Some(selection), true)
    }

    /// Restores the stubs of some chapters or tasks.
    pub(crate) fn reset(&mut self, selections: &[Selection<'c>]) -> Result<Ending, CommandError> {
        for selection in selections {
            let chapter = selection.chapter;
            let what = match selection.task {
                Some(task) => format!("`{}`", task.id),
                None => format!("Chapter {}", chapter.number),
            };
            match reset::reset(*selection)? {
                Reset::Nothing => self.page.line(&format!("{what} is as it came with the course."), 0),
                Reset::Done { kept } => {
                    self.course.forget(*selection);
                    let kept = kept.map(|kept| format!(" Your version is kept in {}", self.page.layout.path(&kept)));
                    let kept = kept.unwrap_or_default();
                    self.page.line(&format!("{what} is as it came with the course.{kept}"), 0);
                }
            }
        }
        self.page.print()?;
        Ok(Ending::Fulfilled)
    }

    /// The guide, until the learner ends it.
    pub(crate) fn book(&mut self, chapter: Option<&'c Chapter>) -> Result<Ending, CommandError> {
        self.page.line("Building the guide. The first time takes a minute or two.", 0);
        self.page.print()?;
        book::show(&self.course.root, chapter)?;
        Ok(Ending::Fulfilled)
    }

    /// What the learner's log tells about each task, or what those of these files tell together.
    pub(crate) fn report(&mut self, files: &[PathBuf]) -> Result<Ending, CommandError> {
        let own = [self.course.log.file().to_owned()];
        let read = |file: &PathBuf| {
            // Of a file that was named one wants to know that it is not there.
            if !files.is_empty() && !file.exists() {
                let source = io::Error::from(io::ErrorKind::NotFound);
                return Err(LogError::Read { file: file.clone(), source });
            }
            log::read(file)
        };
        let logs = if files.is_empty() { &own[..] } else { files }.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let summaries = report::sum_up(&logs);
        if summaries.is_empty() {
            let why = if self.course.log.is_on() { "" } else { " The log is off; `cargo course log on` turns it on." };
            self.page.line(&format!("Nothing is written down yet.{why}"), 0);
        } else {
            report::show(&mut self.page, &self.course, &summaries);
        }
        self.page.print()?;
        Ok(Ending::Fulfilled)
    }

    /// Turns the log on or off, or says where it is.
    pub(crate) fn log(&mut self, turn: Option<bool>) -> Result<Ending, CommandError> {
        if let Some(on) = turn {
            self.course.log.turn(on)?;
        }
        let file = self.page.layout.path(self.course.log.file());
        let text = if self.course.log.is_on() {
            format!(
                "The log is on: what you check, which hints you take and when is written to {file}, as plain text. It \
                 never leaves this computer. `cargo course report` sums it up; `cargo course log off` turns it off."
            )
        } else {
            format!("The log is off. What was written stays in {file} until you delete it.")
        };
        self.page.line(&text, 0);
        self.page.print()?;
        Ok(Ending::Fulfilled)
    }

    /// Whether all is there that the course needs.
    pub(crate) fn doctor(&mut self, damaged: &[ChapterError]) -> Result<Ending, CommandError> {
        let is_well = doctor::examine(&mut self.page, &self.course.root, damaged);
        self.page.print()?;
        Ok(if is_well { Ending::Fulfilled } else { Ending::Fails })
    }

    /// What a shell needs to complete the commands.
    pub(crate) fn completions(&mut self, shell: Shell) -> Result<Ending, CommandError> {
        self.page.raw(&completions::script(shell, self.course.chapters));
        self.page.print()?;
        Ok(Ending::Fulfilled)
    }

    /// The predictions of a chapter.
    pub(crate) fn predict(&mut self, chapter: Option<&'c Chapter>) -> Result<Ending, CommandError> {
        let chapter = chapter.unwrap_or_else(|| self.current_chapter());
        predict::run(&self.course.root, chapter, &mut self.page)?;
        Ok(Ending::Fulfilled)
    }

    /// The chapter that a command is about when it names none. When all are done, the last one.
    pub(crate) fn current_chapter(&self) -> &'c Chapter {
        let last = || &self.course.chapters[self.course.chapters.len() - 1];
        self.course.current().map_or_else(last, |place| self.course.chapter(place))
    }

    fn checker<'r>(&'r self, cancel: &Cancel) -> Checker<'r> {
        Checker { root: &self.course.root, layout: self.page.layout.clone(), cancel: cancel.clone() }
    }

    /// Builds and runs checks of a chapter, and keeps what they say.
    fn check_tasks(
        &mut self,
        chapter: &'c Chapter,
        selection: Option<&Selection<'c>>,
    ) -> Result<Checked<'c>, CommandError> {
        self.check_with(chapter, selection, |_| {})
    }

    /// The same, and tells what happens on the way.
    fn check_with(
        &mut self,
        chapter: &'c Chapter,
        selection: Option<&Selection<'c>>,
        mut on_event: impl FnMut(Event<'c>),
    ) -> Result<Checked<'c>, CommandError> {
        let whole = Selection { chapter, task: None };
        let tasks = selection.unwrap_or(&whole).tasks();
        let mut status = Status::new();
        let outcome = self.checker(&Cancel::default()).check(chapter, &tasks, |event| {
            match &event {
                Event::Building(line) => status.show(line),
                Event::Testing { done, of } => status.show(&format!("{done} of {of} checks are done")),
                Event::Built(_) | Event::Verdict(_) => {}
            }
            on_event(event);
        })?;
        drop(status);
        let mut news = Vec::new();
        if let Outcome::Verdicts(verdicts) = &outcome {
            news.extend(verdicts.iter().filter_map(|verdict| self.course.record(chapter, verdict)));
            self.course.save();
        }
        self.note(chapter, &tasks, &outcome);
        Ok(Checked { chapter, outcome, news })
    }

    /// Writes down how the first task went that does not pass, or the last one: it is what the learner works at.
    fn note(&mut self, chapter: &Chapter, tasks: &[&'c Task], outcome: &Outcome<'c>) {
        match outcome {
            Outcome::Verdicts(verdicts) => {
                let open = verdicts.iter().find(|verdict| !verdict.passes()).or_else(|| verdicts.last());
                if let Some(verdict) = open {
                    self.course.note_verdict(chapter, verdict);
                }
            }
            Outcome::Errors(_) => {
                let open = tasks.iter().find(|task| !self.course.progress.is_done(&chapter.key(task)));
                if let Some(task) = open.or(tasks.last()) {
                    self.course.note(chapter, task, log::Event::DoesNotCompile);
                }
            }
            Outcome::Cancelled => {}
        }
    }

    /// The current task of a chapter that is not done: contract, verdict, and what to do next.
    fn show_current(&mut self, checked: &Checked<'c>) {
        let Some(place) = self.course.current() else { return };
        let (chapter, task) = (self.course.chapter(place), self.course.task(place));
        let page = &mut self.page;
        page.blank();
        page.heading(&show::task::heading(chapter, task));
        let definitions = contract::definitions(chapter, task);
        show::task::contract(page, chapter, definitions.as_deref());
        page.blank();
        let (mut compile_errors, mut at_hand): (&[_], _) = (&[], None);
        match &checked.outcome {
            Outcome::Verdicts(verdicts) => {
                if let Some(verdict) = verdicts.iter().find(|verdict| verdict.task == task) {
                    at_hand = Some(verdict);
                    show::verdict::verdict(page, &self.course.root, chapter, verdict);
                }
            }
            Outcome::Errors(errors) => {
                compile_errors = errors;
                show::verdict::errors(page, chapter, errors);
            }
            Outcome::Cancelled => {}
        }
        page.blank();
        if self.course.done_in(chapter) == 0 && predict::programs(chapter).is_ok() {
            let number = chapter.number;
            page.line(&format!("New here? Predict first what a program prints: `cargo course predict {number}`"), 2);
        }
        let definitions = definitions.unwrap_or_default();
        let line = show::task::line_to_go_to(&self.course.root, chapter, &definitions, compile_errors, at_hand);
        page.line(&format!("Next: {}", show::task::place(page, chapter, line)), 2);
        page.line("Edit it, save it, and run `cargo course` again.", 2);
        page.line("Stuck? `cargo course hint`", 2);
    }
}

impl Drop for Commands<'_> {
    fn drop(&mut self) {
        for warning in &self.course.warnings {
            warn(&format!("warning: {warning}"));
        }
    }
}
