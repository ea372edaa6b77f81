//! Items that became no record, kept with the reason, so that somebody can look at them and nothing else has to stop.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::Serialize;
use serde_json::Value;

use crate::blocking::blocking;

/// So much of an item is kept, in bytes of JSON: enough to see what is wrong, and no thousand bad ones fill a disk.
pub const LONGEST_ITEM: usize = 8 * 1024;

/// So much of a reason is kept, in bytes. It may repeat what it complains of.
pub const LONGEST_REASON: usize = 1024;

/// An item that became no record.
#[derive(Clone, Debug, PartialEq)]
pub struct DeadLetter {
    /// The name of the source.
    pub source: Cow<'static, str>,
    /// The page that it stood on, counted from 1, if the source has pages.
    pub page: Option<u64>,
    /// The field that is missing or wrong, such as `name.first`.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
    /// The item, as it came.
    pub item: Value,
}

/// A letter as it stands in the file. The keys are in this order.
#[derive(Serialize)]
struct Line<'a> {
    source: &'a str,
    page: Option<u64>,
    field: &'a str,
    reason: &'a str,
    item: Cow<'a, Value>,
    /// How long the item was, if only its beginning is here, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    item_bytes: Option<usize>,
}

/// A file of [`DeadLetter`]s, as JSON, an object a line. It grows from run to run.
#[derive(Debug)]
pub struct DeadLetters {
    path: PathBuf,
    file: Arc<File>,
    kept: u64,
}

/// Why dead letters can't be kept. The good records know nothing of it: say so, and go on.
#[derive(Debug, thiserror::Error)]
pub enum DeadLetterError {
    /// The file can't be opened.
    #[error(
        "cannot open the file {} for what is amiss in the sources: {why}. Name another one, in a folder that is there",
        .path.display()
    )]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// The file takes no more.
    #[error("cannot write down in {} what is amiss in the sources: {why}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
}

impl DeadLetters {
    /// Opens the file, or makes it. What is in it stays. A line that a killed run has left unfinished is ended, so that
    /// it does not spoil the next one.
    ///
    /// # Errors
    ///
    /// If it can't be read and written.
    pub async fn open(path: impl Into<PathBuf>) -> Result<Self, DeadLetterError> {
        let path = path.into();
        let opened = blocking({
            let path = path.clone();
            move || open(&path)
        });
        match opened.await {
            Ok(file) => Ok(Self { path, file: Arc::new(file), kept: 0 }),
            Err(why) => Err(DeadLetterError::Open { path, why }),
        }
    }

    /// Appends the letters, in order and all at once: when the future is ready they are in the file. Once begun it is
    /// carried out, although the future is dropped. Of a long item only the beginning is kept, see [`LONGEST_ITEM`].
    ///
    /// # Errors
    ///
    /// If the file takes no more. Some of the letters may be in it then.
    pub async fn keep(&mut self, letters: &[DeadLetter]) -> Result<(), DeadLetterError> {
        let failed = |why| DeadLetterError::Write { path: self.path.clone(), why };
        let mut bytes = Vec::new();
        for letter in letters {
            serde_json::to_writer(&mut bytes, &line(letter)).map_err(|why| failed(why.into()))?;
            bytes.push(b'\n');
        }
        let file = Arc::clone(&self.file);
        blocking(move || (&*file).write_all(&bytes)).await.map_err(failed)?;
        self.kept += letters.len() as u64;
        Ok(())
    }

    /// How many were kept in this run.
    pub fn kept(&self) -> u64 {
        self.kept
    }

    /// Where they are.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut file = File::options().create(true).read(true).append(true).open(path)?;
    let mut last = [b'\n'];
    // A named pipe or a terminal has no end to go to, and no unfinished line.
    if file.metadata()?.is_file() && file.seek(SeekFrom::End(0))? > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    if last != [b'\n'] {
        file.write_all(b"\n")?;
    }
    Ok(file)
}

fn line(DeadLetter { source, page, field, reason, item }: &DeadLetter) -> Line<'_> {
    let json = item.to_string();
    let (item, item_bytes) = if json.len() <= LONGEST_ITEM {
        (Cow::Borrowed(item), None)
    } else {
        (Cow::Owned(beginning(&json, LONGEST_ITEM).into()), Some(json.len()))
    };
    Line { source, page: *page, field, reason: beginning(reason, LONGEST_REASON), item, item_bytes }
}

fn beginning(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}
