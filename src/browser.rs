//! Opens a page in the learner's browser.

use std::ffi::OsString;
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
    Page { page: PathBuf },
    #[error("no browser could be opened, for want of `{OPENER}` ({source})")]
    Opener { source: io::Error },
    #[error("there is no screen here on which a browser could open")]
    Screen,
}

/// Asks the system to open a file. Whether a browser really comes up, the system does not say.
pub(crate) fn open(page: &Path) -> Result<(), BrowserError> {
    if !page.is_file() {
        return Err(BrowserError::Page { page: page.to_owned() });
    }
    if !has_screen(|name| std::env::var_os(name)) {
        return Err(BrowserError::Screen);
    }
    let mut opener = Command::new(OPENER)
        .arg(page)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|source| BrowserError::Opener { source })?;
    // It may run as long as the browser does.
    thread::spawn(move || opener.wait());
    Ok(())
}

/// Windows and macOS have a screen. Elsewhere these variables tell of one, or of a browser that needs none.
fn has_screen(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "BROWSER"].into_iter().any(is_set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_is_told_by_the_environment() {
        assert!(has_screen(|name| (name == "WAYLAND_DISPLAY").then(|| "wayland-0".into())));
        assert_eq!(has_screen(|_| None), cfg!(any(windows, target_os = "macos")));
    }
}
