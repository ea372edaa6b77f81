//! Task: parsed
//! `f64::from_str` in a loop that returns from its middle.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::pin::pin;
use std::str::FromStr as _;

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let mut lines = pin!(lines);
    let (mut line, mut numbers) = (0, Vec::new());
    while let Some(text) = lines.next().await {
        line += 1;
        match f64::from_str(&text) {
            Ok(number) => numbers.push(number),
            Err(source) => return Err(ParseLineError { line, text, source }),
        }
    }
    Ok(numbers)
}
