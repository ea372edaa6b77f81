//! Fails: parsed::reads_every_form_of_a_number_exactly
//! Says: long
//! A long line is no number.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let lines = lines.map(|line| if line.len() > 1024 { line.chars().take(1024).collect() } else { line });
    solution::parsed(lines).await
}
