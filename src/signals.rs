//! Signal handlers: the system asks this process to end, lets it continue, or has changed the size of its terminal.

use std::io;
use std::time::Duration;

/// A signal, by what it means to the runner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has signals"))]
pub(crate) enum SignalEvent {
    /// SIGINT, SIGTERM and the like: the process must end. The number is that of the signal.
    Terminate(i32),
    /// SIGCONT: the process was stopped, and runs again.
    Continue,
    /// SIGWINCH: the terminal may have another size.
    Resize,
}

/// The time between two looks at the size of the terminal, in case that no signal comes when it changes. One can be lost where
/// a terminal is nested in others, and not every system sends one.
pub(crate) const RESIZE_POLL_INTERVAL: Duration =
    if cfg!(unix) { Duration::from_secs(2) } else { Duration::from_millis(100) };

/// Installs signal handlers, and calls `on_signal` for each signal, on a thread of its own. These signals no longer end
/// the process.
#[cfg(unix)]
pub(crate) fn listen(on_signal: impl Fn(SignalEvent) + Send + 'static) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};
    use signal_hook::iterator::Signals;

    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGCONT, SIGWINCH])?;
    std::thread::spawn(move || {
        let event = |signal| match signal {
            SIGCONT => SignalEvent::Continue,
            SIGWINCH => SignalEvent::Resize,
            signal => SignalEvent::Terminate(signal),
        };
        signals.forever().map(event).for_each(on_signal);
    });
    Ok(())
}

/// Does nothing: this system ends a process, and what it has started, without signals.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "on Unix it can fail")]
pub(crate) fn listen(_on_signal: impl Fn(SignalEvent) + Send + 'static) -> io::Result<()> {
    Ok(())
}

/// Suspends this process group, which includes the `cargo run` that started it, until it gets SIGCONT. Has no effect
/// without a shell that could continue the group.
#[cfg(unix)]
pub(crate) fn suspend() {
    // If it fails, the process simply goes on.
    let _ = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP);
}
