//! Predictions: short programs of which the reader says what they print before they run.

use std::io::{self, BufRead, IsTerminal};
use std::path::Path;

pub(crate) use ::course::prediction::{PredictionError, Program, programs};

use crate::ansi;
use crate::cargo;
use crate::chapter::Chapter;
use crate::page::{BAD, BOLD, DIM, GOOD, Page};
use crate::process::{self, Bounds, Cancel, End, Source, Tail};
use crate::status::Status;

/// Why there is nothing to predict.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PredictError {
    #[error(transparent)]
    Prediction(#[from] PredictionError),
    #[error("cargo cannot be started: {source}")]
    Cargo { source: io::Error },
    #[error("the program could not be built, or did not come to its end ({how}):\n{said}")]
    Program { how: String, said: String },
    #[error(transparent)]
    Print(#[from] io::Error),
}

/// Goes through the predictions of a chapter: shows each program, asks, runs it, and shows both.
pub(crate) fn run(root: &Path, chapter: &Chapter, page: &mut Page) -> Result<(), PredictError> {
    let programs = programs(chapter)?;
    let mut input = io::stdin().lock();
    let asks = io::stdin().is_terminal();
    for (index, program) in programs.iter().enumerate() {
        if index > 0 {
            page.blank();
        }
        ask(program, page, &format!("Prediction {} of {} of chapter {}", index + 1, programs.len(), chapter.number));
        page.blank();
        if asks {
            page.line("What does it print? Type it line by line, and end with an empty line.", 0);
        }
        page.print()?;
        let Some(predicted) = read_prediction(&mut input)? else {
            page.line("Say what it prints, then run it:", 0);
            page.raw(&format!("    cargo run -q -p {} --example {}", chapter.package, program.name));
            page.print()?;
            continue;
        };
        let mut status = Status::new();
        status.show("building and running it ...");
        let cancel = Cancel::default();
        let bounds = Bounds { cancel: &cancel, longest: None };
        let printed = output(program, root, chapter, bounds)?.unwrap_or_default();
        drop(status);
        answer(program, page, &predicted, &printed);
        page.print()?;
    }
    Ok(())
}

/// Shows the question and the program, under `title`.
pub(crate) fn ask(program: &Program, page: &mut Page, title: &str) {
    page.heading(&format!("{title}: {}", program.name));
    page.blank();
    page.markdown(&program.question);
    page.blank();
    page.raw(&program.code);
}

/// Shows what was predicted beside what is printed, and why.
pub(crate) fn answer(program: &Program, page: &mut Page, predicted: &[String], printed: &[String]) {
    compare(predicted, printed, page);
    if !program.explanation.is_empty() {
        page.blank();
        page.markdown(&program.explanation);
    }
}

/// The lines that it prints; `None` when it was cancelled.
pub(crate) fn output(
    program: &Program,
    root: &Path,
    chapter: &Chapter,
    bounds: Bounds,
) -> Result<Option<Vec<String>>, PredictError> {
    let mut command = cargo::command(root);
    command.args(["run", "--quiet", "--package", &chapter.package, "--example", &program.name]);
    let (mut printed, mut said) = (Tail::default(), Tail::default());
    let end = process::run(&mut command, bounds, |source, line| match source {
        Source::Output => printed.push(line.trim_end()),
        Source::Errors => said.push(line),
    });
    match end.map_err(|source| PredictError::Cargo { source })? {
        End::Exited(status) if status.success() => Ok(Some(printed.lines().map(str::to_owned).collect())),
        End::Exited(status) => {
            Err(PredictError::Program { how: status.to_string(), said: said.text().trim_end().to_owned() })
        }
        End::Cancelled | End::TookTooLong => Ok(None),
    }
}

/// The lines up to an empty one, or the end. `None` when nothing more can be read.
fn read_prediction(input: &mut impl BufRead) -> io::Result<Option<Vec<String>>> {
    let mut predicted = Vec::new();
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        if text.is_empty() {
            return Ok(Some(predicted));
        }
        predicted.push(text);
        line.clear();
    }
    Ok(Some(predicted).filter(|lines| !lines.is_empty()))
}

