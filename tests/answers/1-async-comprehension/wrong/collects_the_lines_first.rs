//! Fails: parsed::pulls_no_line_after_a_bad_one
//! Says: all lines are read before the error is returned
//! The bad line is found only when all lines have come.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let lines: Vec<String> = lines.collect().await;
    lines
        .into_iter()
        .enumerate()
        .map(|(index, text)| text.parse::<f64>().map_err(|source| ParseLineError { line: index + 1, text, source }))
        .collect()
}
