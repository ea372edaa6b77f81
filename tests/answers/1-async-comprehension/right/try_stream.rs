//! Task: parsed
//! A generator with `?` inside.

pub use solution::*;

use async_stream::try_stream;
use futures::{Stream, TryStreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let numbers = try_stream! {
        let mut line = 0;
        for await text in lines {
            line += 1;
            let number: f64 = text.parse().map_err(|source| ParseLineError { line, text, source })?;
            yield number;
        }
    };
    numbers.try_collect().await
}
