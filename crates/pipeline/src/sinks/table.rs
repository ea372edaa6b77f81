//! A table with aligned columns, for people.

use std::io;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::kind::{Opener, SinkKind};
use super::{KeyedRecord, plain, text::Format};

pub(super) const KIND: SinkKind = SinkKind {
    name: "table",
    extensions: &[],
    description: "a table on standard output",
    opener: Opener::Stdout(|| Box::new(Table::default())),
};

/// The least and the greatest width of the column of names, in terminal columns. The first batch decides within these
/// bounds, since a table that waited for the later ones would have to keep all records in memory.
const NAME_WIDTH: (usize, usize) = (24, 60);

#[derive(Debug, Default)]
struct Table {
    /// The widths of the columns `source` and `name`, once the header is written.
    widths: Option<(usize, usize)>,
}

impl Format for Table {
    fn batch(&mut self, batch: &[KeyedRecord], bytes: &mut Vec<u8>) -> io::Result<()> {
        let rows: Vec<[String; 3]> = batch
            .iter()
            .map(|KeyedRecord { record, .. }| [&record.source, &*record.name, &plain(&record.data)].map(visible))
            .collect();
        let (source, name) = match self.widths {
            Some(widths) => widths,
            None if rows.is_empty() => return Ok(()),
            None => {
                let widest = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
                let widths = (widest(0).max("source".len()), widest(1).clamp(NAME_WIDTH.0, NAME_WIDTH.1));
                self.widths = Some(widths);
                push_row(bytes, widths, ["source", "name", "data"]);
                widths
            }
        };
        for row in &rows {
            push_row(bytes, (source, name), [&row[0], &cut(&row[1], name), &row[2]]);
        }
        Ok(())
    }
}

/// Appends a row. The last column needs no alignment, so it is never cut.
fn push_row(bytes: &mut Vec<u8>, (source, name): (usize, usize), row: [&str; 3]) {
    for (text, width) in [(row[0], source), (row[1], name)] {
        bytes.extend_from_slice(text.as_bytes());
        bytes.resize(bytes.len() + width.saturating_sub(text.width()) + 2, b' ');
    }
    bytes.extend_from_slice(row[2].as_bytes());
    bytes.push(b'\n');
}

/// Escapes the characters that would move the cursor, change colours, or hide or reverse the text after them.
fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_control() || is_invisible(char) {
            visible.extend(char.escape_default());
        } else {
            visible.push(char);
        }
    }
    visible
}

/// Returns whether the character is a space without width, a line separator, a mark of direction or a tag. Scripts and
/// emoji need the joiners U+200C and U+200D, so these are not escaped.
fn is_invisible(char: char) -> bool {
    matches!(
        char,
        '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Shortens a text to this width, with an ellipsis.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut left = width - 1;
    for char in text.chars() {
        let Some(rest) = left.checked_sub(char.width().unwrap_or(0)) else { break };
        left = rest;
        cut.push(char);
    }
    cut + "…"
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sinks::text::tests::{batches, keyed};

    fn written(batches: &[Vec<KeyedRecord>]) -> String {
        let mut format = Table::default();
        let mut bytes = Vec::new();
        for batch in batches {
            format.batch(batch, &mut bytes).unwrap();
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn aligns_wide_characters_and_cuts_what_is_longer_than_the_first_batch() {
        let long = "x".repeat(30);
        let batches = [vec![keyed("github", "日本語", 1), keyed("posts", "plain", 22)], vec![keyed("users", &long, 3)]];
        let expected = "\
source  name                      data
github  日本語                    1
posts   plain                     22
users   xxxxxxxxxxxxxxxxxxxxxxx…  3
";
        assert_eq!(written(&batches), expected);
    }

    #[test]
    fn is_empty_without_records() {
        assert_eq!(written(&[vec![]]), "");
    }

    #[test]
    fn a_name_cannot_control_the_terminal() {
        let table = written(&[vec![keyed("posts", "a\u{1b}[2J\r\nb\u{9b}\u{202e}", 1)]]);
        assert_eq!(table.lines().nth(1), Some("posts   a\\u{1b}[2J\\r\\nb\\u{9b}\\u{202e}  1"));
    }

    proptest! {
        #[test]
        fn has_a_line_a_record_without_any_control_character(batches in batches()) {
            let table = written(&batches);
            let records = batches.concat().len();
            prop_assert_eq!(table.lines().count(), records + usize::from(records > 0));
            prop_assert!(table.chars().all(|char| char == '\n' || !char.is_control()));
        }

        #[test]
        fn what_is_cut_fits(text: String, width in 1..20_usize) {
            prop_assert!(cut(&visible(&text), width).width() <= width);
        }
    }
}
