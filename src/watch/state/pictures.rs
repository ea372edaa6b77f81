//! Pictures of recordings: in full, or compared with the reference's.

use course::error::chain;
use course::libtest;

use super::{CheckState, Effect, State};
use crate::log;
use crate::reference;
use crate::watch::job::Work;
use crate::watch::view::{PictureLine, View};

impl State {
    /// Runs tests for their pictures: the first that fails, or all tests of a task that passes.
    pub(super) fn show_pictures(&mut self, compared: bool) -> Effect {
        let CheckState::Verdict(verdict) = &self.check else {
            return self.notify("There is no picture before the checks have run.");
        };
        let Some(program) = self.test_program.clone() else {
            return self.notify("There is no picture before the checks are built.");
        };
        let (chapter, task) = (self.chapter(), self.task());
        let tests: Vec<&String> = match verdict.failures.first() {
            Some(failure) => vec![&failure.test],
            None => task.tests.iter().collect(),
        };
        let tests = tests.iter().map(|test| format!("{}::{test}", task.id)).collect();
        let work = Work::Pictures { chapter, program, tests, compared };
        let mut lines = Vec::new();
        if compared {
            match reference::both(&self.layout, chapter, task) {
                Ok((learners, reference)) => {
                    self.learner.log_event(chapter, task, log::Event::Solution);
                    lines.push(PictureLine::Beside(learners, reference));
                }
                Err(error) => lines.push(PictureLine::Prose(chain(&error))),
            }
        }
        self.start_job_for(View::Pictures { compared, lines }, "Running the checks", work)
    }

    /// Adds the output of a test (`task::test`) to the view. A test that prints nothing is left out.
    pub(super) fn add_picture(&mut self, test: &str, picture: Vec<String>) {
        let View::Pictures { lines, .. } = &mut self.view else { return };
        if picture.is_empty() {
            return;
        }
        if !lines.is_empty() {
            lines.push(PictureLine::Raw(String::new()));
        }
        let (_, name) = test.split_once("::").unwrap_or(("", test));
        lines.push(PictureLine::Heading(libtest::sentence(name)));
        // If several recordings are the same as the reference's, one picture is enough.
        let same = PictureLine::Raw(reference::SAME.to_owned());
        if picture.iter().any(|line| line == reference::SAME) && lines.contains(&same) {
            lines.push(same);
        } else {
            lines.extend(picture.into_iter().map(PictureLine::Raw));
        }
    }

    /// Completes the view of pictures: with an error, or a remark that there is none.
    pub(super) fn finish_pictures(&mut self, result: Result<(), String>) {
        let View::Pictures { compared, lines } = &mut self.view else { return };
        let code = usize::from(*compared);
        if lines.len() == code || result.is_err() {
            if code > 0 {
                lines.push(PictureLine::Raw(String::new()));
            }
            match result {
                Ok(()) => lines.push(PictureLine::Prose(reference::NO_PICTURE.to_owned())),
                Err(error) => {
                    lines.push(PictureLine::Prose(error));
                    lines.push(PictureLine::Prose("`f` builds and runs the checks again.".to_owned()));
                }
            }
        }
    }
}
