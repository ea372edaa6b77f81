//! Jobs: their start, their events, and their end.

use super::{Effect, JobKind, State};
use crate::check::CheckEvent;
use crate::watch::job::Work;
use crate::watch::message::JobEvent;
use crate::watch::prediction::Stage;
use crate::watch::view::View;

impl State {
    /// Shows a view, and starts the job that fills it.
    pub(super) fn start_job_for(&mut self, view: View, status: &str, work: Work) -> Effect {
        self.replace_job(JobKind::View);
        status.clone_into(&mut self.status);
        self.show(view);
        Effect::StartJob(Box::new(work))
    }

    /// Notes that another job replaces the current one, which is cancelled. A cancelled check is repeated later.
    pub(super) fn replace_job(&mut self, new: JobKind) {
        match std::mem::replace(&mut self.job, new) {
            JobKind::Check => self.check_is_due |= new != JobKind::Check,
            JobKind::Guide => {
                "The guide is not built yet; `g` continues to build it.".clone_into(&mut self.notice);
            }
            JobKind::None | JobKind::View => {}
        }
    }

    /// Notes that the current job has ended by itself.
    pub(super) fn finish_job(&mut self) {
        self.job = JobKind::None;
        self.status.clear();
    }

    /// Handles an event of the current job.
    pub(in crate::watch) fn handle_job_event(&mut self, event: JobEvent) -> Effect {
        match event {
            JobEvent::Progress(line) | JobEvent::Check(CheckEvent::Building(line)) => self.status = line,
            JobEvent::Check(CheckEvent::Built(program)) => self.test_program = Some(program),
            JobEvent::Check(CheckEvent::Testing { done, of }) => {
                self.status = format!("{done} of {of} checks are done");
            }
            JobEvent::Check(CheckEvent::Verdict(verdict)) => self.record_verdict(verdict),
            JobEvent::CheckDone(outcome) => {
                self.finish_check(outcome);
                // The width of the terminal has changed during the check.
                if self.check_is_due {
                    return self.start_unlogged_check();
                }
            }
            JobEvent::Picture { test, lines } => self.add_picture(&test, lines),
            JobEvent::PicturesDone(result) => {
                self.finish_job();
                self.finish_pictures(result);
            }
            JobEvent::Printed(line) => {
                "It is running. Esc stops it".clone_into(&mut self.status);
                if let View::Program { lines, .. } = &mut self.view {
                    lines.push(&line);
                    self.scroll.jump_to_end();
                }
            }
            JobEvent::ProgramDone(sentence) => {
                self.finish_job();
                if let View::Program { end, .. } = &mut self.view {
                    *end = Some(sentence);
                    self.scroll.jump_to_end();
                }
            }
            JobEvent::Predicted { index, printed } => {
                if let View::Predictions(predictions) = &mut self.view
                    && predictions.add_printed(index, printed)
                {
                    if matches!(predictions.stage, Stage::Failed(_)) || self.scroll.is_at_end {
                        self.scroll.jump_to_end();
                    } else {
                        // The learner may still read the program.
                        return self.notify("The question is below the program: type, or scroll down.");
                    }
                }
            }
            JobEvent::PredictionsDone => self.finish_job(),
            JobEvent::GuideDone(sentence) => {
                self.finish_job();
                self.notice = sentence;
                if self.check_is_due {
                    return self.start_unlogged_check();
                }
            }
        }
        Effect::None
    }
}
