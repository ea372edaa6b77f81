//! Opens a page in the learner's browser.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

/// The programs with which the system opens files and addresses. The first one that can be started is used.
const OPENERS: &[&str] = if cfg!(windows) {
    &["explorer"]
} else if cfg!(target_os = "macos") {
    &["open"]
} else {
    &["xdg-open", "wslview"]
};

/// The error of [`open_file`] and [`open_url`].
///
/// # Examples
///
/// ```
/// # use std::path::Path;
/// let error = course::browser::open_file(Path::new("no-such-page.html")).unwrap_err();
/// assert_eq!(error.to_string(), "no-such-page.html does not exist");
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BrowserError {
    /// The page is not a file.
    #[error("{} does not exist", .page.display())]
    Page {
        /// The path of the page.
        page: PathBuf,
    },
    /// No opener can be started.
    #[error("cannot open a browser: cannot run `{}`", OPENERS.join("` or `"))]
    Opener {
        /// The error of the first opener.
        source: io::Error,
    },
    /// There is no screen; what the system would start instead takes over the terminal.
    #[error("cannot open a browser: there is no screen")]
    Screen,
}

/// Asks the system to open a file. The system does not report whether a browser really appears.
///
/// # Errors
///
/// Returns an error if the page does not exist, if there is no screen, or if the system has no opener.
pub fn open_file(page: &Path) -> Result<(), BrowserError> {
    if !page.is_file() {
        return Err(BrowserError::Page { page: page.to_owned() });
    }
    open(page.as_os_str())
}

/// Asks the system to open an address. The system does not report whether a browser really appears.
///
/// # Errors
///
/// Returns an error if there is no screen, or if the system has no opener.
pub fn open_url(url: &str) -> Result<(), BrowserError> {
    open(OsStr::new(url))
}

fn open(target: &OsStr) -> Result<(), BrowserError> {
    if !has_screen(|name| std::env::var_os(name)) {
        return Err(BrowserError::Screen);
    }
    let mut first_error = None;
    for opener in OPENERS {
        match start(opener, target) {
            Ok(mut opener) => {
                // It may run as long as the browser does.
                thread::spawn(move || opener.wait());
                return Ok(());
            }
            Err(error) => drop(first_error.get_or_insert(error)),
        }
    }
    let source = first_error.unwrap_or_else(|| io::ErrorKind::NotFound.into());
    Err(BrowserError::Opener { source })
}

fn start(opener: &str, target: &OsStr) -> io::Result<Child> {
    Command::new(opener).arg(target).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

/// Returns whether there is a screen. Windows and macOS have one; elsewhere these variables tell of one, or of a browser
/// that needs none.
fn has_screen(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "BROWSER"].into_iter().any(is_set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_whether_there_is_a_screen() {
        assert!(has_screen(|name| (name == "WAYLAND_DISPLAY").then(|| "wayland-0".into())));
        assert_eq!(has_screen(|_| None), cfg!(any(windows, target_os = "macos")));
    }
}
