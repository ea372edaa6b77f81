//! Outputs: processors that write messages to files. What they have acknowledged is in the file, also if the process is killed.

mod append;
mod csv;
mod ndjson;

pub use csv::{Csv, CsvOptions};
pub use ndjson::{Ndjson, NdjsonOptions};
