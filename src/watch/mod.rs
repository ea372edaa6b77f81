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
mod state;
pub(crate) mod terminal;

use std::io;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::course::Course;
use crate::page::Layout;
use crate::signals::{self, Asked};
use input::Key;
use job::Jobs;
use state::{Next, State};
use terminal::Terminal;

/// How often the size of the terminal is looked at: no message tells that it has changed on every system.
const TURN: Duration = Duration::from_millis(100);

/// How long messages are looked at before the screen is drawn, while more of them wait.
const FRAME: Duration = Duration::from_millis(30);

/// How many messages wait; whoever has more to tell has to wait, too. A program may print for ever.
const MESSAGES_AHEAD: usize = 64;

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
    Asked(Asked),
}

/// Why watch mode ended before the learner ended it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WatchError {
    #[error("the terminal cannot be used: {0}. `cargo course | cat` prints a plain report instead.")]
    Terminal(#[from] io::Error),
}

/// Takes over the terminal until the learner quits. Gives the number of the signal that ended it, if one did.
pub(crate) fn watch(course: Course<'static>, layout: &Layout) -> Result<Option<i32>, WatchError> {
    let (sender, messages) = mpsc::sync_channel(MESSAGES_AHEAD);
    let mut terminal = Terminal::take()?;
    signals::listen({
        let sender = sender.clone();
        move |asked| drop(sender.send(Message::Asked(asked)))
    })?;
    let keys = sender.clone();
    thread::spawn(move || {
        input::read(|key| keys.send(Message::Key(key)).is_ok());
        // Nobody listens any more where the course has ended.
        let _ = keys.send(Message::NoMoreKeys);
    });
    let saves = sender.clone();
    files::watch(course.root.clone(), move |files| saves.send(Message::Saved(files)).is_ok());

    let mut jobs = Jobs::new(course.root.clone(), sender);
    let ended = attend(course, layout, &mut terminal, &mut jobs, &messages);
    drop(terminal);
    // Whoever waits to tell something need not wait any longer.
    drop(messages);
    jobs.end();
    Ok(ended?)
}

/// Answers messages until the learner quits, or a signal of the number that it gives.
fn attend(
    course: Course<'static>,
    layout: &Layout,
    terminal: &mut Terminal,
    jobs: &mut Jobs,
    messages: &mpsc::Receiver<Message>,
) -> io::Result<Option<i32>> {
    let mut size = Terminal::size();
    let mut state = State::new(course, layout.clone(), size);
    let mut next = state.begin();
    let mut drawn = None;
    loop {
        match next {
            Next::Stay => {}
            Next::Stop => jobs.stop(),
            Next::Work(work) => jobs.begin(&layout.of_width(size.columns), *work),
            Next::Quit => return Ok(None),
        }
        let mut message = messages.try_recv().ok();
        if message.is_none() || drawn.is_none_or(|drawn: Instant| drawn.elapsed() >= FRAME) {
            let before = std::mem::replace(&mut size, Terminal::size());
            if size != before {
                terminal.forget();
            }
            terminal.draw(&screen::lines(&mut state, size), size)?;
            drawn = Some(Instant::now());
            message = message.or_else(|| messages.recv_timeout(TURN).ok());
        }
        next = match message {
            Some(Message::Key(Key::CtrlZ)) => {
                terminal.stop()?;
                Next::Stay
            }
            Some(Message::Asked(Asked::GoOn)) => {
                terminal.take_again()?;
                Next::Stay
            }
            Some(Message::Key(key)) => state.press(key),
            Some(Message::Saved(files)) => state.saved(&files),
            Some(Message::Job { number, news }) if jobs.is_current(number) => state.learn(news),
            Some(Message::Asked(Asked::End(signal))) => return Ok(Some(signal)),
            Some(Message::NoMoreKeys) => Next::Quit,
            None if Terminal::size() == size => state.settle(size),
            // A job that was cancelled meanwhile, or a terminal that is looked at once more.
            Some(Message::Job { .. }) | None => Next::Stay,
        };
    }
}
