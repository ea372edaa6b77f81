//! The question that a program asks whose output is predicted: gaps to be filled in its output, or lines to be put in order.
//!
//! Nobody writes the question down. It follows from the program's format strings and from what the program prints:
//!
//! - If the lines come in the order of the `println!`s in the source, the values are the question. The literal text of a format
//!   string is shown, and each value that stands for a `{}` is a gap.
//! - Otherwise the order is the question: each line has a letter. Lines that the program could print, but does not, are among
//!   them. So it is if there is nothing to fill in, if a value is too long to be typed, and if a line that is literal text is
//!   never printed.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::prediction::Program;

/// The longest value that anybody is asked to type, in characters.
const MAX_TYPED: usize = 16;

/// The letters of the lines that are put in order.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";

/// The most lines that are added to those that a program prints.
const MAX_OTHERS: usize = 3;

/// A question about what a program prints.
///
/// # Examples
///
/// ```
/// use course::prediction::Program;
/// use course::question::{Part, Question};
///
/// let program = |code: &str| Program::parse("one".to_owned(), code);
/// let printed = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
///
/// let in_order = program("fn main() { println!(\"{} s\", wait()); }");
/// let Question::Gaps(gaps) = Question::of(&in_order, &printed("4 s")) else { panic!("values are the question") };
/// assert_eq!(gaps.lines, [[Part::Gap("4".to_owned()), Part::Text(" s".to_owned())]]);
///
/// let out_of_order = program("fn main() { defer(|| println!(\"late\")); println!(\"soon\"); }");
/// let Question::Order(order) = Question::of(&out_of_order, &printed("soon\nlate")) else { panic!("so is the order") };
/// assert_eq!(order.printed().collect::<Vec<_>>(), ["soon", "late"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Values are to be filled in.
    Gaps(Gaps),
    /// Lines are to be put in order.
    Order(Order),
}

/// The output of a program with gaps.
///
/// # Examples
///
/// ```
/// use course::question::{Gaps, Part};
///
/// let parts = vec![Part::Text("after ".to_owned()), Part::Gap("4".to_owned()), Part::Text(" s".to_owned())];
/// assert_eq!(Gaps { lines: vec![parts] }.values().collect::<Vec<_>>(), ["4"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gaps {
    /// The lines in their order.
    pub lines: Vec<Vec<Part>>,
}

/// A part of a line.
///
/// # Examples
///
/// ```
/// use course::question::Part;
///
/// assert_eq!(Part::Gap("4".to_owned()).text(), "4");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text that is shown.
    Text(String),
    /// A value that is to be filled in.
    Gap(String),
}

/// The lines among which those that the program prints are to be found and put in order.
///
/// # Examples
///
/// ```
/// # use course::prediction::Program;
/// # use course::question::Question;
/// # let program = Program::parse("one".to_owned(), "fn main() { defer(|| println!(\"late\")); println!(\"soon\"); }");
/// # let printed = ["soon".to_owned(), "late".to_owned()];
/// # let Question::Order(order) = Question::of(&program, &printed) else { panic!("so is the order") };
/// let letters: Vec<char> = order.choices().map(|(letter, _)| letter).collect();
/// assert_eq!(letters, ['a', 'b']);
/// assert!(order.line('a').is_some() && order.line('c').is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The lines to choose from, each different.
    choices: Vec<String>,
    /// The index of each printed line.
    printed: Vec<usize>,
}

impl Question {
    /// Returns the question about a program that has printed these lines.
    pub fn of(program: &Program, printed: &[String]) -> Question {
        let formats = Formats::of(&program.code);
        let lines: Vec<(&str, Option<Match>)> =
            printed.iter().map(|line| (line.as_str(), formats.find(line))).collect();
        let gaps = Gaps { lines: lines.iter().map(|(line, found)| formats.parts(line, found.as_ref())).collect() };
        let sites: Vec<usize> = lines.iter().filter_map(|(_, found)| Some(found.as_ref()?.site)).collect();
        let is_never_printed = |site: &Format| {
            !site.literals.concat().trim().is_empty()
                && site.literals.len() == 1
                && !lines.iter().any(|(line, _)| *line == site.literals[0])
        };
        let is_order = !sites.is_sorted()
            || gaps.values().next().is_none()
            || gaps.long_value().is_some()
            || formats.sites.iter().any(is_never_printed);
        let order = is_order.then(|| Order::of(&formats, &lines)).flatten();
        order.map_or(Question::Gaps(gaps), Question::Order)
    }

