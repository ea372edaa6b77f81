//! Fails: parsed::keeps_two_calls_apart
//! Says: share
//! The numbers before a bad line are left for the next call.

pub use solution::*;

use std::cell::RefCell;

use futures::{Stream, StreamExt as _};

thread_local! {
    static NUMBERS: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
}

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let mut lines = std::pin::pin!(lines.enumerate());
    while let Some((index, text)) = lines.next().await {
        match text.parse() {
            Ok(number) => NUMBERS.with_borrow_mut(|numbers| numbers.push(number)),
            Err(source) => return Err(ParseLineError { line: index + 1, text, source }),
        }
    }
    Ok(NUMBERS.take())
}
