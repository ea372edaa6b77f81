//! A prediction, as it is typed.

use super::input::Key;
use crate::predict::Program;

/// The predictions of a chapter, one after the other.
#[derive(Debug)]
pub(super) struct Predictions {
    programs: Vec<Program>,
    current: usize,
    pub(super) typed: Typed,
    /// What the program printed, or why it did not.
    pub(super) printed: Option<Result<Vec<String>, String>>,
    pub(super) is_running: bool,
}

/// The lines of a prediction, of which the last one is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed(Vec<String>);

/// What comes of a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typing {
    Goes,
    /// It is complete.
    Done,
}

impl Predictions {
    /// Of at least one program.
    pub(super) fn new(programs: Vec<Program>) -> Predictions {
        Predictions { programs, current: 0, typed: Typed::new(), printed: None, is_running: false }
    }

    pub(super) fn program(&self) -> &Program {
        &self.programs[self.current]
    }

    /// `Prediction 1 of 3`
    pub(super) fn title(&self) -> String {
        format!("Prediction {} of {}", self.current + 1, self.programs.len())
    }

    pub(super) fn is_last(&self) -> bool {
        self.current + 1 == self.programs.len()
    }

    /// Goes on to the next program. Says whether there is one.
    pub(super) fn go_on(&mut self) -> bool {
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

    /// An empty line ends it.
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
        Typing::Goes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_line_ends_a_prediction() {
        let mut typed = Typed::new();
        for key in [Key::Char('a'), Key::Enter, Key::Char('b'), Key::Char('x'), Key::Backspace, Key::Enter] {
            assert_eq!(typed.press(key), Typing::Goes);
        }
        assert_eq!(typed.press(Key::Enter), Typing::Done);
        assert_eq!(typed.lines(), ["a", "b"]);
    }

    #[test]
    fn backspace_goes_back_over_lines() {
        let mut typed = Typed::new();
        for key in [Key::Backspace, Key::Char('é'), Key::Enter, Key::Backspace, Key::Char('o')] {
            typed.press(key);
        }
        assert_eq!(typed.lines(), ["éo"]);
    }
}
