//! Keys: what they do in each view.

use std::fs;

use course::chapter::Task;
use course::contract;
use course::error::chain;
use course::hints;
use course::process::Tail;
use course::selection::Selection;

use super::{CheckState, Effect, JobKind, Kept, State};
use crate::editor;
use crate::learner::Position;
use crate::log;
use crate::predict::{self, Kind};
use crate::reference;
use crate::reset::{self, Reset};
use crate::watch::input::Key;
use crate::watch::job::Work;
use crate::watch::keys::{self, Action};
use crate::watch::list::{Pressed, TaskList};
use crate::watch::prediction::{Predictions, Stage, Typing};
use crate::watch::view::{Question, ResetScope, Scroll, View};

impl State {
    /// Handles a key by the current view; or else scrolls, or does the action of the key.
    pub(super) fn press_in_view(&mut self, key: Key) -> Effect {
        match &self.view {
            View::Predictions(_) if key != Key::Escape => return self.press_in_prediction(key),
            View::Question(question) => return self.answer(*question, key),
            View::List(_) => return self.press_in_list(key),
            _ => {}
        }
        self.press_in_page(key)
    }

    /// Handles a key that scrolls the page or has the same meaning in all views.
    fn press_in_page(&mut self, key: Key) -> Effect {
        if self.scroll.press(key, self.page_rows) {
            return Effect::None;
        }
        match key {
            Key::Enter if matches!(self.view, View::Verdict) => self.act(Action::CheckAgain),
            Key::Escape | Key::Backspace | Key::Enter => self.act(Action::Back),
            Key::Char(c) => keys::action(c).map_or(Effect::None, |action| self.act(action)),
            _ => Effect::None,
        }
    }

    fn act(&mut self, action: Action) -> Effect {
        match action {
            Action::Quit => Effect::Quit,
            Action::Back => self.back(),
            Action::CheckAgain => {
                self.show(View::Verdict);
                self.start_check()
            }
            Action::Next => self.open(self.next()),
            Action::Previous => self.open(self.learner.previous(self.at)),
            Action::Optional => match self.learner.first_optional_of(self.chapter()) {
                Some(position) => self.open(position),
                None => self.notify("This chapter has no optional tasks."),
            },
            Action::Hint => self.show_hint(),
            Action::List => self.show(View::List(TaskList::new(self.at))),
            Action::Keys => self.show(View::Keys),
            Action::RunProgram => {
                let work = Work::RunProgram { chapter: self.chapter() };
                self.start_job_for(View::Program { lines: Tail::default(), end: None }, "Building and running it", work)
            }
            Action::Picture => self.show_pictures(false),
            Action::Compare => match &self.check {
                CheckState::Verdict(verdict) if verdict.passes() => self.show_pictures(true),
                _ => self.notify("There is nothing to compare before the task passes. `s` shows the reference's code."),
            },
            Action::Solution if self.learner.is_done(self.at) => self.show_solution(),
            Action::Solution => self.show(View::Question(Question::Solution)),
            Action::CheckCode => self.show_check_code(),
            Action::Everything => match &self.check {
                CheckState::Unknown => self.notify("There is nothing more to show before the checks have run."),
                CheckState::Verdict(verdict) if verdict.passes() => self.notify("Nothing fails."),
                _ => self.show(View::Everything),
            },
            Action::Reset => self.show(View::Question(Question::Reset(None))),
            Action::Predict => self.show_programs(Kind::Prediction),
            Action::Review => self.show_programs(Kind::Review),
            Action::Introduction => {
                let file = self.chapter().exercise_dir.join("README.md");
                match fs::read_to_string(&file) {
                    Ok(text) => self.show(View::Introduction(text)),
                    Err(error) => self.notify(&format!("cannot read {}: {error}", self.path(&file))),
                }
            }
            Action::Edit => {
                let file = self.chapter().lib_file();
                match editor::open(&file, self.file.line.unwrap_or(1)) {
                    Ok(program) => self.notify(&format!("`{program}` opens {}", self.path(&file))),
                    Err(error) => self.notify(&chain(&error)),
                }
            }
            Action::Guide => {
                self.replace_job(JobKind::Guide);
                Effect::StartJob(Box::new(Work::Guide { chapter: self.chapter() }))
            }
        }
    }

    /// Shows the hints so far, and in the view of hints, one more.
    fn show_hint(&mut self) -> Effect {
        let hints = match hints::of(self.chapter(), self.task()) {
            Ok(hints) => hints,
            Err(error) => return self.notify(&chain(&error)),
        };
        let key = self.learner.key(self.at);
        let shown = self.learner.progress.hints_shown(&key);
        let was_open = matches!(self.view, View::Hints);
        // A learner who comes back first sees the hints from before.
        if shown < hints.len() && (was_open || shown == 0) {
            self.learner.progress.record_hint(&key, shown + 1);
            self.learner.save();
            self.learner.log_event(self.chapter(), self.task(), log::Event::Hint { number: shown + 1 });
        }
        if !was_open {
            self.show(View::Hints);
        }
        self.scroll.jump_to_end();
        Effect::None
    }

    /// Shows the code of the first check that fails, or of all checks.
    fn show_check_code(&mut self) -> Effect {
        let (chapter, task) = (self.chapter(), self.task());
        let failing = match &self.check {
            CheckState::Verdict(verdict) => verdict.failures.first().map(|failure| &failure.test),
            _ => None,
        };
        let tests: Vec<&String> = failing.map_or_else(|| task.tests.iter().collect(), |test| vec![test]);
        let codes = contract::test_codes(chapter, task, tests);
        if codes.is_empty() {
            let file = self.path(&chapter.check_file);
            return self
                .notify(&format!("The check is missing from {file}, which came with the course; restore that file."));
        }
        self.show(View::CheckCode(codes))
    }

