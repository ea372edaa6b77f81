//! Watch mode: the current task on the whole terminal, checked again whenever a file is saved.
//!
//! One thread draws and decides; it waits for nothing but [messages](message). Keys, saved files, signals and the events of
//! [jobs](job) come from other threads, so that every key is answered at once, whatever is running.

mod files;
mod input;
mod job;
mod keys;
mod list;
mod message;
mod page;
mod prediction;
mod screen;
mod state;
mod terminal;
mod view;

use std::io;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::learner::Learner;
use crate::output::Layout;
use crate::signals::{self, SignalEvent};
use input::Key;
use job::Jobs;
use message::Message;
use state::{Effect, State};
use terminal::Terminal;

/// The time between two looks at the size of the terminal. Not every system sends a message when it changes.
const RESIZE_POLL_INTERVAL: Duration = Duration::from_millis(100);

/// The time for which messages are handled before the screen is drawn, while more of them wait.
const FRAME_TIME: Duration = Duration::from_millis(30);

/// The number of messages that can wait. A thread that sends more has to wait itself: a program may print for ever.
const MAX_QUEUED_MESSAGES: usize = 64;

/// The failure that ended watch mode.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WatchError {
    #[error("cannot use the terminal (`cargo course | cat` prints a plain report)")]
    Terminal(#[from] io::Error),
}

/// Takes over the terminal until the learner quits. Returns the number of the signal that ended it, if one did.
pub(crate) fn watch(learner: Learner<'static>, layout: &Layout) -> Result<Option<i32>, WatchError> {
    let (sender, messages) = mpsc::sync_channel(MAX_QUEUED_MESSAGES);
    let mut terminal = Terminal::take_over()?;
    signals::listen({
        let sender = sender.clone();
        move |event| drop(sender.send(Message::Signal(event)))
    })?;
    let keys = sender.clone();
    thread::spawn(move || {
        input::read(|key| keys.send(Message::Key(key)).is_ok());
        // Fails if the course has ended already.
        let _ = keys.send(Message::EndOfInput);
    });
    let saves = sender.clone();
    files::watch(learner.root.clone(), move |files| saves.send(Message::Saved(files)).is_ok());

    let mut jobs = Jobs::new(learner.root.clone(), sender);
    let signal = run_event_loop(learner, layout, &mut terminal, &mut jobs, &messages);
    drop(terminal);
    // Without a receiver no thread waits to send a message any more.
    drop(messages);
    jobs.shut_down();
    Ok(signal?)
}

/// Handles messages until the learner quits or a signal comes, whose number it then returns.
fn run_event_loop(
    learner: Learner<'static>,
    layout: &Layout,
    terminal: &mut Terminal,
    jobs: &mut Jobs,
    messages: &mpsc::Receiver<Message>,
) -> io::Result<Option<i32>> {
    let mut size = Terminal::size();
    let mut state = State::new(learner, layout.clone(), size);
    let mut effect = state.begin();
    let mut last_drawn = None;
    loop {
        match effect {
            Effect::None => {}
            Effect::CancelJob => jobs.cancel(),
            Effect::StartJob(work) => jobs.start(&layout.with_width(size.columns), *work),
            Effect::Quit => return Ok(None),
        }
        let mut message = messages.try_recv().ok();
        if message.is_none() || last_drawn.is_none_or(|drawn: Instant| drawn.elapsed() >= FRAME_TIME) {
            let old_size = std::mem::replace(&mut size, Terminal::size());
            if size != old_size {
                terminal.redraw();
            }
            terminal.draw(&screen::lines(&mut state, size), size)?;
            last_drawn = Some(Instant::now());
            message = message.or_else(|| messages.recv_timeout(RESIZE_POLL_INTERVAL).ok());
        }
        effect = match message {
            Some(Message::Key(Key::CtrlZ)) => {
                terminal.suspend()?;
                Effect::None
            }
            Some(Message::Signal(SignalEvent::Continue)) => {
                terminal.take_over_again()?;
                Effect::None
            }
            Some(Message::Key(key)) => state.press(key),
            Some(Message::Saved(files)) => state.files_saved(&files),
            Some(Message::Job { number, event }) if jobs.is_current(number) => state.handle_job_event(event),
            Some(Message::Signal(SignalEvent::Terminate(signal))) => return Ok(Some(signal)),
            Some(Message::EndOfInput) => Effect::Quit,
            None if Terminal::size() == size => state.size_settled(size),
            // An event of a cancelled job, or a size that is still changing.
            Some(Message::Job { .. }) | None => Effect::None,
        };
    }
}
