//! Fails: parsed::names_the_first_bad_line_by_number_and_text
//! Says: the numbers end at the bad line, but without an error
//! The bad line is taken for the end.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    Ok(lines
        .map(|text| text.parse::<f64>().ok())
        .take_while(|number| future::ready(number.is_some()))
        .filter_map(future::ready)
        .collect()
        .await)
}
