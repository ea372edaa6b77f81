//! Signal handlers: the programs that this one has started end with it.

use std::io;

/// Installs handlers of the signals that end a process. They end its children first, which run in groups of their own.
#[cfg(unix)]
pub(crate) fn end_children() -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    use signal_hook::iterator::Signals;

    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            crate::process::kill_all();
            std::process::exit(128 + signal);
        }
    });
    Ok(())
}

/// Does nothing: here the system ends a process together with its children.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "its twin can fail")]
pub(crate) fn end_children() -> io::Result<()> {
    Ok(())
}
