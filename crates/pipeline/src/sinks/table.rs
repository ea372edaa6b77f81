//! Aligned columns, for people.

use std::io;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{Keyed, plain, text::Format};

/// How many columns of the terminal a name may take. Within these bounds the first batch decides: later ones are not
/// known then, and to wait for them would mean to keep everything.
const NAME: (usize, usize) = (24, 60);

#[derive(Debug, Default)]
pub(super) struct Table {
    /// The widths of source and name, when the header was written.
    widths: Option<(usize, usize)>,
}

impl Format for Table {
    fn batch(&mut self, batch: &[Keyed], bytes: &mut Vec<u8>) -> io::Result<()> {
        let rows: Vec<[String; 3]> = batch
            .iter()
            .map(|Keyed { record, .. }| [&record.source, &*record.name, &plain(&record.data)].map(visible))
            .collect();
        let (source, name) = match self.widths {
            Some(widths) => widths,
            None if rows.is_empty() => return Ok(()),
            None => {
                let widest = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
                let widths = (widest(0).max("source".len()), widest(1).clamp(NAME.0, NAME.1));
                self.widths = Some(widths);
                line(bytes, widths, ["source", "name", "data"]);
                widths
            }
        };
        for row in &rows {
            line(bytes, (source, name), [&row[0], &cut(&row[1], name), &row[2]]);
        }
        Ok(())
    }
}

/// The last column need not be as wide as any other, so nothing of it is cut.
fn line(bytes: &mut Vec<u8>, (source, name): (usize, usize), row: [&str; 3]) {
    for (text, width) in [(row[0], source), (row[1], name)] {
        bytes.extend_from_slice(text.as_bytes());
        bytes.resize(bytes.len() + width.saturating_sub(text.width()) + 2, b' ');
    }
    bytes.extend_from_slice(row[2].as_bytes());
    bytes.push(b'\n');
}

/// What would move the cursor, change colours, hide or turn round what follows, as its code instead.
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

/// Spaces without width, line ends, marks of direction and tags. The joiners U+200C and U+200D are none of these:
/// scripts and emoji need them.
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

    fn written(batches: &[Vec<Keyed>]) -> String {
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
    fn is_nothing_without_records() {
        assert_eq!(written(&[vec![]]), "");
    }

    #[test]
    fn a_name_can_do_nothing_to_the_terminal() {
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
