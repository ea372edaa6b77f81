//! Fails: parsed::stops_at_every_kind_of_bad_line
//! Says: a bad line is taken for a number
//! A line break at the end is cut off.

pub use solution::*;

use futures::{Stream, StreamExt as _, TryStreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    lines
        .enumerate()
        .map(|(index, text)| {
            text.trim_end_matches('\n').parse::<f64>().map_err(|source| ParseLineError {
                line: index + 1,
                text,
                source,
            })
        })
        .try_collect()
        .await
}