    /// Returns the number of gaps, or of lines to choose from.
    pub fn size(&self) -> usize {
        match self {
            Question::Gaps(gaps) => gaps.values().count(),
            Question::Order(order) => order.choices.len(),
        }
    }
}

impl Part {
    /// Returns the text, or the value of the gap.
    pub fn text(&self) -> &str {
        match self {
            Part::Text(text) | Part::Gap(text) => text,
        }
    }
}

impl Gaps {
    /// Returns the values of all gaps, in their order.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().flatten().filter_map(|part| match part {
            Part::Gap(value) => Some(value.as_str()),
            Part::Text(_) => None,
        })
    }

    /// Returns a value that is too long to be typed, if there is one.
    pub fn long_value(&self) -> Option<&str> {
        self.values().find(|value| value.chars().count() > MAX_TYPED)
    }

    /// Returns whether a value contains a space, so that a space does not end it when it is typed.
    pub fn has_spaces(&self) -> bool {
        self.values().any(|value| value.contains(char::is_whitespace))
    }
}

impl Order {
    /// Returns the question, or `None` if there is nothing to choose, or more than there are letters.
    fn of(formats: &Formats, lines: &[(&str, Option<Match>)]) -> Option<Order> {
        let printed: Vec<&str> = lines.iter().map(|(line, _)| *line).filter(|line| !line.trim().is_empty()).collect();
        let mut distinct: Vec<&str> = Vec::new();
        for line in &printed {
            if !distinct.contains(line) {
                distinct.push(line);
            }
        }
        let others = formats.others(lines);
        let mut choices: Vec<&str> = distinct.iter().copied().chain(others.iter().map(String::as_str)).collect();
        if choices.len() < 2 || choices.len() > LETTERS.len() {
            return None;
        }
        // The order depends on nothing but the texts, so it says nothing about that of the output.
        choices.sort_by_key(|line| (hash(line), *line));
        let shown: Vec<&str> = choices.iter().copied().filter(|line| distinct.contains(line)).collect();
        if choices.len() > 2 && shown == distinct {
            choices.rotate_left(1);
        }
        let index_of = |line: &&str| choices.iter().position(|choice| choice == line);
        let printed = printed.iter().map(index_of).collect::<Option<Vec<usize>>>()?;
        Some(Order { choices: choices.into_iter().map(str::to_owned).collect(), printed })
    }

    /// Returns the lines to choose from with their letters.
    pub fn choices(&self) -> impl Iterator<Item = (char, &str)> {
        LETTERS.chars().zip(self.choices.iter().map(String::as_str))
    }

    /// Returns the line with this letter, in either case.
    pub fn line(&self, letter: char) -> Option<&str> {
        self.choices().find(|(known, _)| known.eq_ignore_ascii_case(&letter)).map(|(_, line)| line)
    }

    /// Returns the lines that the program prints, in their order.
    pub fn printed(&self) -> impl ExactSizeIterator<Item = &str> {
        self.printed.iter().map(|index| self.choices[*index].as_str())
    }

    /// Returns whether some line is printed more than once.
    pub fn has_repetition(&self) -> bool {
        self.printed.iter().collect::<BTreeSet<_>>().len() < self.printed.len()
    }
}

/// Returns whether a value that was typed is the one that was printed. Spaces and the quotation marks of strings do not count,
/// nor does the form of a number: `1.0` is `1`. The value in a `Some` or an `Ok` is enough.
///
/// # Examples
///
/// ```
/// use course::question::is_same_value;
///
/// assert!(is_same_value(" 1.0", "1") && is_same_value("[1,2]", "[1, 2]") && is_same_value("True", "true"));
/// assert!(is_same_value("Err(gone)", "Err(\"gone\")") && is_same_value("4", "Some(4)"));
/// assert!(!is_same_value("", "1") && !is_same_value("1.1", "1") && !is_same_value("some(1)", "Some(1)"));
/// ```
pub fn is_same_value(typed: &str, printed: &str) -> bool {
    let plain = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace() && *c != '"').collect() };
    let (typed, printed) = (plain(typed), plain(printed));
    let inner = |text: &str| {
        let inner = text.strip_prefix("Some(").or_else(|| text.strip_prefix("Ok("))?;
        inner.strip_suffix(')').map(str::to_owned)
    };
    if let Some(printed) = inner(&printed) {
        return is_same_value(&inner(&typed).unwrap_or(typed), &printed);
    }
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    match (number(&typed), number(&printed)) {
        // Whole numbers are compared in full: an `f64` has not all of them.
        (Some(one), Some(other)) => match (typed.parse::<i128>(), printed.parse::<i128>()) {
            (Ok(one), Ok(other)) => one == other,
            _ => one.total_cmp(&other).is_eq() || (one == 0.0 && other == 0.0),
        },
        _ if matches!(printed.as_str(), "true" | "false") => typed.eq_ignore_ascii_case(&printed),
        _ => typed == printed && !typed.is_empty(),
    }
}

