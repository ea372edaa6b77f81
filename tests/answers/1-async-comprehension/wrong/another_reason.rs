//! Fails: parsed::tells_in_words_which_line_is_bad_and_why
//! Says: the source is the error of another text
//! Any error of the right type will do for the compiler.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn parsed(lines: impl Stream<Item = String>) -> Result<Vec<f64>, ParseLineError> {
    let mut lines = std::pin::pin!(lines.enumerate());
    let mut numbers = Vec::new();
    while let Some((index, text)) = lines.next().await {
        let Ok(number) = text.parse() else {
            let source = "".parse::<f64>().expect_err("nothing is no number");
            return Err(ParseLineError { line: index + 1, text, source });
        };
        numbers.push(number);
    }
    Ok(numbers)
}
