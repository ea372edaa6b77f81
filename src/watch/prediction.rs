//! Predictions and review questions in watch mode: the programs, and the answer that the learner types.

use course::question::Question;

use super::input::Key;
use crate::predict::{Kind, Program};

/// The programs of a chapter, of which one is shown.
#[derive(Debug)]
pub(super) struct Predictions {
    pub(super) kind: Kind,
    programs: Vec<Program>,
    /// The lines that each program has printed, or the error that kept it from running; `None` before it has run.
    printed: Vec<Option<Result<Vec<String>, String>>>,
    current: usize,
    pub(super) stage: Stage,
}

/// The way of a program from its code to its answer.
#[derive(Debug)]
pub(super) enum Stage {
    /// It is being built and run, so that its output can be asked for.
    Running,
    /// The learner types an answer.
    Asked { question: Question, typed: Typed },
    /// The answer and the real output are shown.
    Answered { question: Question, typed: Vec<String> },
    /// It could not be run, for this reason.
    Failed(String),
}

/// An answer that is being typed: a text for each gap, or a letter for each line. The last one is unfinished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed(Vec<String>);

/// The state of an answer after a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typing {
    InProgress,
    Done,
    /// No line has this letter.
    NoSuchLine(char),
}

impl Predictions {
    /// Starts with the first of `programs`, which must not be empty.
    pub(super) fn new(kind: Kind, programs: Vec<Program>) -> Predictions {
        Predictions { kind, printed: vec![None; programs.len()], programs, current: 0, stage: Stage::Running }
    }

    /// Returns all programs, which are run in their order while the learner reads the first.
    pub(super) fn programs(&self) -> &[Program] {
        &self.programs
    }

    pub(super) fn program(&self) -> &Program {
        &self.programs[self.current]
    }

    /// Returns the title `Prediction 1 of 3`.
    pub(super) fn title(&self) -> String {
        self.kind.title(self.current, self.programs.len())
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
        self.stage = Stage::Running;
        self.ask();
        true
    }

    /// Takes what the program with this index has printed. Returns whether the current one waits for it.
    pub(super) fn add_printed(&mut self, index: usize, printed: Result<Vec<String>, String>) -> bool {
        self.printed[index] = Some(printed);
        let is_awaited = index == self.current && matches!(self.stage, Stage::Running);
        if is_awaited {
            self.ask();
        }
        is_awaited
    }

    /// Asks for what the current program has printed, if it has run.
    fn ask(&mut self) {
        match &self.printed[self.current] {
            None => {}
            Some(Ok(printed)) => {
                let question = Question::of(self.program(), printed);
                self.stage = Stage::Asked { question, typed: Typed::new() };
            }
            Some(Err(error)) => self.stage = Stage::Failed(error.clone()),
        }
    }

    /// Asks once more.
    pub(super) fn ask_again(&mut self) {
        if let Stage::Answered { question, .. } = &self.stage {
            self.stage = Stage::Asked { question: question.clone(), typed: Typed::new() };
        }
    }
}

impl Typed {
    fn new() -> Typed {
        Typed(vec![String::new()])
    }

    pub(super) fn texts(&self) -> &[String] {
        &self.0
    }

    /// Returns the index of the gap that is being filled in.
    pub(super) fn current(&self) -> usize {
        self.0.len() - 1
    }

    /// Handles a key.
    pub(super) fn press(&mut self, key: Key, question: &Question) -> Typing {
        match question {
            Question::Gaps(gaps) => self.press_in_gap(key, gaps.values().count(), gaps.has_spaces()),
            Question::Order(order) => match key {
                Key::Enter => Typing::Done,
                Key::Backspace => {
                    self.0.pop();
                    self.0.pop();
                    self.0.push(String::new());
                    Typing::InProgress
                }
                Key::Char(c) if order.line(c).is_some() => {
                    self.0.pop();
                    self.0.extend([c.to_ascii_lowercase().to_string(), String::new()]);
                    Typing::InProgress
                }
                Key::Char(c) if !c.is_control() && c != ' ' && c != ',' => Typing::NoSuchLine(c),
                _ => Typing::InProgress,
            },
        }
    }

    /// Handles a key in a gap. Enter ends the value; in an empty gap or the last one, it ends the answer.
    fn press_in_gap(&mut self, key: Key, gaps: usize, has_spaces: bool) -> Typing {
        let (is_first, is_last) = (self.0.len() == 1, self.0.len() >= gaps);
        let Some(value) = self.0.last_mut() else { return Typing::Done };
        match key {
            Key::Enter if value.trim().is_empty() || is_last => return Typing::Done,
            Key::Enter | Key::Char('\t') => self.end_value(is_last),
            Key::Char(' ') if !has_spaces => self.end_value(is_last),
            Key::Char(c) if !c.is_control() => value.push(c),
            Key::Backspace if value.is_empty() && !is_first => drop(self.0.pop()),
            Key::Backspace => drop(value.pop()),
            _ => {}
        }
        Typing::InProgress
    }

    /// Goes on to the next gap, if there is one and something is typed in this one.
    fn end_value(&mut self, is_last: bool) {
        if !is_last && self.0.last().is_some_and(|value| !value.trim().is_empty()) {
            self.0.push(String::new());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(code: &str, printed: &[&str]) -> Question {
        let printed: Vec<String> = printed.iter().map(|line| (*line).to_owned()).collect();
        Question::of(&Program::parse("a".to_owned(), code), &printed)
    }

    fn pressed(typed: &mut Typed, question: &Question, keys: &str) -> Vec<Typing> {
        let key = |c| match c {
            '\n' => Key::Enter,
            '<' => Key::Backspace,
            c => Key::Char(c),
        };
        keys.chars().map(|c| typed.press(key(c), question)).filter(|typing| *typing != Typing::InProgress).collect()
    }

    #[test]
    fn gaps_are_filled_one_after_the_other() {
        let question = question("fn main() { println!(\"{} {}\", a, b) }", &["12 13"]);
        let mut typed = Typed::new();
        assert_eq!(pressed(&mut typed, &question, "1 x<<<2"), []);
        assert_eq!(typed.texts(), ["2"], "a Backspace in an empty gap goes back to the one before");
        assert_eq!(pressed(&mut typed, &question, "\n  1"), []);
        assert_eq!((typed.texts(), typed.current()), (["2".to_owned(), "1".to_owned()].as_slice(), 1));
        assert_eq!(pressed(&mut typed, &question, "3\n"), [Typing::Done]);
        assert_eq!(typed.texts(), ["2", "13"]);
        assert_eq!(pressed(&mut Typed::new(), &question, "<\n"), [Typing::Done], "an empty gap ends the answer");
    }

    #[test]
    fn a_value_with_spaces_ends_with_enter() {
        let question = question("fn main() { println!(\"{:?} {}\", a, b) }", &["[1, 2] 13"]);
        let mut typed = Typed::new();
        assert_eq!(pressed(&mut typed, &question, "[1, 2]\n13\n"), [Typing::Done]);
        assert_eq!(typed.texts()[0], "[1, 2]");
    }

    #[test]
    fn letters_choose_lines() {
        let question = question("fn main() { println!(\"one\"); println!(\"two\") }", &["one", "two"]);
        let mut typed = Typed::new();
        assert_eq!(pressed(&mut typed, &question, "aBb, <az\n"), [Typing::NoSuchLine('z'), Typing::Done]);
        assert_eq!(typed.texts(), ["a", "b", "a", ""]);
    }
}
