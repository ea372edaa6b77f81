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
    CtrlX,
    CtrlZ,
    /// A paste, whose text was dropped.
    #[cfg_attr(not(any(unix, test)), expect(dead_code, reason = "only Unix terminals mark a paste"))]
    Pasted,
}

/// Calls `on_key` with each key, until it returns `false` or the input ends.
///
/// Only reads bytes, and leaves the mode of the terminal alone: a library that sets raw mode for each key would set it again
/// after the terminal was restored.
#[cfg(unix)]
pub(super) fn read(mut on_key: impl FnMut(Key) -> bool) {
    use std::io::{ErrorKind, Read};

    let mut input = std::io::stdin().lock();
    let (mut bytes, mut decoder) = ([0; 4096], Decoder::default());
    loop {
        match input.read(&mut bytes) {
            Ok(0) => return,
            Ok(read) => {
                if !decoder.keys(&bytes[..read]).into_iter().all(&mut on_key) {
                    return;
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

/// The end of a bracketed paste.
#[cfg(any(unix, test))]
const PASTE_END: &[u8] = b"\x1b[201~";

/// The longest escape sequence that can be a key. The rest of a longer one is read and dropped.
#[cfg(any(unix, test))]
const MAX_SEQUENCE: usize = 32;

/// Decodes what a terminal sends, in pieces of any size: no part of an escape sequence or of a paste becomes a key, wherever
/// the pieces end.
///
/// There is no timeout. An Escape at the end of a piece is a key at once, and the start of a sequence if the next piece goes
/// on with `[`, `O` or the like.
#[cfg(any(unix, test))]
#[derive(Debug, Default)]
struct Decoder {
    state: DecoderState,
    /// The bytes of an unfinished character or escape sequence, or the end of a paste so far.
    pending: Vec<u8>,
}

/// The place of the next byte.
#[cfg(any(unix, test))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum DecoderState {
    #[default]
    Text,
    /// After an Escape, which may already have been a key.
    Escape { is_reported: bool },
    /// In a control sequence, after `ESC [`.
    Csi,
    /// In `ESC [ [`, which the Linux console sends for function keys: one character is left.
    LinuxFunction,
    /// In a sequence after `ESC O`.
    Ss3,
    /// In a string such as the reply to a query, which ends with BEL or `ESC \`.
    String { after_escape: bool },
    /// In a bracketed paste.
    Paste,
}

#[cfg(any(unix, test))]
impl Decoder {
    /// Returns the keys that a piece completes. Leaves out unknown escape sequences.
    fn keys(&mut self, piece: &[u8]) -> Vec<Key> {
        let mut keys = Vec::new();
        for byte in piece {
            self.add(*byte, &mut keys);
        }
        if self.state == (DecoderState::Escape { is_reported: false }) {
            keys.push(Key::Escape);
            self.state = DecoderState::Escape { is_reported: true };
        }
        keys
    }

    fn add(&mut self, byte: u8, keys: &mut Vec<Key>) {
        match self.state {
            DecoderState::Text => self.add_text(byte, keys),
            DecoderState::Escape { is_reported } => {
                self.pending.clear();
                self.state = match byte {
                    b'[' => DecoderState::Csi,
                    b'O' => DecoderState::Ss3,
                    b']' | b'P' | b'X' | b'^' | b'_' => DecoderState::String { after_escape: false },
                    _ => {
                        if !is_reported {
                            keys.push(Key::Escape);
                        }
                        self.state = DecoderState::Text;
                        return self.add_text(byte, keys);
                    }
                };
            }
            DecoderState::Csi => match byte {
                b'[' if self.pending.is_empty() => self.state = DecoderState::LinuxFunction,
                b' '..=b'?' => self.push(byte),
                b'@'..=b'~' => {
                    self.push(byte);
                    self.state = DecoderState::Text;
                    let sequence = std::mem::take(&mut self.pending);
                    if sequence == b"200~" {
                        self.state = DecoderState::Paste;
                    }
                    keys.extend(key_of(&sequence));
                }
                _ => self.abort(byte, keys),
            },
            DecoderState::LinuxFunction => {
                self.state = DecoderState::Text;
                if !(b' '..=b'~').contains(&byte) {
                    self.abort(byte, keys);
                }
            }
            DecoderState::Ss3 => match byte {
                b'0'..=b'?' => {}
                b'@'..=b'~' => {
                    self.state = DecoderState::Text;
                    keys.extend(key_of(&[byte]));
                }
                _ => self.abort(byte, keys),
            },
            DecoderState::String { after_escape } => match byte {
                0x07 => self.state = DecoderState::Text,
                b'\\' if after_escape => self.state = DecoderState::Text,
                0x03 | 0x1a => self.abort(byte, keys),
                _ => self.state = DecoderState::String { after_escape: byte == 0x1b },
            },
            DecoderState::Paste => {
                self.pending.push(byte);
                while !PASTE_END.starts_with(&self.pending) {
                    self.pending.remove(0);
                }
                if self.pending == PASTE_END {
                    self.pending.clear();
                    self.state = DecoderState::Text;
                    keys.push(Key::Pasted);
                }
            }
        }
    }

    /// Ends a sequence that goes on with a byte that none contains, such as Ctrl+C.
    fn abort(&mut self, byte: u8, keys: &mut Vec<Key>) {
        self.pending.clear();
        self.state = DecoderState::Text;
        self.add_text(byte, keys);
    }

    fn push(&mut self, byte: u8) {
        if self.pending.len() < MAX_SEQUENCE {
            self.pending.push(byte);
        }
    }

    fn add_text(&mut self, byte: u8, keys: &mut Vec<Key>) {
        if byte == 0x1b {
            self.pending.clear();
            self.state = DecoderState::Escape { is_reported: false };
            return;
        }
        self.pending.push(byte);
        match std::str::from_utf8(&self.pending) {
            Ok(text) => keys.extend(text.chars().map(key_of_char)),
            // The character goes on in the next byte.
            Err(error) if error.error_len().is_none() => return,
            // It is no UTF-8. The byte may be a key of its own after a cut character.
            Err(_) if byte.is_ascii() => keys.push(key_of_char(char::from(byte))),
            Err(_) => {}
        }
        self.pending.clear();
    }
}

/// Returns the key of a character.
#[cfg(any(unix, test))]
fn key_of_char(c: char) -> Key {
    match c {
        '\r' | '\n' => Key::Enter,
        '\u{7f}' | '\u{8}' => Key::Backspace,
        '\u{3}' => Key::CtrlC,
        '\u{18}' => Key::CtrlX,
        '\u{1a}' => Key::CtrlZ,
        c => Key::Char(c),
    }
}

/// Returns the key of an escape sequence, without its first two characters.
#[cfg(any(unix, test))]
fn key_of(sequence: &[u8]) -> Option<Key> {
    Some(match sequence {
        b"A" => Key::Up,
        b"B" => Key::Down,
        b"C" => Key::Right,
        b"D" => Key::Left,
        b"H" | b"1~" | b"7~" => Key::Home,
        b"F" | b"4~" | b"8~" => Key::End,
        b"5~" => Key::PageUp,
        b"6~" => Key::PageDown,
        _ => return None,
    })
}

/// Calls `on_key` with each key, until it returns `false` or the input ends.
#[cfg(not(unix))]
pub(super) fn read(mut on_key: impl FnMut(Key) -> bool) {
    use console::Key as Pressed;

    let term = console::Term::stdout();
    while let Ok(pressed) = term.read_key_raw() {
        let key = match pressed {
            Pressed::Char('\u{18}') => Key::CtrlX,
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

    fn keys(text: &str) -> Vec<Key> {
        Decoder::default().keys(text.as_bytes())
    }

    #[test]
    fn escape_sequences_are_keys() {
        let text = "\u{1b}[A\u{1b}OB\u{1b}[5~\u{1b}[1~\u{1b}[1;5C\u{1b}[F";
        assert_eq!(keys(text), [Key::Up, Key::Down, Key::PageUp, Key::Home, Key::End]);
    }

    #[test]
    fn characters_are_keys() {
        let keys = keys("qé\r\u{7f}\u{3}\u{18}");
        assert_eq!(keys, [Key::Char('q'), Key::Char('é'), Key::Enter, Key::Backspace, Key::CtrlC, Key::CtrlX]);
    }

    #[test]
    fn escape_is_a_key_alone_and_before_another_key() {
        assert_eq!(keys("\u{1b}"), [Key::Escape]);
        assert_eq!(keys("\u{1b}v\u{1b}\u{1b}[B"), [Key::Escape, Key::Char('v'), Key::Escape, Key::Down]);
        assert_eq!(keys("\u{1b}["), []);
        assert_eq!(keys("\u{1b}[1\u{3}q"), [Key::CtrlC, Key::Char('q')]);
    }

    #[test]
    fn input_in_pieces_of_any_size_gives_the_same_keys() {
        let text = "q\u{1b}[A\u{1b}OBé\u{1b}[5~\u{1b}[1;5C\u{1b}[[A\u{1b}[15~\u{1b}O5P\u{1b}]11;rgb:e/x/t\u{7}\
                    \u{1b}P1$r x\u{1b}\\\u{1b}[200~exit\u{1b}[A\r\u{18}\u{1b}[201~€";
        let whole = keys(text);
        assert_eq!(
            whole,
            [Key::Char('q'), Key::Up, Key::Down, Key::Char('é'), Key::PageUp, Key::Pasted, Key::Char('€')]
        );
        for size in 1..text.len() {
            let mut decoder = Decoder::default();
            let pieces: Vec<Key> = text.as_bytes().chunks(size).flat_map(|piece| decoder.keys(piece)).collect();
            // An Escape at the end of a piece is a key as well; it is harmless.
            let pieces: Vec<Key> = pieces.into_iter().filter(|key| *key != Key::Escape).collect();
            assert_eq!(pieces, whole, "in pieces of {size} bytes");
        }
    }

    #[test]
    fn a_paste_is_dropped_whatever_it_contains() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.keys(b"\x1b[200~xt\x18\x1b[20\x1b[201"), []);
        assert_eq!(decoder.keys(b"~n"), [Key::Pasted, Key::Char('n')]);
    }

    #[test]
    fn bytes_that_are_no_text_are_no_keys() {
        assert_eq!(Decoder::default().keys(b"\xffa\xc3b"), [Key::Char('a'), Key::Char('b')]);
    }
}
