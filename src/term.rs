//! The terminal in which this process runs, as far as it can be asked without changing it.

use std::io::{self, IsTerminal};

/// The number of columns and rows of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
}

/// Returns whether watch mode can use the terminal: it must be connected to input and output, and able to move its
/// cursor.
pub(crate) fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal() && !is_dumb()
}

/// Returns whether `TERM` says that the terminal understands no escape sequences.
pub(crate) fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Returns whether the terminal is one that shows links (OSC 8), by the variables that it sets. `FORCE_HYPERLINK` decides
/// where it is set, as in other programs.
///
/// The terminal of VS Code is none of them: by itself it links `file:7` to that line, which a link does not.
pub(crate) fn has_links(variable: impl Fn(&str) -> Option<String>) -> bool {
    if let Some(forced) = variable("FORCE_HYPERLINK") {
        return !forced.is_empty() && forced != "0";
    }
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    // Not every version of these passes links on.
    if is_set("TMUX") || is_set("STY") {
        return false;
    }
    let is_vte =
        variable("VTE_VERSION").and_then(|version| version.parse().ok()).is_some_and(|version: u32| version >= 5000);
    let program = variable("TERM_PROGRAM").unwrap_or_default();
    let term = variable("TERM").unwrap_or_default();
    is_vte
        || ["KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION"].into_iter().any(is_set)
        || ["iTerm.app", "WezTerm", "ghostty", "rio"].contains(&program.as_str())
        || ["foot", "alacritty", "xterm-kitty", "xterm-ghostty"].iter().any(|known| term.starts_with(known))
}

/// Returns the size of the terminal that shows the standard output, if one does.
pub(crate) fn size() -> Option<Size> {
    let (columns, rows) = terminal_size::terminal_size_of(io::stdout())?;
    Some(Size { columns: columns.0.into(), rows: rows.0.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_for_terminals_that_show_them() {
        let has_links = |variables: &[(&str, &str)]| {
            has_links(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
        };
        for variables in [
            &[("VTE_VERSION", "7600")][..],
            &[("TERM_PROGRAM", "WezTerm")],
            &[("TERM", "foot-extra")],
            &[("WT_SESSION", "1")],
            &[("TERM", "linux"), ("FORCE_HYPERLINK", "1")],
        ] {
            assert!(has_links(variables), "{variables:?}");
        }
        for variables in [
            &[][..],
            &[("VTE_VERSION", "4000")],
            &[("TERM", "xterm-256color"), ("TERM_PROGRAM", "vscode")],
            &[("WT_SESSION", "1"), ("TMUX", "socket,1,0")],
            &[("TERM", "foot"), ("FORCE_HYPERLINK", "0")],
        ] {
            assert!(!has_links(variables), "{variables:?}");
        }
    }
}
