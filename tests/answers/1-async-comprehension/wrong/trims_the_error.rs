//! Fails: parsed::keeps_the_text_of_a_bad_line_as_it_stood
//! Says: the text of the error is trimmed
//! The line is parsed unchanged, but its text is trimmed in the error.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let mut lines = std::pin::pin!(lines.enumerate());
    let mut numbers = Vec::new();
    while let Some((index, text)) = lines.next().await {
        match text.parse() {
            Ok(number) => numbers.push(number),
            Err(source) => return Err(ParseLineError { line: index + 1, text: text.trim().to_owned(), source }),
        }
    }
    Ok(numbers)
}
