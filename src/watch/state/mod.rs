//! The state of watch mode, and how each message changes it. Nothing here waits, draws or starts anything: what is to be
//! done outside is returned as an [`Effect`].
//!
//! | module | changes |
//! |---|---|
//! | [`actions`] | by a key |
//! | [`checks`] | by a check and its verdicts |
//! | [`jobs`] | by the start and the events of any job |
//! | [`pictures`] | by the recordings of tests |

mod actions;
mod checks;
mod jobs;
mod pictures;

use std::path::{Path, PathBuf};

use course::cargo::Diagnostic;
use course::chapter::{Chapter, Task};
use course::contract::{ContractError, Definition};
use course::hints;
use course::libtest::Verdict;

use super::background::Progress;
use super::input::Key;
use super::job::Work;
use super::view::{Scroll, View};
use crate::learner::{Learner, Position, StatusChange};
use crate::log;
use crate::output::Layout;
use crate::show::end::Summaries;
use crate::term::Size;

/// The effect of a message outside of the state.
#[derive(Debug)]
pub(super) enum Effect {
    None,
    /// Cancel the current job and start this one.
    StartJob(Box<Work>),
    CancelJob,
    Quit,
}

/// The outcome of the last check of the current task.
#[derive(Clone, Debug)]
pub(super) enum CheckState {
    Unknown,
    Verdict(Verdict<'static>),
    CompileErrors(Vec<Diagnostic>),
    /// The message of the error that kept the check from running.
    Failed(String),
}

/// The version of the learner's file that an outcome is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checked {
    ThisVersion,
    /// One that has been replaced by a save; its check has not ended yet.
    OldVersion,
}

/// The learner's file, as it was last read.
#[derive(Debug)]
pub(super) struct LearnersFile {
    /// The definitions of the current task.
    pub(super) definitions: Result<Vec<Definition>, ContractError>,
    /// `true` if the file is still the stub.
    pub(super) is_untouched: bool,
    /// The line that needs attention.
    pub(super) line: Option<usize>,
    /// The text of the file; `None` if it could not be read.
    text: Option<String>,
    /// The folder of the chapter, and the text of its file when it last compiled or was opened.
    compiled: Option<(&'static str, String)>,
}

/// A function that the learner has edited while another task is the current one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edited {
    pub(super) name: String,
    /// The position of its task, which does not pass.
    pub(super) position: Position,
}

/// The copy of the learner's version that a reset has made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) file: PathBuf,
    /// The number of checks since then that the learner has started. The first one is that of the stub.
    checks_started: usize,
}

/// The purpose of the current job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum JobKind {
    /// There is no job.
    None,
    Check,
    Guide,
    /// To fill the current view.
    View,
}

/// The state of watch mode.
#[derive(Debug)]
pub(super) struct State {
    pub(super) learner: Learner<'static>,
    pub(super) layout: Layout,
    /// The position of the current task.
    pub(super) at: Position,
    pub(super) file: LearnersFile,
    pub(super) check: CheckState,
    /// The version of the file that `check` is about.
    pub(super) checked: Checked,
    /// The function that the last save has changed, if its task is another one and fails.
    pub(super) edited: Option<Edited>,
    /// The other tasks of the chapter that the last check has found to fail.
    failing: Vec<&'static Task>,
    /// The tasks whose status the last check has changed.
    pub(super) changes: Vec<StatusChange<'static>>,
    /// The sums of the log, when a task of a chapter that is done has passed.
    pub(super) summaries: Summaries,
    /// The progress of the current job, on one line. Empty if there is none.
    pub(super) status: String,
    /// The answer to the last key, on one line.
    pub(super) notice: String,
    /// The progress of the build in the background, while there is one.
    pub(super) background: Option<Progress>,
    /// The copy of the learner's version that the last reset has made. Shown until there is a verdict on something else.
    pub(super) kept: Option<Kept>,
    pub(super) view: View,
    pub(super) scroll: Scroll,
    /// The number of rows of the page that are visible.
    pub(super) page_rows: usize,
    /// The test program that the last check has built.
    test_program: Option<PathBuf>,
    job: JobKind,
    /// `true` if a check must follow the current job: an earlier one was cancelled, a file was saved, or the width changed.
    check_is_due: bool,
    /// `true` if the learner has started the current check. Other checks are not logged.
    check_is_logged: bool,
    /// `true` after a save in another chapter: a done task that fails again then becomes the current one.
    follows_broken_task: bool,
    /// The width for which pictures are drawn.
    picture_columns: usize,
}

