//! Fails: parsed::gives_the_number_of_each_line
//! Says: the numbers are not those of the lines
//! Everything after the decimal point is cut off.

pub use solution::*;

use futures::{Stream, StreamExt as _, TryStreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let mut numbers: Vec<f64> = lines
        .enumerate()
        .map(|(index, text)| text.parse::<f64>().map_err(|source| ParseLineError { line: index + 1, text, source }))
        .try_collect()
        .await?;
    numbers.iter_mut().for_each(|number| *number = number.trunc());
    Ok(numbers)
}
