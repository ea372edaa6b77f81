//! CSV: a header, and a line for each message.

use std::marker::PhantomData;
use std::path::PathBuf;

use csv::WriterBuilder;
use serde::Deserialize;

use super::append::AppendedFile;
use crate::error::{BoxError, Fault};
use crate::message::Message;
use crate::outbox::Outbox;
use crate::processor::BlockingProcessor;

/// The options of [`Csv`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsvOptions {
    /// The file. Its folder must exist.
    pub path: PathBuf,
    /// The character between two fields, a comma by default. It must be one byte of ASCII.
    #[serde(default = "comma")]
    pub delimiter: char,
}

fn comma() -> char {
    ','
}

/// An error of a CSV file.
#[derive(Debug, thiserror::Error)]
enum CsvError {
    #[error("the delimiter {0:?} is not one byte of ASCII")]
    Delimiter(char),
    #[error("{path} has other columns: {found}, not {wanted}")]
    OtherColumns { path: String, found: String, wanted: String },
}

/// Appends each message to a CSV file, as one record. The columns are the fields of the message.
///
/// The header is written once, before the first record of an empty file. A file with other columns is an error, and nothing
/// is written to it. A message that cannot be written as a record fails; an error of the file is a crash, so that the message
/// is tried again.
#[derive(Debug)]
pub struct Csv<T> {
    options: CsvOptions,
    file: Option<AppendedFile>,
    /// The header of the file was compared or will be written.
    header_checked: bool,
    message: PhantomData<fn() -> T>,
}

impl<T: Message> Csv<T> {
    /// Creates the output. The file is opened when the processor starts.
    pub fn new(options: CsvOptions) -> Csv<T> {
        Csv { options, file: None, header_checked: false, message: PhantomData }
    }

    /// Returns the record of a message, with the header in front of it.
    fn record(&self, message: &T) -> Result<Vec<u8>, Fault> {
        let delimiter =
            u8::try_from(self.options.delimiter).map_err(|_| CsvError::Delimiter(self.options.delimiter))?;
        let mut writer = WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.serialize(message)?;
        writer.into_inner().map_err(|error| Fault::failed(error.to_string()))
    }
}

/// Returns the length of the header, with its line end. A line end between quotes is part of a name.
fn header_length(record: &[u8]) -> usize {
    let mut in_quotes = false;
    let end = record.iter().position(|byte| {
        in_quotes ^= *byte == b'"';
        *byte == b'\n' && !in_quotes
    });
    end.map_or(record.len(), |end| end + 1)
}

impl<T: Message> BlockingProcessor for Csv<T> {
    type Input = T;

    fn start(&mut self) -> Result<(), BoxError> {
        if !self.options.delimiter.is_ascii() || matches!(self.options.delimiter, '"' | '\n' | '\r') {
            return Err(CsvError::Delimiter(self.options.delimiter).into());
        }
        self.file = Some(AppendedFile::open(&self.options.path, true)?);
        Ok(())
    }

    fn handle(&mut self, message: &T, _: &mut Outbox) -> Result<(), Fault> {
        let record = self.record(message)?;
        let header = header_length(&record);
        let Some(file) = &mut self.file else { return Err(Fault::crash("the file is not open")) };
        if file.is_empty() {
            self.header_checked = true;
            return file.append(&record).map_err(Fault::Crash);
        }
        if !self.header_checked {
            let (found, wanted) = (file.first_line().map_err(Fault::Crash)?, record[..header].trim_ascii_end());
            if found != wanted {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let (path, found, wanted) = (self.options.path.display().to_string(), text(&found), text(wanted));
                return Err(Fault::crash(CsvError::OtherColumns { path, found, wanted }));
            }
            self.header_checked = true;
        }
        file.append(&record[header..]).map_err(Fault::Crash)
    }

    fn stop(&mut self) -> Result<(), BoxError> {
        self.file.as_mut().map_or(Ok(()), AppendedFile::sync)
    }
}
