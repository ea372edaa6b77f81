//! Opens a file at a line in the learner's editor.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

/// The form in which an editor takes the file and the line on its command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arguments {
    /// `--goto file:line`
    Goto,
    /// `file:line`
    Colon,
    /// `--line line file`
    Line,
    /// `+line file`
    Plus,
}

/// The programs of editors that have a window of their own.
const EDITORS: [(&str, Arguments); 14] = [
    ("code", Arguments::Goto),
    ("code-insiders", Arguments::Goto),
    ("codium", Arguments::Goto),
    ("cursor", Arguments::Goto),
    ("windsurf", Arguments::Goto),
    ("zed", Arguments::Colon),
    ("zeditor", Arguments::Colon),
    ("subl", Arguments::Colon),
    ("rustrover", Arguments::Line),
    ("idea", Arguments::Line),
    ("clion", Arguments::Line),
    ("kate", Arguments::Line),
    ("gedit", Arguments::Plus),
    ("gvim", Arguments::Plus),
];

/// The failure to open an editor.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EditorError {
    #[error("no editor is set: set VISUAL to one with a window of its own, such as `code` or `zed`")]
    Unset,
    #[error(
        "`{program}` may need a terminal of its own: set VISUAL to an editor with a window, such as `code` or `zed`"
    )]
    InTerminal { program: String },
    #[error("cannot start the editor `{program}`")]
    Start { program: String, source: io::Error },
}

/// Opens `file` at `line`, and returns the program of the editor.
///
/// The editor is that of `VISUAL` or `EDITOR`, or else the one in whose terminal the course runs. An editor that would draw
/// on this terminal is not started.
pub(crate) fn open(file: &Path, line: usize) -> Result<String, EditorError> {
    let (program, arguments) = command(|name| std::env::var(name).ok(), file, line)?;
    let mut editor = Command::new(&program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|source| EditorError::Start { program: program.clone(), source })?;
    // It may run as long as the learner works; this thread prevents a zombie process.
    thread::spawn(move || editor.wait());
    Ok(program)
}

/// Returns the program and the arguments that open `file` at `line`. `variable` looks up an environment variable.
fn command(
    variable: impl Fn(&str) -> Option<String>,
    file: &Path,
    line: usize,
) -> Result<(String, Vec<OsString>), EditorError> {
    let named: Vec<String> = ["VISUAL", "EDITOR"].into_iter().filter_map(&variable).collect();
    let of_terminal = match variable("TERM_PROGRAM").as_deref() {
        Some("vscode") => Some("code".to_owned()),
        Some("zed") => Some("zed".to_owned()),
        _ => None,
    };
    let commands: Vec<Vec<String>> =
        named.iter().chain(&of_terminal).map(|command| words(command)).filter(|words| !words.is_empty()).collect();
    let Some((command, style)) = commands.iter().find_map(|command| Some((command, style_of(&command[0])?))) else {
        return Err(match commands.into_iter().flatten().next() {
            Some(program) => EditorError::InTerminal { program },
            None => EditorError::Unset,
        });
    };
    let mut program = command[0].clone();
    // On Windows the launchers of this family are scripts, which are found by their full names only.
    if cfg!(windows) && style == Arguments::Goto && Path::new(&program).extension().is_none() {
        program.push_str(".cmd");
    }
    let mut arguments: Vec<OsString> = command[1..].iter().map(OsString::from).collect();
    let mut location = file.as_os_str().to_owned();
    match style {
        Arguments::Goto | Arguments::Colon => {
            if style == Arguments::Goto {
                arguments.push("--goto".into());
            }
            location.push(format!(":{line}"));
        }
        Arguments::Line => arguments.extend(["--line".into(), line.to_string().into()]),
        Arguments::Plus => arguments.push(format!("+{line}").into()),
    }
    arguments.push(location);
    Ok((program, arguments))
}

/// Splits a command such as `"/opt/my editor/code" --wait` into words, as a shell does.
///
/// Quotes keep spaces together. A backslash escapes the next character, except on Windows, where it is part of a path. A
/// quote that is never closed ends with the text.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = command.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, Some(open)) if c == open => quote = None,
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            ('\\', None | Some('"')) if !cfg!(windows) => word.get_or_insert_default().extend(chars.next()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

fn style_of(program: &str) -> Option<Arguments> {
    let name = Path::new(program).file_stem()?.to_str()?;
    EDITORS.iter().find(|(editor, _)| *editor == name).map(|(_, style)| *style)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened_with(variables: &[(&str, &str)]) -> Result<String, String> {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let (program, arguments) = command(variable, Path::new("src/lib.rs"), 7).map_err(|error| error.to_string())?;
        let arguments: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
        Ok(format!("{} {}", program.trim_end_matches(".cmd"), arguments.join(" ")))
    }

    #[test]
    fn each_editor_gets_the_line_in_its_own_form() {
        assert_eq!(
            opened_with(&[("VISUAL", "code --wait"), ("EDITOR", "vi")]).unwrap(),
            "code --wait --goto src/lib.rs:7"
        );
        assert_eq!(opened_with(&[("VISUAL", ""), ("EDITOR", "/usr/bin/zed")]).unwrap(), "/usr/bin/zed src/lib.rs:7");
        assert_eq!(opened_with(&[("EDITOR", "rustrover")]).unwrap(), "rustrover --line 7 src/lib.rs");
        assert_eq!(opened_with(&[("EDITOR", "gvim")]).unwrap(), "gvim +7 src/lib.rs");
        assert_eq!(opened_with(&[("VISUAL", "vi"), ("EDITOR", "zed")]).unwrap(), "zed src/lib.rs:7");
        assert_eq!(opened_with(&[("EDITOR", "vi"), ("TERM_PROGRAM", "vscode")]).unwrap(), "code --goto src/lib.rs:7");
    }

    #[test]
    fn quoted_paths_may_have_spaces() {
        assert_eq!(words(r"  '/opt/my editor/code'  --wait"), ["/opt/my editor/code", "--wait"]);
        assert_eq!(words(r#""/opt/it's/zed" -a'b c'd "" 'open"#), ["/opt/it's/zed", "-ab cd", "", "open"]);
        assert_eq!(words(" \t"), [""; 0]);
        let quoted = opened_with(&[("VISUAL", "\"/opt/my editor/zed\" --new")]).unwrap();
        assert_eq!(quoted, "/opt/my editor/zed --new src/lib.rs:7");
    }

    #[test]
    #[cfg(not(windows))]
    fn a_backslash_escapes_a_space() {
        assert_eq!(words(r"/opt/my\ editor/code --wait"), ["/opt/my editor/code", "--wait"]);
    }

    #[test]
    #[cfg(windows)]
    fn a_backslash_is_part_of_a_path() {
        assert_eq!(words(r#""C:\my editor\code.cmd" --wait"#), [r"C:\my editor\code.cmd", "--wait"]);
    }

    #[test]
    fn an_editor_that_needs_this_terminal_is_not_started() {
        assert!(opened_with(&[("EDITOR", "vim")]).unwrap_err().contains("`vim` may need a terminal"));
        assert!(opened_with(&[]).unwrap_err().contains("set VISUAL"));
    }
}
