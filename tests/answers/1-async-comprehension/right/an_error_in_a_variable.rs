//! Task: parsed
//! `map_while` ends at the first bad line, and leaves its error in a variable.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let mut bad = None;
    let mut line = 0;
    let numbers = std::pin::pin!(lines)
        .scan((), |(), text| {
            line += 1;
            let number = text.parse::<f64>().map_err(|source| bad = Some(ParseLineError { line, text, source }));
            std::future::ready(number.ok())
        })
        .collect()
        .await;
    bad.map_or(Ok(numbers), Err)
}
