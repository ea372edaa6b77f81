//! Fails: parsed::pulls_no_line_after_a_bad_one
//! Says: another line is asked for
//! It looks ahead.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let mut lines = std::pin::pin!(lines);
    let mut numbers = Vec::new();
    let mut next = lines.next().await;
    while let Some(text) = next {
        next = lines.next().await;
        match text.parse() {
            Ok(number) => numbers.push(number),
            Err(source) => return Err(ParseLineError { line: numbers.len() + 1, text, source }),
        }
    }
    Ok(numbers)
}
