//! `cargo course predict` and `cargo course review`: programs whose output is the question, answered at a prompt or from a pipe.

use std::io::{self, BufRead, IsTerminal, Write};

use course::chapter::Chapter;
use course::process::{Bounds, Cancel};
use course::question::{Gaps, Order, Question};
use course::status::Status;

use super::{CommandError, Context};
use crate::exit::ExitStatus;
use crate::output::Output;
use crate::predict::{self, Kind, PredictError, Program};

/// Goes through the programs of a chapter: shows each, runs it, asks for what is left out of its output, and compares.
pub(crate) fn run(context: &mut Context, kind: Kind, chapter: Option<&Chapter>) -> Result<ExitStatus, CommandError> {
    let chapter = chapter.unwrap_or_else(|| match kind {
        Kind::Prediction => context.current_chapter(),
        Kind::Review => context.chapter_to_review(),
    });
    let programs = kind.programs(chapter)?;
    let mut input = Input { lines: io::stdin().lock(), is_prompt: io::stdin().is_terminal() };
    for (index, program) in programs.iter().enumerate() {
        let Context { learner, out } = &mut *context;
        if index > 0 {
            out.blank();
        }
        let title = format!("{} of chapter {}", kind.title(index, programs.len()), chapter.number);
        predict::program(program, out, &title);
        out.blank();
        // The learner reads it while it is built.
        out.print()?;
        let mut status = Status::new();
        status.show("building and running it ...");
        let cancel = Cancel::default();
        let bounds = Bounds { cancel: &cancel, time_limit: None };
        let printed = predict::output(program, &learner.root, chapter, &out.layout, bounds)?.unwrap_or_default();
        drop(status);
        let question = Question::of(program, &printed);
        predict::question(&question, out, &[], None);
        out.blank();
        if !ask(context, chapter, program, &question, &mut input)? {
            return Ok(ExitStatus::Success);
        }
        context.out.print()?;
    }
    Ok(ExitStatus::Success)
}

/// Reads answers until one is right or the learner goes on. Returns `false` if the learner ends the command.
fn ask(
    context: &mut Context,
    chapter: &Chapter,
    program: &Program,
    question: &Question,
    input: &mut Input<impl BufRead>,
) -> Result<bool, CommandError> {
    let Context { learner, out } = context;
    if input.is_prompt {
        out.line(how_to_answer(question), 0);
    }
    let mut has_answered = false;
    loop {
        let Some(typed) = input.answer(question, out)? else {
            if !input.is_prompt {
                out.line("Predict it, and then run the program:", 0);
                out.raw(&format!("    cargo run -q -p {} --example {}", chapter.package, program.name));
            }
            return Ok(!input.is_prompt);
        };
        let is_empty = typed.iter().all(|text| text.trim().is_empty());
        if is_empty && has_answered {
            return Ok(true);
        }
        let is_right = predict::is_right(question, &typed);
        if !is_empty {
            learner.progress.record_answer(&chapter.key_of(&program.name), is_right);
            learner.save();
        }
        predict::answer(program, question, out, &typed);
        if is_empty || is_right || !input.is_prompt {
            return Ok(true);
        }
        has_answered = true;
        out.blank();
        out.line("Answer once more, or go on with an empty line.", 0);
    }
}

fn how_to_answer(question: &Question) -> &'static str {
    match question {
        Question::Gaps(gaps) if gaps.has_spaces() => {
            "Type what belongs in the gaps, one value a line. An empty line shows the answer."
        }
        Question::Gaps(_) => {
            "Type what belongs in the gaps, in their order, with spaces between the values. An empty line shows the answer."
        }
        Question::Order(_) => {
            "Type the letters in the order of the output, such as `b a`. An empty line shows the answer."
        }
    }
}

/// The standard input, or another one.
struct Input<R> {
    lines: R,
    /// `true` if somebody sits in front of it.
    is_prompt: bool,
}

impl<R: BufRead> Input<R> {
    /// Prints what waits to be printed, and reads an answer. Returns `None` if the input has ended before it.
    fn answer(&mut self, question: &Question, out: &mut Output) -> Result<Option<Vec<String>>, PredictError> {
        match question {
            Question::Gaps(gaps) => self.values(gaps, out),
            Question::Order(order) => self.letters(order, out),
        }
    }

