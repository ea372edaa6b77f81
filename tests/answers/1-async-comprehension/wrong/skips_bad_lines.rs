//! Fails: parsed::names_the_first_bad_line_by_number_and_text
//! Says: bad lines are skipped
//! `filter_map` with `ok()` swallows the error.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    Ok(lines.filter_map(async |text| text.parse::<f64>().ok()).collect().await)
}
