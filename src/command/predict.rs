//! `cargo course predict`: predictions, typed at a prompt or read from a pipe.

use std::io::{self, BufRead, IsTerminal};

use course::chapter::Chapter;
use course::process::{Bounds, Cancel};
use course::status::Status;

use super::{CommandError, Context};
use crate::exit::ExitStatus;
use crate::predict::{self, PredictError};

/// Goes through the predictions of a chapter: shows each program, reads the prediction, runs the program, and shows the
/// two outputs side by side.
pub(crate) fn run(context: &mut Context, chapter: Option<&Chapter>) -> Result<ExitStatus, CommandError> {
    let chapter = chapter.unwrap_or_else(|| context.current_chapter());
    let Context { learner, out } = context;
    let programs = predict::programs(chapter).map_err(PredictError::from)?;
    let mut input = io::stdin().lock();
    let is_prompt = io::stdin().is_terminal();
    for (index, program) in programs.iter().enumerate() {
        if index > 0 {
            out.blank();
        }
        predict::ask(
            program,
            out,
            &format!("Prediction {} of {} of chapter {}", index + 1, programs.len(), chapter.number),
        );
        out.blank();
        if is_prompt {
            out.line("What does it print? Type it line by line, and end with an empty line.", 0);
        }
        out.print()?;
        let Some(predicted) = read_prediction(&mut input)? else {
            out.line("Predict what it prints, then run it:", 0);
            out.raw(&format!("    cargo run -q -p {} --example {}", chapter.package, program.name));
            out.print()?;
            continue;
        };
        let mut status = Status::new();
        status.show("building and running it ...");
        let cancel = Cancel::default();
        let bounds = Bounds { cancel: &cancel, time_limit: None };
        let printed = predict::output(program, &learner.root, chapter, bounds)?.unwrap_or_default();
        drop(status);
        predict::answer(program, out, &predicted, &printed);
        out.print()?;
    }
    Ok(ExitStatus::Success)
}

/// Reads lines up to an empty one or the end of the input. Returns `None` when nothing is left to read.
fn read_prediction(input: &mut impl BufRead) -> Result<Option<Vec<String>>, PredictError> {
    let mut predicted = Vec::new();
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line).map_err(|source| PredictError::Input { source })? > 0 {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        if text.is_empty() {
            return Ok(Some(predicted));
        }
        predicted.push(text);
        line.clear();
    }
    Ok(Some(predicted).filter(|lines| !lines.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prediction_ends_with_an_empty_line_or_the_input() {
        let mut input: &[u8] = b"one\r\ntwo\n\nthree";
        assert_eq!(read_prediction(&mut input).unwrap(), Some(vec!["one".to_owned(), "two".to_owned()]));
        assert_eq!(read_prediction(&mut input).unwrap(), Some(vec!["three".to_owned()]));
        assert_eq!(read_prediction(&mut input).unwrap(), None);
        let mut input: &[u8] = b"\n";
        assert_eq!(read_prediction(&mut input).unwrap(), Some(vec![]));
    }
}
