//! Watch mode: the task at hand on the whole terminal, checked again whenever a file is saved.
//!
//! One thread draws and decides; it waits for nothing but messages. Keys, saved files, signals and the news of
//! [jobs](job) come from threads of their own, so that every key is answered at once, whatever runs.

mod files;
mod input;
mod job;
mod keys;
mod prediction;
mod screen;
mod signals;
mod state;
pub(crate) mod terminal;

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::course::Course;
use crate::page::Layout;
use input::Key;
use job::Job;
use state::{Next, State};
use terminal::Terminal;

/// How often the size of the terminal is looked at: no message tells that it has changed on every system.
const TURN: Duration = Duration::from_millis(100);

/// What the drawing thread waits for.
#[derive(Debug)]
enum Message {
    Key(Key),
    /// No key can come any more.
    NoMoreKeys,
    Saved(Vec<PathBuf>),
    Job {
        number: u64,
        news: job::News,
    },
    /// The system asks to end, by a signal of this number.
    Ended(i32),
}

/// Why watch mode ended before the learner ended it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WatchError {
    #[error("the terminal cannot be used: {0}. `cargo course | cat` prints a plain report instead.")]
    Terminal(#[from] io::Error),
}

/// Takes over the terminal until the learner quits. Gives the number of the signal that ended it, if one did.
pub(crate) fn watch(course: Course<'static>, layout: &Layout) -> Result<Option<i32>, WatchError> {
    let (sender, messages) = mpsc::channel();
    let mut terminal = Terminal::take()?;
    signals::listen({
        let sender = sender.clone();
        move |signal| drop(sender.send(Message::Ended(signal)))
    })?;
    let keys = sender.clone();
    thread::spawn(move || {
        input::read(|key| keys.send(Message::Key(key)).is_ok());
        // Nobody listens any more where the course has ended.
        let _ = keys.send(Message::NoMoreKeys);
    });
    let saves = sender.clone();
    files::watch(course.root.clone(), move |files| saves.send(Message::Saved(files)).is_ok());

    let root = course.root.clone();
    let mut size = Terminal::size();
    let mut state = State::new(course, layout.clone(), size);
    let mut job: Option<Job> = None;
    let mut jobs = 0;
    let mut next = state.begin();
    let signal = loop {
        match next {
            Next::Stay => {}
            Next::Stop => drop(job.take()),
            Next::Work(work) => {
                jobs += 1;
                // What was going on is cancelled before the new job begins.
                drop(job.take());
                job = Some(Job::begin(
                    jobs,
                    root.clone(),
                    work.layout(&layout.of_width(size.columns)),
                    *work,
                    sender.clone(),
                ));
            }
            Next::Quit => break None,
        }
        terminal.draw(&screen::lines(&mut state, size), size)?;
        next = match messages.recv_timeout(TURN) {
            Ok(Message::Key(key)) => state.press(key),
            Ok(Message::Saved(files)) => state.saved(&files),
            Ok(Message::Job { number, news }) if job.as_ref().is_some_and(|job| job.number == number) => {
                state.learn(news)
            }
            // It was cancelled meanwhile.
            Ok(Message::Job { .. }) => Next::Stay,
            Ok(Message::Ended(signal)) => break Some(signal),
            Ok(Message::NoMoreKeys) | Err(RecvTimeoutError::Disconnected) => Next::Quit,
            Err(RecvTimeoutError::Timeout) => {
                let now = Terminal::size();
                if now == size {
                    state.settle(size)
                } else {
                    size = now;
                    terminal.forget();
                    Next::Stay
                }
            }
        };
    };
    drop(terminal);
    if let Some(job) = job {
        job.end();
    }
    Ok(signal)
}
