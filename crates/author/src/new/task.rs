//! A new task of a chapter.

use course::{chapter, readme, source};

use super::files::read;
use super::{Files, NewError, identifier};
use crate::chapter::Chapter;

/// Returns the files of a task called `1.my_task`, and its chapter's name for `verify`.
pub(super) fn files(chapters: &[Chapter], name: &str) -> Result<(Files, String), NewError> {
    let form = || NewError::Form { name: name.to_owned(), what: "task", example: "1.my_task" };
    let (chapter, task) = name.split_once(['.', '/']).ok_or_else(form)?;
    let (chapter, task) = (chapter::find(chapters, chapter)?, identifier(task)?);
    let exists = || NewError::Exists { name: task.to_owned() };
    let file = chapter.solution_file();
    let items =
        source::public_items(&read(&file)?).map_err(|source| NewError::Syntax { file: file.clone(), source })?;
    if chapter.tasks.iter().any(|other| other.id == task) || items.iter().any(|item| item.name == task) {
        return Err(exists());
    }
    let mut files = Files::default();
    files.append(file, &solution(task))?;
    files.append(chapter.stub_file(), &stub(task))?;
    files.append(chapter.check_file.clone(), &checks(&chapter.lib, task))?;
    files.append(chapter.exercise_dir.join("hints.md"), &format!("## {task}\n"))?;
    let readme = readme::file(chapter);
    files.change(readme.clone(), |text| with_item(&text, task).ok_or(NewError::NoList { file: readme }))?;
    Ok((files, chapter.number.to_string()))
}

/// Returns the function as it is in a new solution.
pub(super) fn solution(task: &str) -> String {
    format!(
        "{}// ANCHOR: {task}\npub async fn {task}() {{\n    todo!(\"write the solution\")\n}}\n// ANCHOR_END: {task}\n",
        contract(task)
    )
}

/// Returns the function as it is in a new stub.
pub(super) fn stub(task: &str) -> String {
    format!("{}pub async fn {task}() {{\n    todo!(\"TODO: say what is to be done\")\n}}\n", contract(task))
}

fn contract(task: &str) -> String {
    format!(
        "/// TODO: the contract of `{task}`: what it takes and returns, in which order and time, and what happens at the \
         limits,\n/// on an error and when it is dropped.\n"
    )
}

/// Returns the module of the checks.
pub(super) fn checks(lib: &str, task: &str) -> String {
    format!(
        "mod {task} {{\n    #[test]\n    fn has_its_checks() {{\n        let _task = ::{lib}::{task}();\n        \
         todo!(\"TODO: write the checks of `{task}`\");\n    }}\n}}\n"
    )
}

/// Returns the item of the README's list.
pub(super) fn item(number: usize, task: &str) -> String {
    format!("{number}. `{task}`: TODO: what it does.")
}

/// Adds a task to the numbered list of a README.
fn with_item(text: &str, task: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let number_of = |line: &str| {
        let (number, rest) = line.split_once(". ")?;
        number.parse::<usize>().ok().filter(|_| rest.starts_with('`'))
    };
    let last = lines.iter().rposition(|line| number_of(line).is_some())?;
    let rest = lines[last + 1..].iter().take_while(|line| line.starts_with("   ")).count();
    let item = item(number_of(lines[last])? + 1, task);
    let mut result: Vec<&str> = lines;
    result.insert(last + 1 + rest, &item);
    Some(result.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_follows_the_last_one() {
        let text = "# A\n\n1. `a`: one.\n2. `b`: two\n   lines.\n\nMore.\n";
        let expected = "# A\n\n1. `a`: one.\n2. `b`: two\n   lines.\n3. `c`: TODO: what it does.\n\nMore.\n";
        assert_eq!(with_item(text, "c").as_deref(), Some(expected));
        assert_eq!(with_item("# A\n\n1. No task.\n", "c"), None);
    }
}
