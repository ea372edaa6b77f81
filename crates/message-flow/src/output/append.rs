//! A text file to which whole lines are appended.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::error::BoxError;

/// An error of a file, with its path.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}", .path.display())]
struct FileError {
    action: &'static str,
    path: PathBuf,
    source: io::Error,
}

/// A text file that ends with a whole line.
#[derive(Debug)]
pub(super) struct AppendedFile {
    file: File,
    path: PathBuf,
    length: u64,
}

impl AppendedFile {
    /// Opens a file, and creates it if it is not there. A last line without its end is what a crash has left of a record that
    /// was never acknowledged: it is cut off. With `quoted`, a line end between quotes is part of a record.
    pub(super) fn open(path: &Path, quoted: bool) -> Result<AppendedFile, BoxError> {
        let failed = |action| {
            let path = path.to_owned();
            move |source| FileError { action, path, source }
        };
        let mut options = OpenOptions::new();
        let mut file = options.read(true).append(true).create(true).open(path).map_err(failed("open"))?;
        let length = whole_length(&mut file, quoted).map_err(failed("read"))?;
        file.set_len(length).map_err(failed("truncate"))?;
        Ok(AppendedFile { file, path: path.to_owned(), length })
    }

    fn failed(&self, action: &'static str) -> impl FnOnce(io::Error) -> BoxError {
        let path = self.path.clone();
        move |source| FileError { action, path, source }.into()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Returns the first line, without its end.
    pub(super) fn first_line(&mut self) -> Result<Vec<u8>, BoxError> {
        let read = |file: &mut File| {
            file.seek(SeekFrom::Start(0))?;
            let mut line = Vec::new();
            BufReader::new(file).read_until(b'\n', &mut line)?;
            Ok(line)
        };
        let line = read(&mut self.file).map_err(self.failed("read"))?;
        Ok(line.trim_ascii_end().to_vec())
    }

    /// Appends whole lines, or nothing.
    pub(super) fn append(&mut self, lines: &[u8]) -> Result<(), BoxError> {
        if let Err(error) = self.file.write_all(lines) {
            // A part of it may be in the file, and would stand in front of the next attempt. If it cannot be cut off now,
            // it is when the file is opened again.
            let _ = self.file.set_len(self.length);
            return Err(self.failed("write to")(error));
        }
        self.length += lines.len() as u64;
        Ok(())
    }

    /// Waits until everything is on the disk.
    pub(super) fn sync(&mut self) -> Result<(), BoxError> {
        self.file.sync_all().map_err(self.failed("sync"))
    }
}

/// Returns the length of the file up to the end of its last whole line.
fn whole_length(file: &mut File, quoted: bool) -> io::Result<u64> {
    let length = file.metadata()?.len();
    // Only the whole text says which line ends stand between quotes.
    if !quoted {
        if length == 0 {
            return Ok(0);
        }
        file.seek(SeekFrom::Start(length - 1))?;
        let mut last = [0];
        file.read_exact(&mut last)?;
        if last == *b"\n" {
            return Ok(length);
        }
    }
    file.seek(SeekFrom::Start(0))?;
    let (mut whole, mut read, mut in_quotes) = (0, 0, false);
    let mut lines = BufReader::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        let count = lines.read_until(b'\n', &mut line)? as u64;
        if count == 0 {
            return Ok(whole);
        }
        read += count;
        // A quote within a quoted field is doubled, so it does not change anything.
        for byte in &line {
            in_quotes ^= quoted && *byte == b'"';
        }
        if line.ends_with(b"\n") && !in_quotes {
            whole = read;
        }
    }
}
