//! Fails: parsed::reads_every_form_of_a_number_exactly
//! Says: the number is rounded
//! More decimals than anybody needs.

pub use solution::*;

use futures::{Stream, StreamExt as _, TryStreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    lines
        .enumerate()
        .map(|(index, text)| {
            text.parse::<f64>()
                .map(|number| if number.abs() < 1e6 { (number * 1e6).round() / 1e6 } else { number })
                .map_err(|source| ParseLineError { line: index + 1, text, source })
        })
        .try_collect()
        .await
}
