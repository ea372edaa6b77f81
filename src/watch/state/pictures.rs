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
        self.start_job_for(View::Pictures { compared, lines: Vec::new() }, "Running the checks", work)
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

    /// Completes the view of pictures: with an error, or in a comparison with the reference's code.
    pub(super) fn finish_pictures(&mut self, result: Result<(), String>) {
        let (chapter, task) = (self.chapter(), self.task());
        let View::Pictures { compared, lines } = &mut self.view else { return };
        if lines.is_empty() && result.is_ok() {
            lines.push(PictureLine::Prose(reference::NO_PICTURE.to_owned()));
        }
        if let Err(error) = result {
            lines.push(PictureLine::Prose(error));
            lines.push(PictureLine::Prose("`f` builds and runs the checks again.".to_owned()));
        } else if *compared {
            self.learner.log_event(chapter, task, log::Event::Solution);
            let file = self.layout.path(&chapter.solution_file());
            lines.push(PictureLine::Raw(String::new()));
            lines.push(PictureLine::Heading(format!("The reference's code, in {file}")));
            lines.push(PictureLine::Raw(String::new()));
            match reference::code(chapter, task) {
                Ok(code) => lines.extend(code.lines().map(|line| PictureLine::Raw(line.to_owned()))),
                Err(error) => lines.push(PictureLine::Prose(chain(&error))),
            }
        }
    }
}
