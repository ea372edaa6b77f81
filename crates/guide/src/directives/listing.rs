//! The code beside a recording: `listing=FILE:ANCHOR`. The player marks the lines that belong to the current event.
//!
//! These are the lines between `// ANCHOR: polled` and `// ANCHOR_END: polled`, for an event of the kind `polled`: the kinds
//! have the names of pollscope's JSON.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use pollscope::trace::EventKind;

use crate::player_data;

/// An error of the listing beside a recording.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListingError {
    /// The argument does not name an anchor.
    #[error("no anchor in `{0}`: write `listing=FILE:ANCHOR`")]
    NoAnchor(String),
    /// The file cannot be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The file does not have the anchor.
    #[error("`{1}` has no lines between `ANCHOR: {0}` and `ANCHOR_END: {0}`")]
    Missing(String, String),
    /// No line belongs to an event.
    #[error("no line of `{0}` belongs to an event: put anchors such as `polled` around those that do")]
    NoEvents(String),
}

/// The lines of a listing from the first to before the second, counted from 0.
type Lines = (usize, usize);

/// A listing, and its lines for each kind of event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listing {
    code: String,
    /// The kinds are letters, as in [`player_data`].
    marks: BTreeMap<char, Vec<Lines>>,
}

impl Listing {
    /// Reads a listing that is named as in `{{#include FILE:ANCHOR}}`: relative to the folder of the pages.
    pub(super) fn read(pages: &Path, name: &str) -> Result<Listing, ListingError> {
        let (file, anchor) = name.rsplit_once(':').ok_or_else(|| ListingError::NoAnchor(name.to_owned()))?;
        let path = pages.join(file);
        let text = fs::read_to_string(&path).map_err(|source| ListingError::Read { path, source })?;
        let listing =
            Listing::parse(&text, anchor).ok_or_else(|| ListingError::Missing(anchor.to_owned(), file.to_owned()))?;
        if listing.marks.is_empty() { Err(ListingError::NoEvents(name.to_owned())) } else { Ok(listing) }
    }

    /// Parses the part of a file between the two ends of an anchor. Returns `None` if one of them is missing.
    fn parse(text: &str, anchor: &str) -> Option<Listing> {
        let mut lines = text.lines().skip_while(|line| begin(line) != Some(anchor)).skip(1);
        let (mut code, mut count) = (String::new(), 0);
        let mut begun = BTreeMap::new();
        let mut marks: BTreeMap<char, Vec<Lines>> = BTreeMap::new();
        loop {
            let line = lines.next()?;
            if end(line) == Some(anchor) {
                return Some(Listing { code, marks });
            } else if let Some(name) = begin(line) {
                begun.insert(name, count);
            } else if let Some(name) = end(line) {
                let lines = begun.remove(name).map(|first| (first, count));
                if let (Some(letter), Some(lines)) = (letter(name), lines) {
                    marks.entry(letter).or_default().push(lines);
                }
            } else {
                code.push_str(line);
                code.push('\n');
                count += 1;
            }
        }
    }

    /// Writes the code as Markdown, so that it looks as all other code.
    pub(super) fn markdown(&self) -> String {
        format!(
            "<div class=\"listing\" tabindex=\"0\" role=\"group\" aria-label=\"The code of the recording\">\n\n\
             ```rust\n{}```\n\n</div>",
            self.code
        )
    }

    /// Returns the lines of each kind of event for the player.
    pub(super) fn marks(&self) -> &BTreeMap<char, Vec<Lines>> {
        &self.marks
    }
}

/// Returns the name of the anchor that begins in this line.
fn begin(line: &str) -> Option<&str> {
    line.trim().strip_prefix("// ANCHOR: ")
}

/// Returns the name of the anchor that ends in this line.
fn end(line: &str) -> Option<&str> {
    line.trim().strip_prefix("// ANCHOR_END: ")
}

/// Returns the letter of the kind of event with this name, if there is one.
fn letter(kind: &str) -> Option<char> {
    serde_json::from_value::<EventKind>(kind.into()).ok().map(player_data::letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "\
use a::b;
// ANCHOR: all
fn run() {
    // ANCHOR: polled
    // ANCHOR: pending
    poll();
    // ANCHOR_END: pending
    again();
    // ANCHOR_END: polled
    // ANCHOR: another_listing
}
// ANCHOR_END: another_listing
// ANCHOR_END: all
// ANCHOR: woken
fn wake() {}
// ANCHOR_END: woken
";

    #[test]
    fn the_lines_between_the_anchors_of_an_event_belong_to_it() {
        let listing = Listing::parse(CODE, "all").unwrap();
        assert_eq!(listing.code, "fn run() {\n    poll();\n    again();\n}\n");
        assert_eq!(listing.marks, BTreeMap::from([('p', vec![(1, 3)]), ('w', vec![(1, 2)])]));
    }

    #[test]
    fn a_listing_without_an_end_is_none() {
        assert_eq!(Listing::parse(CODE, "main"), None);
        assert_eq!(Listing::parse(&CODE.replace("// ANCHOR_END: all\n", ""), "all"), None);
    }
}
