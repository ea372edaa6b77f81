//! A new task of a chapter.

use course::readme::OPTIONAL;
use course::{chapter, readme, source};

use super::files::read;
use super::{Files, NewError, identifier};
use crate::chapter::Chapter;

/// Returns the files of a task called `1.my_task`, and its chapter's name for `verify`. A required task goes before the
/// optional ones.
pub(super) fn files(chapters: &[Chapter], name: &str, is_optional: bool) -> Result<(Files, String), NewError> {
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
    let first_optional = chapter.optional_tasks().next().filter(|_| !is_optional);
    match first_optional.map(|task| &task.id) {
        None => files.append(chapter.check_file.clone(), &checks(&chapter.lib, task))?,
        Some(optional) => {
            let missing = || NewError::NoModule { file: chapter.check_file.clone(), task: optional.clone() };
            let module = checks(&chapter.lib, task);
            files.change(chapter.check_file.clone(), |text| {
                with_module_before(&text, optional, &module).ok_or_else(missing)
            })?;
        }
    }
    files.append(chapter.exercise_dir.join("hints.md"), &format!("## {task}\n"))?;
    let readme = readme::file(chapter);
    files
        .change(readme.clone(), |text| with_item(&text, task, is_optional).ok_or(NewError::NoList { file: readme }))?;
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

/// Returns the number of a line that begins an item of the tasks.
fn number_of(line: &str) -> Option<usize> {
    let (number, rest) = line.split_once(". ")?;
    number.parse().ok().filter(|_| rest.starts_with('`'))
}

/// Adds a task to the numbered list of a README: to that of the optional tasks, which is begun if there is none yet; or to that
/// of the others, and then the numbers of the optional tasks grow by one.
fn with_item(text: &str, task: &str, is_optional: bool) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let heading = lines.iter().position(|line| *line == OPTIONAL);
    let list = match heading {
        Some(heading) if !is_optional => &lines[..heading],
        _ => &lines[..],
    };
    let last_item = list.iter().rposition(|line| number_of(line).is_some())?;
    let end = last_item + 1 + list[last_item + 1..].iter().take_while(|line| line.starts_with("   ")).count();
    let number = number_of(lines[last_item])? + 1;
    let mut result: Vec<String> = lines[..end].iter().map(|line| (*line).to_owned()).collect();
    if is_optional && heading.is_none() {
        result.extend(["", OPTIONAL, ""].map(str::to_owned));
    }
    result.push(item(number, task));
    for line in &lines[end..] {
        result.push(match (number_of(line), line.split_once(". ")) {
            (Some(number), Some((_, rest))) => format!("{}. {rest}", number + 1),
            _ => (*line).to_owned(),
        });
    }
    Some(result.join("\n") + "\n")
}

/// Inserts a module before another one with its comments and attributes.
fn with_module_before(text: &str, other: &str, module: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let begin = format!("mod {other} {{");
    let position = lines.iter().position(|line| *line == begin)?;
    let is_about_it = |line: &&&str| line.starts_with("//") || line.starts_with("#[");
    let above = lines[..position].iter().rev().take_while(is_about_it).count();
    let (before, after) = lines.split_at(position - above);
    let parts = [before.join("\n").trim_end(), module.trim_end(), &after.join("\n")].join("\n\n");
    Some(parts + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_follows_the_last_one() {
        let text = "# A\n\n1. `a`: one.\n2. `b`: two\n   lines.\n\nMore.\n";
        let expected = "# A\n\n1. `a`: one.\n2. `b`: two\n   lines.\n3. `c`: TODO: what it does.\n\nMore.\n";
        assert_eq!(with_item(text, "c", false).as_deref(), Some(expected));
        assert_eq!(with_item("# A\n\n1. No task.\n", "c", false), None);
    }

    #[test]
    fn optional_tasks_come_after_the_others() {
        let text = "# A\n\n1. `a`: one\n   line.\n\nMore.\n";
        let once = "# A\n\n1. `a`: one\n   line.\n\n## Optional tasks\n\n2. `b`: TODO: what it does.\n\nMore.\n";
        assert_eq!(with_item(text, "b", true).as_deref(), Some(once));
        let twice = once.replace("does.\n", "does.\n3. `c`: TODO: what it does.\n");
        assert_eq!(with_item(once, "c", true).as_deref(), Some(twice.as_str()));
        let required = "# A\n\n1. `a`: one\n   line.\n2. `r`: TODO: what it does.\n\n## Optional tasks\n\n3. `b`: TODO: what it \
                        does.\n\nMore.\n";
        assert_eq!(with_item(once, "r", false).as_deref(), Some(required));
    }

    #[test]
    fn a_module_is_inserted_above_the_comments_of_another() {
        let text = "mod a {\n}\n\n// Why.\n#[cfg(test)]\nmod b {\n}\n";
        let expected = "mod a {\n}\n\nmod r {}\n\n// Why.\n#[cfg(test)]\nmod b {\n}\n";
        assert_eq!(with_module_before(text, "b", "mod r {}\n").as_deref(), Some(expected));
        assert_eq!(with_module_before(text, "c", "mod r {}\n"), None);
    }
}
