//! Task: parsed
//! `try_fold` over results.

pub use solution::*;

use futures::{Stream, StreamExt as _, TryStreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    lines
        .map(Ok)
        .try_fold(Vec::new(), |mut numbers, text: String| async move {
            match text.parse::<f64>() {
                Ok(number) => numbers.push(number),
                Err(source) => return Err(ParseLineError { line: numbers.len() + 1, text, source }),
            }
            Ok(numbers)
        })
        .await
}
