//! The chapters of the course and their tasks, read from the names of folders, modules and tests.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use syn::{Attribute, Item, ItemMod};

use crate::sources;

/// A chapter: a folder `exercises/N-name`, with its checks in `tests/N-name.rs`.
#[derive(Clone, Debug)]
pub(crate) struct Chapter {
    pub(crate) number: u32,
    /// `0-async-generator`
    pub(crate) folder: String,
    /// `async_generator`, the name of both libraries in the checks
    pub(crate) lib: String,
    /// `ex0-async-generator`
    pub(crate) package: String,
    /// `solution-0-async-generator`
    pub(crate) solution_package: String,
    pub(crate) exercise_dir: PathBuf,
    pub(crate) solution_dir: PathBuf,
    pub(crate) check_file: PathBuf,
    /// In the order of the check file.
    pub(crate) tasks: Vec<Task>,
}

/// A task: a module of the check file, with its tests in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Task {
    /// The name of the module, which is that of the task's function.
    pub(crate) id: String,
    /// The names of the tests, as paths inside the module.
    pub(crate) tests: Vec<String>,
}

/// Why the chapters cannot be read, or one cannot be found.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChapterError {
    #[error("the folder of the exercises, {}, cannot be read: {source}", .folder.display())]
    Exercises { folder: PathBuf, source: io::Error },
    #[error("there is no chapter in {}: each one is a folder such as `0-async-generator`", .folder.display())]
    NoChapters { folder: PathBuf },
    #[error(
        "the checks of chapter {folder} cannot be read from {}: {source}. The course came with this file: restore it.",
        .file.display()
    )]
    CheckFile { folder: String, file: PathBuf, source: io::Error },
    #[error(
        "the checks of chapter {folder} in {}:{line} are no Rust that can be read: {message}. The course came with \
         this file: restore it.",
        .file.display()
    )]
    Syntax { folder: String, file: PathBuf, line: usize, message: String },
    #[error(
        "the checks of chapter {folder} in {} hold no tests. The course came with this file: restore it.",
        .file.display()
    )]
    NoTasks { folder: String, file: PathBuf },
    #[error(
        "chapter {folder} came with the course, and its folder {} is gone. Restore it: with git by `git restore \
         exercises/{folder}`, or else from a fresh copy of the course.",
        .place.display()
    )]
    Gone { folder: String, place: PathBuf },
    #[error("there is no chapter `{name}`. There are:\n{}", .known.iter().map(|folder| format!("  {folder}")).collect::<Vec<_>>().join("\n"))]
    Unknown { name: String, known: Vec<String> },
}

impl Chapter {
    /// All chapters of the workspace at `root`, by their numbers; and why others cannot be used.
    ///
    /// # Errors
    ///
    /// When none can be used, why the first one cannot.
    pub(crate) fn all(root: &Path) -> Result<(Vec<Chapter>, Vec<ChapterError>), ChapterError> {
        let exercises = root.join("exercises");
        let unreadable = |source| ChapterError::Exercises { folder: exercises.clone(), source };
        let mut names = Vec::new();
        for entry in fs::read_dir(&exercises).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let Ok(folder) = entry.file_name().into_string() else { continue };
            if let Some((number, name)) = parts(&folder)
                && entry.path().is_dir()
            {
                names.push((number, name.to_owned(), folder));
            }
        }
        if names.is_empty() {
            return Err(ChapterError::NoChapters { folder: exercises });
        }
        names.sort();
        let shipped = shipped_tests(root);
        let (mut chapters, mut damaged) = (Vec::new(), Vec::new());
        for folder in shipped.keys().filter(|folder| !names.iter().any(|(_, _, name)| name == *folder)) {
            damaged.push(ChapterError::Gone { folder: folder.clone(), place: exercises.join(folder) });
        }
        for (number, name, folder) in names {
            match Chapter::read(root, number, &name, folder, &shipped) {
                Ok(chapter) => chapters.push(chapter),
                Err(error) => damaged.push(error),
            }
        }
        if chapters.is_empty() && !damaged.is_empty() {
            return Err(damaged.swap_remove(0));
        }
        Ok((chapters, damaged))
    }

    /// A chapter that is nowhere on the disk.
    #[cfg(test)]
    pub(crate) fn named(folder: &str, tasks: Vec<Task>) -> Chapter {
        let (number, name) = parts(folder).expect("a folder such as `0-name`");
        Chapter::of(Path::new(""), number, name, folder.to_owned(), tasks)
    }

    fn read(root: &Path, number: u32, name: &str, folder: String, shipped: &Shipped) -> Result<Chapter, ChapterError> {
        let check_file = root.join("tests").join(format!("{folder}.rs"));
        let source = fs::read_to_string(&check_file).map_err(|source| ChapterError::CheckFile {
            folder: folder.clone(),
            file: check_file.clone(),
            source,
        })?;
        let mut tasks = tasks_in(&source).map_err(|error| ChapterError::Syntax {
            folder: folder.clone(),
            file: check_file.clone(),
            line: error.span().start().line,
            message: error.to_string(),
        })?;
        for (task, test) in shipped.get(&folder).into_iter().flatten() {
            add_test(&mut tasks, task, test);
        }
        if tasks.is_empty() {
            return Err(ChapterError::NoTasks { folder, file: check_file });
        }
        Ok(Chapter::of(root, number, name, folder, tasks))
    }

    fn of(root: &Path, number: u32, name: &str, folder: String, tasks: Vec<Task>) -> Chapter {
        Chapter {
            number,
            lib: name.replace('-', "_"),
            package: format!("ex{folder}"),
            solution_package: format!("solution-{folder}"),
            exercise_dir: root.join("exercises").join(&folder),
            solution_dir: root.join("solutions").join(&folder),
            check_file: root.join("tests").join(format!("{folder}.rs")),
            folder,
            tasks,
        }
    }

    /// The name without the number: `async-generator`.
    pub(crate) fn name(&self) -> &str {
        parts(&self.folder).map_or(&self.folder, |(_, name)| name)
    }

    /// The file that a learner edits.
    pub(crate) fn lib_file(&self) -> PathBuf {
        self.exercise_dir.join("src").join("lib.rs")
    }

    /// The reference answer.
    pub(crate) fn solution_file(&self) -> PathBuf {
        self.solution_dir.join("src").join("lib.rs")
    }

    /// The file that a learner edits, as the course came: the exercise itself changes under the learner's hands.
    pub(crate) fn stub_file(&self) -> PathBuf {
        self.solution_dir.join("stub.rs")
    }

    /// A task's name in the whole course, which never changes: `0-async-generator/seeded`.
    pub(crate) fn key(&self, task: &Task) -> String {
        self.key_of(&task.id)
    }

    /// The key of the task of this name.
    pub(crate) fn key_of(&self, id: &str) -> String {
        format!("{}/{id}", self.folder)
    }

    fn is_called(&self, name: &str) -> bool {
        [self.number.to_string().as_str(), &self.folder, &self.package, self.name(), &self.lib].contains(&name)
    }
}

