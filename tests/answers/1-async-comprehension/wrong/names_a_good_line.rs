//! Fails: parsed::names_the_first_bad_line_by_number_and_text
//! Says: the error names a good line
//! The text of the line before is kept.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let mut lines = std::pin::pin!(lines.enumerate());
    let (mut numbers, mut before) = (Vec::new(), String::new());
    while let Some((index, text)) = lines.next().await {
        match text.parse() {
            Ok(number) => numbers.push(number),
            Err(source) => return Err(ParseLineError { line: index + 1, text: before, source }),
        }
        before = text;
    }
    Ok(numbers)
}