    /// Reads values on any number of lines, until there is one for each gap, an empty line, or the end of the input.
    fn values(&mut self, gaps: &Gaps, out: &mut Output) -> Result<Option<Vec<String>>, PredictError> {
        let all = gaps.values().count();
        let mut values: Vec<String> = Vec::new();
        loop {
            let prompt = if values.is_empty() { "> ".to_owned() } else { format!("{} of {all} > ", values.len()) };
            let Some(line) = self.line(&prompt, out)? else {
                return Ok(Some(values).filter(|values| !values.is_empty()));
            };
            if line.trim().is_empty() {
                return Ok(Some(values));
            }
            if gaps.has_spaces() {
                values.push(line);
            } else {
                values.extend(line.split_whitespace().map(str::to_owned));
            }
            if values.len() > all && self.is_prompt {
                out.line(&format!("These are {} values for {all} gaps. Type them again:", values.len()), 0);
                values.clear();
            } else if values.len() >= all {
                return Ok(Some(values));
            }
        }
    }

    /// Reads a line of letters.
    fn letters(&mut self, order: &Order, out: &mut Output) -> Result<Option<Vec<String>>, PredictError> {
        loop {
            let Some(line) = self.line("> ", out)? else { return Ok(None) };
            let letters: Vec<char> = line.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
            match letters.iter().find(|letter| order.line(**letter).is_none()) {
                Some(unknown) if self.is_prompt => {
                    out.line(&format!("No line has the letter `{unknown}`. Type the letters again:"), 0);
                }
                _ => return Ok(Some(letters.into_iter().map(String::from).collect())),
            }
        }
    }

    /// Reads a line, without its end. Returns `None` at the end of the input.
    fn line(&mut self, prompt: &str, out: &mut Output) -> Result<Option<String>, PredictError> {
        out.print()?;
        if self.is_prompt {
            let mut stdout = io::stdout().lock();
            write!(stdout, "{prompt}")?;
            stdout.flush()?;
        }
        let mut line = Vec::new();
        let read = self.lines.read_until(b'\n', &mut line).map_err(|source| PredictError::Input { source })?;
        if read == 0 && self.is_prompt {
            out.blank();
            out.print()?;
        }
        Ok((read > 0).then(|| String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{ColorChoice, Layout};

    /// Returns the answers in an input that is no terminal.
    fn answers(code: &str, printed: &[&str], input: &str) -> Vec<Option<Vec<String>>> {
        let printed: Vec<String> = printed.iter().map(|line| (*line).to_owned()).collect();
        let question = Question::of(&Program::parse("a".to_owned(), code), &printed);
        let mut input = Input { lines: input.as_bytes(), is_prompt: false };
        let mut out = Output::new(Layout::of_process("/".into(), ColorChoice::Never));
        (0..3).map(|_| input.answer(&question, &mut out).unwrap()).collect()
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn values_may_stand_on_one_line_or_many() {
        let code = "fn main() { println!(\"{} {}\", a, b) }";
        let both = Some(texts(&["3", "4"]));
        assert_eq!(answers(code, &["3 4"], "3 4\r\n3\n4\n5"), [both.clone(), both, Some(texts(&["5"]))]);
        assert_eq!(answers(code, &["3 4"], "3\n\n \n"), [Some(texts(&["3"])), Some(texts(&[])), None]);
        let with_spaces = answers("fn main() { println!(\"{:?}: {}\", a, b) }", &["[1, 2]: 4"], "[1, 2]\n4\n");
        assert_eq!(with_spaces, [Some(texts(&["[1, 2]", "4"])), None, None]);
    }

    #[test]
    fn letters_stand_on_one_line() {
        let code = "fn main() { println!(\"one\"); println!(\"two\") }";
        assert_eq!(
            answers(code, &["one", "two"], "ab\n\nb, z"),
            [["a", "b"].as_slice(), &[], &["b", "z"]].map(|letters| Some(texts(letters)))
        );
    }
}
