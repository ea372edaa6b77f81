//! Text for a terminal: how wide it is, and where its lines break.

/// The length in bytes of the colour that a text begins with, `ESC [ ... m`, if it does.
fn color(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let end = parameters.find(|c: char| !(c.is_ascii_digit() || c == ';' || c == ':'))?;
    parameters[end..].starts_with('m').then_some("\u{1b}[".len() + end + 1)
}

/// A line without what would do more to a terminal than show text: of the escape sequences only colours stay. What was
/// there instead shows as its visible part, so that nothing is hidden.
pub(crate) fn harmless(line: &str) -> String {
    let (mut kept, mut rest) = (String::with_capacity(line.len()), line);
    while let Some(c) = rest.chars().next() {
        let length = color(rest).unwrap_or(c.len_utf8());
        if c == '\t' || !c.is_control() || length > c.len_utf8() {
            kept.push_str(&rest[..length]);
        } else {
            kept.push(' ');
        }
        rest = &rest[length..];
    }
    kept
}

/// A text without its colours.
pub(crate) fn plain(text: &str) -> String {
    let (mut plain, mut rest) = (String::new(), text);
    while let Some(c) = rest.chars().next() {
        let color = color(rest);
        if color.is_none() {
            plain.push(c);
        }
        rest = &rest[color.unwrap_or(c.len_utf8())..];
    }
    plain
}

/// How many columns a text takes. Colours take none.
pub(crate) fn width(text: &str) -> usize {
    let (mut columns, mut rest) = (0, text);
    while let Some(c) = rest.chars().next() {
        let color = color(rest);
        columns += usize::from(color.is_none());
        rest = &rest[color.unwrap_or(c.len_utf8())..];
    }
    columns
}

/// The part of a line that begins after `skipped` columns and takes at most `columns`. Colours are kept, also those of
/// what is skipped.
pub(crate) fn cut(line: &str, skipped: usize, columns: usize) -> String {
    let (mut kept, mut column, mut rest) = (String::new(), 0, line);
    while let Some(c) = rest.chars().next() {
        let color = color(rest);
        if let Some(length) = color {
            kept.push_str(&rest[..length]);
        } else {
            if (skipped..skipped + columns).contains(&column) {
                // A tab or another control character would move what follows.
                kept.push(if c.is_control() { ' ' } else { c });
            }
            column += 1;
        }
        rest = &rest[color.unwrap_or(c.len_utf8())..];
    }
    kept
}

/// Breaks one line at its spaces, so that no part is wider than `columns`, except for a word that is wider itself. The
/// parts after the first begin with `indent`.
pub(crate) fn wrap(line: &str, columns: usize, indent: &str) -> Vec<String> {
    if width(line) <= columns {
        return vec![line.to_owned()];
    }
    let start = line.len() - line.trim_start().len();
    let (mut current, rest) = (line[..start].to_owned(), &line[start..]);
    let mut parts = Vec::new();
    // How many spaces stand before the next word; more than one align something.
    let mut spaces = 0;
    let mut is_empty = true;
    for word in rest.split(' ') {
        if word.is_empty() {
            spaces += 1;
            continue;
        }
        if !is_empty && width(&current) + spaces + width(word) > columns {
            parts.push(std::mem::replace(&mut current, indent.to_owned()));
            is_empty = true;
        }
        if !is_empty {
            current.extend(std::iter::repeat_n(' ', spaces));
        }
        current.push_str(word);
        (is_empty, spaces) = (false, 1);
    }
    parts.push(current);
    parts
}

/// Lays out the text of a doc comment or a hint, which is Markdown: paragraphs and list items are filled to `columns`;
/// code, headings and tables stay as they are. Links keep their text only.
pub(crate) fn reflow(markdown: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut paragraph = Paragraph::default();
    let mut in_code = false;
    for line in markdown.lines().map(str::trim_end) {
        let is_fence = line.trim_start().starts_with("```");
        if is_fence || in_code {
            paragraph.finish(columns, &mut lines);
            if is_fence {
                in_code = !in_code;
            } else {
                lines.push(format!("    {line}"));
            }
        } else if line.is_empty() || line.starts_with('#') || line.starts_with('|') {
            paragraph.finish(columns, &mut lines);
            lines.push(line.trim_start_matches('#').trim_start().to_owned());
        } else {
            if list_marker(line).is_some() {
                paragraph.finish(columns, &mut lines);
            }
            paragraph.add(line);
        }
    }
    paragraph.finish(columns, &mut lines);
    lines
}

/// `[text](target)` becomes its text, and so does a link to code, ``[`like_this`]``.
fn without_links(text: &str) -> String {
    let (mut kept, mut rest) = (String::new(), text);
    while let Some((before, link)) = rest.split_once('[') {
        kept.push_str(before);
        let Some((label, after)) = link.split_once(']') else {
            kept.push('[');
            rest = link;
            continue;
        };
        let target = after.strip_prefix('(').and_then(|target| target.split_once(')'));
        rest = match target {
            Some((_, after)) => after,
            None if label.len() > 1 && label.starts_with('`') && label.ends_with('`') => after,
            // An interval, `[0, 10)`, or a list.
            None => {
                kept.push('[');
                rest = link;
                continue;
            }
        };
        kept.push_str(label);
    }
    kept + rest
}

