//! Checks: when they start, and what their verdicts change.

use std::fs;

use course::cargo::Diagnostic;
use course::chapter::Task;
use course::contract;
use course::libtest::Verdict;
use course::progress::Change;
use course::source;

use super::{CheckState, Checked, Edited, Effect, JobKind, State};
use crate::check::CheckOutcome;
use crate::log;
use crate::show;
use crate::watch::job::Work;

impl State {
    /// Starts a check that the learner has asked for, by a key or a save.
    pub(super) fn start_check(&mut self) -> Effect {
        let effect = self.start_unlogged_check();
        self.check_is_logged = true;
        if let Some(kept) = &mut self.kept {
            kept.checks_started += 1;
        }
        effect
    }

    /// Starts a check of the current task first, and then of the others of its chapter.
    pub(super) fn start_unlogged_check(&mut self) -> Effect {
        "Building".clone_into(&mut self.status);
        self.replace_job(JobKind::Check);
        (self.check_is_due, self.check_is_logged) = (false, false);
        self.changes.clear();
        self.test_program = None;
        if !matches!(self.check, CheckState::Unknown) {
            self.checked = Checked::OldVersion;
        }
        self.failing.clear();
        let (chapter, task) = (self.chapter(), self.task());
        let others = chapter.tasks.iter().filter(|other| *other != task);
        Effect::StartJob(Box::new(Work::Check { chapter, tasks: std::iter::once(task).chain(others).collect() }))
    }

    /// Reads what the screen shows beside a job that has just started.
    pub(in crate::watch) fn job_started(&mut self) {
        if self.job == JobKind::Check {
            self.read_file();
        }
    }

    /// Reads the learner's file.
    pub(super) fn read_file(&mut self) {
        let (chapter, task) = (self.chapter(), self.task());
        self.file.definitions = contract::definitions(chapter, task);
        let stub = fs::read(chapter.stub_file());
        let written = fs::read(chapter.lib_file());
        self.file.is_untouched = written.as_ref().is_ok_and(|written| stub.is_ok_and(|stub| stub == *written));
        self.file.text = written.ok().and_then(|written| String::from_utf8(written).ok());
        // In a chapter that was just opened, what changes from now on is an edit.
        if self.file.compiled.as_ref().is_none_or(|(folder, _)| *folder != chapter.folder) {
            self.file.compiled = self.file.text.clone().map(|text| (chapter.folder.as_str(), text));
        }
        self.find_line();
    }

    /// Finds the line of the learner's file that needs attention.
    pub(super) fn find_line(&mut self) {
        let (errors, verdict): (&[Diagnostic], _) = match &self.check {
            CheckState::CompileErrors(errors) => (errors, None),
            CheckState::Verdict(verdict) => (&[], Some(verdict)),
            CheckState::Unknown | CheckState::Failed(_) => (&[], None),
        };
        let definitions = self.file.definitions.as_deref().unwrap_or_default();
        self.file.line = show::task::line_to_go_to(&self.learner.root, self.chapter(), definitions, errors, verdict);
    }

    /// Records a verdict, and shows it if it is that of the current task.
    pub(super) fn record_verdict(&mut self, verdict: Verdict<'static>) {
        let was_current = verdict.task == self.task();
        let change = self.learner.record(self.chapter(), &verdict);
        self.learner.save();
        let is_broken = change.is_some_and(|change| change.change == Change::Broke);
        // That the current task passes is shown with its verdict.
        self.changes.extend(change.filter(|_| !was_current || is_broken));
        if is_broken
            && self.follows_broken_task
            && let Some(position) = self.learner.position_of(self.chapter(), verdict.task)
        {
            self.follows_broken_task = false;
            self.at = position;
            self.learner.choose(position);
            self.read_file();
        }
        let is_current = verdict.task == self.task();
        // Of the other tasks, which are checked each time, only the changes are worth an entry.
        let is_worth_logging = if is_current { verdict.running == 0 } else { change.is_some() };
        if self.check_is_logged && is_worth_logging {
            self.learner.log_verdict(self.chapter(), &verdict);
        }
        if verdict.passes() && (is_current || change.is_some()) && self.learner.is_chapter_done(self.chapter()) {
            self.summaries = show::end::summaries(&self.learner);
        }
        if is_current {
            self.forget_kept();
            self.checked = Checked::ThisVersion;
            self.check = CheckState::Verdict(verdict);
            self.find_line();
        } else if !verdict.passes() && !self.failing.contains(&verdict.task) {
            self.failing.push(verdict.task);
        }
    }

    /// Handles the end of a check.
    pub(super) fn finish_check(&mut self, outcome: Result<CheckOutcome<'static>, String>) {
        self.finish_job();
        match outcome {
            Ok(CheckOutcome::Errors(errors)) => {
                self.forget_kept();
                self.checked = Checked::ThisVersion;
                if self.check_is_logged {
                    self.learner.log_event(self.chapter(), self.task(), log::Event::DoesNotCompile);
                }
                self.check = CheckState::CompileErrors(errors);
                self.find_line();
            }
            Err(error) => {
                self.checked = Checked::ThisVersion;
                self.check = CheckState::Failed(error);
            }
            // The verdicts were recorded one by one.
            Ok(CheckOutcome::Verdicts(_)) => self.find_edited(),
            Ok(CheckOutcome::Cancelled) => {}
        }
    }

    /// Finds the function that was changed since the file last compiled, if it belongs to exactly one task, which is not the
    /// current one and fails. An edit of the current task ends that; other edits leave it as it is.
    fn find_edited(&mut self) {
        let (chapter, task) = (self.chapter(), self.task());
        let Some(text) = self.file.text.clone() else { return };
        let Some((_, before)) = self.file.compiled.replace((chapter.folder.as_str(), text.clone())) else { return };
        if before == text {
            self.edited
                .take_if(|edited| self.failing.iter().all(|task| task.id != self.learner.task(edited.position).id));
            return;
        }
        let Ok(changed) = source::changed_names(&before, &text) else { return };
        let changed_in =
            |task: &Task| -> Vec<String> { contract::names(chapter, task).intersection(&changed).cloned().collect() };
        self.edited = None;
        if changed.is_empty() || !changed_in(task).is_empty() {
            return;
        }
        let others = self.failing.iter().map(|task| (*task, changed_in(task)));
        let mut others = others.filter(|(_, names)| !names.is_empty());
        if let (Some((task, mut names)), None) = (others.next(), others.next())
            && let Some(position) = self.learner.position_of(chapter, task)
        {
            let own = names.iter().position(|name| *name == task.id).unwrap_or(0);
            self.edited = Some(Edited { name: names.swap_remove(own), position });
        }
    }

    /// Stops showing where a reset has kept the learner's version, once there is a verdict on something else than the stub.
    fn forget_kept(&mut self) {
        self.kept.take_if(|kept| kept.checks_started > 1);
    }
}
