//! Dead letters: items that became no record, stored with the reason, so that a person can look at them later.

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

/// The number of bytes of an item's JSON that are stored: enough to see what is wrong, and a thousand bad items do not fill a
/// disk.
pub const MAX_ITEM_BYTES: usize = 8 * 1024;

/// The number of bytes of a reason that are stored. A reason may quote the item.
pub const MAX_REASON_BYTES: usize = 1024;

/// An item that became no record.
///
/// ```
/// use streamlings_pipeline::{dead_letters::DeadLetter, source::RecordError};
///
/// let letter = DeadLetter {
///     source: "users".into(),
///     page: Some(2),
///     field: "email".to_owned(),
///     reason: "is missing".to_owned(),
///     item: serde_json::json!({ "gender": "female" }),
/// };
/// let error = RecordError::Item(Box::new(letter));
/// assert_eq!(error.to_string(), "users: cannot use an item on page 2: its field `email` is missing");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DeadLetter {
    /// The name of the source.
    pub source: Cow<'static, str>,
    /// The page of the item, counted from 1, if the source has pages.
    pub page: Option<u64>,
    /// The field that is missing or wrong, such as `name.first`.
    pub field: String,
    /// The reason, as the rest of a sentence that begins with the field: `is missing`.
    pub reason: String,
    /// The item, unchanged.
    pub item: Value,
}

/// A dead letter as a line of the file, with its keys in this order.
#[derive(Serialize)]
struct Line<'a> {
    source: &'a str,
    page: Option<u64>,
    field: &'a str,
    reason: &'a str,
    item: Cow<'a, Value>,
    /// The length of the item, if only its beginning is stored, as a string.
    #[serde(skip_serializing_if = "Option::is_none")]
    item_bytes: Option<usize>,
}

/// A file of [`DeadLetter`]s, one JSON object a line. Every run appends to it.
///
/// ```
/// # use streamlings_pipeline::dead_letters::{DeadLetter, DeadLetters};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("dead-letters.ndjson");
/// let mut letters = DeadLetters::open(&path).await?;
/// let letter = DeadLetter {
///     source: "users".into(),
///     page: Some(2),
///     field: "email".to_owned(),
///     reason: "is missing".to_owned(),
///     item: serde_json::json!({ "gender": "female" }),
/// };
/// letters.append(&[letter]).await?;
/// assert!(std::fs::read_to_string(&path)?.starts_with(r#"{"source":"users","page":2,"field":"email""#));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct DeadLetters {
    path: PathBuf,
    file: Arc<File>,
    appended: u64,
}

/// The error of a file of dead letters. It does not affect the good records: report it and go on.
///
/// ```
/// # use streamlings_pipeline::dead_letters::{DeadLetterError, DeadLetters};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let folder = tempfile::tempdir()?;
/// let error = DeadLetters::open(folder.path()).await.unwrap_err();
/// assert!(matches!(&error, DeadLetterError::Open { path, .. } if path == folder.path()));
/// assert!(error.to_string().starts_with("cannot open the file of dead letters "));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeadLetterError {
    /// The file cannot be opened or created.
    #[error("cannot open the file of dead letters {}", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The file cannot be written to.
    #[error("cannot write to the file of dead letters {}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

impl DeadLetters {
    /// Opens the file or creates it, and keeps its contents. If a killed run has left a line unfinished, ends that line.
    ///
    /// # Errors
    ///
    /// If the file cannot be read and written.
    pub async fn open(path: impl Into<PathBuf>) -> Result<Self, DeadLetterError> {
        let path = path.into();
        let opened = blocking({
            let path = path.clone();
            move || open(&path)
        });
        match opened.await {
            Ok(file) => Ok(Self { path, file: Arc::new(file), appended: 0 }),
            Err(source) => Err(DeadLetterError::Open { path, source }),
        }
    }

    /// Appends the letters in order, in one write. Once started, the write completes even if the future is dropped. Only the
    /// beginning of a long item is stored, see [`MAX_ITEM_BYTES`].
    ///
    /// # Errors
    ///
    /// If the file cannot be written to. It may then have some of the letters.
    pub async fn append(&mut self, letters: &[DeadLetter]) -> Result<(), DeadLetterError> {
        let failed = |source| DeadLetterError::Write { path: self.path.clone(), source };
        let mut bytes = Vec::new();
        for letter in letters {
            serde_json::to_writer(&mut bytes, &line(letter)).map_err(|error| failed(error.into()))?;
            bytes.push(b'\n');
        }
        let file = Arc::clone(&self.file);
        blocking(move || (&*file).write_all(&bytes)).await.map_err(failed)?;
        self.appended += letters.len() as u64;
        Ok(())
    }

    /// Returns the number of letters that were appended since the file was opened.
    pub fn appended(&self) -> u64 {
        self.appended
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut file = File::options().create(true).read(true).append(true).open(path)?;
    let mut last = [b'\n'];
    // A named pipe or a terminal has no position and no unfinished line.
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
    let (item, item_bytes) = if json.len() <= MAX_ITEM_BYTES {
        (Cow::Borrowed(item), None)
    } else {
        (Cow::Owned(prefix(&json, MAX_ITEM_BYTES).into()), Some(json.len()))
    };
    Line { source, page: *page, field, reason: prefix(reason, MAX_REASON_BYTES), item, item_bytes }
}

/// Returns the longest prefix of at most this many bytes that ends between two characters.
fn prefix(text: &str, max_bytes: usize) -> &str {
    let end = (0..=max_bytes).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}
