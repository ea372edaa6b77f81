//! Opens a file at a line in the learner's editor.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

/// How a graphical editor is told the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `--goto file:line`
    Goto,
    /// `file:line`
    Colon,
    /// `--line line file`
    Line,
    /// `+line file`
    Plus,
}

/// The editors with windows of their own, by the names of their programs.
const EDITORS: [(&str, Form); 14] = [
    ("code", Form::Goto),
    ("code-insiders", Form::Goto),
    ("codium", Form::Goto),
    ("cursor", Form::Goto),
    ("windsurf", Form::Goto),
    ("zed", Form::Colon),
    ("zeditor", Form::Colon),
    ("subl", Form::Colon),
    ("rustrover", Form::Line),
    ("idea", Form::Line),
    ("clion", Form::Line),
    ("kate", Form::Line),
    ("gedit", Form::Plus),
    ("gvim", Form::Plus),
];

/// Why no editor came up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EditorError {
    #[error("no editor is known: set VISUAL to one with a window of its own, such as `code` or `zed`")]
    None,
    #[error(
        "`{program}` may need a terminal of its own: set VISUAL to an editor with a window, such as `code` or `zed`"
    )]
    InTerminal { program: String },
    #[error("the editor `{program}` cannot be started: {source}")]
    Start { program: String, source: io::Error },
}

/// Opens `file` at `line`, and gives the name of the editor.
///
/// The editor is what `VISUAL` or `EDITOR` names, or else the one whose terminal this is. One that would draw on this
/// terminal is not started.
pub(crate) fn open(file: &Path, line: usize) -> Result<String, EditorError> {
    let (program, arguments) = command(|name| std::env::var(name).ok(), file, line)?;
    let mut editor = Command::new(&program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|source| EditorError::Start { program: program.clone(), source })?;
    // It may run as long as the learner works.
    thread::spawn(move || editor.wait());
    Ok(program)
}

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
    let known = named.iter().chain(&of_terminal).find_map(|named| Some((named, form_of(program_of(named)?)?)));
    let Some((command, form)) = known else {
        return Err(match named.iter().find_map(|named| program_of(named)) {
            Some(program) => EditorError::InTerminal { program: program.to_owned() },
            None => EditorError::None,
        });
    };
    let mut words = command.split_whitespace();
    let mut program = words.next().unwrap_or_default().to_owned();
    // There the launchers of this family are scripts, which are found by their whole names only.
    if cfg!(windows) && form == Form::Goto && Path::new(&program).extension().is_none() {
        program.push_str(".cmd");
    }
    let mut arguments: Vec<OsString> = words.map(OsString::from).collect();
    let mut place = file.as_os_str().to_owned();
    match form {
        Form::Goto | Form::Colon => {
            if form == Form::Goto {
                arguments.push("--goto".into());
            }
            place.push(format!(":{line}"));
        }
        Form::Line => arguments.extend(["--line".into(), line.to_string().into()]),
        Form::Plus => arguments.push(format!("+{line}").into()),
    }
    arguments.push(place);
    Ok((program, arguments))
}

/// The program in a command such as `code --wait`, if it is not blank.
fn program_of(command: &str) -> Option<&str> {
    command.split_whitespace().next()
}

fn form_of(program: &str) -> Option<Form> {
    let name = Path::new(program).file_stem()?.to_str()?;
    EDITORS.iter().find(|(editor, _)| *editor == name).map(|(_, form)| *form)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(variables: &[(&str, &str)]) -> Result<String, String> {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let (program, arguments) = command(variable, Path::new("src/lib.rs"), 7).map_err(|error| error.to_string())?;
        let arguments: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
        Ok(format!("{} {}", program.trim_end_matches(".cmd"), arguments.join(" ")))
    }

    #[test]
    fn each_editor_is_told_the_line_in_its_way() {
        assert_eq!(words(&[("VISUAL", "code --wait"), ("EDITOR", "vi")]).unwrap(), "code --wait --goto src/lib.rs:7");
        assert_eq!(words(&[("VISUAL", ""), ("EDITOR", "/usr/bin/zed")]).unwrap(), "/usr/bin/zed src/lib.rs:7");
        assert_eq!(words(&[("EDITOR", "rustrover")]).unwrap(), "rustrover --line 7 src/lib.rs");
        assert_eq!(words(&[("EDITOR", "gvim")]).unwrap(), "gvim +7 src/lib.rs");
        assert_eq!(words(&[("VISUAL", "vi"), ("EDITOR", "zed")]).unwrap(), "zed src/lib.rs:7");
        assert_eq!(words(&[("EDITOR", "vi"), ("TERM_PROGRAM", "vscode")]).unwrap(), "code --goto src/lib.rs:7");
    }

    #[test]
    fn what_needs_this_terminal_is_not_started() {
        assert!(words(&[("EDITOR", "vim")]).unwrap_err().contains("`vim` may need a terminal"));
        assert!(words(&[]).unwrap_err().contains("set VISUAL"));
    }
}