/// The chapter that a learner calls `name`: by its number, its folder, its package or its library.
pub(crate) fn find<'c>(chapters: &'c [Chapter], name: &str) -> Result<&'c Chapter, ChapterError> {
    chapters.iter().find(|chapter| chapter.is_called(name)).ok_or_else(|| ChapterError::Unknown {
        name: name.to_owned(),
        known: chapters.iter().map(|chapter| chapter.folder.clone()).collect(),
    })
}

/// The number and the name of `0-async-generator`.
fn parts(folder: &str) -> Option<(u32, &str)> {
    let (number, name) = folder.split_once('-')?;
    Some((number.parse().ok()?, name)).filter(|(_, name)| !name.is_empty())
}

/// The tasks of a check file: its modules that hold tests, in the order of the source.
pub(crate) fn tasks_in(source: &str) -> syn::Result<Vec<Task>> {
    let file = sources::parse(source)?;
    let modules = file.items.iter().filter_map(|item| if let Item::Mod(module) = item { Some(module) } else { None });
    let tasks = modules.map(|module| {
        let mut tests = Vec::new();
        collect_tests(module, "", &mut tests);
        Task { id: module.ident.to_string(), tests }
    });
    Ok(tasks.filter(|task| !task.tests.is_empty()).collect())
}

fn collect_tests(module: &ItemMod, path: &str, tests: &mut Vec<String>) {
    for item in module.content.iter().flat_map(|(_, items)| items) {
        match item {
            Item::Fn(function) if function.attrs.iter().any(is_test) => {
                tests.push(format!("{path}{}", function.sig.ident));
            }
            Item::Mod(inner) => collect_tests(inner, &format!("{path}{}::", inner.ident), tests),
            _ => {}
        }
    }
}

/// `#[test]`, `#[tokio::test]` and the like.
fn is_test(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "test")
}

/// The tasks and tests of each chapter's folder, as the course came.
type Shipped = BTreeMap<String, Vec<(String, String)>>;

/// The names in `tests/names.txt`: a test that a learner deletes from a check file is still expected.
///
/// A chapter that is not in the list has only what its check file has: so an author can begin one.
fn shipped_tests(root: &Path) -> Shipped {
    let list = fs::read_to_string(root.join("tests").join("names.txt")).unwrap_or_default();
    let mut shipped = Shipped::new();
    for line in list.lines() {
        if let Some((folder, test)) = line.split_once(' ')
            && let Some((task, test)) = test.split_once("::")
        {
            shipped.entry(folder.to_owned()).or_default().push((task.to_owned(), test.to_owned()));
        }
    }
    shipped
}