    fn show_solution(&mut self) -> Effect {
        match reference::code(self.chapter(), self.task()) {
            Ok(code) => {
                self.learner.log_event(self.chapter(), self.task(), log::Event::Solution);
                self.show(View::Solution(code))
            }
            Err(error) => self.notify(&chain(&error)),
        }
    }

    /// Handles the learner's answer to a question.
    ///
    /// A reset is confirmed by a control key: no word that is typed or pasted into the terminal contains one.
    fn answer(&mut self, question: Question, key: Key) -> Effect {
        let key = if let Key::Char(c) = key { Key::Char(c.to_ascii_lowercase()) } else { key };
        match (question, key) {
            // A `y` is too little: `s` and `y` follow each other in many words, and what was seen cannot be unseen.
            (Question::Solution, Key::CtrlX) => self.show_solution(),
            (Question::Reset(_), Key::Char('t')) => self.show(View::Question(Question::Reset(Some(ResetScope::Task)))),
            (Question::Reset(_), Key::Char('c')) => {
                self.show(View::Question(Question::Reset(Some(ResetScope::Chapter))))
            }
            (Question::Reset(Some(ResetScope::Task)), Key::CtrlX) => self.reset(Some(self.task())),
            (Question::Reset(Some(ResetScope::Chapter)), Key::CtrlX) => self.reset(None),
            (Question::Reset(None), Key::CtrlX) => Effect::None,
            (Question::Solution | Question::Reset(_), _) => self.back(),
        }
    }

    /// Resets a task, or the whole chapter.
    fn reset(&mut self, task: Option<&'static Task>) -> Effect {
        let selection = Selection { chapter: self.chapter(), task };
        self.show(View::Verdict);
        match reset::reset(selection) {
            Ok(Reset::Unchanged) => self.notify("It is as it came with the course: there is nothing to reset."),
            Ok(Reset::Done { kept }) => {
                self.learner.forget(selection);
                self.kept = kept.map(|file| Kept { file, checks_started: 0 });
                // The file has changed, so a check starts as after any save.
                Effect::None
            }
            Err(error) => self.notify(&chain(&error)),
        }
    }

    /// Shows the programs of a kind, the first of them first.
    fn show_programs(&mut self, kind: Kind) -> Effect {
        match kind.programs(self.chapter()) {
            Ok(programs) => {
                let predictions = Predictions::new(kind, programs);
                let work = Work::RunPredictions { chapter: self.chapter(), programs: predictions.programs().to_vec() };
                self.start_job_for(View::Predictions(predictions), "Building and running the programs", work)
            }
            Err(error) => self.notify(&chain(&error)),
        }
    }

    /// Handles a key in the view of predictions.
    fn press_in_prediction(&mut self, key: Key) -> Effect {
        let View::Predictions(predictions) = &mut self.view else { return Effect::None };
        let Stage::Asked { question, typed } = &mut predictions.stage else {
            let is_running = matches!(predictions.stage, Stage::Running);
            return match key {
                Key::Enter | Key::Char('n') if !is_running => {
                    self.scroll = Scroll::default();
                    if predictions.advance() { Effect::None } else { self.back() }
                }
                Key::Char('a') if !is_running => {
                    predictions.ask_again();
                    Effect::None
                }
                Key::Char('q') => Effect::Quit,
                _ => {
                    self.scroll.press(key, self.page_rows);
                    Effect::None
                }
            };
        };
        if !matches!(key, Key::Char(_)) && self.scroll.press(key, self.page_rows) {
            return Effect::None;
        }
        // What is typed stays visible.
        self.scroll.jump_to_end();
        match typed.press(key, question) {
            Typing::InProgress => return Effect::None,
            Typing::NoSuchLine(letter) => return self.notify(&format!("No line has the letter `{letter}`.")),
            Typing::Done => {}
        }
        let typed = typed.texts().to_vec();
        let (question, name) = (question.clone(), predictions.program().name.clone());
        if typed.iter().any(|text| !text.trim().is_empty()) {
            let key = self.learner.chapter(self.at).key_of(&name);
            self.learner.progress.record_answer(&key, predict::is_right(&question, &typed));
            self.learner.save();
        }
        predictions.stage = Stage::Answered { question, typed };
        Effect::None
    }

    /// Handles a key in the list of tasks. What acts on a task acts on the marked one, which it opens.
    fn press_in_list(&mut self, key: Key) -> Effect {
        let View::List(tasks) = &mut self.view else { return Effect::None };
        match tasks.press(key, self.page_rows, &self.learner) {
            Pressed::Handled => Effect::None,
            Pressed::Open(position) => self.open(position),
            Pressed::Back => self.back(),
            Pressed::Other => {
                let marked = tasks.marked(&self.learner).filter(|marked| *marked != self.at);
                let action = if let Key::Char(c) = key { keys::action(c) } else { None };
                match (marked, action) {
                    (Some(marked), Some(action)) => self.act_on(marked, action),
                    _ => self.press_in_page(key),
                }
            }
        }
    }

    /// Does an action on a task that is not the current one.
    fn act_on(&mut self, task: Position, action: Action) -> Effect {
        match action {
            Action::Quit | Action::Back | Action::Keys | Action::List => return self.act(action),
            Action::Next => return self.open(self.learner.next(task)),
            Action::Previous => return self.open(self.learner.previous(task)),
            Action::Optional => {
                if let Some(position) = self.learner.first_optional_of(self.learner.chapter(task)) {
                    return self.open(position);
                }
            }
            _ => {}
        }
        let opened = self.open(task);
        match self.act(action) {
            // The check of the task that was opened goes on behind the view.
            Effect::None => opened,
            effect => effect,
        }
    }
}