/// `*word*` becomes the word. Stars in code stay.
fn without_stars(text: &str) -> String {
    let mut kept = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index > 0 {
            kept.push('`');
        }
        // What stands between an odd and an even mark is code.
        if index % 2 == 1 {
            kept.push_str(part);
            continue;
        }
        let part = part.replace("**", "*");
        let mut rest = part.as_str();
        while let Some((before, after)) = rest.split_once('*') {
            kept.push_str(before);
            match after.split_once('*') {
                Some((word, after)) if !word.is_empty() && word.trim() == word => {
                    kept.push_str(word);
                    rest = after;
                }
                _ => {
                    kept.push('*');
                    rest = after;
                }
            }
        }
        kept.push_str(rest);
    }
    kept
}

#[derive(Default)]
struct Paragraph {
    text: String,
    indent: usize,
}

impl Paragraph {
    fn add(&mut self, line: &str) {
        if self.text.is_empty() {
            self.indent = list_marker(line).unwrap_or(0);
            self.text.push_str(line);
        } else {
            self.text.push(' ');
            self.text.push_str(line.trim_start());
        }
    }

    fn finish(&mut self, columns: usize, lines: &mut Vec<String>) {
        if !self.text.is_empty() {
            lines.extend(wrap(&without_stars(&without_links(&self.text)), columns, &" ".repeat(self.indent)));
            self.text.clear();
        }
    }
}

/// The width of a list item's beginning, spaces included: `- `, `* ` or `1. `.
fn list_marker(line: &str) -> Option<usize> {
    let text = line.trim_start();
    let indent = line.len() - text.len();
    if text.starts_with("- ") || text.starts_with("* ") {
        return Some(indent + 2);
    }
    let (number, _) = text.split_once(". ")?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(indent + number.len() + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_take_no_room() {
        assert_eq!(width("\u{1b}[1m\u{1b}[31mred\u{1b}[0m │"), 5);
        assert_eq!(plain("\u{1b}[1m\u{1b}[31mred\u{1b}[0m │"), "red │");
    }

    #[test]
    fn a_part_keeps_its_colours() {
        assert_eq!(cut("\u{1b}[31mabc\u{1b}[0mdef", 1, 3), "\u{1b}[31mbc\u{1b}[0md");
        assert_eq!(cut("a\tb", 0, 9), "a b");
        assert_eq!(cut("abc", 5, 9), "");
    }

    #[test]
    fn of_escape_sequences_only_colours_stay() {
        assert_eq!(harmless("\u{1b}[1;38:5:1mred\u{1b}[0m\tas it is"), "\u{1b}[1;38:5:1mred\u{1b}[0m\tas it is");
        assert_eq!(harmless("a\u{1b}[2Jb\u{1b}]0;title\u{7}c\rd\u{1b}"), "a [2Jb ]0;title c d ");
        assert_eq!((width("a\u{1b}[2J"), cut("a\u{1b}[2J", 0, 9)), (5, "a [2J".to_owned()));
    }

    #[test]
    fn breaks_at_spaces_and_indents_the_rest() {
        assert_eq!(wrap("  expected: one two three", 14, "    "), ["  expected:", "    one two", "    three"]);
        assert_eq!(wrap("a-word-that-is-wider b", 5, ""), ["a-word-that-is-wider", "b"]);
        assert_eq!(wrap("short   as it is", 40, ""), ["short   as it is"]);
        assert_eq!(wrap("a   b   c", 7, "  "), ["a   b", "  c"]);
    }

    #[test]
    fn fills_paragraphs_and_leaves_code() {
        let markdown = "One\ntwo three.\n\n- an item\n  goes on\n- next\n\n# Errors\n\n```\nlet x = 1; // long enough to break\n```";
        let lines = reflow(markdown, 20);
        assert_eq!(
            lines,
            [
                "One two three.",
                "",
                "- an item goes on",
                "- next",
                "",
                "Errors",
                "",
                "    let x = 1; // long enough to break"
            ]
        );
        assert_eq!(reflow("See [`this`] and `[0, 10)`.", 40), ["See `this` and `[0, 10)`."]);
        assert_eq!(reflow("Read [the\n`guide`](../a.md), [`b`](b) and [c].", 40), ["Read the `guide`, `b` and [c]."]);
        assert_eq!(reflow("A *stream* of `a * b * c`, 2 * 3 * 4.", 60), ["A stream of `a * b * c`, 2 * 3 * 4."]);
        assert_eq!(reflow("- one two three four", 10), ["- one two", "  three", "  four"]);
    }
}
