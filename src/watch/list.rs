//! The list of all tasks: the marked row, the search, and the filter.

use super::input::Key;
use crate::learner::{Learner, Position};

/// The list of tasks, as far as the learner has narrowed it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TaskList {
    /// The marked task. It may be hidden by the search or the filter: see [`marked`](Self::marked).
    cursor: Position,
    search: String,
    /// `true` while the learner types the search.
    is_typing: bool,
    filter: Filter,
}

/// The tasks of the list, by their state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    All,
    Open,
    Done,
}

/// The meaning of a key in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    /// The list has handled it.
    Handled,
    /// It opens a task.
    Open(Position),
    /// It leaves the list.
    Back,
    /// It has its usual meaning.
    Other,
}

impl TaskList {
    /// Creates the list of all tasks, in which one is marked.
    pub(super) fn new(marked: Position) -> TaskList {
        TaskList { cursor: marked, search: String::new(), is_typing: false, filter: Filter::All }
    }

    pub(super) fn is_typing(&self) -> bool {
        self.is_typing
    }

    /// Returns the tasks that the list shows, in their order.
    pub(super) fn rows(&self, learner: &Learner) -> Vec<Position> {
        let search = self.search.to_lowercase();
        let is_found = |position: &Position| {
            let chapter = learner.chapter(*position);
            let name = format!("{} {}", chapter.folder, learner.task(*position).id);
            search.split_whitespace().all(|word| name.contains(word))
        };
        let has_state = |position: &Position| match self.filter {
            Filter::All => true,
            Filter::Open => !learner.is_done(*position),
            Filter::Done => learner.is_done(*position),
        };
        learner.positions().filter(has_state).filter(is_found).collect()
    }

    /// Returns the task on which the keys act, or `None` if no row is left.
    pub(super) fn marked(&self, learner: &Learner) -> Option<Position> {
        let rows = self.rows(learner);
        rows.iter().find(|row| **row >= self.cursor).or(rows.last()).copied()
    }

    /// Returns a line about the search and the filter.
    pub(super) fn summary(&self) -> String {
        let tasks = match self.filter {
            Filter::All => "All tasks",
            Filter::Open => "Tasks that are not done",
            Filter::Done => "Tasks that are done",
        };
        match (self.is_typing, self.search.as_str()) {
            (false, "") => format!("{tasks}. `/` searches, `d` chooses those done or not done."),
            (false, search) => format!("{tasks} with `{search}`"),
            (true, search) => format!("{tasks} with: {search}_"),
        }
    }

    /// Handles a key, on a screen that shows `page_rows` rows.
    pub(super) fn press(&mut self, key: Key, page_rows: usize, learner: &Learner) -> Pressed {
        if self.is_typing && self.press_in_search(key) {
            return Pressed::Handled;
        }
        let rows = self.rows(learner);
        let marked = self.marked(learner);
        let index = rows.iter().position(|row| Some(*row) == marked).unwrap_or(0);
        let last = rows.len().saturating_sub(1);
        let index = match key {
            Key::Up | Key::Char('k') => index.saturating_sub(1),
            Key::Down | Key::Char('j') => (index + 1).min(last),
            Key::PageUp => index.saturating_sub(page_rows),
            Key::PageDown => (index + page_rows).min(last),
            Key::Home => 0,
            Key::End => last,
            Key::Enter => return marked.map_or(Pressed::Handled, Pressed::Open),
            Key::Char('/') => {
                self.is_typing = true;
                return Pressed::Handled;
            }
            Key::Char('d') => {
                self.filter = match self.filter {
                    Filter::All => Filter::Open,
                    Filter::Open => Filter::Done,
                    Filter::Done => Filter::All,
                };
                return Pressed::Handled;
            }
            // The first Escape shows all tasks again.
            Key::Escape if !self.search.is_empty() || self.filter != Filter::All => {
                *self = TaskList::new(marked.unwrap_or(self.cursor));
                return Pressed::Handled;
            }
            Key::Char('l') => return Pressed::Back,
            _ => return Pressed::Other,
        };
        if let Some(row) = rows.get(index) {
            self.cursor = *row;
        }
        Pressed::Handled
    }

    /// Handles a key while the search is typed. Returns `false` for the keys that move the mark.
    fn press_in_search(&mut self, key: Key) -> bool {
        match key {
            Key::Char(c) if !c.is_control() => self.search.push(c),
            Key::Backspace => drop(self.search.pop()),
            Key::Enter => self.is_typing = false,
            Key::Escape => {
                self.is_typing = false;
                self.search.clear();
            }
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use course::chapter::{Chapter, Task};

    use super::*;

    fn with_list(test: impl FnOnce(&mut TaskList, &Learner)) {
        let task = |id: &str| Task::new(id, ["t"]);
        let chapter = |folder, tasks| Chapter::new(Path::new(""), folder, tasks).unwrap();
        let chapters = [
            chapter("0-first", vec![task("one"), task("two")]),
            chapter("1-last", vec![task("three"), task("one_more")]),
        ];
        let root = tempfile::tempdir().unwrap();
        let mut learner = Learner::new(root.path(), &chapters);
        learner.progress.record("0-first/two", true);
        test(&mut TaskList::new(Position { chapter: 0, task: 1 }), &learner);
    }

    fn type_text(list: &mut TaskList, learner: &Learner, text: &str) {
        for c in text.chars() {
            assert_eq!(list.press(Key::Char(c), 10, learner), Pressed::Handled);
        }
    }

    fn names(list: &TaskList, learner: &Learner) -> Vec<String> {
        list.rows(learner).into_iter().map(|row| learner.task(row).id.clone()).collect()
    }

    #[test]
    fn a_search_finds_tasks_by_their_names_and_those_of_chapters() {
        with_list(|list, learner| {
            type_text(list, learner, "/ON");
            assert_eq!(names(list, learner), ["one", "one_more"]);
            assert_eq!(list.marked(learner), Some(Position { chapter: 1, task: 1 }), "the next one that is left");
            type_text(list, learner, " last");
            assert_eq!(names(list, learner), ["one_more"]);
            assert_eq!(list.press(Key::Enter, 10, learner), Pressed::Handled);
            assert_eq!(list.press(Key::Char('h'), 10, learner), Pressed::Other, "letters are keys again");
            assert_eq!(list.press(Key::Enter, 10, learner), Pressed::Open(Position { chapter: 1, task: 1 }));
            assert_eq!(list.press(Key::Escape, 10, learner), Pressed::Handled);
            assert_eq!(names(list, learner).len(), 4);
            assert_eq!(list.press(Key::Escape, 10, learner), Pressed::Other);
        });
    }

    #[test]
    fn tasks_are_filtered_by_their_state() {
        with_list(|list, learner| {
            list.press(Key::Char('d'), 10, learner);
            assert_eq!(names(list, learner), ["one", "three", "one_more"]);
            list.press(Key::Char('d'), 10, learner);
            assert_eq!(names(list, learner), ["two"]);
            list.press(Key::Down, 10, learner);
            assert_eq!(list.marked(learner), Some(Position { chapter: 0, task: 1 }));
            list.press(Key::Char('d'), 10, learner);
            assert_eq!(names(list, learner).len(), 4);
        });
    }

    #[test]
    fn a_search_without_a_result_marks_nothing() {
        with_list(|list, learner| {
            type_text(list, learner, "/nothing");
            list.press(Key::Enter, 10, learner);
            assert_eq!(list.marked(learner), None);
            assert_eq!(list.press(Key::Enter, 10, learner), Pressed::Handled);
            assert_eq!(list.press(Key::Down, 10, learner), Pressed::Handled);
        });
    }
}
