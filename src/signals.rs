//! Signal handlers: the system asks this process to end, or lets it continue.

use std::io;

/// A signal, by what it means to the runner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has signals"))]
pub(crate) enum SignalEvent {
    /// SIGINT, SIGTERM and the like: the process must end. The number is that of the signal.
    Terminate(i32),
    /// SIGCONT: the process was stopped, and runs again.
    Continue,
}

/// Installs signal handlers, and calls `on_signal` for each signal, on a thread of its own. These signals no longer end
/// the process.
#[cfg(unix)]
pub(crate) fn listen(on_signal: impl Fn(SignalEvent) + Send + 'static) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    use signal_hook::iterator::Signals;

    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGCONT])?;
    std::thread::spawn(move || {
        let event = |signal| if signal == SIGCONT { SignalEvent::Continue } else { SignalEvent::Terminate(signal) };
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
