//! Fails: parsed::reads_the_stream_to_its_end
//! Says: memory is reserved for as many items
//! Makes room for as many numbers as there can be lines.

pub use solution::*;

use std::pin::pin;

use futures::{Stream, StreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let mut numbers = Vec::with_capacity(lines.size_hint().1.unwrap_or_default());
    let mut lines = pin!(lines);
    while let Some(text) = lines.next().await {
        match text.parse() {
            Ok(number) => numbers.push(number),
            Err(source) => return Err(ParseLineError { line: numbers.len() + 1, text, source }),
        }
    }
    Ok(numbers)
}
