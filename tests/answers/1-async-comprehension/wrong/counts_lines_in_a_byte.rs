//! Fails: parsed::stops_at_every_kind_of_bad_line
//! Says: the line is counted wrongly
//! After 255 lines the count begins anew.

pub use solution::*;

use futures::{Stream, StreamExt as _, TryStreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    lines
        .enumerate()
        .map(|(index, text)| {
            text.parse::<f64>().map_err(|source| ParseLineError {
                line: usize::from((index as u8).wrapping_add(1)),
                text,
                source,
            })
        })
        .try_collect()
        .await
}
