//! Background jobs: whatever takes time runs on a thread of its own, so that every key is answered at once. One job runs at
//! a time, and can be cancelled at any moment.

use std::path::PathBuf;
use std::sync::mpsc::SyncSender;
use std::thread::{self, JoinHandle};

use course::browser;
use course::cargo;
use course::chapter::{Chapter, PLAY, Task};
use course::error::chain;
use course::process::{self, Bounds, Cancel, End};

use super::background::Gate;
use super::message::{JobEvent, Message};
use crate::check::Checker;
use crate::example::{self, ExampleEvent, Ran};
use crate::output::Layout;
use crate::predict::{self, Program};
use crate::reference;

/// The width of a full picture, as a multiple of the terminal's.
const FULL_PICTURE_FACTOR: usize = 3;

/// The work of a job.
#[derive(Clone, Debug)]
pub(super) enum Work {
    /// Checks these tasks of a chapter, in this order.
    Check { chapter: &'static Chapter, tasks: Vec<&'static Task> },
    /// Runs these tests (`task::test`) for their pictures.
    Pictures { chapter: &'static Chapter, program: PathBuf, tests: Vec<String>, compared: bool },
    /// Runs the program of the chapter, which calls the learner's code.
    RunProgram { chapter: &'static Chapter },
    /// Runs these programs, whose output is to be predicted, one after the other.
    RunPredictions { chapter: &'static Chapter, programs: Vec<Program> },
    /// Builds the guide, and opens the page of a chapter.
    Guide { chapter: &'static Chapter },
}

impl Work {
    /// Returns the layout for its pictures in a terminal with the layout `terminal`.
    pub(super) fn layout(&self, terminal: &Layout) -> Layout {
        match self {
            Work::Pictures { compared: false, .. } => terminal.with_width(terminal.width * FULL_PICTURE_FACTOR),
            _ => terminal.clone(),
        }
    }
}

/// The current job, and the cancelled ones that may still run.
#[derive(Debug)]
pub(super) struct Jobs {
    root: PathBuf,
    gate: Gate,
    messages: SyncSender<Message>,
    current: Option<Job>,
    cancelled: Vec<Job>,
    /// The number of jobs started so far.
    started: u64,
}

/// A job on its thread.
#[derive(Debug)]
struct Job {
    number: u64,
    cancel: Cancel,
    thread: JoinHandle<()>,
}

impl Jobs {
    /// Creates a runner of jobs that sends their events to `messages`. While a job runs, nothing is built in the background.
    pub(super) fn new(root: PathBuf, gate: Gate, messages: SyncSender<Message>) -> Jobs {
        Jobs { root, gate, messages, current: None, cancelled: Vec::new(), started: 0 }
    }

    /// Cancels the current job, and starts a new one.
    pub(super) fn start(&mut self, terminal: &Layout, work: Work) {
        self.cancel();
        self.started += 1;
        let cancel = Cancel::default();
        let worker = Worker {
            number: self.started,
            root: self.root.clone(),
            gate: self.gate.clone(),
            layout: work.layout(terminal),
            cancel: cancel.clone(),
            messages: self.messages.clone(),
        };
        let before = std::mem::take(&mut self.cancelled);
        let thread = thread::spawn(move || {
            // Windows cannot replace a program that still runs: what was built before ends before anything is built.
            wait_for(before);
            worker.work(work);
        });
        self.current = Some(Job { number: self.started, cancel, thread });
    }

    /// Cancels the current job, without waiting for its end.
    pub(super) fn cancel(&mut self) {
        self.cancelled.retain(|job| !job.thread.is_finished());
        self.cancelled.extend(self.current.take().inspect(|job| job.cancel.cancel()));
    }

    /// Returns whether the job of this number is the current one.
    pub(super) fn is_current(&self, number: u64) -> bool {
        self.current.as_ref().is_some_and(|job| job.number == number)
    }

    /// Cancels all jobs, with the processes that they have started, and waits until they have ended.
    pub(super) fn shut_down(mut self) {
        self.cancel();
        wait_for(self.cancelled);
    }
}

/// Waits until the jobs have ended, with the processes that they have started.
fn wait_for(jobs: Vec<Job>) {
    for job in jobs {
        // A panic in it does not matter any more.
        let _ = job.thread.join();
    }
}

/// The part of a job that runs on its thread.
#[derive(Clone, Debug)]
struct Worker {
    number: u64,
    root: PathBuf,
    gate: Gate,
    layout: Layout,
    cancel: Cancel,
    messages: SyncSender<Message>,
}

impl Worker {
    /// Sends an event. A failure means that the course is about to end.
    fn send(&self, event: JobEvent) {
        let _ = self.messages.send(Message::Job { number: self.number, event });
    }

    fn work(&self, work: Work) {
        let _turn = self.gate.enter();
        let event = match work {
            Work::Check { chapter, tasks } => self.check(chapter, &tasks),
            Work::Pictures { chapter, program, tests, compared } => {
                let reference = compared.then(|| reference::traces(chapter));
                JobEvent::PicturesDone(self.pictures(chapter, &program, tests, reference.as_deref()))
            }
            Work::RunProgram { chapter } => self.run_program(chapter),
            Work::RunPredictions { chapter, programs } => {
                for (index, program) in programs.iter().enumerate() {
                    let printed = match predict::output(program, &self.root, chapter, &self.layout, self.bounds()) {
                        Ok(Some(lines)) => Ok(lines),
                        Ok(None) => return,
                        Err(error) => Err(chain(&error)),
                    };
                    self.send(JobEvent::Predicted { index, printed });
                }
                JobEvent::PredictionsDone
            }
            Work::Guide { chapter } => self.guide(chapter),
        };
        if !self.cancel.is_cancelled() {
            self.send(event);
        }
    }

    fn bounds(&self) -> Bounds<'_> {
        Bounds { cancel: &self.cancel, time_limit: None }
    }

    fn checker(&self) -> Checker<'_> {
        Checker { root: &self.root, layout: self.layout.clone(), cancel: self.cancel.clone() }
    }

    fn check(&self, chapter: &'static Chapter, tasks: &[&'static Task]) -> JobEvent {
        let outcome = self.checker().check(chapter, tasks, |event| self.send(JobEvent::Check(event)));
        JobEvent::CheckDone(outcome.map_err(|error| chain(&error)))
    }

    fn pictures(
        &self,
        chapter: &Chapter,
        program: &std::path::Path,
        tests: Vec<String>,
        reference: Option<&std::path::Path>,
    ) -> Result<(), String> {
        for test in tests {
            let lines = self.checker().picture(chapter, program, &test, reference).map_err(|error| chain(&error))?;
            let Some(lines) = lines else { return Ok(()) };
            self.send(JobEvent::Picture { test, lines });
        }
        Ok(())
    }

    fn run_program(&self, chapter: &Chapter) -> JobEvent {
        let print = |text: &str| text.lines().for_each(|line| self.send(JobEvent::Printed(line.to_owned())));
        let ran = example::run(&self.root, chapter, PLAY, &self.layout, self.bounds(), |event| match event {
            ExampleEvent::Building(line) => self.send(JobEvent::Progress(line.trim().to_owned())),
            ExampleEvent::Printed(_, line) => print(&format!("{line}\n")),
        });
        JobEvent::ProgramDone(match ran {
            Ok(Ran::Exited(status)) if status.success() => "The program has ended.".to_owned(),
            Ok(Ran::Exited(status)) => format!("The program has failed: {status}."),
            Ok(Ran::Errors(errors)) => {
                for error in &errors {
                    print(&error.rendered);
                }
                "The program does not compile.".to_owned()
            }
            Ok(Ran::Cancelled) => "The program was stopped.".to_owned(),
            Err(error) => chain(&error),
        })
    }

    fn guide(&self, chapter: &Chapter) -> JobEvent {
        self.send(JobEvent::Progress("Building the guide. The first time takes a minute or two.".to_owned()));
        let folder = self.root.join("target").join("book");
        let mut command = cargo::command(&self.root);
        command.args(["run", "--package", "guide", "--", "build"]).arg(&folder);
        let mut log = Vec::new();
        let end = process::run(&mut command, self.bounds(), |_, line| {
            self.send(JobEvent::Progress(line.trim().to_owned()));
            log.push(line.to_owned());
        });
        let source = self.root.join("book").join("src").join(format!("{}.md", chapter.folder));
        let or_read = format!("You can also read the page as text: {}", self.layout.path(&source));
        let built = matches!(end, Ok(End::Exited(status)) if status.success());
        if !built {
            let last = log.last().cloned().or_else(|| end.err().map(|error| error.to_string())).unwrap_or_default();
            return JobEvent::GuideDone(format!("cannot build the guide: {last}. {or_read}"));
        }
        let page = folder.join(format!("{}.html", chapter.folder));
        JobEvent::GuideDone(match browser::open_file(&page) {
            Ok(()) => format!("The guide's page is open in your browser: {}", self.layout.path(&page)),
            Err(error) => format!("{}. Open this file in a browser: {}", chain(&error), page.display()),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, mpsc};
    use std::time::Duration;

    use super::*;
    use crate::output::ColorChoice;

    #[test]
    fn a_job_begins_when_those_before_it_have_ended() {
        let chapter = Box::leak(Box::new(Chapter::new(Path::new(""), "0-a", Vec::new()).unwrap()));
        let (messages, received) = mpsc::sync_channel(2);
        let mut jobs = Jobs::new(PathBuf::new(), Gate::default(), messages);
        let has_ended = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&has_ended);
        // A process that is killed needs a moment for its end.
        let thread = thread::spawn(move || {
            thread::sleep(Duration::from_millis(100));
            ends.store(true, Ordering::Release);
        });
        jobs.current = Some(Job { number: 0, cancel: Cancel::default(), thread });
        let layout = Layout::of_process("/".into(), ColorChoice::Never);
        jobs.start(&layout, Work::RunPredictions { chapter, programs: Vec::new() });
        let message = received.recv().unwrap();
        assert!(matches!(message, Message::Job { number: 1, event: JobEvent::PredictionsDone }), "{message:?}");
        assert!(has_ended.load(Ordering::Acquire), "it did not wait");
        jobs.shut_down();
    }
}
