//! Fails: parsed::stops_at_every_kind_of_bad_line
//! Says: a bad line is taken for a number
//! Strips a byte order mark from the first line.

pub use solution::*;

use futures::{Stream, StreamExt};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let (mut lines, mut numbers) = (std::pin::pin!(lines.enumerate()), Vec::new());
    while let Some((index, text)) = lines.next().await {
        let number = if index == 0 { text.trim_start_matches('\u{feff}') } else { &text };
        match number.parse() {
            Ok(number) => numbers.push(number),
            Err(source) => return Err(ParseLineError { line: index + 1, text, source }),
        }
    }
    Ok(numbers)
}
