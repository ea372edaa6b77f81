//! The capabilities of the terminal of this process, as far as the environment says.

use std::io::IsTerminal;

use super::Charset;

/// The width if neither the environment nor the terminal says another one.
const DEFAULT_WIDTH: usize = 100;

/// The settings of a drawing for a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Terminal {
    pub(super) width: usize,
    pub(super) charset: Charset,
    pub(super) color: bool,
    /// The maximum number of lanes, if the user has set one.
    pub(super) lanes: Option<usize>,
}

impl Terminal {
    /// Returns the settings for the terminal of this process.
    pub(super) fn of_process() -> Terminal {
        let stdout = std::io::stdout();
        let measured = columns_of(&stdout).or_else(|| columns_of(&std::io::stderr()));
        // The test harness captures what a panicking test prints, and shows it on standard output.
        Terminal::new(|name| std::env::var(name).ok(), measured, stdout.is_terminal())
    }

    fn new(variable: impl Fn(&str) -> Option<String>, measured: Option<usize>, is_terminal: bool) -> Terminal {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        Terminal {
            width: width(&variable, measured),
            charset: charset(&variable),
            color: color(&variable, is_terminal),
            lanes: number(&variable, "POLLSCOPE_LANES"),
        }
    }
}

fn width(variable: &impl Fn(&str) -> Option<String>, measured: Option<usize>) -> usize {
    number(variable, "POLLSCOPE_WIDTH").or_else(|| number(variable, "COLUMNS")).or(measured).unwrap_or(DEFAULT_WIDTH)
}

fn number(variable: &impl Fn(&str) -> Option<String>, name: &str) -> Option<usize> {
    variable(name)?.trim().parse().ok().filter(|&number| number > 0)
}

fn color(variable: &impl Fn(&str) -> Option<String>, is_terminal: bool) -> bool {
    match variable("POLLSCOPE_COLOR").as_deref() {
        Some("always") => true,
        Some("never") => false,
        _ => is_terminal && variable("NO_COLOR").is_none() && variable("TERM").as_deref() != Some("dumb"),
    }
}

fn charset(variable: &impl Fn(&str) -> Option<String>) -> Charset {
    match variable("POLLSCOPE_CHARSET").as_deref() {
        Some("unicode") => return Charset::Unicode,
        Some("ascii") => return Charset::Ascii,
        _ => {}
    }
    let unicode = match ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable) {
        Some(locale) => {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        }
        // Containers rarely set a locale, but their output is read as UTF-8. The old console of Windows does not read it.
        None => !cfg!(windows) || variable("WT_SESSION").is_some(),
    };
    if unicode { Charset::Unicode } else { Charset::Ascii }
}

/// Returns the width of the terminal that a stream writes to, if it is one.
#[cfg(unix)]
fn columns_of(stream: &impl std::os::fd::AsFd) -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(stream).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

/// Returns the width of the terminal that a stream writes to, if it is one.
#[cfg(windows)]
fn columns_of(stream: &impl std::os::windows::io::AsHandle) -> Option<usize> {
    terminal_size::terminal_size_of(stream).map(|(columns, _)| usize::from(columns.0))
}

/// Returns the width of the terminal that a stream writes to, if it is one.
#[cfg(not(any(unix, windows)))]
fn columns_of<T>(_: &T) -> Option<usize> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the settings with these environment variables.
    fn terminal(variables: &[(&str, &str)], measured: Option<usize>, is_terminal: bool) -> Terminal {
        let variable =
            |name: &str| variables.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned());
        Terminal::new(variable, measured, is_terminal)
    }

    #[test]
    fn a_width_that_is_set_has_precedence_over_the_measured_one() {
        let width = |variables: &[(&str, &str)], measured| terminal(variables, measured, true).width;
        assert_eq!(width(&[("POLLSCOPE_WIDTH", "70"), ("COLUMNS", "80")], Some(90)), 70);
        assert_eq!(width(&[("COLUMNS", "80")], Some(90)), 80);
        assert_eq!(width(&[], Some(90)), 90);
        assert_eq!(width(&[], None), 100);
    }

    #[test]
    fn a_width_that_is_not_a_number_is_ignored() {
        for nonsense in ["", "wide", "0", "-3"] {
            assert_eq!(terminal(&[("POLLSCOPE_WIDTH", nonsense), ("COLUMNS", nonsense)], Some(90), true).width, 90);
        }
    }

    #[test]
    fn the_number_of_lanes_is_never_measured() {
        let lanes = |variables: &[(&str, &str)]| terminal(variables, Some(90), true).lanes;
        assert_eq!(lanes(&[]), None);
        assert_eq!(lanes(&[("POLLSCOPE_LANES", "200")]), Some(200));
        for nonsense in ["", "all", "0", "-3"] {
            assert_eq!(lanes(&[("POLLSCOPE_LANES", nonsense)]), None, "{nonsense:?}");
        }
    }

    #[test]
    fn colour_is_for_terminals_unless_the_environment_says_otherwise() {
        let color = |variables: &[(&str, &str)], is_terminal| terminal(variables, None, is_terminal).color;
        assert!(color(&[], true));
        assert!(!color(&[], false));
        assert!(!color(&[("NO_COLOR", "1")], true));
        assert!(color(&[("NO_COLOR", "")], true), "an empty NO_COLOR counts as unset");
        assert!(!color(&[("TERM", "dumb")], true));
        assert!(color(&[("POLLSCOPE_COLOR", "always"), ("NO_COLOR", "1")], false));
        assert!(!color(&[("POLLSCOPE_COLOR", "never")], true));
        assert!(!color(&[("POLLSCOPE_COLOR", "auto")], false));
    }

    #[test]
    fn the_first_locale_that_is_set_decides_the_characters() {
        let charset = |variables: &[(&str, &str)]| terminal(variables, None, true).charset;
        assert_eq!(charset(&[("LANG", "en_GB.UTF-8")]), Charset::Unicode);
        assert_eq!(charset(&[("LC_ALL", "C.utf8"), ("LANG", "C")]), Charset::Unicode);
        assert_eq!(charset(&[("LC_ALL", ""), ("LC_CTYPE", "POSIX"), ("LANG", "en_GB.UTF-8")]), Charset::Ascii);
        assert_eq!(charset(&[("LANG", "de_DE.ISO-8859-1")]), Charset::Ascii);
        assert_eq!(charset(&[("LANG", "C"), ("POLLSCOPE_CHARSET", "unicode")]), Charset::Unicode);
        assert_eq!(charset(&[("LANG", "en_GB.UTF-8"), ("POLLSCOPE_CHARSET", "ascii")]), Charset::Ascii);
        let unset = if cfg!(windows) { Charset::Ascii } else { Charset::Unicode };
        assert_eq!(charset(&[]), unset);
        assert_eq!(charset(&[("WT_SESSION", "0")]), Charset::Unicode);
    }
}
