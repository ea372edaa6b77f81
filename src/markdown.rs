//! Lays out the Markdown of doc comments, hints and introductions as plain text.

use crate::wrap::{wrap, wrap_code};

/// Lays out Markdown: fills paragraphs and list items to `columns`, wraps code, and leaves headings and tables as they are.
///
/// Of a link only its text is kept.
pub(crate) fn layout(markdown: &str, columns: usize) -> Vec<String> {
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
                lines.extend(wrap_code(&format!("    {line}"), columns));
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

/// Replaces each link, `[text](target)` or ``[`code`]``, by its text.
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
            // Not a link but an interval, `[0, 10)`, or a list.
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

/// Removes the stars of emphasis: `*word*` becomes the word. Stars in code stay.
fn without_emphasis(text: &str) -> String {
    let mut kept = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index > 0 {
            kept.push('`');
        }
        // Code stands between an odd and an even backtick.
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

/// A paragraph or a list item, whose lines are joined before it is wrapped.
#[derive(Default)]
struct Paragraph {
    text: String,
    /// The number of columns by which all lines after the first are indented.
    indent: usize,
}

impl Paragraph {
    /// Adds a line of the source.
    fn add(&mut self, line: &str) {
        if self.text.is_empty() {
            self.indent = list_marker(line).unwrap_or(0);
            self.text.push_str(line);
        } else {
            self.text.push(' ');
            self.text.push_str(line.trim_start());
        }
    }

    /// Moves the paragraph, wrapped, to the end of `lines`. An empty one adds nothing.
    fn finish(&mut self, columns: usize, lines: &mut Vec<String>) {
        if !self.text.is_empty() {
            lines.extend(wrap(&without_emphasis(&without_links(&self.text)), columns, &" ".repeat(self.indent)));
            self.text.clear();
        }
    }
}

/// Returns the width of a list item's marker with the spaces around it: `- `, `* ` or `1. `.
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
    fn fills_paragraphs_and_wraps_code() {
        let markdown = "One\ntwo three.\n\n- an item\n  goes on\n- next\n\n# Errors\n\n```\nlet x = 1; // long enough to break\n```";
        let lines = layout(markdown, 20);
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
                "    let x = 1;",
                "        // long",
                "        // enough to",
                "        // break"
            ]
        );
        assert_eq!(layout("See [`this`] and `[0, 10)`.", 40), ["See `this` and `[0, 10)`."]);
        assert_eq!(layout("Read [the\n`guide`](../a.md), [`b`](b) and [c].", 40), ["Read the `guide`, `b` and [c]."]);
        assert_eq!(layout("A *stream* of `a * b * c`, 2 * 3 * 4.", 60), ["A stream of `a * b * c`, 2 * 3 * 4."]);
        assert_eq!(layout("- one two three four", 10), ["- one two", "  three", "  four"]);
    }
}
