//! Names, times and counts, as they are written in a picture.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const MICROSECOND: u64 = 1_000;
const MILLISECOND: u64 = 1_000_000;
const SECOND: u64 = 1_000_000_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// A time in nanoseconds, in the largest unit that it fills, with up to three decimals: `1.25 s`, `59 min 59.9 s`.
pub(super) fn time(nanoseconds: u64) -> String {
    match nanoseconds {
        0 => "0".to_owned(),
        _ if nanoseconds < MICROSECOND => format!("{nanoseconds} ns"),
        _ if nanoseconds < MILLISECOND => decimal(nanoseconds, MICROSECOND, "µs"),
        _ if nanoseconds < SECOND => decimal(nanoseconds, MILLISECOND, "ms"),
        _ if nanoseconds < MINUTE => decimal(nanoseconds, SECOND, "s"),
        _ if nanoseconds < HOUR => two_units(nanoseconds, MINUTE, "min", SECOND, "s"),
        _ => two_units(nanoseconds, HOUR, "h", MINUTE, "min"),
    }
}

/// A time in nanoseconds, rounded to the unit that it fills: `59 min`, `2 h`.
pub(super) fn about(nanoseconds: u64) -> String {
    let to = |unit: u64| nanoseconds.saturating_add(unit / 2) / unit;
    match nanoseconds {
        _ if nanoseconds < SECOND => time(nanoseconds),
        _ if to(SECOND) < 60 => format!("{} s", to(SECOND)),
        _ if to(MINUTE) < 60 => format!("{} min", to(MINUTE)),
        _ => format!("{} h", to(HOUR)),
    }
}

fn decimal(nanoseconds: u64, unit: u64, name: &str) -> String {
    let thousandths = (nanoseconds % unit) * 1000 / unit;
    let number = format!("{}.{thousandths:03}", nanoseconds / unit);
    format!("{} {name}", number.trim_end_matches('0').trim_end_matches('.'))
}

fn two_units(nanoseconds: u64, unit: u64, name: &str, smaller: u64, smaller_name: &str) -> String {
    let (whole, rest) = (nanoseconds / unit, nanoseconds % unit);
    if rest < smaller / 1000 {
        return format!("{whole} {name}");
    }
    format!("{whole} {name} {}", decimal(rest, smaller, smaller_name))
}

/// A name on one line: control characters turned into spaces, what has no shape of its own left out.
pub(super) fn clean(name: &str) -> String {
    /// More than any picture has room for; a name can be a whole document.
    const LONGEST: usize = 500;
    let shown = |c: &char| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}');
    let name: String = name.chars().take(LONGEST).filter(shown).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if name.trim().is_empty() { "(no name)".to_owned() } else { name.trim_end().to_owned() }
}

/// The text in ASCII alone.
pub(super) fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '…' => plain.push_str("..."),
            'µ' => plain.push('u'),
            c if c.is_ascii() => plain.push(c),
            _ => plain.push('?'),
        }
    }
    plain
}

/// How many columns of a terminal the text takes.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// The text, cut to so many columns; the last thing that is then seen is `mark`.
pub(super) fn shortened(text: &str, width: usize, mark: &str) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(columns(mark));
    let mut short = String::new();
    let mut taken = 0;
    for c in text.chars() {
        taken += c.width().unwrap_or(0);
        if taken > room {
            break;
        }
        short.push(c);
    }
    short.push_str(mark);
    short
}

/// Words put into lines of at most so many columns. The pieces themselves are broken only where they are too long.
pub(super) fn wrapped(pieces: &[String], between: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        let piece = shortened(piece, width, "");
        match lines.last_mut() {
            Some(line) if columns(line) + columns(between) + columns(&piece) <= width => {
                line.push_str(between);
                line.push_str(&piece);
            }
            _ => lines.push(piece),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_given_in_the_unit_that_it_fills() {
        let times =
            [0, 7, 1_500, 250_000, 20_000_000, 1_250_000_000, 59_999_000_000, 60_000_000_000, 3_600_000_000_000];
        let words = ["0", "7 ns", "1.5 µs", "250 µs", "20 ms", "1.25 s", "59.999 s", "1 min", "1 h"];
        assert_eq!(times.map(time), words);
        assert_eq!(time(59 * MINUTE + 59 * SECOND + 900 * MILLISECOND), "59 min 59.9 s");
        assert_eq!(time(90 * MINUTE), "1 h 30 min");
    }

    #[test]
    fn a_rounded_time_never_fills_the_next_unit() {
        let long = [59_600 * MILLISECOND, 59 * MINUTE + 20 * SECOND, 59 * MINUTE + 59 * SECOND, 25 * HOUR];
        assert_eq!(long.map(about), ["1 min", "59 min", "1 h", "25 h"]);
        assert_eq!(about(1_400 * MILLISECOND), "1 s");
    }

    #[test]
    fn a_name_is_cut_by_columns_and_not_by_characters() {
        assert_eq!(shortened("fetch", 5, "…"), "fetch");
        assert_eq!(shortened("fetching", 5, "…"), "fetc…");
        // Each of these is two columns wide.
        assert_eq!(shortened("日本語日本語", 6, "…"), "日本…");
        assert_eq!(shortened("日本語", 1, "…"), "…");
    }

    #[test]
    fn lines_are_broken_between_words() {
        let words = ["one", "two", "three", "abcdefghijkl"].map(str::to_owned);
        assert_eq!(wrapped(&words, " ", 8), ["one two", "three", "abcdefgh"]);
    }

    #[test]
    fn a_name_is_one_line_without_control_characters() {
        assert_eq!(clean("a\nb\tc"), "a b c");
        assert_eq!(clean("\u{202e}\u{200b}"), "(no name)");
        assert_eq!(clean(""), "(no name)");
    }
}
