//! Fails: parsed::stops_at_every_kind_of_bad_line
//! Says: the bad line is skipped
//! Lines that begin with `#` are comments in many files, but not in these.

pub use solution::*;

use futures::{Stream, StreamExt as _, TryStreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    lines
        .enumerate()
        .filter(|(_, text)| std::future::ready(!text.starts_with('#')))
        .map(|(index, text)| text.parse::<f64>().map_err(|source| ParseLineError { line: index + 1, text, source }))
        .try_collect()
        .await
}
