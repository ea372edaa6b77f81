//! Fails: parsed::names_the_first_bad_line_by_number_and_text
//! Says: it names the last bad line
//! It goes on after the first error.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let mut lines = std::pin::pin!(lines.enumerate());
    let mut result = Ok(Vec::new());
    while let Some((index, text)) = lines.next().await {
        match text.parse::<f64>() {
            Ok(number) => {
                if let Ok(numbers) = &mut result {
                    numbers.push(number);
                }
            }
            Err(source) => result = Err(ParseLineError { line: index + 1, text, source }),
        }
    }
    result
}
