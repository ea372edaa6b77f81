//! What watch mode knows, and what each message changes. Nothing here waits, draws or runs anything.

use std::fs;
use std::path::PathBuf;

use super::input::Key;
use super::job::{self, Work};
use super::keys::{self, Wish};
use super::prediction::{Predictions, Typing};
use super::terminal::Size;
use crate::cargo::Diagnostic;
use crate::chapter::{Chapter, Task};
use crate::check::{Event, Outcome};
use crate::contract::{self, ContractError, Definition};
use crate::course::{Course, News, Place};
use crate::editor;
use crate::hints;
use crate::log;
use crate::page::Layout;
use crate::predict;
use crate::process::Tail;
use crate::progress::Change;
use crate::reference;
use crate::reset::{self, Reset};
use crate::selection::Selection;
use crate::show;
use crate::verdict::{self, Verdict};

/// What is to be done after a message.
#[derive(Debug)]
pub(super) enum Next {
    Stay,
    /// Begin this, and end what is going on.
    Work(Box<Work>),
    /// End what is going on.
    Stop,
    Quit,
}

/// What the middle of the screen shows.
#[derive(Debug)]
pub(super) enum View {
    /// The task at hand, and what the checks say.
    Verdict,
    Hints,
    /// All tasks, with the one that Enter would go to.
    List(Place),
    /// Pictures of some tests, with headings.
    Pictures {
        compared: bool,
        lines: Vec<Line>,
    },
    /// What the learner's program prints, and how it ended.
    Program {
        lines: Tail,
        end: Option<String>,
    },
    Predictions(Predictions),
    /// A text in Markdown.
    Introduction(String),
    /// The reference's code.
    Solution(String),
    Question(Question),
    Keys,
}

/// A line of a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Heading(String),
    /// Broken where the page ends.
    Text(String),
    AsItIs(String),
}

/// What needs an answer before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    Solution,
    Reset,
}

/// What the last check says about the task at hand.
#[derive(Clone, Debug)]
pub(super) enum Known {
    Nothing,
    Verdict(Verdict<'static>),
    Errors(Vec<Diagnostic>),
    /// Nothing could be checked, and why.
    Cannot(String),
}

/// How far a page is scrolled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Scroll {
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// The learner's file, when it was looked at last.
#[derive(Debug)]
pub(super) struct LearnersFile {
    /// What it has for the task at hand.
    pub(super) definitions: Result<Vec<Definition>, ContractError>,
    /// Whether nothing is written in it yet.
    pub(super) is_untouched: bool,
    /// Where to go on.
    pub(super) line: Option<usize>,
}

/// What the job at hand is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Nothing,
    Check,
    Guide,
    /// What the view shows.
    View,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) course: Course<'static>,
    pub(super) layout: Layout,
    pub(super) at: Place,
    pub(super) file: LearnersFile,
    pub(super) known: Known,
    /// What the last check has changed.
    pub(super) news: Vec<News<'static>>,
    /// What is going on, on one line; empty when nothing is.
    pub(super) status: String,
    /// An answer to the last key, on one line.
    pub(super) notice: String,
    /// Where a reset has kept the learner's version; until the next key.
    pub(super) kept: Option<PathBuf>,
    pub(super) view: View,
    pub(super) scroll: Scroll,
    /// How many rows the middle of the screen has.
    pub(super) page_rows: usize,
    program: Option<PathBuf>,
    doing: Doing,
    /// A check was given up for something else, and is still to be done.
    owes_check: bool,
    /// Whether the learner has asked for the check that goes on; the log tells of these.
    is_asked_for: bool,
    /// Whether a task that breaks becomes the one at hand: the learner came here by saving something.
    follows_what_breaks: bool,
    /// The width for which pictures are drawn.
    columns: usize,
}

