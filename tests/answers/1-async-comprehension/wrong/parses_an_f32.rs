//! Fails: parsed::reads_every_form_of_a_number_exactly
//! Says: goes through an `f32`
//! Each line is parsed as an `f32`.

pub use solution::*;

use futures::{Stream, StreamExt as _, TryStreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    lines
        .enumerate()
        .map(|(index, text)| {
            text.parse::<f32>().map(f64::from).map_err(|source| ParseLineError { line: index + 1, text, source })
        })
        .try_collect()
        .await
}
