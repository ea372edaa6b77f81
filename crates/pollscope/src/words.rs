//! Words of verdicts and pictures: counts, and names that fit.

use std::fmt;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The most characters of a name that are kept: more than any picture has room for. A name can be a whole document.
const MAX_NAME_CHARS: usize = 500;

/// Returns a number with the noun that agrees with it: `one` after 1, `many` after any other number.
///
/// ```
/// use pollscope::report::count;
///
/// assert_eq!(count(1, "poll", "polls"), "1 poll");
/// assert_eq!(count(0, "poll", "polls"), "0 polls");
/// assert_eq!(count(2_u64, "request is", "requests are"), "2 requests are");
/// ```
pub fn count<N: Copy + fmt::Display + PartialEq + From<u8>>(number: N, one: &str, many: &str) -> String {
    let noun = if number == N::from(1) { one } else { many };
    format!("{number} {noun}")
}

/// Returns a name that fits on one line: control characters become spaces, and invisible characters are left out.
pub(crate) fn clean(name: &str) -> String {
    let is_visible = |c: &char| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}');
    let name: String =
        name.chars().take(MAX_NAME_CHARS).filter(is_visible).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if name.trim().is_empty() { "(no name)".to_owned() } else { name.trim_end().to_owned() }
}

/// Returns the text in ASCII. What ASCII has nothing for becomes `?`.
pub(crate) fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '…' => plain.push_str("..."),
            'µ' => plain.push('u'),
            c if c.is_ascii() => plain.push(c),
            _ => plain.push('?'),
        }
    }
    plain
}

/// Returns the width of the text in columns of a terminal.
pub(crate) fn columns(text: &str) -> usize {
    text.width()
}

/// Cuts the text to `width` columns. A text that is cut ends with `mark`.
pub(crate) fn shortened(text: &str, width: usize, mark: &str) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(columns(mark));
    let mut short = String::new();
    let mut taken = 0;
    for c in text.chars() {
        taken += c.width().unwrap_or(0);
        if taken > room {
            break;
        }
        short.push(c);
    }
    short.push_str(mark);
    short
}

/// Joins the pieces into lines of at most `width` columns. A piece that is wider than a line is cut.
pub(crate) fn wrapped(pieces: &[String], between: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        let piece = shortened(piece, width, "");
        match lines.last_mut() {
            Some(line) if columns(line) + columns(between) + columns(&piece) <= width => {
                line.push_str(between);
                line.push_str(&piece);
            }
            _ => lines.push(piece),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_by_columns_and_not_by_characters() {
        assert_eq!(shortened("fetch", 5, "…"), "fetch");
        assert_eq!(shortened("fetching", 5, "…"), "fetc…");
        // Each of these is two columns wide.
        assert_eq!(shortened("日本語日本語", 6, "…"), "日本…");
        assert_eq!(shortened("日本語", 1, "…"), "…");
    }

    #[test]
    fn lines_are_broken_between_words() {
        let words = ["one", "two", "three", "abcdefghijkl"].map(str::to_owned);
        assert_eq!(wrapped(&words, " ", 8), ["one two", "three", "abcdefgh"]);
    }

    #[test]
    fn a_name_is_one_line_without_control_characters() {
        assert_eq!(clean("a\nb\tc"), "a b c");
        assert_eq!(clean("\u{202e}\u{200b}"), "(no name)");
        assert_eq!(clean(""), "(no name)");
    }
}
