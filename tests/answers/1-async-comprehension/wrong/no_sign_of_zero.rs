//! Fails: parsed::reads_every_form_of_a_number_exactly
//! Says: the sign of a zero is lost
//! Zero is added, which turns `-0` into `0`.

pub use solution::*;

use futures::{Stream, StreamExt as _, TryStreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    lines
        .enumerate()
        .map(|(index, text)| {
            text.parse::<f64>().map(|number| number + 0.0).map_err(|source| ParseLineError {
                line: index + 1,
                text,
                source,
            })
        })
        .try_collect()
        .await
}
