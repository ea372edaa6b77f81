//! Fails: parsed::pulls_no_line_after_a_bad_one
//! Says: bad lines are skipped
//! It goes on with the next line.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let mut lines = std::pin::pin!(lines);
    let mut numbers = Vec::new();
    while let Some(text) = lines.next().await {
        if let Ok(number) = text.parse() {
            numbers.push(number);
        }
    }
    Ok(numbers)
}
