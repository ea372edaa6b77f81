//! Wraps lines at their spaces.

use course::ansi::{cut, width};

/// Wraps one line at its spaces. The lines after the first start with `indent`.
///
/// None is wider than `columns`, except when it holds a single word that is wider.
pub(crate) fn wrap(line: &str, columns: usize, indent: &str) -> Vec<String> {
    if width(line) <= columns {
        return vec![line.to_owned()];
    }
    let start = line.len() - line.trim_start().len();
    let (mut current, rest) = (line[..start].to_owned(), &line[start..]);
    let mut parts = Vec::new();
    // The number of spaces before the next word; more than one align something.
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

/// Wraps code: after the first row of a line it is indented further, and a comment goes on as a comment, in rows of its own. A
/// word that is too wide goes on in the next row.
pub(crate) fn wrap_code(code: &str, columns: usize) -> Vec<String> {
    let mut rows = Vec::new();
    for line in code.lines() {
        let margin = " ".repeat((line.len() - line.trim_start().len()).min(columns / 2));
        let further = format!("{margin}    ");
        match line.split_once(" // ").filter(|_| width(line) > columns) {
            Some((before, comment)) if !before.trim().is_empty() => {
                rows.extend(wrap(before.trim_end(), columns, &further));
                rows.extend(wrap(&format!("{further}// {comment}"), columns, &format!("{further}// ")));
            }
            _ => {
                let comment = ["/// ", "//! ", "// "].into_iter().find(|mark| line.trim_start().starts_with(mark));
                let indent = comment.map_or(further, |mark| margin + mark);
                rows.extend(wrap(line, columns, &indent));
            }
        }
    }
    let pieces = |row: String| -> Vec<String> {
        let starts = (0..width(&row).max(1)).step_by(columns.max(1));
        starts.map(|first| cut(&row, first, columns)).collect()
    };
    rows.into_iter().flat_map(pieces).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_at_spaces_and_indents_the_rest() {
        assert_eq!(wrap("  expected: one two three", 14, "    "), ["  expected:", "    one two", "    three"]);
        assert_eq!(wrap("a-word-that-is-wider b", 5, ""), ["a-word-that-is-wider", "b"]);
        assert_eq!(wrap("short   as it is", 40, ""), ["short   as it is"]);
        assert_eq!(wrap("a   b   c", 7, "  "), ["a   b", "  c"]);
    }

    #[test]
    fn a_word_that_is_too_wide_goes_on_in_the_next_row() {
        assert_eq!(
            wrap_code(&format!("  {}\n\nx", "y".repeat(25)), 12),
            ["  yyyyyyyyyy", "yyyyyyyyyyyy", "yyy", "", "x"]
        );
    }

    #[test]
    fn a_comment_goes_on_as_a_comment() {
        assert_eq!(
            wrap_code("    // one two three\n    /// four five six\n    x", 15),
            ["    // one two", "    // three", "    /// four", "    /// five", "    /// six", "    x"]
        );
        assert_eq!(wrap_code("  f(x); // one two", 14), ["  f(x);", "      // one", "      // two"]);
    }
}