/// What `tests/names.txt` should hold for check files of these sources.
pub(crate) fn names(chapters: &[Chapter]) -> Result<String, ChapterError> {
    let mut list = String::new();
    for chapter in chapters {
        let file = &chapter.check_file;
        let source = fs::read_to_string(file).map_err(|source| ChapterError::CheckFile {
            folder: chapter.folder.clone(),
            file: file.clone(),
            source,
        })?;
        for task in tasks_in(&source).into_iter().flatten() {
            for test in &task.tests {
                list.push_str(&[&chapter.folder, " ", &task.id, "::", test, "\n"].concat());
            }
        }
    }
    Ok(list)
}

fn add_test(tasks: &mut Vec<Task>, task: &str, test: &str) {
    let position = tasks.iter().position(|known| known.id == task).unwrap_or_else(|| {
        tasks.push(Task { id: task.to_owned(), tests: Vec::new() });
        tasks.len() - 1
    });
    let tests = &mut tasks[position].tests;
    if !tests.iter().any(|known| known == test) {
        tests.push(test.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHECKS: &str = r#"
        //! Checks.
        mod support { pub fn help() {} }
        mod second { #[test] fn z() {} fn no_test() {} #[tokio::test] async fn a() {} }
        mod first { mod inner { #[test] #[ignore = "later"] fn deep() {} } }
    "#;

    fn course(folders: &[&str], names: &str) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("tests")).unwrap();
        fs::write(root.path().join("tests/names.txt"), names).unwrap();
        for folder in folders {
            fs::create_dir_all(root.path().join("exercises").join(folder)).unwrap();
            fs::write(root.path().join(format!("tests/{folder}.rs")), CHECKS).unwrap();
        }
        root
    }

    fn tests_of(task: &Task) -> Vec<&str> {
        task.tests.iter().map(String::as_str).collect()
    }

    #[test]
    fn tasks_are_the_modules_with_tests_in_the_order_of_the_source() {
        let tasks = tasks_in(CHECKS).unwrap();
        let ids: Vec<&str> = tasks.iter().map(|task| task.id.as_str()).collect();
        assert_eq!(ids, ["second", "first"]);
        assert_eq!(tests_of(&tasks[0]), ["z", "a"]);
        assert_eq!(tests_of(&tasks[1]), ["inner::deep"]);
    }

    #[test]
    fn chapters_stand_by_their_numbers() {
        let root = course(&["10-ten", "2-two-words", "notes"], "");
        let chapters = Chapter::all(root.path()).unwrap().0;
        let folders: Vec<&str> = chapters.iter().map(|chapter| chapter.folder.as_str()).collect();
        assert_eq!(folders, ["2-two-words", "10-ten"]);
        assert_eq!(chapters[0].lib, "two_words");
        assert_eq!(chapters[0].package, "ex2-two-words");
        assert_eq!(chapters[0].key(&chapters[0].tasks[0]), "2-two-words/second");
    }

    #[test]
    fn a_chapter_has_many_names() {
        let root = course(&["2-two-words", "10-ten"], "");
        let (chapters, _) = Chapter::all(root.path()).unwrap();
        for name in ["2", "2-two-words", "ex2-two-words", "two-words", "two_words"] {
            assert_eq!(find(&chapters, name).unwrap().number, 2, "{name}");
        }
        let error = find(&chapters, "1").unwrap_err().to_string();
        assert!(
            error.contains("no chapter `1`") && error.contains("2-two-words") && error.contains("10-ten"),
            "{error}"
        );
    }

    #[test]
    fn a_deleted_test_and_a_deleted_task_are_still_expected() {
        let names = "2-two second::z\n2-two second::gone\n2-two third::lost\n";
        let root = course(&["2-two"], names);
        let tasks = Chapter::all(root.path()).unwrap().0.remove(0).tasks;
        assert_eq!(tests_of(&tasks[0]), ["z", "a", "gone"]);
        assert_eq!(tasks[2], Task { id: "third".to_owned(), tests: vec!["lost".to_owned()] });
    }

    #[test]
    fn a_damaged_chapter_leaves_the_others_alone() {
        let root = course(&["0-a", "1-b"], "2-gone task::test\n");
        fs::remove_file(root.path().join("tests/1-b.rs")).unwrap();
        let (chapters, damaged) = Chapter::all(root.path()).unwrap();
        assert_eq!(chapters.len(), 1);
        let damaged: Vec<String> = damaged.iter().map(ToString::to_string).collect();
        assert_eq!(damaged.len(), 2);
        assert!(damaged[0].contains("2-gone came with the course"), "{}", damaged[0]);
        assert!(damaged[1].contains("1-b.rs"), "{}", damaged[1]);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let root = course(&["0-a"], "");
        let file = root.path().join("tests/0-a.rs");
        fs::write(&file, "mod a {\n fn 1() {}\n}").unwrap();
        let error = Chapter::all(root.path()).unwrap_err().to_string();
        assert!(error.contains("0-a.rs:2"), "{error}");
        fs::remove_file(&file).unwrap();
        let error = Chapter::all(root.path()).unwrap_err().to_string();
        assert!(error.contains("0-a.rs") && error.contains("restore"), "{error}");
    }
}
