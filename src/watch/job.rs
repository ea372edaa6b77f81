//! What goes on in the background while the keys stay alive: one job at a time.

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};

use crate::cargo;
use crate::chapter::{Chapter, Task};
use crate::check::{self, Checker};
use crate::page::Layout;
use crate::predict::Program;
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

/// A job that runs. It is ended when this is dropped.
#[derive(Debug)]
pub(super) struct Job {
    /// Tells its news from those of jobs before.
    pub(super) number: u64,
    cancel: Cancel,
    thread: Option<JoinHandle<()>>,
}

impl Job {
    /// Begins to work. News come as messages with this number.
    pub(super) fn begin(number: u64, root: PathBuf, layout: Layout, work: Work, messages: Sender<Message>) -> Job {
        let cancel = Cancel::default();
        let worker = Worker { number, root, layout, cancel: cancel.clone(), messages };
        Job { number, cancel, thread: Some(thread::spawn(move || worker.work(work))) }
    }

    pub(super) fn cancel(&self) {
        self.cancel.cancel();
    }

    /// Ends the job and all that it has started, and waits for that.
    pub(super) fn end(mut self) {
        self.cancel();
        if let Some(thread) = self.thread.take() {
            // What went wrong in it does not matter any more.
            let _ = thread.join();
        }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.cancel();
    }
}

#[derive(Clone, Debug)]
struct Worker {
    number: u64,
    root: PathBuf,
    layout: Layout,
    cancel: Cancel,
    messages: Sender<Message>,
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
            Work::Predicted { chapter, program } => match program.output(&self.root, chapter, self.bounds()) {
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
        Bounds { cancel: &self.cancel, longest: None, whole_group: true }
    }

    fn checker(&self) -> Checker<'_> {
        Checker { root: &self.root, layout: self.layout.clone(), cancel: self.cancel.clone(), owns_terminal: true }
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
        command.args(["run", "--package", "guide", "--"]).arg(&folder);
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
        News::Guide(match browser::open(&page) {
            Ok(()) => format!("The guide's page is open in your browser: {}", self.layout.path(&page)),
            Err(error) => format!("{error}. Open this file in a browser: {}", page.display()),
        })
    }
}
