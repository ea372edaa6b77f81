//! Lines of text with ANSI colours: how wide they are, where they can be cut, and what must not reach a terminal.
//!
//! Of the ANSI escape sequences only colours (SGR, `ESC [ ... m`) and the links of [`link`] are understood. Programs that the
//! course runs may print any others, so every line of their output goes through [`sanitize`], the only place that strips
//! escape sequences, links included.

use unicode_width::UnicodeWidthChar;

/// The introducer of a control sequence (CSI).
const INTRODUCER: &str = "\u{1b}[";

/// The start of a link (OSC 8), which goes on with `;`, its target and [`LINK_END`]; without a target it ends the link.
const LINK: &str = "\u{1b}]8;;";

/// The end of the target of a link.
const LINK_END: &str = "\u{1b}\\";

/// A piece of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'t> {
    /// A whole escape sequence that changes the colour. It takes no room.
    Color(&'t str),
    /// The start or the end of a link. It takes no room either.
    Link(&'t str),
    Char(char),
}

impl Token<'_> {
    /// Returns the number of columns that a terminal needs for it.
    ///
    /// A control character counts as the space that replaces it: see [`cut`].
    fn width(self) -> usize {
        match self {
            Token::Color(_) | Token::Link(_) => 0,
            Token::Char(c) => c.width().unwrap_or(1),
        }
    }
}

/// Splits a line into colours and characters.
fn tokens(line: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (color, hyperlink) = (color_length(rest), link_length(rest));
        let (token, after) = rest.split_at(color.or(hyperlink).unwrap_or(first.len_utf8()));
        rest = after;
        Some(match (color, hyperlink) {
            (Some(_), _) => Token::Color(token),
            (_, Some(_)) => Token::Link(token),
            _ => Token::Char(first),
        })
    })
}

/// Returns the length in bytes of the colour that the text starts with, if it does.
fn color_length(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix(INTRODUCER)?;
    let end = parameters.find(|c: char| !(c.is_ascii_digit() || c == ';' || c == ':'))?;
    parameters[end..].starts_with('m').then_some(INTRODUCER.len() + end + 1)
}

/// Returns the length in bytes of the start or end of a link that the text starts with, if it does.
fn link_length(text: &str) -> Option<usize> {
    let target = text.strip_prefix(LINK)?.find(|c: char| c.is_control())?;
    let end = LINK.len() + target;
    text[end..].starts_with(LINK_END).then_some(end + LINK_END.len())
}

/// Makes a text a link to `target`, which must be a URL: it has no spaces or control characters.
pub fn link(text: &str, target: &str) -> String {
    format!("{LINK}{target}{LINK_END}{text}{LINK}{LINK_END}")
}

/// Ends a link that may be open.
pub fn without_open_link(line: &str) -> String {
    if line.contains(LINK) { format!("{line}{LINK}{LINK_END}") } else { line.to_owned() }
}

/// Strips every escape sequence except colours, so that printing the line cannot affect the terminal.
///
/// Control characters become spaces, and the visible part of a sequence stays, so that nothing is hidden. Tabs stay.
pub fn sanitize(line: &str) -> String {
    let visible = |c: char| if c.is_control() && c != '\t' { ' ' } else { c };
    let mut clean = String::with_capacity(line.len());
    for token in tokens(line) {
        match token {
            Token::Color(color) => clean.push_str(color),
            Token::Link(sequence) => clean.extend(sequence.chars().map(visible)),
            Token::Char(c) => clean.push(visible(c)),
        }
    }
    clean
}

/// Removes the colours and links.
pub fn without_colors(text: &str) -> String {
    tokens(text).filter_map(|token| if let Token::Char(c) = token { Some(c) } else { None }).collect()
}

/// Returns the number of columns that the text takes in a terminal, as Unicode defines it: two for 日, none for colours.
pub fn width(text: &str) -> usize {
    tokens(text).map(Token::width).sum()
}

/// Cuts out the part of a line that starts at column `first` and takes at most `columns`.
///
/// All colours and links stay, also those before the part. Control characters, such as a tab, become spaces: they would move what
/// follows. A wide character of which only one half fits becomes a space as well.
pub fn cut(line: &str, first: usize, columns: usize) -> String {
    let end = first.saturating_add(columns);
    let (mut part, mut column) = (String::new(), 0);
    for token in tokens(line) {
        let next = column + token.width();
        match token {
            Token::Color(sequence) | Token::Link(sequence) => part.push_str(sequence),
            Token::Char(c) if first <= column && next <= end && first < next => {
                part.push(if c.is_control() { ' ' } else { c });
            }
            Token::Char(_) => {
                let half = next.min(end).saturating_sub(column.max(first));
                part.extend(std::iter::repeat_n(' ', half));
            }
        }
        column = next;
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_take_no_room() {
        assert_eq!(width("\u{1b}[1m\u{1b}[31mred\u{1b}[0m │"), 5);
        assert_eq!(without_colors("\u{1b}[1m\u{1b}[31mred\u{1b}[0m │"), "red │");
    }

    #[test]
    fn a_part_keeps_its_colours() {
        assert_eq!(cut("\u{1b}[31mabc\u{1b}[0mdef", 1, 3), "\u{1b}[31mbc\u{1b}[0md");
        assert_eq!(cut("a\tb", 0, 9), "a b");
        assert_eq!(cut("abc", 5, 9), "");
    }

    #[test]
    fn wide_characters_take_two_columns_and_accents_none() {
        assert_eq!((width("日本"), width("e\u{301}"), width("a\tb")), (4, 1, 3));
        assert_eq!(cut("日本語", 0, 4), "日本");
        assert_eq!(cut("日本語", 1, 4), " 本 ");
        assert_eq!(cut("e\u{301}e\u{301}", 0, 1), "e\u{301}");
        assert_eq!(cut("e\u{301}e\u{301}", 1, 1), "e\u{301}");
    }

    #[test]
    fn a_link_takes_no_room_and_no_program_can_print_one() {
        let linked = link("lib.rs:7", "file:///a/lib.rs");
        assert_eq!((width(&linked), without_colors(&linked).as_str()), (8, "lib.rs:7"));
        assert_eq!(cut(&linked, 4, 2), link("rs", "file:///a/lib.rs"));
        assert_eq!(sanitize(&linked), " ]8;;file:///a/lib.rs \\lib.rs:7 ]8;; \\");
        assert_eq!(width("\u{1b}]8;;never ended"), 16);
    }

    #[test]
    fn of_escape_sequences_only_colours_stay() {
        assert_eq!(sanitize("\u{1b}[1;38:5:1mred\u{1b}[0m\tas it is"), "\u{1b}[1;38:5:1mred\u{1b}[0m\tas it is");
        assert_eq!(sanitize("a\u{1b}[2Jb\u{1b}]0;title\u{7}c\rd\u{1b}"), "a [2Jb ]0;title c d ");
        assert_eq!((width("a\u{1b}[2J"), cut("a\u{1b}[2J", 0, 9)), (5, "a [2J".to_owned()));
    }
}
