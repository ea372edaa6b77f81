//! Keyboard input: turns what the terminal sends into keys.

/// A key that has a meaning in watch mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Char(char),
    Enter,
    Escape,
    Backspace,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
    CtrlC,
    CtrlZ,
}

/// Calls `on_key` with each key, until it returns `false` or the input ends.
///
/// Only reads bytes, and leaves the mode of the terminal alone: a library that sets raw mode for each key would set it again
/// after the terminal was restored.
#[cfg(unix)]
pub(super) fn read(mut on_key: impl FnMut(Key) -> bool) {
    use std::io::{ErrorKind, Read};

    let mut input = std::io::stdin().lock();
    let (mut bytes, mut pending) = ([0; 256], Vec::new());
    loop {
        match input.read(&mut bytes) {
            Ok(0) => return,
            Ok(read) => pending.extend_from_slice(&bytes[..read]),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => return,
        }
        // An escape sequence arrives in one piece, but a character of several bytes may be cut in the middle.
        let text = match std::str::from_utf8(&pending) {
            Ok(text) => text.to_owned(),
            Err(error) if error.error_len().is_none() && error.valid_up_to() == 0 => continue,
            Err(_) => String::from_utf8_lossy(&pending).into_owned(),
        };
        pending.clear();
        if !keys(&text).into_iter().all(&mut on_key) {
            return;
        }
    }
}

/// Returns the keys in the text that a terminal sends. Leaves out unknown escape sequences.
#[cfg(any(unix, test))]
fn keys(text: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let key = match c {
            '\u{1b}' if rest.starts_with(['[', 'O']) => {
                let end = rest[1..].find(|c: char| ('@'..='~').contains(&c)).map_or(rest.len(), |end| end + 2);
                let (sequence, after) = rest.split_at(end);
                rest = after;
                match &sequence[1..] {
                    "A" => Key::Up,
                    "B" => Key::Down,
                    "C" => Key::Right,
                    "D" => Key::Left,
                    "H" | "1~" | "7~" => Key::Home,
                    "F" | "4~" | "8~" => Key::End,
                    "5~" => Key::PageUp,
                    "6~" => Key::PageDown,
                    _ => continue,
                }
            }
            '\u{1b}' => Key::Escape,
            '\r' | '\n' => Key::Enter,
            '\u{7f}' | '\u{8}' => Key::Backspace,
            '\u{3}' => Key::CtrlC,
            '\u{1a}' => Key::CtrlZ,
            c => Key::Char(c),
        };
        keys.push(key);
    }
    keys
}

/// Calls `on_key` with each key, until it returns `false` or the input ends.
#[cfg(not(unix))]
pub(super) fn read(mut on_key: impl FnMut(Key) -> bool) {
    use console::Key as Pressed;

    let term = console::Term::stdout();
    while let Ok(pressed) = term.read_key_raw() {
        let key = match pressed {
            Pressed::Char('\u{1a}') => Key::CtrlZ,
            Pressed::Char(c) => Key::Char(c),
            Pressed::Enter => Key::Enter,
            Pressed::Escape => Key::Escape,
            Pressed::Backspace => Key::Backspace,
            Pressed::ArrowUp => Key::Up,
            Pressed::ArrowDown => Key::Down,
            Pressed::ArrowLeft => Key::Left,
            Pressed::ArrowRight => Key::Right,
            Pressed::PageUp => Key::PageUp,
            Pressed::PageDown => Key::PageDown,
            Pressed::Home => Key::Home,
            Pressed::End => Key::End,
            Pressed::CtrlC => Key::CtrlC,
            _ => continue,
        };
        if !on_key(key) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_are_keys() {
        let text = "\u{1b}[A\u{1b}OB\u{1b}[5~\u{1b}[1~\u{1b}[1;5C\u{1b}[F";
        assert_eq!(keys(text), [Key::Up, Key::Down, Key::PageUp, Key::Home, Key::End]);
    }

    #[test]
    fn characters_are_keys() {
        let keys = keys("qé\r\u{7f}\u{3}");
        assert_eq!(keys, [Key::Char('q'), Key::Char('é'), Key::Enter, Key::Backspace, Key::CtrlC]);
    }

    #[test]
    fn escape_is_a_key_alone_and_before_another_key() {
        assert_eq!(keys("\u{1b}"), [Key::Escape]);
        assert_eq!(keys("\u{1b}v\u{1b}\u{1b}[B"), [Key::Escape, Key::Char('v'), Key::Escape, Key::Down]);
        assert_eq!(keys("\u{1b}["), []);
    }
}
