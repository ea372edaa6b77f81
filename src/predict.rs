//! Predictions on the screen: the question, and the comparison of the prediction with the real output.

use std::io;
use std::path::Path;
use std::process::ExitStatus;

use course::ansi;
use course::cargo;
use course::chapter::Chapter;
pub(crate) use course::prediction::{PredictionError, Program, programs};
use course::process::{self, Bounds, End, Source, Tail};

use crate::output::{BAD, BOLD, DIM, GOOD, Output};

/// The failure to show or to run a prediction.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PredictError {
    #[error(transparent)]
    Prediction(#[from] PredictionError),
    #[error("cannot run cargo")]
    Cargo { source: io::Error },
    #[error("cannot read the prediction")]
    Input { source: io::Error },
    #[error("the program did not compile or failed ({status}):\n{stderr}")]
    Program { status: ExitStatus, stderr: String },
    #[error(transparent)]
    Print(#[from] io::Error),
}

/// Shows the question and the program, under `title`.
pub(crate) fn ask(program: &Program, out: &mut Output, title: &str) {
    out.heading(&format!("{title}: {}", program.name));
    out.blank();
    out.markdown(&program.question);
    out.blank();
    out.raw(&program.code);
}

/// Shows the prediction beside the real output, and the explanation.
pub(crate) fn answer(program: &Program, out: &mut Output, predicted: &[String], printed: &[String]) {
    compare(predicted, printed, out);
    if !program.explanation.is_empty() {
        out.blank();
        out.markdown(&program.explanation);
    }
}

/// Builds and runs a program. Returns the lines that it prints, or `None` if it was cancelled.
pub(crate) fn output(
    program: &Program,
    root: &Path,
    chapter: &Chapter,
    bounds: Bounds,
) -> Result<Option<Vec<String>>, PredictError> {
    let mut command = cargo::command(root);
    command.args(["run", "--quiet", "--package", &chapter.package, "--example", &program.name]);
    let (mut stdout, mut stderr) = (Tail::default(), Tail::default());
    let end = process::run(&mut command, bounds, |source, line| match source {
        Source::Output => stdout.push(line.trim_end()),
        Source::Errors => stderr.push(line),
    });
    match end.map_err(|source| PredictError::Cargo { source })? {
        End::Exited(status) if status.success() => Ok(Some(stdout.lines().map(str::to_owned).collect())),
        End::Exited(status) => Err(PredictError::Program { status, stderr: stderr.text().trim_end().to_owned() }),
        End::Cancelled | End::TimedOut => Ok(None),
    }
}

/// A line of a comparison, by where it occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compared<'l> {
    Both(&'l str),
    OnlyPredicted(&'l str),
    OnlyPrinted(&'l str),
}

/// Shows the two texts side by side, or one below the other if there is no room.
fn compare(predicted: &[String], printed: &[String], out: &mut Output) {
    if predicted.is_empty() {
        out.heading("It prints:");
        return show_printed(printed, out);
    }
    let lines = aligned(predicted, printed);
    if lines.iter().all(|line| matches!(line, Compared::Both(_))) {
        out.line(&out.paint(GOOD, "It prints what you predicted:"), 0);
        return show_printed(printed, out);
    }
    let column =
        |title: &str, texts: &[String]| texts.iter().map(|text| ansi::width(text)).max().unwrap_or(0).max(title.len());
    let left = column("you predicted", predicted);
    let right = column("it prints", printed);
    if left + right + 7 <= out.layout.width {
        out.raw(&out.paint(BOLD, &format!("  {:left$} | it prints", "you predicted")));
        for line in lines {
            let (mark, predicted, printed) = match line {
                Compared::Both(text) => (" ", text, text),
                Compared::OnlyPredicted(text) => ("!", text, ""),
                Compared::OnlyPrinted(text) => ("!", "", text),
            };
            let padding = " ".repeat(left - ansi::width(predicted));
            let row = format!("{mark} {predicted}{padding} | {printed}");
            let row = row.trim_end();
            out.raw(&if mark == "!" { out.paint(BAD, row) } else { row.to_owned() });
        }
        return;
    }
    out.heading("`-` only in your prediction, `+` only printed:");
    for line in lines {
        out.raw(&match line {
            Compared::Both(text) => format!("  {text}"),
            Compared::OnlyPredicted(text) => out.paint(BAD, &format!("- {text}")),
            Compared::OnlyPrinted(text) => out.paint(DIM, &format!("+ {text}")),
        });
    }
}

fn show_printed(printed: &[String], out: &mut Output) {
    for line in printed {
        out.raw(&format!("    {line}"));
    }
}

/// Aligns two texts by their longest common subsequence of lines.
///
/// Spaces and empty lines do not count: `1s` is a correct prediction of `1 s`.
fn aligned<'l>(predicted: &'l [String], printed: &'l [String]) -> Vec<Compared<'l>> {
    let lines =
        |texts: &'l [String]| -> Vec<&'l str> { texts.iter().map(|t| t.trim()).filter(|t| !t.is_empty()).collect() };
    let (predicted, printed) = (lines(predicted), lines(printed));
    // longest[i][j] is the length of the longest common subsequence of predicted[i..] and printed[j..].
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
            rows.push(Compared::Both(printed[j]));
            (i, j) = (i + 1, j + 1);
        } else if j == printed.len() || (i < predicted.len() && longest[i + 1][j] >= longest[i][j + 1]) {
            rows.push(Compared::OnlyPredicted(predicted[i]));
            i += 1;
        } else {
            rows.push(Compared::OnlyPrinted(printed[j]));
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
    fn a_missing_line_does_not_shift_the_others() {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let (predicted, printed) = (lines("a\nc1s \nx"), lines("a\nb\n\nc 1 s\nd"));
        assert_eq!(
            aligned(&predicted, &printed),
            [
                Compared::Both("a"),
                Compared::OnlyPrinted("b"),
                Compared::Both("c 1 s"),
                Compared::OnlyPredicted("x"),
                Compared::OnlyPrinted("d")
            ]
        );
    }
}
