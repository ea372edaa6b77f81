//! Two pieces of code, side by side.

use anstyle::Style;
use course::ansi;

use crate::output::{BOLD, DIM, Output};
use crate::wrap::wrap_code;

/// The width from which on there is room for two columns.
const MIN_WIDTH_FOR_COLUMNS: usize = 100;

/// The text between the columns.
const SEPARATOR: &str = " | ";

/// A piece of code with its title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Titled {
    pub(crate) title: String,
    pub(crate) code: String,
}

/// Shows two pieces of code in two columns; or where they have no room, one above the other. Long lines are wrapped.
pub(crate) fn beside(out: &mut Output, left: &Titled, right: &Titled) {
    if out.layout.width < MIN_WIDTH_FOR_COLUMNS {
        for (index, titled) in [left, right].into_iter().enumerate() {
            if index > 0 {
                out.blank();
            }
            out.heading(&titled.title);
            out.blank();
            out.code(&titled.code);
        }
        return;
    }
    let columns = (out.layout.width - SEPARATOR.len()) / 2;
    let texts = |text: fn(&Titled) -> &str| [text(left), text(right)].map(|text| wrap_code(text, columns));
    add_rows(out, columns, &texts(|titled| &titled.title), Some(BOLD));
    add_rows(out, columns, &[vec![String::new()], Vec::new()], None);
    add_rows(out, columns, &texts(|titled| &titled.code), None);
}

/// Adds the rows of two columns.
fn add_rows(out: &mut Output, columns: usize, [left, right]: &[Vec<String>; 2], style: Option<Style>) {
    let separator = out.paint(DIM, SEPARATOR.trim_end());
    for index in 0..left.len().max(right.len()) {
        let [left, right] = [left, right].map(|rows| rows.get(index).map(String::as_str).unwrap_or_default());
        let padding = " ".repeat(columns.saturating_sub(ansi::width(left)));
        let paint = |text: &str| match style {
            Some(style) if !text.is_empty() => out.paint(style, text),
            _ => text.to_owned(),
        };
        let gap = if right.is_empty() { "" } else { " " };
        out.raw(&format!("{}{padding}{separator}{gap}{}", paint(left), paint(right)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{ColorChoice, Layout};

    fn titled(title: &str, code: &str) -> Titled {
        Titled { title: title.to_owned(), code: code.to_owned() }
    }

    fn shown(width: usize) -> Vec<String> {
        let mut out = Output::new(Layout::of_process("/".into(), ColorChoice::Never).with_width(width));
        let long = format!("fn f() {{\n    let a = {};\n}}", ["a_word"; 9].join(" + "));
        beside(&mut out, &titled("Yours", &long), &titled("The reference's", "fn f() {}"));
        out.lines().to_vec()
    }

    #[test]
    fn two_columns_wrap_their_long_lines() {
        let lines = shown(101);
        let column = |text: &str| format!("{text:49} |");
        assert_eq!(lines[0], column("Yours") + " The reference's");
        assert_eq!(lines[1], column(""));
        assert_eq!(lines[2], column("fn f() {") + " fn f() {}");
        assert_eq!(lines[3], column("    let a = a_word + a_word + a_word + a_word +"));
        assert_eq!(lines[4], column("        a_word + a_word + a_word + a_word +"));
        assert_eq!(lines.last(), Some(&column("}")));
        assert!(lines.iter().all(|line| ansi::width(line) <= 101), "{lines:#?}");
    }

    #[test]
    fn a_narrow_terminal_shows_one_above_the_other() {
        let lines = shown(99);
        assert_eq!(lines[..3], ["Yours", "", "fn f() {"]);
        assert_eq!(lines[lines.len() - 4..], ["", "The reference's", "", "fn f() {}"]);
    }
}
