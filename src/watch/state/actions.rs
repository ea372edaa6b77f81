//! Keys: what they do in each view.

use std::fs;

use course::chapter::Task;
use course::error::chain;
use course::hints;
use course::process::Tail;
use course::selection::Selection;

use super::{CheckState, Effect, JobKind, Kept, State};
use crate::editor;
use crate::learner::Position;
use crate::log;
use crate::predict;
use crate::reference;
use crate::reset::{self, Reset};
use crate::watch::input::Key;
use crate::watch::job::Work;
use crate::watch::keys::{self, Action};
use crate::watch::prediction::{Predictions, Typing};
use crate::watch::view::{Question, ResetScope, Scroll, View};

impl State {
    /// Handles a key by the current view; or else scrolls, or does the action of the key.
    pub(super) fn press_in_view(&mut self, key: Key) -> Effect {
        match &self.view {
            View::Predictions(predictions) if key != Key::Escape => {
                // While the program runs, there is nothing to type; its output appears by itself.
                return if predictions.is_running { Effect::None } else { self.press_in_prediction(key) };
            }
            View::Question(question) => return self.answer(*question, key),
            View::List(cursor) => {
                if let Some(effect) = self.press_in_list(*cursor, key) {
                    return effect;
                }
            }
            _ => {}
        }
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
            Action::Hint => self.show_hint(),
            Action::List => self.show(View::List(self.at)),
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
            Action::Reset => self.show(View::Question(Question::Reset(None))),
            Action::Predict => match predict::programs(self.chapter()) {
                Ok(programs) => self.show(View::Predictions(Predictions::new(programs))),
                Err(error) => self.notify(&chain(&error)),
            },
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
            (Question::Solution, Key::Char('y')) => self.show_solution(),
            (Question::Solution, Key::Char('n' | 'q') | Key::Escape | Key::Backspace) => self.back(),
            (Question::Reset(_), Key::Char('t')) => self.show(View::Question(Question::Reset(Some(ResetScope::Task)))),
            (Question::Reset(_), Key::Char('c')) => {
                self.show(View::Question(Question::Reset(Some(ResetScope::Chapter))))
            }
            (Question::Reset(Some(ResetScope::Task)), Key::CtrlX) => self.reset(Some(self.task())),
            (Question::Reset(Some(ResetScope::Chapter)), Key::CtrlX) => self.reset(None),
            (Question::Solution, _) | (Question::Reset(None), Key::CtrlX) => Effect::None,
            (Question::Reset(_), _) => self.back(),
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

    /// Handles a key in the view of predictions.
    fn press_in_prediction(&mut self, key: Key) -> Effect {
        let chapter = self.chapter();
        let View::Predictions(predictions) = &mut self.view else { return Effect::None };
        if predictions.printed.is_some() {
            return match key {
                Key::Enter | Key::Char('n' | ' ') => {
                    self.scroll = Scroll::default();
                    if predictions.advance() { Effect::None } else { self.back() }
                }
                Key::Char('q') => Effect::Quit,
                _ => {
                    self.scroll.press(key, self.page_rows);
                    Effect::None
                }
            };
        }
        if matches!(key, Key::Up | Key::Down | Key::PageUp | Key::PageDown | Key::Home | Key::End) {
            self.scroll.press(key, self.page_rows);
            return Effect::None;
        }
        // The line that is typed stays visible.
        self.scroll.jump_to_end();
        if predictions.typed.press(key) == Typing::InProgress {
            return Effect::None;
        }
        predictions.is_running = true;
        let program = predictions.program().clone();
        self.replace_job(JobKind::View);
        "Building and running it".clone_into(&mut self.status);
        Effect::StartJob(Box::new(Work::RunPrediction { chapter, program }))
    }

    /// Handles a key in the list of tasks. Returns `None` if the key has its usual meaning.
    fn press_in_list(&mut self, cursor: Position, key: Key) -> Option<Effect> {
        let positions: Vec<Position> = self.learner.positions().collect();
        let index = positions.iter().position(|position| *position == cursor).unwrap_or(0);
        let last = positions.len().saturating_sub(1);
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
        self.view = View::List(positions.get(index).copied()?);
        Some(Effect::None)
    }
}
