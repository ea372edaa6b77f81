//! Fails: parsed::stops_at_every_kind_of_bad_line
//! Says: counted
//! Lines are counted in sixteen bits.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let parsed = solution::parsed(lines).await;
    parsed.map_err(|error| ParseLineError { line: usize::from(error.line as u16), ..error })
}