/// Returns the same number for the same text on every system (FNV-1a).
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A line of a format string: the literal text around its placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Format {
    /// One more than there are placeholders.
    literals: Vec<String>,
}

/// A printed line that has the form of a format string.
#[derive(Debug)]
struct Match<'l> {
    /// The index of the `println!` or the like, in the order of the source.
    site: usize,
    /// The values of the placeholders.
    values: Vec<&'l str>,
}

/// The format strings of a program.
#[derive(Debug, Default)]
struct Formats {
    /// Those that are printed, in the order of the source.
    sites: Vec<Format>,
    /// Those of `format!`, whose results may be printed.
    inner: Vec<Format>,
}

impl Formats {
    /// Finds the format strings of a source. One that does not parse has none.
    fn of(code: &str) -> Formats {
        let mut formats = Formats::default();
        formats.collect(code.parse().unwrap_or_default());
        formats
    }

    fn collect(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (index, token) in tokens.iter().enumerate() {
            let TokenTree::Group(group) = token else { continue };
            let name = match index.checked_sub(2).map(|before| &tokens[before..index]) {
                Some([TokenTree::Ident(name), TokenTree::Punct(mark)]) if mark.as_char() == '!' => name.to_string(),
                _ => String::new(),
            };
            let found = match name.as_str() {
                "println" | "print" | "writeln" | "write" => Some(&mut self.sites),
                "format" => Some(&mut self.inner),
                _ => None,
            };
            if let Some(found) = found
                && let Some(format) = format_string(group.stream())
            {
                found.extend(format.lines().map(Format::parse));
            }
            // Not the tokens of a group without a delimiter, which a macro has made.
            if group.delimiter() != Delimiter::None {
                self.collect(group.stream());
            }
        }
    }

    /// Returns the format string of a printed line: of several, the one with the most literal text.
    fn find<'l>(&self, line: &'l str) -> Option<Match<'l>> {
        let found = self.sites.iter().enumerate().filter_map(|(site, format)| {
            let values = format.values(line)?;
            Some((format.literals.concat().len(), Match { site, values }))
        });
        // Of two that are equal, the first.
        found.rev().max_by_key(|(length, _)| *length).map(|(_, found)| found)
    }

    /// Returns the parts of a printed line. A line of which no format string is known is a gap as a whole.
    fn parts(&self, line: &str, found: Option<&Match>) -> Vec<Part> {
        if line.trim().is_empty() {
            return Vec::new();
        }
        let Some(Match { site, values }) = found else { return vec![Part::Gap(line.to_owned())] };
        let mut parts = Parts::default();
        self.sites[*site].add_to(&mut parts, values, &|parts, value| {
            let inner = self.inner.iter().filter(|format| format.literals.concat().chars().any(char::is_alphabetic));
            let found = inner.filter_map(|format| Some((format, format.values(value)?)));
            match found.max_by_key(|(format, _)| format.literals.concat().len()) {
                Some((format, values)) => format.add_to(parts, &values, &|parts, value| parts.gap(value)),
                None => parts.gap(value),
            }
        });
        parts.0
    }

    /// Returns lines that the program could print, but does not: literal text, and the next number.
    fn others(&self, lines: &[(&str, Option<Match>)]) -> Vec<String> {
        let mut others: Vec<String> = Vec::new();
        for (site, format) in self.sites.iter().enumerate() {
            let other = match format.literals.as_slice() {
                [literal] => Some(literal.clone()),
                [before, after] if [before, after].into_iter().any(|text| text.chars().any(char::is_alphabetic)) => {
                    let of_site =
                        lines.iter().filter_map(|(_, found)| found.as_ref().filter(|found| found.site == site));
                    let values: Option<BTreeSet<u64>> = of_site.map(|found| found.values[0].parse().ok()).collect();
                    let values = values.unwrap_or_default();
                    let next = values.first().map(|first| {
                        values
                            .iter()
                            .fold(*first, |next, value| if *value == next { next.saturating_add(1) } else { next })
                    });
                    next.map(|number| format!("{before}{number}{after}"))
                }
                _ => None,
            };
            let is_new = |line: &String| {
                !line.trim().is_empty() && !others.contains(line) && !lines.iter().any(|(printed, _)| printed == line)
            };
            if let Some(line) = other.filter(is_new) {
                others.push(line);
            }
        }
        // Literal text that is never printed is part of the question; numbers are only added.
        others.truncate(MAX_OTHERS);
        others
    }
}

