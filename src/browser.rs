//! Opens a page in the learner's browser.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// What the system calls its opener of files.
const OPENER: &str = if cfg!(windows) {
    "explorer"
} else if cfg!(target_os = "macos") {
    "open"
} else {
    "xdg-open"
};

/// Why no browser came up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BrowserError {
    #[error("{} is not there", .page.display())]
    NoPage { page: PathBuf },
    #[error("no browser could be opened, for want of `{OPENER}` ({source})")]
    NoOpener { source: io::Error },
}

/// Asks the system to open a file. Whether a browser really comes up, the system does not say.
pub(crate) fn open(page: &Path) -> Result<(), BrowserError> {
    if !page.is_file() {
        return Err(BrowserError::NoPage { page: page.to_owned() });
    }
    let mut opener = Command::new(OPENER)
        .arg(page)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|source| BrowserError::NoOpener { source })?;
    // It may run as long as the browser does.
    thread::spawn(move || opener.wait());
    Ok(())
}