impl State {
    pub(super) fn new(course: Course<'static>, layout: Layout, size: Size) -> State {
        let at = course.current().or_else(|| course.places().next()).unwrap_or(Place { chapter: 0, task: 0 });
        State {
            course,
            layout,
            at,
            file: LearnersFile { definitions: Ok(Vec::new()), is_untouched: false, line: None },
            known: Known::Nothing,
            news: Vec::new(),
            status: String::new(),
            notice: String::new(),
            kept: None,
            view: View::Verdict,
            scroll: Scroll::default(),
            page_rows: size.rows,
            program: None,
            doing: Doing::Nothing,
            owes_check: false,
            is_asked_for: true,
            follows_what_breaks: false,
            columns: size.columns,
        }
    }

    pub(super) fn chapter(&self) -> &'static Chapter {
        self.course.chapter(self.at)
    }

    pub(super) fn task(&self) -> &'static Task {
        self.course.task(self.at)
    }

    /// Looks at the learner's file.
    fn look(&mut self) {
        let (chapter, task) = (self.chapter(), self.task());
        self.file.definitions = contract::definitions(chapter, task);
        let stub = fs::read(chapter.stub_file());
        self.file.is_untouched =
            fs::read(chapter.lib_file()).is_ok_and(|written| stub.is_ok_and(|stub| stub == written));
        self.aim();
    }

    /// Finds the line where to go on, after what is known.
    fn aim(&mut self) {
        let (errors, verdict): (&[Diagnostic], _) = match &self.known {
            Known::Errors(errors) => (errors, None),
            Known::Verdict(verdict) => (&[], Some(verdict)),
            Known::Nothing | Known::Cannot(_) => (&[], None),
        };
        let definitions = self.file.definitions.as_deref().unwrap_or_default();
        self.file.line = show::task::line_to_go_to(&self.course.root, self.chapter(), definitions, errors, verdict);
    }

    /// How many hints of the task at hand were not shown yet.
    pub(super) fn hints_left(&self) -> usize {
        let shown = self.course.progress.hints_shown(&self.course.key(self.at));
        hints::of(self.chapter(), self.task()).map_or(0, |hints| hints.len().saturating_sub(shown))
    }

    /// Opens the task at hand.
    pub(super) fn begin(&mut self) -> Next {
        self.course.note(self.chapter(), self.task(), log::Event::Opened);
        self.check()
    }

    /// The learner has pressed a key.
    pub(super) fn press(&mut self, key: Key) -> Next {
        self.notice.clear();
        self.kept = None;
        self.course.warnings.clear();
        if key == Key::CtrlC {
            return Next::Quit;
        }
        self.follows_what_breaks = false;
        match &mut self.view {
            View::Predictions(predictions) if key != Key::Escape => {
                // What it prints comes by itself.
                return if predictions.is_running { Next::Stay } else { self.press_in_prediction(key) };
            }
            View::Question(question) => {
                let question = *question;
                return self.answer(question, key);
            }
            View::List(cursor) => {
                let cursor = *cursor;
                if let Some(next) = self.press_in_list(cursor, key) {
                    return next;
                }
            }
            _ => {}
        }
        if self.scrolls(key) {
            return Next::Stay;
        }
        match key {
            Key::Enter if matches!(self.view, View::Verdict) => self.wish(Wish::CheckAgain),
            Key::Escape | Key::Backspace | Key::Enter => self.wish(Wish::Back),
            Key::Char(c) => keys::wish(c).map_or(Next::Stay, |wish| self.wish(wish)),
            _ => Next::Stay,
        }
    }

    fn wish(&mut self, wish: Wish) -> Next {
        match wish {
            Wish::Quit => Next::Quit,
            Wish::Back => self.back(),
            Wish::CheckAgain => {
                self.show(View::Verdict);
                self.check()
            }
            Wish::Next => self.open(self.course.next(self.at)),
            Wish::Previous => self.open(self.course.previous(self.at)),
            Wish::Hint => self.hint(),
            Wish::List => self.show(View::List(self.at)),
            Wish::Keys => self.show(View::Keys),
            Wish::Play => {
                let work = Work::Play { chapter: self.chapter() };
                self.work(View::Program { lines: Tail::default(), end: None }, "Building and running it", work)
            }
            Wish::Picture => self.pictures(false),
            Wish::Compare => match &self.known {
                Known::Verdict(verdict) if verdict.passes() => self.pictures(true),
                _ => self.tell("There is nothing to compare before the task passes. `s` shows the reference's code."),
            },
            Wish::Solution if self.course.is_done(self.at) => self.solution(),
            Wish::Solution => self.show(View::Question(Question::Solution)),
            Wish::Reset => self.show(View::Question(Question::Reset)),
            Wish::Predict => match predict::programs(self.chapter()) {
                Ok(programs) => self.show(View::Predictions(Predictions::new(programs))),
                Err(error) => self.tell(&error.to_string()),
            },
            Wish::Introduction => match fs::read_to_string(self.chapter().exercise_dir.join("README.md")) {
                Ok(text) => self.show(View::Introduction(text)),
                Err(error) => self.tell(&format!("the README.md of the chapter cannot be read: {error}")),
            },
            Wish::Edit => {
                let file = self.chapter().lib_file();
                match editor::open(&file, self.file.line.unwrap_or(1)) {
                    Ok(program) => self.tell(&format!("`{program}` opens {}", self.layout.path(&file))),
                    Err(error) => self.tell(&error.to_string()),
                }
            }
            Wish::Guide => {
                self.leave_for(Doing::Guide);
                Next::Work(Box::new(Work::Guide { chapter: self.chapter() }))
            }
        }
    }

    fn tell(&mut self, notice: &str) -> Next {
        notice.clone_into(&mut self.notice);
        Next::Stay
    }

    fn show(&mut self, view: View) -> Next {
        self.view = view;
        self.scroll = Scroll::default();
        Next::Stay
    }

    /// Shows a view that is filled by work.
    fn work(&mut self, view: View, status: &str, work: Work) -> Next {
        self.leave_for(Doing::View);
        status.clone_into(&mut self.status);
        self.show(view);
        Next::Work(Box::new(work))
    }

    /// What goes on is ended for something else. A check is done later; who waits for the guide must know.
    fn leave_for(&mut self, other: Doing) {
        match std::mem::replace(&mut self.doing, other) {
            Doing::Check => self.owes_check |= other != Doing::Check,
            Doing::Guide => {
                "The guide is not built to its end; `g` goes on with it.".clone_into(&mut self.notice);
            }
            Doing::Nothing | Doing::View => {}
        }
    }

    /// Leaves a view, and what goes on for it.
    fn back(&mut self) -> Next {
        let is_working = matches!(self.doing, Doing::Guide | Doing::View);
        self.show(View::Verdict);
        if self.owes_check {
            return self.check_quietly();
        }
        if is_working {
            self.leave_for(Doing::Nothing);
            self.status.clear();
            return Next::Stop;
        }
        Next::Stay
    }

    /// Goes to a task.
    fn open(&mut self, place: Place) -> Next {
        if place != self.at {
            self.at = place;
            self.known = Known::Nothing;
        }
        self.course.choose(place);
        self.show(View::Verdict);
        self.begin()
    }

    fn check(&mut self) -> Next {
        let next = self.check_quietly();
        self.is_asked_for = true;
        next
    }

    /// Checks the task at hand first, then the others of its chapter.
    fn check_quietly(&mut self) -> Next {
        "Building".clone_into(&mut self.status);
        self.leave_for(Doing::Check);
        (self.owes_check, self.is_asked_for) = (false, false);
        self.news.clear();
        self.program = None;
        self.look();
        let (chapter, task) = (self.chapter(), self.task());
        let others = chapter.tasks.iter().filter(|other| *other != task);
        Next::Work(Box::new(Work::Check { chapter, tasks: std::iter::once(task).chain(others).collect() }))
    }

    /// The terminal has this size, and had it before: pictures can be drawn for it.
    pub(super) fn settle(&mut self, size: Size) -> Next {
        if size.columns == self.columns {
            return Next::Stay;
        }
        self.columns = size.columns;
        match self.view {
            View::Pictures { compared, .. } => self.pictures(compared),
            View::Verdict if self.doing == Doing::Nothing => self.check_quietly(),
            // Wherever the check that goes on came to be drawn, it would be for another width.
            _ => {
                self.owes_check = true;
                Next::Stay
            }
        }
    }

    /// Some files were saved.
    pub(super) fn saved(&mut self, files: &[PathBuf]) -> Next {
        self.notice.clear();
        let is_saved = |chapter: &&Chapter| files.iter().any(|file| file.starts_with(&chapter.exercise_dir));
        let saved = self.course.chapters.iter().find(is_saved);
        self.follows_what_breaks = false;
        // Whoever works at several chapters at once stays where they are.
        if let Some(chapter) = saved
            && !files.iter().any(|file| file.starts_with(&self.chapter().exercise_dir))
            && let Some(place) = self.course.first_open_of(chapter)
        {
            let next = self.open(place);
            self.follows_what_breaks = true;
            return next;
        }
        if matches!(self.view, View::Predictions(_)) {
            self.owes_check = true;
            return self.tell("Saved. It is checked when you come back from the predictions.");
        }
        self.show(View::Verdict);
        self.check()
    }

    /// The job that goes on has news.
    pub(super) fn learn(&mut self, news: job::News) -> Next {
        match news {
            job::News::Status(line) | job::News::Check(Event::Building(line)) => self.status = line,
            job::News::Check(Event::Built(program)) => self.program = Some(program),
            job::News::Check(Event::Testing { done, of }) => self.status = format!("{done} of {of} checks are done"),
            job::News::Check(Event::Verdict(verdict)) => self.judge(verdict),
            job::News::Checked(outcome) => {
                self.finish_check(outcome);
                // The terminal has got another width meanwhile.
                if self.owes_check {
                    return self.check_quietly();
                }
            }
            job::News::Picture { test, lines } => {
                if let View::Pictures { lines: shown, .. } = &mut self.view
                    && !lines.is_empty()
                {
                    let (_, name) = test.split_once("::").unwrap_or(("", &test));
                    if !shown.is_empty() {
                        shown.push(Line::AsItIs(String::new()));
                    }
                    shown.push(Line::Heading(verdict::sentence(name)));
                    // One picture is enough of what is the same.
                    let same = Line::AsItIs(reference::SAME.to_owned());
                    if lines.iter().any(|line| line == reference::SAME) && shown.contains(&same) {
                        shown.push(same);
                    } else {
                        shown.extend(lines.into_iter().map(Line::AsItIs));
                    }
                }
            }
            job::News::Pictured(result) => {
                self.finish();
                self.finish_pictures(result);
            }
            job::News::Printed(line) => {
                "It runs. Esc ends it".clone_into(&mut self.status);
                if let View::Program { lines, .. } = &mut self.view {
                    lines.push(&line);
                    // The end stays in sight.
                    self.scroll.rows = usize::MAX;
                }
            }
            job::News::Played(how) => {
                self.finish();
                if let View::Program { end, .. } = &mut self.view {
                    *end = Some(how);
                    self.scroll.rows = usize::MAX;
                }
            }
            job::News::Predicted(result) => {
                self.finish();
                if let View::Predictions(predictions) = &mut self.view {
                    predictions.is_running = false;
                    predictions.printed = Some(result);
                    // The answer stands below the program.
                    self.scroll.rows = usize::MAX;
                }
            }
            job::News::Guide(notice) => {
                self.finish();
                self.notice = notice;
                if self.owes_check {
                    return self.check_quietly();
                }
            }
        }
        Next::Stay
    }

    /// The job at hand is done.
    fn finish(&mut self) {
        self.doing = Doing::Nothing;
        self.status.clear();
    }

    /// Keeps a verdict, and shows it if it is about the task at hand.
    fn judge(&mut self, verdict: Verdict<'static>) {
        let is_at_hand = verdict.task == self.task();
        let news = self.course.record(self.chapter(), &verdict);
        self.course.save();
        // That the task at hand passes is said where its verdict stands.
        self.news.extend(news.filter(|news| !is_at_hand || news.change == Change::Broke));
        let breaks = news.is_some_and(|news| news.change == Change::Broke);
        if breaks
            && self.follows_what_breaks
            && let Some(place) = self.course.place_of(self.chapter(), verdict.task)
        {
            self.follows_what_breaks = false;
            self.at = place;
            self.course.choose(place);
            self.known = Known::Verdict(verdict);
            return self.look();
        }
        if is_at_hand {
            if self.is_asked_for && verdict.running == 0 {
                self.course.note_verdict(self.chapter(), &verdict);
            }
            self.known = Known::Verdict(verdict);
            self.aim();
        }
    }

    fn finish_check(&mut self, outcome: Result<Outcome<'static>, String>) {
        self.finish();
        match outcome {
            Ok(Outcome::Errors(errors)) => {
                if self.is_asked_for {
                    self.course.note(self.chapter(), self.task(), log::Event::DoesNotCompile);
                }
                self.known = Known::Errors(errors);
                self.aim();
            }
            Err(error) => self.known = Known::Cannot(error),
            // Each verdict has come by itself.
            Ok(Outcome::Verdicts(_) | Outcome::Cancelled) => {}
        }
    }

    fn hint(&mut self) -> Next {
        let hints = match hints::of(self.chapter(), self.task()) {
            Ok(hints) => hints,
            Err(error) => return self.tell(&error.to_string()),
        };
        let key = self.course.key(self.at);
        let shown = self.course.progress.hints_shown(&key);
        let was_open = matches!(self.view, View::Hints);
        // Whoever comes back sees first what was shown before.
        if shown < hints.len() && (was_open || shown == 0) {
            self.course.progress.show_hint(&key, shown + 1);
            self.course.save();
            self.course.note(self.chapter(), self.task(), log::Event::Hint { number: shown + 1 });
        }
        if !was_open {
            self.show(View::Hints);
        }
        // The last one stays in sight.
        self.scroll.rows = usize::MAX;
        Next::Stay
    }

    /// Runs the tests whose pictures are worth a look: the one that fails, or all of a task that passes.
    fn pictures(&mut self, compared: bool) -> Next {
        let Known::Verdict(verdict) = &self.known else {
            return self.tell("There is no picture before the checks have run.");
        };
        let Some(program) = self.program.clone() else {
            return self.tell("There is no picture before the checks are built.");
        };
        let (chapter, task) = (self.chapter(), self.task());
        let tests: Vec<&String> = match verdict.failures.first() {
            Some(failure) => vec![&failure.test],
            None => task.tests.iter().collect(),
        };
        let tests = tests.iter().map(|test| format!("{}::{test}", task.id)).collect();
        let work = Work::Pictures { chapter, program, tests, compared };
        self.work(View::Pictures { compared, lines: Vec::new() }, "Running the checks", work)
    }

    /// Below the pictures stands the reference's code, if they are compared.
    fn finish_pictures(&mut self, result: Result<(), String>) {
        let (chapter, task) = (self.chapter(), self.task());
        let View::Pictures { compared, lines } = &mut self.view else { return };
        if lines.is_empty() && result.is_ok() {
            lines.push(Line::Text(reference::NO_PICTURE.to_owned()));
        }
        if let Err(error) = result {
            lines.push(Line::Text(error));
            lines.push(Line::Text("`f` builds and runs the checks again.".to_owned()));
        } else if *compared {
            self.course.note(chapter, task, log::Event::Solution);
            lines.push(Line::AsItIs(String::new()));
            lines.push(Line::Heading(format!(
                "The reference's code, in {}",
                self.layout.path(&chapter.solution_file())
            )));
            lines.push(Line::AsItIs(String::new()));
            match reference::code(chapter, task) {
                Ok(code) => lines.extend(code.lines().map(|line| Line::AsItIs(line.to_owned()))),
                Err(error) => lines.push(Line::AsItIs(error.to_string())),
            }
        }
    }

    fn solution(&mut self) -> Next {
        match reference::code(self.chapter(), self.task()) {
            Ok(code) => {
                self.course.note(self.chapter(), self.task(), log::Event::Solution);
                self.show(View::Solution(code))
            }
            Err(error) => self.tell(&error.to_string()),
        }
    }

    fn answer(&mut self, question: Question, key: Key) -> Next {
        let Key::Char(c) = key else {
            return if matches!(key, Key::Escape | Key::Backspace) { self.back() } else { Next::Stay };
        };
        match (question, c.to_ascii_lowercase()) {
            (Question::Solution, 'y') => self.solution(),
            (Question::Reset, 't') => self.reset(Some(self.task())),
            (Question::Reset, 'c') => self.reset(None),
            (_, 'n' | 'q') => self.back(),
            _ => Next::Stay,
        }
    }

    fn reset(&mut self, task: Option<&'static Task>) -> Next {
        let selection = Selection { chapter: self.chapter(), task };
        self.show(View::Verdict);
        match reset::reset(selection) {
            Ok(Reset::Nothing) => self.tell("It is as it came with the course: there is nothing to reset."),
            Ok(Reset::Done { kept }) => {
                self.course.forget(selection);
                self.kept = kept;
                // The file has changed: the check begins as after any save.
                Next::Stay
            }
            Err(error) => self.tell(&error.to_string()),
        }
    }

    fn press_in_prediction(&mut self, key: Key) -> Next {
        let chapter = self.chapter();
        let View::Predictions(predictions) = &mut self.view else { return Next::Stay };
        if predictions.printed.is_some() {
            return match key {
                Key::Enter | Key::Char('n' | ' ') => {
                    self.scroll = Scroll::default();
                    if predictions.go_on() { Next::Stay } else { self.back() }
                }
                Key::Char('q') => Next::Quit,
                _ => {
                    self.scrolls(key);
                    Next::Stay
                }
            };
        }
        if matches!(key, Key::Up | Key::Down | Key::PageUp | Key::PageDown | Key::Home | Key::End) {
            self.scrolls(key);
            return Next::Stay;
        }
        // What is typed stays in sight.
        self.scroll.rows = usize::MAX;
        if predictions.typed.press(key) == Typing::Goes {
            return Next::Stay;
        }
        predictions.is_running = true;
        let program = predictions.program().clone();
        self.leave_for(Doing::View);
        "Building and running it".clone_into(&mut self.status);
        Next::Work(Box::new(Work::Predicted { chapter, program }))
    }

    /// Moves in the list. `None` when the key means the same as elsewhere.
    fn press_in_list(&mut self, cursor: Place, key: Key) -> Option<Next> {
        let places: Vec<Place> = self.course.places().collect();
        let index = places.iter().position(|place| *place == cursor).unwrap_or(0);
        let last = places.len().saturating_sub(1);
        let index = match key {
            Key::Up | Key::Char('k') => index.saturating_sub(1),
            Key::Down | Key::Char('j') => (index + 1).min(last),
            Key::PageUp => index.saturating_sub(self.page_rows),
            Key::PageDown => (index + self.page_rows).min(last),
            Key::Home => 0,
            Key::End => last,
            Key::Enter => return Some(self.open(cursor)),
            Key::Char('l') => return Some(self.back()),
            _ => return None,
        };
        self.view = View::List(places.get(index).copied()?);
        Some(Next::Stay)
    }

    /// Whether a key scrolls; then it has. How far it can go is known where the page is drawn.
    fn scrolls(&mut self, key: Key) -> bool {
        let page = self.page_rows.saturating_sub(2).max(1);
        let Scroll { rows, columns } = &mut self.scroll;
        match key {
            Key::Up | Key::Char('k') => *rows = rows.saturating_sub(1),
            Key::Down | Key::Char('j') => *rows = rows.saturating_add(1),
            Key::PageUp => *rows = rows.saturating_sub(page),
            Key::PageDown | Key::Char(' ') => *rows = rows.saturating_add(page),
            Key::Home => *rows = 0,
            Key::End => *rows = usize::MAX,
            Key::Left => *columns = columns.saturating_sub(8),
            Key::Right => *columns = columns.saturating_add(8),
            _ => return false,
        }
        true
    }
}
