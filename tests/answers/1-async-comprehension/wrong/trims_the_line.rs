//! Fails: parsed::keeps_the_text_of_a_bad_line_as_it_stood
//! Says: the line is trimmed
//! What Python's `float` does, but not what was asked for.

pub use solution::*;

use futures::{Stream, StreamExt as _, TryStreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    lines
        .enumerate()
        .map(|(index, text)| {
            text.trim().parse::<f64>().map_err(|source| ParseLineError { line: index + 1, text, source })
        })
        .try_collect()
        .await
}
