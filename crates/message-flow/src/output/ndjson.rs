//! NDJSON: a line of JSON for each message.

use std::marker::PhantomData;
use std::path::PathBuf;

use serde::Deserialize;

use super::append::AppendedFile;
use crate::error::{BoxError, Fault};
use crate::message::Message;
use crate::outbox::Outbox;
use crate::processor::BlockingProcessor;

/// The options of [`Ndjson`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NdjsonOptions {
    /// The file. Its folder must exist.
    pub path: PathBuf,
}

/// Appends each message to a file, as one line of JSON. A message that cannot be written as JSON fails; an error of the file is
/// a crash, so that the message is tried again.
#[derive(Debug)]
pub struct Ndjson<T> {
    options: NdjsonOptions,
    file: Option<AppendedFile>,
    message: PhantomData<fn() -> T>,
}

impl<T: Message> Ndjson<T> {
    /// Creates the output. The file is opened when the processor starts.
    pub fn new(options: NdjsonOptions) -> Ndjson<T> {
        Ndjson { options, file: None, message: PhantomData }
    }
}

impl<T: Message> BlockingProcessor for Ndjson<T> {
    type Input = T;

    fn start(&mut self) -> Result<(), BoxError> {
        self.file = Some(AppendedFile::open(&self.options.path, false)?);
        Ok(())
    }

    fn handle(&mut self, message: &T, _: &mut Outbox) -> Result<(), Fault> {
        let mut line = serde_json::to_vec(message)?;
        line.push(b'\n');
        let Some(file) = &mut self.file else { return Err(Fault::crash("the file is not open")) };
        file.append(&line).map_err(Fault::Crash)
    }

    fn stop(&mut self) -> Result<(), BoxError> {
        self.file.as_mut().map_or(Ok(()), AppendedFile::sync)
    }
}
