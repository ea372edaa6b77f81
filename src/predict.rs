//! Predictions and review questions: short programs whose output is the question, and the comparison with the answer.

use std::io;
use std::path::Path;
use std::process::ExitStatus;

use course::ansi;
use course::chapter::Chapter;
pub(crate) use course::prediction::{PredictionError, Program};
use course::prediction::{programs, reviews};
use course::process::{Bounds, Source, Tail};
use course::question::{Gaps, Order, Part, Question, is_same_value};

use crate::example::{self, ExampleError, ExampleEvent, Ran};
use crate::output::{BAD, BOLD, DIM, GOOD, Layout, Output};

/// The kind of programs that ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Those with which a chapter opens.
    Prediction,
    /// Those at the end of a chapter, about earlier ones.
    Review,
}

impl Kind {
    /// Reads the programs of a chapter, at least one.
    pub(crate) fn programs(self, chapter: &Chapter) -> Result<Vec<Program>, PredictError> {
        let programs = match self {
            Kind::Prediction => programs(chapter)?,
            Kind::Review => reviews(chapter)?,
        };
        if programs.is_empty() { Err(PredictError::NoReview { chapter: chapter.number }) } else { Ok(programs) }
    }

    /// Returns the title `Review question 1 of 3`, for an `index` from 0.
    pub(crate) fn title(self, index: usize, all: usize) -> String {
        let kind = match self {
            Kind::Prediction => "Prediction",
            Kind::Review => "Review question",
        };
        format!("{kind} {} of {all}", index + 1)
    }
}

