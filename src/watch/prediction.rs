//! Predictions in watch mode: the programs, and the text that the learner types.

use super::input::Key;
use crate::predict::Program;

/// The predictions of a chapter, of which one is shown.
#[derive(Debug)]
pub(super) struct Predictions {
    programs: Vec<Program>,
    current: usize,
    pub(super) typed: Typed,
    /// The lines that the program has printed, or the error that kept it from running. `None` before it has run.
    pub(super) printed: Option<Result<Vec<String>, String>>,
    pub(super) is_running: bool,
}

/// The lines of a prediction. The last one is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed(Vec<String>);

/// The state of a prediction after a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typing {
    InProgress,
    Done,
}

impl Predictions {
    /// Starts with the first of `programs`, which must not be empty.
    pub(super) fn new(programs: Vec<Program>) -> Predictions {
        Predictions { programs, current: 0, typed: Typed::new(), printed: None, is_running: false }
    }

    pub(super) fn program(&self) -> &Program {
        &self.programs[self.current]
    }

    /// Returns the title `Prediction 1 of 3`.
    pub(super) fn title(&self) -> String {
        format!("Prediction {} of {}", self.current + 1, self.programs.len())
    }

    pub(super) fn is_last(&self) -> bool {
        self.current + 1 == self.programs.len()
    }

    /// Goes to the next program. Returns whether there is one.
    pub(super) fn advance(&mut self) -> bool {
        if self.is_last() {
            return false;
        }
        self.current += 1;
        self.typed = Typed::new();
        self.printed = None;
        true
    }
}

impl Typed {
    fn new() -> Typed {
        Typed(vec![String::new()])
    }

    pub(super) fn lines(&self) -> &[String] {
        &self.0
    }

    /// Handles a key. An empty line completes the prediction.
    pub(super) fn press(&mut self, key: Key) -> Typing {
        let is_only = self.0.len() == 1;
        let Some(last) = self.0.last_mut() else { return Typing::Done };
        match key {
            Key::Char(c) if !c.is_control() => last.push(c),
            Key::Backspace if last.is_empty() && !is_only => drop(self.0.pop()),
            Key::Backspace => drop(last.pop()),
            Key::Enter if last.trim().is_empty() => {
                self.0.pop();
                return Typing::Done;
            }
            Key::Enter => self.0.push(String::new()),
            _ => {}
        }
        Typing::InProgress
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_line_ends_a_prediction() {
        let mut typed = Typed::new();
        for key in [Key::Char('a'), Key::Enter, Key::Char('b'), Key::Char('x'), Key::Backspace, Key::Enter] {
            assert_eq!(typed.press(key), Typing::InProgress);
        }
        assert_eq!(typed.press(Key::Enter), Typing::Done);
        assert_eq!(typed.lines(), ["a", "b"]);
    }

    #[test]
    fn backspace_joins_lines() {
        let mut typed = Typed::new();
        for key in [Key::Backspace, Key::Char('é'), Key::Enter, Key::Backspace, Key::Char('o')] {
            typed.press(key);
        }
        assert_eq!(typed.lines(), ["éo"]);
    }
}