/// A line of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line<'l> {
    Both(&'l str),
    OnlyPredicted(&'l str),
    OnlyPrinted(&'l str),
}

fn compare(predicted: &[String], printed: &[String], page: &mut Page) {
    if predicted.is_empty() {
        page.heading("It prints:");
        return show_printed(printed, page);
    }
    let lines = aligned(predicted, printed);
    if lines.iter().all(|line| matches!(line, Line::Both(_))) {
        page.line(&page.paint(GOOD, "It prints what you predicted:"), 0);
        return show_printed(printed, page);
    }
    let column =
        |title: &str, texts: &[String]| texts.iter().map(|text| ansi::width(text)).max().unwrap_or(0).max(title.len());
    let left = column("you predicted", predicted);
    let right = column("it prints", printed);
    if left + right + 7 <= page.layout.width {
        page.raw(&page.paint(BOLD, &format!("  {:left$} | it prints", "you predicted")));
        for line in lines {
            let (mark, predicted, printed) = match line {
                Line::Both(text) => (" ", text, text),
                Line::OnlyPredicted(text) => ("!", text, ""),
                Line::OnlyPrinted(text) => ("!", "", text),
            };
            let padding = " ".repeat(left - ansi::width(predicted));
            let row = format!("{mark} {predicted}{padding} | {printed}");
            let row = row.trim_end();
            page.raw(&if mark == "!" { page.paint(BAD, row) } else { row.to_owned() });
        }
        return;
    }
    page.heading("`-` only you, `+` only the program:");
    for line in lines {
        page.raw(&match line {
            Line::Both(text) => format!("  {text}"),
            Line::OnlyPredicted(text) => page.paint(BAD, &format!("- {text}")),
            Line::OnlyPrinted(text) => page.paint(DIM, &format!("+ {text}")),
        });
    }
}

fn show_printed(printed: &[String], page: &mut Page) {
    for line in printed {
        page.raw(&format!("    {line}"));
    }
}

/// The two texts, line by line, with as many equal lines beside each other as there can be. Spaces and empty lines do
/// not count: who types `1s` for `1 s` has predicted it.
fn aligned<'l>(predicted: &'l [String], printed: &'l [String]) -> Vec<Line<'l>> {
    let lines =
        |texts: &'l [String]| -> Vec<&'l str> { texts.iter().map(|t| t.trim()).filter(|t| !t.is_empty()).collect() };
    let (predicted, printed) = (lines(predicted), lines(printed));
    // longest[i][j]: how many lines of predicted[i..] and printed[j..] can stand beside each other.
    let mut longest = vec![vec![0; printed.len() + 1]; predicted.len() + 1];
    for i in (0..predicted.len()).rev() {
        for j in (0..printed.len()).rev() {
            longest[i][j] = if is_same(predicted[i], printed[j]) {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut rows = Vec::new();
    while i < predicted.len() || j < printed.len() {
        if i < predicted.len() && j < printed.len() && is_same(predicted[i], printed[j]) {
            rows.push(Line::Both(printed[j]));
            (i, j) = (i + 1, j + 1);
        } else if j == printed.len() || (i < predicted.len() && longest[i + 1][j] >= longest[i][j + 1]) {
            rows.push(Line::OnlyPredicted(predicted[i]));
            i += 1;
        } else {
            rows.push(Line::OnlyPrinted(printed[j]));
            j += 1;
        }
    }
    rows
}

fn is_same(predicted: &str, printed: &str) -> bool {
    predicted.split_whitespace().flat_map(str::chars).eq(printed.split_whitespace().flat_map(str::chars))
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

    #[test]
    fn a_line_that_was_left_out_shifts_nothing() {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let (predicted, printed) = (lines("a\nc1s \nx"), lines("a\nb\n\nc 1 s\nd"));
        assert_eq!(
            aligned(&predicted, &printed),
            [
                Line::Both("a"),
                Line::OnlyPrinted("b"),
                Line::Both("c 1 s"),
                Line::OnlyPredicted("x"),
                Line::OnlyPrinted("d")
            ]
        );
    }
}
