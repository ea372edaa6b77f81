//! The system asks this process to end, or tells it to go on.

use std::io;

/// What the system says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(unix), expect(dead_code, reason = "only the twins of this get signals"))]
pub(crate) enum Asked {
    /// The process must end, by a signal of this number.
    End(i32),
    /// It stood still, and may go on.
    GoOn,
}

/// Calls `on_signal` with what the system says, on a thread of its own. The process does not end by itself then.
#[cfg(unix)]
pub(crate) fn listen(on_signal: impl Fn(Asked) + Send + 'static) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    use signal_hook::iterator::Signals;

    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGCONT])?;
    std::thread::spawn(move || {
        let asked = |signal| if signal == SIGCONT { Asked::GoOn } else { Asked::End(signal) };
        signals.forever().map(asked).for_each(on_signal);
    });
    Ok(())
}

/// Here the system ends a process without asking, and what it has started with it.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "its twin can fail")]
pub(crate) fn listen(_on_signal: impl Fn(Asked) + Send + 'static) -> io::Result<()> {
    Ok(())
}

/// Stops this process, and Cargo, which runs it, until both may go on. Where no shell waits for them, nothing happens.
#[cfg(unix)]
pub(crate) fn stop() {
    // Whoever may not stop them goes on.
    let _ = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP);
}
