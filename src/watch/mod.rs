//! Watch mode: the current task on the whole terminal, checked again whenever a file is saved.
//!
//! One thread draws and decides; it waits for nothing but [messages](message). Keys, saved files, signals and the events of
//! [jobs](job) come from other threads, so that every key is answered at once, whatever is running.

mod background;
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
use crate::term::Size;
use background::Background;
pub(crate) use background::{BackgroundChoice, failure_file as background_failure_file};
use input::Key;
use job::{Jobs, Work};
use message::Message;
use state::{Effect, State};
use terminal::Terminal;

/// The time for which the terminal must keep its size until pictures are drawn for it.
const SETTLING_TIME: Duration = Duration::from_millis(100);

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
pub(crate) fn watch(
    learner: Learner<'static>,
    layout: &Layout,
    background: BackgroundChoice,
) -> Result<Option<i32>, WatchError> {
    let (sender, messages) = mpsc::sync_channel(MAX_QUEUED_MESSAGES);
    let terminal = Terminal::take_over()?;
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

    let size = Terminal::size();
    let state = State::new(learner, layout.clone(), size);
    let (root, chapters) = (&state.learner.root, state.learner.chapters);
    let background = Background::start(background, root, chapters, state.at.chapter, sender.clone());
    let jobs = Jobs::new(root.clone(), background.gate(), sender);
    let mut outside = Outside { terminal, jobs, layout, messages };
    let signal = run_event_loop(state, size, &mut outside);
    let Outside { terminal, jobs, messages, .. } = outside;
    drop(terminal);
    // Without a receiver no thread waits to send a message any more.
    drop(messages);
    background.shut_down();
    jobs.shut_down();
    Ok(signal?)
}

/// All that the event loop does besides changing the state.
trait Surroundings {
    /// Waits for a message, at most for this time.
    fn receive(&mut self, wait: Duration) -> Option<Message>;
    /// Returns the size of the terminal.
    fn size(&self) -> Size;
    /// Draws lines. Writes even those that are on the screen already if `everything` is set.
    fn draw(&mut self, lines: &[String], size: Size, everything: bool) -> io::Result<()>;
    /// Suspends this process until it continues.
    fn suspend(&mut self) -> io::Result<()>;
    /// Takes over the terminal again, after another program may have used it.
    fn take_over_again(&mut self) -> io::Result<()>;
    fn start_job(&mut self, work: Work, size: Size);
    fn cancel_job(&mut self);
    /// Returns whether the job of this number is the current one.
    fn is_current_job(&self, number: u64) -> bool;
}

/// The real terminal, jobs and messages.
struct Outside<'l> {
    terminal: Terminal,
    jobs: Jobs,
    layout: &'l Layout,
    messages: mpsc::Receiver<Message>,
}

impl Surroundings for Outside<'_> {
    fn receive(&mut self, wait: Duration) -> Option<Message> {
        self.messages.recv_timeout(wait).ok()
    }

    fn size(&self) -> Size {
        Terminal::size()
    }

    fn draw(&mut self, lines: &[String], size: Size, everything: bool) -> io::Result<()> {
        if everything {
            self.terminal.redraw();
        }
        self.terminal.draw(lines, size)
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.terminal.suspend()
    }

    fn take_over_again(&mut self) -> io::Result<()> {
        self.terminal.take_over_again()
    }

    fn start_job(&mut self, work: Work, size: Size) {
        self.jobs.start(&self.layout.with_width(size.columns), work);
    }

    fn cancel_job(&mut self) {
        self.jobs.cancel();
    }

    fn is_current_job(&self, number: u64) -> bool {
        self.jobs.is_current(number)
    }
}

