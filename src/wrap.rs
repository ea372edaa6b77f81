//! Wraps lines at their spaces.

use course::ansi::width;

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
}
