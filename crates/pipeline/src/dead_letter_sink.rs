//! The sink of dead letters, which never stops the good records.

use std::path::PathBuf;

use streamlings_pipeline::Chain;
use streamlings_pipeline::dead_letters::{DeadLetter, DeadLetterError, DeadLetters};

/// Writes dead letters to a file that is created when it is needed. If the file cannot be written, counts the lost letters.
pub(crate) struct DeadLetterSink {
    path: PathBuf,
    file: Option<DeadLetters>,
    has_failed: bool,
    lost: u64,
}

impl DeadLetterSink {
    /// Creates the sink. Opens the file now if `open` is set.
    pub(crate) async fn new(path: PathBuf, open: bool) -> Result<Self, DeadLetterError> {
        let file = if open { Some(DeadLetters::open(&path).await?) } else { None };
        Ok(Self { path, file, has_failed: false, lost: 0 })
    }

    /// Returns the file, if it has letters of this run.
    pub(crate) fn written(&self) -> Option<&DeadLetters> {
        self.file.as_ref().filter(|file| file.appended() > 0)
    }

    /// Returns the number of letters that were lost because the file could not be written.
    pub(crate) fn lost(&self) -> u64 {
        self.lost
    }

    /// Writes the letters, or counts them as lost. Logs the first error, and then does not try again.
    pub(crate) async fn write(&mut self, letters: &[DeadLetter]) {
        if letters.is_empty() {
            return;
        }
        if !self.has_failed
            && let Err(error) = self.try_write(letters).await
        {
            self.has_failed = true;
            tracing::error!("{}", Chain(&error));
        }
        if self.has_failed {
            self.lost += letters.len() as u64;
        }
    }

    async fn try_write(&mut self, letters: &[DeadLetter]) -> Result<(), DeadLetterError> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(DeadLetters::open(&self.path).await?),
        };
        file.append(letters).await
    }
}
