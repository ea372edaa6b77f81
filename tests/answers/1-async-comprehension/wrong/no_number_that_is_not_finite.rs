//! Fails: parsed::reads_every_form_of_a_number_exactly
//! Says: a line is rejected that `str::parse::<f64>` accepts
//! Infinity and `NaN` are taken for errors.

pub use solution::*;

use futures::{Stream, StreamExt as _, TryStreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    lines
        .enumerate()
        .map(|(index, text)| {
            let number =
                text.parse::<f64>().and_then(|number| if number.is_finite() { Ok(number) } else { "".parse() });
            number.map_err(|source| ParseLineError { line: index + 1, text, source })
        })
        .try_collect()
        .await
}
