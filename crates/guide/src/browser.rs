//! Opens a page in the reader's browser.

use opener::OpenError;

/// Why no browser came up.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// There is no screen, and what the system would start instead takes over the terminal.
    #[error("there is no screen here on which a browser could open")]
    Screen,
    /// The system refuses.
    #[error("the system opens no browser: {0}")]
    System(#[from] OpenError),
}

/// Asks the system to open an address. Whether a browser really comes up, the system does not say.
///
/// # Errors
///
/// When there is no screen, or the system refuses.
pub fn open(url: &str) -> Result<(), BrowserError> {
    // Windows and macOS have a screen. Elsewhere these variables tell of one, or of a browser that needs none.
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let names = ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "BROWSER"];
    if !cfg!(any(windows, target_os = "macos")) && !names.into_iter().any(is_set) {
        return Err(BrowserError::Screen);
    }
    Ok(opener::open_browser(url)?)
}
