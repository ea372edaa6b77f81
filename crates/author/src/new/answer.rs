//! A new answer for `verify`.

use std::collections::BTreeSet;
use std::path::Path;

use course::selection::Selection;
use course::{contract, source};

use super::files::read;
use super::{Files, NewError, identifier};
use crate::chapter::{Chapter, Task};

/// Returns the file of an answer called `1.above/wrong/keeps_equal`, and the arguments for `verify`.
pub(super) fn files(root: &Path, chapters: &[Chapter], name: &str) -> Result<(Files, String), NewError> {
    let form = || NewError::Form { name: name.to_owned(), what: "answer", example: "1.above/wrong/keeps_equal" };
    let mut parts = name.rsplitn(3, '/');
    let (Some(stem), Some(kind), Some(task)) = (parts.next(), parts.next(), parts.next()) else { return Err(form()) };
    let Selection { chapter, task: Some(task) } = Selection::find(chapters, task)? else { return Err(form()) };
    let stem = identifier(stem)?;
    let header = match kind {
        "right" => format!("//! Task: {}\n//! TODO: what is special about it.\n", task.id),
        "wrong" => {
            let test = task.tests.first().map(String::as_str).unwrap_or_default();
            format!(
                "//! Fails: {}::{test}\n//! Says: TODO: a phrase of the verdict: the true cause.\n//! TODO: the \
                 mistake.\n",
                task.id
            )
        }
        _ => return Err(NewError::Kind { kind: kind.to_owned() }),
    };
    let file = chapter.solution_file();
    let solution = read(&file)?;
    let code = code(&solution, chapter, task).map_err(|source| NewError::Syntax { file, source })?;
    let mut files = Files::default();
    let folder = root.join("tests").join("answers").join(&chapter.folder).join(kind);
    files.create(folder.join(format!("{stem}.rs")), format!("{header}\n{code}"));
    Ok((files, format!("{} --only answers", chapter.number)))
}

/// Returns an answer with the code of the solution: its imports, and the functions of the task; if there are none, the
/// types.
fn code(solution: &str, chapter: &Chapter, task: &Task) -> Result<String, source::ParseError> {
    let names = contract::names(chapter, task);
    let pieces: Vec<_> = source::pieces(solution)?.into_iter().filter(|piece| piece.is_named_in(&names)).collect();
    let functions: Vec<&str> =
        pieces.iter().filter(|piece| piece.key.starts_with("fn ")).map(|piece| piece.code.as_str()).collect();
    let codes = if functions.is_empty() { pieces.iter().map(|piece| piece.code.as_str()).collect() } else { functions };
    let modules = source::modules(solution)?;
    let mut imports = imports(solution, &modules);
    imports.retain(|import| is_used(import, &codes.concat()));
    let imports = if imports.is_empty() { String::new() } else { format!("{}\n\n", imports.join("\n")) };
    Ok(format!("pub use solution::*;\n\n{imports}{}\n", codes.join("\n\n")))
}

/// Returns whether code uses one of the names that an import brings in, as far as that can be seen: the methods of a trait
/// cannot.
fn is_used(import: &str, code: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !(c.is_alphanumeric() || c == '_')).map(str::to_owned).collect()
    };
    let names = import.split_once("::").map_or(import, |(_, names)| names);
    import.contains(" as _") || words(names).intersection(&words(code)).any(|name| !name.is_empty())
}

/// Returns the private `use` items at the top of a source, except for those from its own modules, which
/// `solution::*` brings in as far as they are public.
fn imports(source: &str, modules: &BTreeSet<String>) -> Vec<String> {
    let mut imports: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in source.lines() {
        if let (true, Some(import)) = (is_open, imports.last_mut()) {
            import.push('\n');
            import.push_str(line);
        } else if line.starts_with("use ") {
            imports.push(line.to_owned());
        } else {
            continue;
        }
        is_open = !line.ends_with(';');
    }
    imports.retain(|import| {
        let first = import["use ".len()..].split("::").next().unwrap_or_default();
        !modules.contains(first) && !["crate", "self", "super"].contains(&first)
    });
    imports
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_used_by_their_names_or_as_traits() {
        assert!(is_used("use futures::{Stream, future};", "fn f(s: impl Stream)"));
        assert!(is_used("use futures::StreamExt as _;", "s.next()"));
        assert!(!is_used("use std::collections::BTreeMap;", "fn f()"));
    }

    #[test]
    fn imports_are_those_of_other_crates() {
        let source = "mod types;\n\nuse std::{\n    fmt,\n    io,\n};\nuse futures::Stream;\npub use types::A;\nuse \
                      types::B;\nuse crate::c;\n\nfn f() {\n    use std::mem;\n}\n";
        let modules = BTreeSet::from(["types".to_owned()]);
        assert_eq!(imports(source, &modules), ["use std::{\n    fmt,\n    io,\n};", "use futures::Stream;"]);
    }
}
