//! Fails: parsed::stops_at_every_kind_of_bad_line
//! Says: the text of the error is not that of the line
//! The error has at most a thousand characters of the line.

pub use solution::*;

use futures::{Stream, StreamExt};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let (mut lines, mut numbers) = (std::pin::pin!(lines.enumerate()), Vec::new());
    while let Some((index, text)) = lines.next().await {
        match text.parse() {
            Ok(number) => numbers.push(number),
            Err(source) => {
                return Err(ParseLineError { line: index + 1, text: text.chars().take(1000).collect(), source });
            }
        }
    }
    Ok(numbers)
}