/// The parts of a line, in which neighbouring texts are one.
#[derive(Debug, Default)]
struct Parts(Vec<Part>);

impl Parts {
    fn text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Part::Text(before)) => before.push_str(text),
            _ if text.is_empty() => {}
            _ => self.0.push(Part::Text(text.to_owned())),
        }
    }

    fn gap(&mut self, value: &str) {
        if value.trim().is_empty() {
            self.text(value);
        } else {
            self.0.push(Part::Gap(value.to_owned()));
        }
    }
}

impl Format {
    /// Parses a line of a format string.
    fn parse(line: &str) -> Format {
        let mut literals = vec![String::new()];
        let mut rest = line.chars().peekable();
        let mut in_placeholder = false;
        while let Some(c) = rest.next() {
            match c {
                '{' | '}' if !in_placeholder && rest.peek() == Some(&c) => {
                    rest.next();
                    literals.last_mut().into_iter().for_each(|literal| literal.push(c));
                }
                '{' => in_placeholder = true,
                '}' if in_placeholder => {
                    in_placeholder = false;
                    literals.push(String::new());
                }
                _ if in_placeholder => {}
                c => literals.last_mut().into_iter().for_each(|literal| literal.push(c)),
            }
        }
        // The lines of an output have no spaces at their ends.
        if let Some(last) = literals.last_mut() {
            last.truncate(last.trim_end().len());
        }
        Format { literals }
    }

    /// Returns the values of the placeholders in a line, or `None` if it has not this form.
    fn values<'l>(&self, line: &'l str) -> Option<Vec<&'l str>> {
        let (first, others) = self.literals.split_first()?;
        let Some((last, inner)) = others.split_last() else { return (first == line).then(Vec::new) };
        let mut rest = line.strip_prefix(first.as_str())?;
        let mut values = Vec::new();
        for literal in inner {
            let (value, after) = rest.split_once(literal.as_str())?;
            values.push(value);
            rest = after;
        }
        values.push(rest.strip_suffix(last.as_str())?);
        Some(values)
    }

    /// Adds the literal text and the values of a line to its parts.
    fn add_to(&self, parts: &mut Parts, values: &[&str], add_value: &dyn Fn(&mut Parts, &str)) {
        for (index, literal) in self.literals.iter().enumerate() {
            parts.text(literal);
            if let Some(value) = values.get(index) {
                add_value(parts, value);
            }
        }
    }
}