/// The failure to show or to run a program.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PredictError {
    #[error(transparent)]
    Prediction(#[from] PredictionError),
    #[error("chapter {chapter} has no review questions")]
    NoReview { chapter: u32 },
    #[error(transparent)]
    Example(#[from] ExampleError),
    #[error("the program does not compile, perhaps because your code in this chapter does not:\n{0}")]
    Errors(String),
    #[error("cannot read the prediction")]
    Input { source: io::Error },
    #[error("the program failed ({status}):\n{stderr}")]
    Program { status: ExitStatus, stderr: String },
    #[error(transparent)]
    Print(#[from] io::Error),
}

/// Shows the program and what it asks, under `title`.
pub(crate) fn program(program: &Program, out: &mut Output, title: &str) {
    out.heading(&format!("{title}: {}", program.name));
    out.blank();
    out.markdown(&program.question);
    out.blank();
    out.code(&program.code);
}

/// Shows the output with its gaps, or the lines to choose from. `typed` are the answers so far, one for each gap or line, and
/// `current` is the gap that is being filled in.
pub(crate) fn question(question: &Question, out: &mut Output, typed: &[String], current: Option<usize>) {
    match question {
        Question::Gaps(gaps) => {
            out.heading("It prints this. What belongs in the gaps?");
            let mut gap = 0;
            for line in &gaps.lines {
                let mut text = String::from("  ");
                for part in line {
                    match part {
                        Part::Text(literal) => text.push_str(literal),
                        Part::Gap(_) => {
                            let value = typed.get(gap).map(String::as_str).unwrap_or_default();
                            text.push_str(&gap_text(out, value, current == Some(gap)));
                            gap += 1;
                        }
                    }
                }
                out.line(text.trim_end(), 4);
            }
        }
        Question::Order(order) => {
            out.heading("Which of these does it print, in which order? A line may come twice, or never.");
            for (letter, line) in order.choices() {
                out.line(&format!("  {}  {line}", out.paint(BOLD, &letter.to_string())), 5);
            }
        }
    }
}

/// Formats a gap with what is typed in it.
fn gap_text(out: &Output, value: &str, is_current: bool) -> String {
    match (value, is_current) {
        ("", false) => "[ ]".to_owned(),
        (value, true) => out.paint(BOLD, &format!("[{value}_]")),
        (value, false) => format!("[{value}]"),
    }
}

/// Returns whether the answer is right.
pub(crate) fn is_right(question: &Question, typed: &[String]) -> bool {
    rows(question, typed).iter().all(|row| matches!(row, Compared::Both(_)))
}

/// Shows the answer beside the real output, and the explanation. Without an answer, only shows the output.
pub(crate) fn answer(program: &Program, question: &Question, out: &mut Output, typed: &[String]) {
    if typed.iter().all(|typed| typed.trim().is_empty()) {
        out.heading("It prints:");
        show_printed(question, out);
    } else if is_right(question, typed) {
        out.line(&out.paint(GOOD, "It prints what you predicted:"), 0);
        show_printed(question, out);
    } else {
        compare(&rows(question, typed), out);
    }
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
    layout: &Layout,
    bounds: Bounds,
) -> Result<Option<Vec<String>>, PredictError> {
    let (mut stdout, mut stderr) = (Tail::default(), Tail::default());
    let ran = example::run(root, chapter, &program.name, layout, bounds, |event| match event {
        ExampleEvent::Building(_) => {}
        ExampleEvent::Printed(Source::Output, line) => stdout.push(line.trim_end()),
        ExampleEvent::Printed(Source::Errors, line) => stderr.push(line),
    })?;
    match ran {
        Ran::Exited(status) if status.success() => Ok(Some(stdout.lines().map(str::to_owned).collect())),
        Ran::Exited(status) => Err(PredictError::Program { status, stderr: stderr.text().trim_end().to_owned() }),
        Ran::Errors(errors) => {
            let first = errors.into_iter().next().map(|error| error.rendered).unwrap_or_default();
            Err(PredictError::Errors(first.trim_end().to_owned()))
        }
        Ran::Cancelled => Ok(None),
    }
}

/// A line of a comparison, by where it occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Compared {
    Both(String),
    OnlyPredicted(String),
    OnlyPrinted(String),
    /// The same line with other values.
    Differs {
        predicted: String,
        printed: String,
    },
}

/// Compares an answer with the output.
fn rows(question: &Question, typed: &[String]) -> Vec<Compared> {
    match question {
        Question::Gaps(gaps) => filled(gaps, typed),
        Question::Order(order) => {
            let printed: Vec<String> = order.printed().map(str::to_owned).collect();
            aligned(&chosen(order, typed), &printed)
        }
    }
}

/// Returns the lines with the letters that were typed.
fn chosen(order: &Order, typed: &[String]) -> Vec<String> {
    let letters = typed.iter().flat_map(|typed| typed.chars()).filter(|c| !c.is_whitespace() && *c != ',');
    letters.map(|c| order.line(c).map_or_else(|| format!("(no line is `{c}`)"), str::to_owned)).collect()
}

/// Compares each line with the same line as it was filled in. An additional value is wrong, too.
fn filled(gaps: &Gaps, typed: &[String]) -> Vec<Compared> {
    let mut values = typed.iter();
    let mut rows = Vec::new();
    for line in &gaps.lines {
        let (mut predicted, mut printed, mut is_same) = (String::new(), String::new(), true);
        for part in line {
            printed.push_str(part.text());
            match part {
                Part::Text(text) => predicted.push_str(text),
                Part::Gap(value) => {
                    let typed = values.next().map(|typed| typed.trim()).unwrap_or_default();
                    predicted.push_str(if typed.is_empty() { "[ ]" } else { typed });
                    is_same &= is_same_value(typed, value);
                }
            }
        }
        rows.push(if is_same { Compared::Both(printed) } else { Compared::Differs { predicted, printed } });
    }
    rows.extend(values.map(|value| Compared::OnlyPredicted(format!("(too many: `{value}`)"))));
    rows
}

/// Shows an answer and the output side by side, or one below the other if there is no room.
fn compare(rows: &[Compared], out: &mut Output) {
    let columns: Vec<(&str, &str, &str)> = rows
        .iter()
        .map(|row| match row {
            Compared::Both(text) => (" ", text.as_str(), text.as_str()),
            Compared::OnlyPredicted(text) => ("!", text.as_str(), ""),
            Compared::OnlyPrinted(text) => ("!", "", text.as_str()),
            Compared::Differs { predicted, printed } => ("!", predicted.as_str(), printed.as_str()),
        })
        .collect();
    let (left_title, right_title) = ("you predicted", "it prints");
    let left = columns.iter().map(|(_, text, _)| ansi::width(text)).max().unwrap_or(0).max(left_title.len());
    let right = columns.iter().map(|(_, _, text)| ansi::width(text)).max().unwrap_or(0).max(right_title.len());
    if left + right + 5 <= out.layout.width {
        out.raw(&out.paint(BOLD, &format!("  {left_title:left$} | {right_title}")));
        for (mark, predicted, printed) in columns {
            let padding = " ".repeat(left - ansi::width(predicted));
            let row = format!("{mark} {predicted}{padding} | {printed}");
            let row = row.trim_end();
            out.raw(&if mark == "!" { out.paint(BAD, row) } else { row.to_owned() });
        }
        return;
    }
    out.heading("`-` only in your prediction, `+` only printed:");
    for (mark, predicted, printed) in columns {
        if mark == " " {
            out.line(&format!("  {printed}"), 4);
            continue;
        }
        for (mark, style, text) in [("-", BAD, predicted), ("+", DIM, printed)] {
            if !text.is_empty() {
                out.line(&out.paint(style, &format!("{mark} {text}")), 4);
            }
        }
    }
}

fn show_printed(question: &Question, out: &mut Output) {
    let lines: Vec<String> = match question {
        Question::Gaps(gaps) => gaps.lines.iter().map(|line| line.iter().map(Part::text).collect()).collect(),
        Question::Order(order) => order.printed().map(str::to_owned).collect(),
    };
    for line in lines {
        out.line(format!("    {line}").trim_end(), 6);
    }
}

/// Aligns two texts by their longest common subsequence of lines.
fn aligned(predicted: &[String], printed: &[String]) -> Vec<Compared> {
    // longest[i][j] is the length of the longest common subsequence of predicted[i..] and printed[j..].
    let mut longest = vec![vec![0; printed.len() + 1]; predicted.len() + 1];
    for i in (0..predicted.len()).rev() {
        for j in (0..printed.len()).rev() {
            longest[i][j] = if predicted[i] == printed[j] {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut rows = Vec::new();
    while i < predicted.len() || j < printed.len() {
        if i < predicted.len() && j < printed.len() && predicted[i] == printed[j] {
            rows.push(Compared::Both(printed[j].clone()));
            (i, j) = (i + 1, j + 1);
        } else if j == printed.len() || (i < predicted.len() && longest[i + 1][j] >= longest[i][j + 1]) {
            rows.push(Compared::OnlyPredicted(predicted[i].clone()));
            i += 1;
        } else {
            rows.push(Compared::OnlyPrinted(printed[j].clone()));
            j += 1;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{ColorChoice, Layout};

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    fn asked(code: &str, printed: &str) -> (Program, Question) {
        let program = Program::parse("a".to_owned(), code);
        let question = Question::of(&program, &lines(printed));
        (program, question)
    }

    fn shown(show: impl FnOnce(&mut Output), width: usize) -> String {
        let mut out = Output::new(Layout::of_process("/".into(), ColorChoice::Never).with_width(width));
        show(&mut out);
        out.lines().join("\n")
    }

    #[test]
    fn a_missing_line_does_not_shift_the_others() {
        assert_eq!(
            aligned(&lines("a\nc\nx"), &lines("a\nb\nc\nd")),
            [
                Compared::Both("a".to_owned()),
                Compared::OnlyPrinted("b".to_owned()),
                Compared::Both("c".to_owned()),
                Compared::OnlyPredicted("x".to_owned()),
                Compared::OnlyPrinted("d".to_owned())
            ]
        );
    }

    #[test]
    fn gaps_are_compared_line_by_line() {
        let (program, asked) = asked("fn main() { println!(\"{n} at {} s\", t()) }\n//? So.", "1 at 3 s\n2 at 6 s");
        assert_eq!(
            shown(|out| question(&asked, out, &lines("1\n4"), Some(2)), 80).lines().skip(1).collect::<Vec<_>>(),
            ["  [1] at [4] s", "  [_] at [ ] s"]
        );
        let answered = |typed: &str| shown(|out| answer(&program, &asked, out, &lines(typed)), 80);
        assert_eq!(
            answered("1\n4\n2.0"),
            "  you predicted | it prints\n! 1 at 4 s      | 1 at 3 s\n! 2.0 at [ ] s  | 2 at 6 s\n\n  So."
        );
        assert_eq!(answered("1\n3.0\n 2\n6"), "It prints what you predicted:\n    1 at 3 s\n    2 at 6 s\n\n  So.");
        assert!(answered("1\n3\n2\n6\n7").contains("(too many: `7`)"), "{}", answered("1\n3\n2\n6\n7"));
        assert_eq!(answered(""), "It prints:\n    1 at 3 s\n    2 at 6 s\n\n  So.");
        let narrow = shown(|out| answer(&program, &asked, out, &lines("1\n4\n2\n6")), 40);
        assert!(narrow.starts_with("  you predicted | it prints\n! 1 at 4 s"), "{narrow}");
    }

    #[test]
    fn letters_stand_for_lines_and_others_for_none() {
        let (program, asked) = asked("fn main() { println!(\"one\"); println!(\"two\"); }", "one\ntwo");
        let Question::Order(order) = &asked else { panic!("the order is the question") };
        let letter = |line: &str| order.choices().find(|(_, known)| *known == line).unwrap().0;
        let right = format!("{}, {}", letter("one"), letter("two").to_ascii_uppercase());
        assert!(is_right(&asked, &[right]));
        let wrong = [letter("two").to_string(), "z".to_owned()];
        let shown = shown(|out| answer(&program, &asked, out, &wrong), 80);
        assert!(shown.contains("(no line is `z`)"), "{shown}");
    }
}
