//! Task: parsed
//! A loop that returns at the first bad line.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let mut lines = std::pin::pin!(lines);
    let mut numbers = Vec::new();
    while let Some(text) = lines.next().await {
        match text.parse() {
            Ok(number) => numbers.push(number),
            Err(source) => return Err(ParseLineError { line: numbers.len() + 1, text, source }),
        }
    }
    Ok(numbers)
}