/// Returns the first string literal among the arguments of a macro.
fn format_string(arguments: TokenStream) -> Option<String> {
    arguments.into_iter().find_map(|token| match token {
        TokenTree::Literal(literal) => {
            syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| text.value())
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(code: &str, printed: &str) -> Question {
        let printed: Vec<String> = printed.lines().map(str::to_owned).collect();
        Question::of(&Program::parse("a".to_owned(), code), &printed)
    }

    /// Returns the gaps as text: `after [4] s`.
    fn gaps(code: &str, printed: &str) -> Vec<String> {
        let Question::Gaps(gaps) = question(code, printed) else { panic!("it has gaps") };
        let show = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Gap(value) => format!("[{value}]"),
        };
        gaps.lines.iter().map(|parts| parts.iter().map(show).collect()).collect()
    }

    fn order(code: &str, printed: &str) -> (Vec<String>, Vec<String>) {
        let Question::Order(order) = question(code, printed) else { panic!("the order is the question") };
        let texts = |lines: Vec<&str>| lines.into_iter().map(str::to_owned).collect();
        let mut choices: Vec<&str> = order.choices().map(|(_, line)| line).collect();
        choices.sort_unstable();
        (texts(choices), texts(order.printed().collect()))
    }

    #[test]
    fn what_a_placeholder_stands_for_is_a_gap() {
        let code =
            "fn main() { for n in 1..3 { println!(\"{n:>2} {{of}} {}%\", f()); }\nprint!(\"done\\nat {:?}\\n\", g()) }";
        let printed = " 1 {of} 50%\n 2 {of} 99%\ndone\nat Some(\"x\")";
        assert_eq!(gaps(code, printed), ["[ 1] {of} [50]%", "[ 2] {of} [99]%", "done", "at [Some(\"x\")]"]);
    }

    #[test]
    fn the_text_of_a_format_that_is_printed_is_shown_too() {
        let code = "fn f(s: u8) -> String { format!(\"item of the source of {s} s\") } fn main() { println!(\"{} s: {r}\", t); }";
        assert_eq!(gaps(code, "3 s: item of the source of 1 s"), ["[3] s: item of the source of [1] s"]);
    }

    #[test]
    fn lines_out_of_the_order_of_the_source_are_put_in_order() {
        let code = "fn main() { let s = || { println!(\"begins\"); println!(\"makes {n}\"); println!(\"ends\") };\nprintln!(\"made\"); }";
        let (choices, printed) = order(code, "made\nbegins\nmakes 1\nmakes 2");
        assert_eq!(printed, ["made", "begins", "makes 1", "makes 2"]);
        assert_eq!(choices, ["begins", "ends", "made", "makes 1", "makes 2", "makes 3"]);
    }

    #[test]
    fn a_number_that_was_left_out_is_the_first_to_be_added() {
        let code = "fn f() { println!(\"page {n} is done\") } fn main() { println!(\"{:?}\", f()); }";
        let (choices, printed) = order(code, "page 1 is done\nErr(())\npage 1 is done\npage 3 is done\nOk(())");
        assert_eq!(choices, ["Err(())", "Ok(())", "page 1 is done", "page 2 is done", "page 3 is done"]);
        assert_eq!(printed.len(), 5, "a line may come twice");
    }

    #[test]
    fn without_a_short_value_to_fill_in_the_order_is_the_question() {
        order("fn main() { println!(\"one\"); println!(\"two\"); }", "one\ntwo");
        let code = "fn main() { println!(\"{a}\"); println!(\"{b}\"); }";
        order(code, "a value that nobody likes to type\n2");
        assert_eq!(gaps(code, "1\n2"), ["[1]", "[2]"]);
        // With one line there is nothing to put in order.
        assert_eq!(gaps("fn main() { println!(\"{a}\") }", "a value that is too long"), ["[a value that is too long]"]);
    }

    #[test]
    fn literal_text_that_is_never_printed_makes_it_a_question_which_lines_come() {
        let code = "fn main() { println!(\"{a} s\"); if b { println!(\"never\") } }";
        assert_eq!(order(code, "1 s\n2 s").0, ["1 s", "2 s", "3 s", "never"]);
    }

    #[test]
    fn the_letters_are_the_same_in_each_run_and_do_not_give_the_order_away() {
        let code = "fn b() { println!(\"b\") } fn main() { println!(\"a\"); println!(\"c\") }";
        for printed in ["a\nb\nc", "c\nb\na", "b\na\nc", "b\nc\na", "a\nc\nb", "c\na\nb"] {
            let (Question::Order(one), Question::Order(again)) = (question(code, printed), question(code, printed))
            else {
                panic!("the order is the question")
            };
            assert_eq!(one, again);
            let shown: Vec<&str> = one.choices().map(|(_, line)| line).collect();
            assert_ne!(shown, one.printed().collect::<Vec<_>>());
            assert_eq!(one.line('B'), one.line('b'));
        }
    }

    #[test]
    fn what_no_format_string_prints_is_a_gap_as_a_whole() {
        assert_eq!(gaps("fn main() { show() }", "12\n\n13"), ["[12]", "", "[13]"]);
        assert_eq!(gaps("no Rust (", "12"), ["[12]"]);
        assert_eq!(question("fn main() { println!(\"\") }", ""), Question::Gaps(Gaps { lines: Vec::new() }));
    }

    #[test]
    fn numbers_are_compared_as_numbers() {
        for (typed, printed) in
            [("1", "1.0"), ("1e3", "1000"), ("+2", "2"), ("-0.0", "0"), ("9007199254740993", "9007199254740993")]
        {
            assert!(is_same_value(typed, printed), "{typed} {printed}");
        }
        for (typed, printed) in
            [("1", "2"), ("9007199254740992", "9007199254740993"), ("NaN", "1"), ("1 s", "1"), ("", "")]
        {
            assert!(!is_same_value(typed, printed), "{typed} {printed}");
        }
        assert!(is_same_value("NaN", "NaN"));
        assert!(is_same_value("Some(1.0)", "Some(1)") && is_same_value("2", "Ok(Some(2))"));
        assert!(!is_same_value("None", "Some(1)") && !is_same_value("Some(1)", "1") && !is_same_value("1", "Err(1)"));
    }
}
