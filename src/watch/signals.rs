//! The system asks this process to end: the terminal must be given back first.

use std::io;

/// Calls `on_signal` with the number of each signal that asks to end.
#[cfg(unix)]
pub(super) fn listen(on_signal: impl Fn(i32) + Send + 'static) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    use signal_hook::iterator::Signals;

    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
    std::thread::spawn(move || signals.forever().for_each(on_signal));
    Ok(())
}

/// Here the system ends a process without asking, and the terminal is as it was: no mode was changed.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "its twin can fail")]
pub(super) fn listen(_on_signal: impl Fn(i32) + Send + 'static) -> io::Result<()> {
    Ok(())
}
