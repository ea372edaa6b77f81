//! Fails: parsed::names_the_first_bad_line_by_number_and_text
//! Says: the lines are counted from 0
//! `enumerate` begins at 0.

pub use solution::*;

use futures::{Stream, StreamExt as _, TryStreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    lines
        .enumerate()
        .map(|(line, text)| text.parse::<f64>().map_err(|source| ParseLineError { line, text, source }))
        .try_collect()
        .await
}
