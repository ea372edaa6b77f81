//! Fails: parsed::stops_at_every_kind_of_bad_line
//! Says: a bad line is taken for a number
//! Underscores between digits, as in the source of a program.

pub use solution::*;

use futures::{Stream, StreamExt as _, TryStreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    lines
        .enumerate()
        .map(|(index, text)| {
            text.replace('_', "").parse::<f64>().map_err(|source| ParseLineError { line: index + 1, text, source })
        })
        .try_collect()
        .await
}
