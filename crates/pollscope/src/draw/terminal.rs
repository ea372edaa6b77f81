//! What the terminal of this process can show, as far as the environment tells.

use std::io::IsTerminal;

use super::Charset;

/// The width where nothing tells another one.
const USUAL_WIDTH: usize = 100;

/// What a text is drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Terminal {
    pub(super) width: usize,
    pub(super) charset: Charset,
    pub(super) color: bool,
}

impl Terminal {
    /// That of this process.
    pub(super) fn of_process() -> Terminal {
        let stdout = std::io::stdout();
        let measured =
            terminal_size::terminal_size_of(&stdout).or_else(|| terminal_size::terminal_size_of(std::io::stderr()));
        let measured = measured.map(|(width, _)| usize::from(width.0));
        // What is printed while a test panics is captured, and shown on standard output.
        Terminal::new(|name| std::env::var(name).ok(), measured, stdout.is_terminal())
    }

    fn new(variable: impl Fn(&str) -> Option<String>, measured: Option<usize>, is_terminal: bool) -> Terminal {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        Terminal {
            width: width(&variable, measured),
            charset: charset(&variable),
            color: color(&variable, is_terminal),
        }
    }
}

fn width(variable: &impl Fn(&str) -> Option<String>, measured: Option<usize>) -> usize {
    let columns = |name: &str| variable(name)?.trim().parse().ok().filter(|&columns: &usize| columns > 0);
    columns("POLLSCOPE_WIDTH").or_else(|| columns("COLUMNS")).or(measured).unwrap_or(USUAL_WIDTH)
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
        // Containers seldom set a locale, and what shows their output reads UTF-8. The old console of Windows does not.
        None => !cfg!(windows) || variable("WT_SESSION").is_some(),
    };
    if unicode { Charset::Unicode } else { Charset::Ascii }
}