/// Handles messages until the learner quits or a signal comes, whose number it then returns.
///
/// The screen is laid out only after something has changed: while nothing happens, this waits and does nothing else.
fn run_event_loop(mut state: State, mut size: Size, outside: &mut impl Surroundings) -> io::Result<Option<i32>> {
    let mut effect = state.begin();
    let (mut is_changed, mut must_redraw, mut is_settled) = (true, false, true);
    let mut last_drawn = None;
    loop {
        match effect {
            Effect::None => {}
            Effect::CancelJob => outside.cancel_job(),
            Effect::StartJob(work) => {
                outside.start_job(*work, size);
                // Only now: the job does not wait for it.
                state.job_started();
            }
            Effect::Quit => return Ok(None),
        }
        let mut message = outside.receive(Duration::ZERO);
        if is_changed && (message.is_none() || last_drawn.is_none_or(|drawn: Instant| drawn.elapsed() >= FRAME_TIME)) {
            let lines = screen::lines(&mut state, size);
            outside.draw(&lines, size, must_redraw)?;
            (is_changed, must_redraw, last_drawn) = (false, false, Some(Instant::now()));
        }
        let wait = if is_settled { signals::RESIZE_POLL_INTERVAL } else { SETTLING_TIME };
        message = message.or_else(|| outside.receive(wait));
        let old_size = std::mem::replace(&mut size, outside.size());
        let has_new_size = size != old_size;
        let has_settled = !is_settled && !has_new_size && message.is_none();
        is_settled = !has_new_size && (is_settled || has_settled);
        must_redraw |= has_new_size;
        is_changed |= has_new_size || has_settled || message.is_some();
        effect = match message {
            Some(Message::Key(Key::CtrlZ)) => {
                outside.suspend()?;
                Effect::None
            }
            Some(Message::Signal(SignalEvent::Continue)) => {
                outside.take_over_again()?;
                Effect::None
            }
            Some(Message::Key(key)) => state.press(key),
            Some(Message::Saved(files)) => state.files_saved(&files),
            Some(Message::Job { number, event }) if outside.is_current_job(number) => state.handle_job_event(event),
            Some(Message::Background(progress)) => {
                state.background = progress;
                Effect::None
            }
            Some(Message::Signal(SignalEvent::Terminate(signal))) => return Ok(Some(signal)),
            Some(Message::EndOfInput) => Effect::Quit,
            None if has_settled => state.size_settled(size),
            // An event of a cancelled job, or a size that is still changing.
            Some(Message::Job { .. } | Message::Signal(SignalEvent::Resize)) | None => Effect::None,
        };
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::path::Path;

    use course::chapter::{Chapter, Task};

    use super::*;
    use crate::output::ColorChoice;

    /// Surroundings in which a script says what comes, and when.
    struct Script {
        /// The results of the waits: a message, or the size after a time without one.
        steps: VecDeque<(Option<Message>, Size)>,
        size: Size,
        drawn: Vec<Size>,
        started: usize,
    }

    impl Surroundings for Script {
        fn receive(&mut self, wait: Duration) -> Option<Message> {
            if wait == Duration::ZERO {
                return None;
            }
            let (message, size) = self.steps.pop_front().unwrap_or((Some(Message::EndOfInput), self.size));
            self.size = size;
            message
        }

        fn size(&self) -> Size {
            self.size
        }

        fn draw(&mut self, _lines: &[String], size: Size, _everything: bool) -> io::Result<()> {
            self.drawn.push(size);
            Ok(())
        }

        fn suspend(&mut self) -> io::Result<()> {
            Ok(())
        }

        fn take_over_again(&mut self) -> io::Result<()> {
            Ok(())
        }

        fn start_job(&mut self, _work: Work, _size: Size) {
            self.started += 1;
        }

        fn cancel_job(&mut self) {}

        fn is_current_job(&self, number: u64) -> bool {
            number == 1
        }
    }

    const WIDE: Size = Size { columns: 80, rows: 24 };
    const NARROW: Size = Size { columns: 40, rows: 24 };

    fn run(steps: Vec<(Option<Message>, Size)>) -> Script {
        let root = tempfile::tempdir().unwrap();
        let task = Task::new("one", vec!["t".to_owned()]);
        let chapters = vec![Chapter::new(root.path(), "0-a", vec![task]).unwrap()].leak();
        let layout = Layout::of_process(Path::new("/").to_owned(), ColorChoice::Never);
        let state = State::new(Learner::new(root.path(), chapters), layout, WIDE);
        let mut script = Script { steps: steps.into(), size: WIDE, drawn: Vec::new(), started: 0 };
        assert_eq!(run_event_loop(state, WIDE, &mut script).unwrap(), None);
        script
    }

    #[test]
    fn nothing_is_laid_out_without_a_change() {
        let idle = || (None, WIDE);
        assert_eq!(run((0..1000).map(|_| idle()).collect()).drawn.len(), 1, "the first frame");
        let key = || (Some(Message::Key(Key::Char('?'))), WIDE);
        let line = || (Some(Message::Job { number: 1, event: message::JobEvent::Progress("1".to_owned()) }), WIDE);
        assert_eq!(run(vec![idle(), key(), idle(), idle(), line(), idle()]).drawn.len(), 3);
    }

    #[test]
    fn a_new_size_is_drawn_at_once_and_its_pictures_when_it_has_settled() {
        let resize = || Some(Message::Signal(SignalEvent::Resize));
        let script =
            run(vec![(resize(), NARROW), (resize(), WIDE), (resize(), NARROW), (None, NARROW), (None, NARROW)]);
        assert_eq!(script.drawn, [WIDE, NARROW, WIDE, NARROW, NARROW]);
        // Without a signal, the next look at the size finds it.
        assert_eq!(run(vec![(None, WIDE), (None, NARROW)]).drawn, [WIDE, NARROW]);
        // A check that runs is followed by another one for the new width, and a key does not keep the size from settling.
        let done = || Some(Message::Job { number: 1, event: message::JobEvent::CheckDone(Err("failed".to_owned())) });
        let key = || Some(Message::Key(Key::Char('?')));
        let back = || Some(Message::Key(Key::Escape));
        let script = run(vec![(done(), WIDE), (resize(), NARROW), (key(), NARROW), (back(), NARROW), (None, NARROW)]);
        assert_eq!(script.started, 2);
    }
}