impl State {
    pub(super) fn new(learner: Learner<'static>, layout: Layout, size: Size) -> State {
        let at = learner.current().or_else(|| learner.positions().next()).unwrap_or(Position { chapter: 0, task: 0 });
        State {
            learner,
            layout,
            at,
            file: LearnersFile {
                definitions: Ok(Vec::new()),
                is_untouched: false,
                line: None,
                text: None,
                compiled: None,
            },
            check: CheckState::Unknown,
            checked: Checked::ThisVersion,
            edited: None,
            failing: Vec::new(),
            changes: Vec::new(),
            summaries: Summaries::new(),
            status: String::new(),
            notice: String::new(),
            background: None,
            kept: None,
            view: View::Verdict,
            scroll: Scroll::default(),
            page_rows: size.rows,
            test_program: None,
            job: JobKind::None,
            check_is_due: false,
            check_is_logged: true,
            follows_broken_task: false,
            picture_columns: size.columns,
        }
    }

    pub(super) fn chapter(&self) -> &'static Chapter {
        self.learner.chapter(self.at)
    }

    pub(super) fn task(&self) -> &'static Task {
        self.learner.task(self.at)
    }

    /// Returns the number of hints for the current task that were not shown yet.
    pub(super) fn hints_left(&self) -> usize {
        let shown = self.learner.progress.hints_shown(&self.learner.key(self.at));
        hints::of(self.chapter(), self.task()).map_or(0, |hints| hints.len().saturating_sub(shown))
    }

    /// Returns the task that comes next: that of the function that was edited, or the next one that is not done.
    pub(super) fn next(&self) -> Position {
        self.edited.as_ref().map_or_else(|| self.learner.next(self.at), |edited| edited.position)
    }

    /// Opens the current task.
    pub(super) fn begin(&mut self) -> Effect {
        self.learner.log_event(self.chapter(), self.task(), log::Event::Opened);
        self.start_check()
    }

    /// Handles a key.
    pub(super) fn press(&mut self, key: Key) -> Effect {
        self.notice.clear();
        self.learner.warnings.clear();
        self.follows_broken_task = false;
        match key {
            Key::CtrlC => Effect::Quit,
            Key::Pasted => self.notify("Pasted text is left out: most keys are actions here."),
            key => self.press_in_view(key),
        }
    }

    /// Handles saved files: goes to their chapter, and checks it.
    pub(super) fn files_saved(&mut self, files: &[PathBuf]) -> Effect {
        self.notice.clear();
        self.follows_broken_task = false;
        let has_saved = |chapter: &Chapter| files.iter().any(|file| file.starts_with(&chapter.exercise_dir));
        // A learner who saves files of several chapters at once stays in the current one.
        if !has_saved(self.chapter())
            && let Some(chapter) = self.learner.chapters.iter().find(|chapter| has_saved(chapter))
            && let Some(position) = self.learner.worked_on_in(chapter)
        {
            let effect = self.open(position);
            self.follows_broken_task = true;
            return effect;
        }
        if matches!(self.view, View::Predictions(_)) {
            self.check_is_due = true;
            return self.notify("Saved. It will be checked when you come back from the predictions.");
        }
        self.show(View::Verdict);
        self.start_check()
    }

    /// Draws pictures again, now that the terminal has kept its new size for a moment.
    pub(super) fn size_settled(&mut self, size: Size) -> Effect {
        if size.columns == self.picture_columns {
            return Effect::None;
        }
        self.picture_columns = size.columns;
        match self.view {
            View::Pictures { compared, .. } => self.show_pictures(compared),
            View::Verdict if self.job == JobKind::None => self.start_unlogged_check(),
            // The pictures of the running check will have the old width.
            _ => {
                self.check_is_due = true;
                Effect::None
            }
        }
    }

    /// Shows a sentence at the bottom, until the next key.
    fn notify(&mut self, notice: &str) -> Effect {
        notice.clone_into(&mut self.notice);
        Effect::None
    }

    /// Shows a view from its top.
    fn show(&mut self, view: View) -> Effect {
        self.view = view;
        self.scroll = Scroll::default();
        Effect::None
    }

    /// Leaves the view for the verdict, and cancels the job that fills it.
    fn back(&mut self) -> Effect {
        let has_job = matches!(self.job, JobKind::Guide | JobKind::View);
        self.show(View::Verdict);
        if self.check_is_due {
            return self.start_unlogged_check();
        }
        if has_job {
            self.replace_job(JobKind::None);
            self.status.clear();
            return Effect::CancelJob;
        }
        Effect::None
    }

    /// Makes a task the current one, and checks it.
    fn open(&mut self, position: Position) -> Effect {
        if position != self.at {
            self.at = position;
            (self.check, self.checked) = (CheckState::Unknown, Checked::ThisVersion);
        }
        self.edited = None;
        self.learner.choose(position);
        self.show(View::Verdict);
        self.begin()
    }

    /// Formats a path for the screen.
    fn path(&self, path: &Path) -> String {
        self.layout.path(path)
    }
}
