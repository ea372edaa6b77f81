//! The views of watch mode: what the middle of the screen shows.

use course::contract::TestCode;
use course::process::Tail;

use super::input::Key;
use super::list::TaskList;
use super::prediction::Predictions;
use crate::show::code::Titled;

/// The number of columns by which an arrow key scrolls.
const COLUMNS_PER_KEY: usize = 8;

/// A view with its content, as far as the state of the course does not hold it.
#[derive(Debug)]
pub(super) enum View {
    /// The current task with its verdict.
    Verdict,
    Hints,
    List(TaskList),
    /// Pictures of some tests, with headings.
    Pictures {
        /// `true` if the reference's recordings are shown as well.
        compared: bool,
        lines: Vec<PictureLine>,
    },
    /// The output of the learner's program, and how it has ended.
    Program {
        lines: Tail,
        end: Option<String>,
    },
    Predictions(Predictions),
    /// The README of the chapter, in Markdown.
    Introduction(String),
    /// The reference's code.
    Solution(String),
    /// The code of the check that fails first, or of all checks of a task that passes.
    CheckCode(Vec<TestCode>),
    /// Every failure or compile error of the last check, in full.
    Everything,
    Question(Question),
    /// All key bindings.
    Keys,
}

/// A line of the view of pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PictureLine {
    Heading(String),
    /// Prose, which is wrapped.
    Prose(String),
    /// A line that stays as it is.
    Raw(String),
    /// The learner's code and the reference's.
    Beside(Titled, Titled),
}

/// An action that needs the learner's consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    Solution,
    /// The part to reset, once the learner has chosen it.
    Reset(Option<ResetScope>),
}

/// The part of a chapter that a reset restores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResetScope {
    Task,
    Chapter,
}

/// The first row and column of the page that are visible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Scroll {
    /// May be beyond the end of the page until the page is drawn.
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// True if the learner has scrolled down to the end of the page that was drawn last.
    pub(super) is_at_end: bool,
}

impl Scroll {
    /// Scrolls to the end of the page.
    pub(super) fn jump_to_end(&mut self) {
        self.rows = usize::MAX;
    }

    /// Scrolls by a key on a screen that shows `rows` rows of the page. Returns whether the key is one that scrolls.
    pub(super) fn press(&mut self, key: Key, rows: usize) -> bool {
        // Two rows of the page before stay visible.
        let page = rows.saturating_sub(2).max(1);
        match key {
            Key::Up | Key::Char('k') => self.rows = self.rows.saturating_sub(1),
            Key::Down | Key::Char('j') => self.rows = self.rows.saturating_add(1),
            Key::PageUp => self.rows = self.rows.saturating_sub(page),
            Key::PageDown | Key::Char(' ') => self.rows = self.rows.saturating_add(page),
            Key::Home => self.rows = 0,
            Key::End => self.jump_to_end(),
            Key::Left => self.columns = self.columns.saturating_sub(COLUMNS_PER_KEY),
            Key::Right => self.columns = self.columns.saturating_add(COLUMNS_PER_KEY),
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_down_keeps_two_rows_and_nothing_scrolls_above_the_top() {
        let mut scroll = Scroll::default();
        assert!(scroll.press(Key::PageDown, 10) && scroll.press(Key::Right, 10));
        assert_eq!(scroll, Scroll { rows: 8, columns: 8, is_at_end: false });
        assert!(scroll.press(Key::PageUp, 20) && scroll.press(Key::Left, 20) && scroll.press(Key::Left, 20));
        assert_eq!(scroll, Scroll::default());
        assert!(!scroll.press(Key::Enter, 10));
    }
}
