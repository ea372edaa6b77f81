//! Text for a terminal: how wide it is, and where its lines break.

/// How many columns a text takes. Escape sequences of colours take none.
pub(crate) fn width(text: &str) -> usize {
    let mut columns = 0;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // A colour is `ESC [ ... m`.
            chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            columns += 1;
        }
    }
    columns
}

/// The part of a line that begins after `skipped` columns and takes at most `columns`. Escape sequences of colours are
/// kept, also those of what is skipped.
pub(crate) fn cut(line: &str, skipped: usize, columns: usize) -> String {
    let (mut kept, mut column) = (String::new(), 0);
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            kept.push(c);
            for c in chars.by_ref() {
                kept.push(c);
                if c.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            if (skipped..skipped + columns).contains(&column) {
                // A tab or another control character would move what follows.
                kept.push(if c.is_control() { ' ' } else { c });
            }
            column += 1;
        }
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
            lines.extend(wrap(&without_links(&self.text), columns, &" ".repeat(self.indent)));
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
    }

    #[test]
    fn a_part_keeps_its_colours() {
        assert_eq!(cut("\u{1b}[31mabc\u{1b}[0mdef", 1, 3), "\u{1b}[31mbc\u{1b}[0md");
        assert_eq!(cut("a\tb", 0, 9), "a b");
        assert_eq!(cut("abc", 5, 9), "");
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
        assert_eq!(reflow("- one two three four", 10), ["- one two", "  three", "  four"]);
    }
}
