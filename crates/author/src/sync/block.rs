//! Lists of chapters in other files, between two marker lines.
//!
//! In Markdown the markers are `<!-- chapters ... -->` and `<!-- end of chapters -->`, in TOML `# chapters as ...` and
//! `# end of chapters`. Everything between them is replaced. They may be indented: then they do not end a list.

use crate::chapter::Chapter;

/// A chapter in a list.
#[derive(Clone, Debug)]
pub(super) struct Entry<'c> {
    pub(super) chapter: &'c Chapter,
    pub(super) title: String,
    pub(super) blurb: String,
}

/// A list of chapters.
#[derive(Debug)]
pub(super) struct Block {
    /// The file, from the root of the workspace.
    pub(super) file: &'static str,
    /// The beginning of the first marker.
    begin: &'static str,
    /// The last marker.
    end: &'static str,
    /// The lines before the first entry.
    head: &'static str,
    row: fn(&Entry) -> String,
}

/// The error of a file without the markers.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("it has no line that starts with `{begin}`, followed by a line `{end}`")]
pub(crate) struct BlockError {
    begin: &'static str,
    end: &'static str,
}

const BEGIN_MARKDOWN: &str = "<!-- chapters";
const END_MARKDOWN: &str = "<!-- end of chapters -->";
const END_TOML: &str = "# end of chapters";

/// All lists of chapters.
pub(super) const BLOCKS: &[Block] = &[
    Block {
        file: "Cargo.toml",
        begin: "# chapters as dev-dependencies",
        end: END_TOML,
        head: "",
        row: |entry| format!("{}.workspace = true", entry.chapter.lib),
    },
    Block {
        file: "Cargo.toml",
        begin: "# chapters as dependencies",
        end: END_TOML,
        head: "",
        row: |Entry { chapter: Chapter { lib, folder, solution_package, .. }, .. }| {
            format!("{lib} = {{ path = \"solutions/{folder}\", package = \"{solution_package}\" }}")
        },
    },
    Block {
        file: "README.md",
        begin: BEGIN_MARKDOWN,
        end: END_MARKDOWN,
        head: "\n| folder | what it teaches |\n|---|---|\n",
        row: |Entry { chapter: Chapter { folder, .. }, blurb, .. }| {
            format!("| [`exercises/{folder}`](exercises/{folder}) | {blurb} |")
        },
    },
    Block {
        file: "book/src/introduction.md",
        begin: BEGIN_MARKDOWN,
        end: END_MARKDOWN,
        head: "",
        row: |Entry { chapter: Chapter { number, folder, .. }, blurb, .. }| {
            format!("- [Chapter {number}]({folder}.md): {blurb}.")
        },
    },
    Block {
        file: "book/src/SUMMARY.md",
        begin: BEGIN_MARKDOWN,
        end: END_MARKDOWN,
        head: "",
        row: |Entry { chapter: Chapter { number, folder, .. }, title, .. }| {
            format!("- [Chapter {number}: {title}]({folder}.md)")
        },
    },
];

impl Block {
    /// Returns the text of the file with this list renewed. The line ends stay as they are.
    pub(super) fn renew(&self, text: &str, entries: &[Entry]) -> Result<String, BlockError> {
        let missing = || BlockError { begin: self.begin, end: self.end };
        let lines: Vec<&str> = text.lines().collect();
        let begin = lines.iter().position(|line| line.trim_start().starts_with(self.begin)).ok_or_else(missing)?;
        let length = lines[begin..].iter().position(|line| line.trim() == self.end).ok_or_else(missing)?;
        let mut renewed: Vec<String> = lines[..=begin].iter().map(|line| (*line).to_owned()).collect();
        renewed.extend(self.head.lines().map(str::to_owned));
        renewed.extend(entries.iter().map(self.row));
        if self.head.starts_with('\n') {
            renewed.push(String::new());
        }
        renewed.extend(lines[begin + length..].iter().map(|line| (*line).to_owned()));
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Ok(renewed.join(line_end) + line_end)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn block(file: &str) -> &'static Block {
        BLOCKS.iter().find(|block| block.file == file).expect("a block of this file")
    }

    fn renewed(file: &str, text: &str) -> Result<String, BlockError> {
        let chapter = |folder| Chapter::new(Path::new("/c"), folder, Vec::new()).unwrap();
        let chapters = [chapter("0-first-steps"), chapter("10-last")];
        let entry = |chapter| Entry { chapter, title: "a title".to_owned(), blurb: "a blurb".to_owned() };
        block(file).renew(text, &chapters.iter().map(entry).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_between_the_markers_is_replaced_and_nothing_else() {
        let text = "before\n<!-- chapters: see there -->\nold\n<!-- end of chapters -->\nafter\n";
        let expected = "before\n<!-- chapters: see there -->\n- [Chapter 0: a title](0-first-steps.md)\n- [Chapter 10: a \
                        title](10-last.md)\n<!-- end of chapters -->\nafter\n";
        assert_eq!(renewed("book/src/SUMMARY.md", text).unwrap(), expected);
        assert_eq!(renewed("book/src/SUMMARY.md", expected).unwrap(), expected, "twice is once");
        let windows = |text: &str| text.replace('\n', "\r\n");
        assert_eq!(renewed("book/src/SUMMARY.md", &windows(text)).unwrap(), windows(expected));
    }

    #[test]
    fn a_table_has_its_head_and_room() {
        let text = renewed("README.md", "<!-- chapters -->\n<!-- end of chapters -->\n").unwrap();
        let expected = "<!-- chapters -->\n\n| folder | what it teaches |\n|---|---|\n| \
                        [`exercises/0-first-steps`](exercises/0-first-steps) | a blurb |\n| \
                        [`exercises/10-last`](exercises/10-last) | a blurb |\n\n<!-- end of chapters -->\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_manifest_names_the_solutions() {
        let text = "[dev-dependencies]\n# chapters as dev-dependencies\n# end of chapters\nother = \"1\"\n";
        let text = renewed("Cargo.toml", text).unwrap();
        assert!(text.contains("\nfirst_steps.workspace = true\nlast.workspace = true\n# end of"), "{text}");
    }

    #[test]
    fn a_file_without_markers_is_an_error() {
        renewed("README.md", "<!-- end of chapters -->\n<!-- chapters -->\n").unwrap_err();
    }
}
