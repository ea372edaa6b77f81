//! What goes on in the background while the keys stay alive: one job at a time.

use std::path::PathBuf;
use std::sync::mpsc::SyncSender;
use std::thread::{self, JoinHandle};

use crate::cargo;
use crate::chapter::{Chapter, Task};
use crate::check::{self, Checker};
use crate::page::Layout;
use crate::predict::{self, Program};
use crate::process::{self, Bounds, Cancel, End};
use crate::watch::Message;
use crate::{browser, reference};

/// How many times wider than the terminal a picture in full is.
const FINER: usize = 3;

/// What a job does.
#[derive(Clone, Debug)]
pub(super) enum Work {
    /// Checks these tasks of a chapter, in this order.
    Check { chapter: &'static Chapter, tasks: Vec<&'static Task> },
    /// Runs these tests (`task::test`) for their pictures.
    Pictures { chapter: &'static Chapter, program: PathBuf, tests: Vec<String>, compared: bool },
    /// Runs what the learner wrote.
    Play { chapter: &'static Chapter },
    /// Runs a program that was to be predicted.
    Predicted { chapter: &'static Chapter, program: Program },
    /// Builds the guide, and opens the page of a chapter.
    Guide { chapter: &'static Chapter },
}

impl Work {
    /// What its pictures are laid out for, in a terminal with this layout.
    pub(super) fn layout(&self, terminal: &Layout) -> Layout {
        match self {
            Work::Pictures { compared: false, .. } => terminal.of_width(terminal.width * FINER),
            _ => terminal.clone(),
        }
    }
}

/// What a job tells.
#[derive(Debug)]
pub(super) enum News {
    /// What is going on, on one line.
    Status(String),
    Check(check::Event<'static>),
    Checked(Result<check::Outcome<'static>, String>),
    /// The pictures of a test.
    Picture {
        test: String,
        lines: Vec<String>,
    },
    /// All pictures are there; or why not.
    Pictured(Result<(), String>),
    /// A line that the learner's program prints.
    Printed(String),
    /// The learner's program has ended, and how.
    Played(String),
    /// The lines of the program that was to be predicted.
    Predicted(Result<Vec<String>, String>),
    /// What to tell about the guide.
    Guide(String),
}

/// The job that goes on, and those that were told to end and may not have ended yet.
#[derive(Debug)]
pub(super) struct Jobs {
    root: PathBuf,
    messages: SyncSender<Message>,
    current: Option<Job>,
    ending: Vec<Job>,
    begun: u64,
}

/// A job on its thread.
#[derive(Debug)]
struct Job {
    /// Tells its news from those of jobs before.
    number: u64,
    cancel: Cancel,
    thread: JoinHandle<()>,
}

impl Jobs {
    /// News come as messages, with the number of the job.
    pub(super) fn new(root: PathBuf, messages: SyncSender<Message>) -> Jobs {
        Jobs { root, messages, current: None, ending: Vec::new(), begun: 0 }
    }

    /// Begins to work. What was going on is ended.
    pub(super) fn begin(&mut self, terminal: &Layout, work: Work) {
        self.stop();
        self.begun += 1;
        let cancel = Cancel::default();
        let worker = Worker {
            number: self.begun,
            root: self.root.clone(),
            layout: work.layout(terminal),
            cancel: cancel.clone(),
            messages: self.messages.clone(),
        };
        let thread = thread::spawn(move || worker.work(work));
        self.current = Some(Job { number: self.begun, cancel, thread });
    }

    /// Ends what is going on, without waiting for that.
    pub(super) fn stop(&mut self) {
        self.ending.retain(|job| !job.thread.is_finished());
        self.ending.extend(self.current.take().inspect(|job| job.cancel.cancel()));
    }

    pub(super) fn is_current(&self, number: u64) -> bool {
        self.current.as_ref().is_some_and(|job| job.number == number)
    }

    /// Ends all jobs and all that they have started, and waits for that.
    pub(super) fn end(mut self) {
        self.stop();
        for job in self.ending {
            // What went wrong in it does not matter any more.
            let _ = job.thread.join();
        }
    }
}

#[derive(Clone, Debug)]
struct Worker {
    number: u64,
    root: PathBuf,
    layout: Layout,
    cancel: Cancel,
    messages: SyncSender<Message>,
}

impl Worker {
    /// Tells what happens. If nobody listens, the course is about to end.
    fn tell(&self, news: News) {
        let _ = self.messages.send(Message::Job { number: self.number, news });
    }

    fn work(&self, work: Work) {
        let news = match work {
            Work::Check { chapter, tasks } => self.check(chapter, &tasks),
            Work::Pictures { chapter, program, tests, compared } => {
                let reference = compared.then(|| reference::traces(chapter));
                News::Pictured(self.pictures(chapter, &program, tests, reference.as_deref()))
            }
            Work::Play { chapter } => self.play(chapter),
            Work::Predicted { chapter, program } => match predict::output(&program, &self.root, chapter, self.bounds())
            {
                Ok(Some(lines)) => News::Predicted(Ok(lines)),
                Ok(None) => return,
                Err(error) => News::Predicted(Err(error.to_string())),
            },
            Work::Guide { chapter } => self.guide(chapter),
        };
        if !self.cancel.is_cancelled() {
            self.tell(news);
        }
    }

    fn bounds(&self) -> Bounds<'_> {
        Bounds { cancel: &self.cancel, longest: None }
    }

    fn checker(&self) -> Checker<'_> {
        Checker { root: &self.root, layout: self.layout.clone(), cancel: self.cancel.clone() }
    }

    fn check(&self, chapter: &'static Chapter, tasks: &[&'static Task]) -> News {
        let outcome = self.checker().check(chapter, tasks, |event| self.tell(News::Check(event)));
        News::Checked(outcome.map_err(|error| error.to_string()))
    }

    fn pictures(
        &self,
        chapter: &Chapter,
        program: &std::path::Path,
        tests: Vec<String>,
        reference: Option<&std::path::Path>,
    ) -> Result<(), String> {
        for test in tests {
            let lines =
                self.checker().picture(chapter, program, &test, reference).map_err(|error| error.to_string())?;
            let Some(lines) = lines else { return Ok(()) };
            self.tell(News::Picture { test, lines });
        }
        Ok(())
    }

    fn play(&self, chapter: &Chapter) -> News {
        let mut command = cargo::command(&self.root);
        command.args(["run", "--quiet", "--package", &chapter.package]);
        let width = self.layout.width.to_string();
        command.env("POLLSCOPE_WIDTH", &width).env("COLUMNS", &width);
        command.env("POLLSCOPE_COLOR", if self.layout.color { "always" } else { "never" });
        let end = process::run(&mut command, self.bounds(), |_, line| self.tell(News::Printed(line.to_owned())));
        News::Played(match end {
            Ok(End::Exited(status)) if status.success() => "It has come to its end.".to_owned(),
            Ok(End::Exited(status)) => format!("It has come to its end: {status}."),
            Ok(End::Cancelled | End::TookTooLong) => "It was ended.".to_owned(),
            Err(error) => format!("cargo cannot be started: {error}"),
        })
    }

    fn guide(&self, chapter: &Chapter) -> News {
        self.tell(News::Status("Building the guide. The first time takes a minute or two.".to_owned()));
        let folder = self.root.join("target").join("book");
        let mut command = cargo::command(&self.root);
        command.args(["run", "--package", "guide", "--", "build"]).arg(&folder);
        let mut said = Vec::new();
        let end = process::run(&mut command, self.bounds(), |_, line| {
            self.tell(News::Status(line.trim().to_owned()));
            said.push(line.to_owned());
        });
        let source = self.root.join("book").join("src").join(format!("{}.md", chapter.folder));
        let or_read = format!("The page is also readable as it is: {}", self.layout.path(&source));
        let built = matches!(end, Ok(End::Exited(status)) if status.success());
        if !built {
            let last = said.last().cloned().or_else(|| end.err().map(|error| error.to_string())).unwrap_or_default();
            return News::Guide(format!("The guide could not be built: {last}. {or_read}"));
        }
        let page = folder.join(format!("{}.html", chapter.folder));
        News::Guide(match browser::open_file(&page) {
            Ok(()) => format!("The guide's page is open in your browser: {}", self.layout.path(&page)),
            Err(error) => format!("{error}. Open this file in a browser: {}", page.display()),
        })
    }
}
