//! The chapters of the course and their tasks, read from the names of folders, modules and tests.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::names::Names;
use crate::readme::Readme;
pub use crate::task::Task;
use crate::task::tasks_in;

/// The example of each exercise that calls the learner's code: `cargo run -p ex0-async-generator --example play`. It is
/// an example because a check builds no examples.
pub const PLAY: &str = "play";

/// A chapter: a folder `exercises/N-name`, with its checks in `tests/N-name.rs`.
///
/// # Examples
///
/// ```
/// use std::path::Path;
///
/// use course::chapter::{Chapter, Task, find};
///
/// let tasks = vec![Task::new("seeded", ["is_fast"])];
/// let chapters: Vec<_> = Chapter::new(Path::new("/course"), "0-async-generator", tasks).into_iter().collect();
/// let chapter = find(&chapters, "async-generator")?;
/// assert_eq!((chapter.number, chapter.package.as_str()), (0, "ex0-async-generator"));
/// assert_eq!(chapter.key(&chapter.tasks[0]), "0-async-generator/seeded");
/// # Ok::<(), course::chapter::ChapterError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Chapter {
    /// The number that the folder's name begins with.
    pub number: u32,
    /// The name of its folders: `0-async-generator`.
    pub folder: String,
    /// The name of both libraries in the checks: `async_generator`.
    pub lib: String,
    /// The package of the exercise: `ex0-async-generator`.
    pub package: String,
    /// The package of the solution: `solution-0-async-generator`.
    pub solution_package: String,
    /// The folder of the exercise.
    pub exercise_dir: PathBuf,
    /// The folder of the solution.
    pub solution_dir: PathBuf,
    /// The file of the checks.
    pub check_file: PathBuf,
    /// The tasks, in the order of the check file.
    pub tasks: Vec<Task>,
}

/// The error for chapters that cannot be read or found.
///
/// # Examples
///
/// ```
/// # use std::path::Path;
/// # use course::chapter::{Chapter, Task};
/// # let task = Task::new("seeded", ["is_fast"]);
/// # let chapters: Vec<_> = Chapter::new(Path::new("/course"), "0-async-generator", vec![task]).into_iter().collect();
/// let error = course::chapter::find(&chapters, "9").unwrap_err();
/// assert_eq!(error.to_string(), "there is no chapter `9`. There are:\n  0-async-generator");
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChapterError {
    /// The folder of the exercises cannot be read.
    #[error("cannot read the folder of the exercises, {}", .folder.display())]
    Exercises {
        /// The folder.
        folder: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// There is no chapter at all.
    #[error("there is no chapter in {}: a chapter is a folder such as `0-async-generator`", .folder.display())]
    NoChapters {
        /// The folder of the exercises.
        folder: PathBuf,
    },
    /// A check file cannot be read.
    #[error(
        "cannot read the checks of chapter {folder}, {} (the file came with the course; restore it)",
        .file.display()
    )]
    CheckFile {
        /// The folder of the chapter.
        folder: String,
        /// The check file.
        file: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// A check file does not parse.
    #[error(
        "the checks of chapter {folder} do not parse: {}:{line}: {message}. The file came with the course; restore it",
        .file.display()
    )]
    Syntax {
        /// The folder of the chapter.
        folder: String,
        /// The check file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The parse error.
        message: String,
    },
    /// A check file contains no tests.
    #[error(
        "the checks of chapter {folder}, {}, contain no tests. The file came with the course; restore it",
        .file.display()
    )]
    NoTasks {
        /// The folder of the chapter.
        folder: String,
        /// The check file.
        file: PathBuf,
    },
    /// The folder of a chapter is missing.
    #[error(
        "chapter {folder} came with the course, but its folder {} is missing. Restore it: with git by `git restore \
         exercises/{folder}`, or else from a fresh copy of the course.",
        .path.display()
    )]
    Gone {
        /// The folder of the chapter.
        folder: String,
        /// The path of the folder.
        path: PathBuf,
    },
    /// No chapter has this name.
    #[error("there is no chapter `{name}`. There are:\n{}", .known.iter().map(|folder| format!("  {folder}")).collect::<Vec<_>>().join("\n"))]
    Unknown {
        /// The name.
        name: String,
        /// The folders of all chapters.
        known: Vec<String>,
    },
}

impl Chapter {
    /// Reads the chapters of the workspace at `root`, in the order of their numbers. Beside them returns the errors of
    /// those that cannot be used.
    ///
    /// # Errors
    ///
    /// Returns the first of these errors if no chapter can be used.
    pub fn all(root: &Path) -> Result<(Vec<Chapter>, Vec<ChapterError>), ChapterError> {
        Chapter::each(root, Chapter::read)
    }

    /// Returns the same chapters as [`all`](Self::all), with the tasks that `tests/names.txt` lists: parsing the check files
    /// takes longer than most commands. Only the check file of a chapter that is not listed is parsed.
    ///
    /// # Errors
    ///
    /// Returns the first error if no chapter can be used. That a check file does not parse is noticed by
    /// [`parse_checks`](Self::parse_checks).
    pub fn listed(root: &Path) -> Result<(Vec<Chapter>, Vec<ChapterError>), ChapterError> {
        Chapter::each(root, Chapter::look_up)
    }

    fn each(
        root: &Path,
        read: impl Fn(Chapter, &Names) -> Result<Chapter, ChapterError>,
    ) -> Result<(Vec<Chapter>, Vec<ChapterError>), ChapterError> {
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
        let listed = Names::read(root);
        let (mut chapters, mut damaged) = (Vec::new(), Vec::new());
        for folder in listed.folders().filter(|folder| !names.iter().any(|(_, _, name)| name == folder)) {
            damaged.push(ChapterError::Gone { folder: folder.to_owned(), path: exercises.join(folder) });
        }
        for (number, name, folder) in names {
            match read(Chapter::of(root, number, &name, folder, Vec::new()), &listed) {
                Ok(chapter) => chapters.push(chapter),
                Err(error) => damaged.push(error),
            }
        }
        if chapters.is_empty() && !damaged.is_empty() {
            return Err(damaged.swap_remove(0));
        }
        Ok((chapters, damaged))
    }

    /// Creates a chapter of the workspace at `root` from its folder's name, without looking at the disk; `None` if the
    /// name is not of the form `0-name`.
    pub fn new(root: &Path, folder: &str, tasks: Vec<Task>) -> Option<Chapter> {
        let (number, name) = parts(folder)?;
        Some(Chapter::of(root, number, name, folder.to_owned(), tasks))
    }

    /// Reads the tasks from the check file and the list.
    fn read(mut self, listed: &Names) -> Result<Chapter, ChapterError> {
        self.tasks = self.tasks_on_disk()?;
        listed.complete(&self.folder, &mut self.tasks);
        if self.tasks.is_empty() {
            return Err(ChapterError::NoTasks { folder: self.folder, file: self.check_file });
        }
        self.find_optional_tasks();
        Ok(self)
    }

    /// Reads the tasks from the list, or else from the check file, which must be there in any case.
    fn look_up(mut self, listed: &Names) -> Result<Chapter, ChapterError> {
        listed.complete(&self.folder, &mut self.tasks);
        if self.tasks.is_empty() {
            return self.read(listed);
        }
        self.find_optional_tasks();
        match File::open(&self.check_file) {
            Ok(_) => Ok(self),
            Err(source) => Err(self.unreadable(source)),
        }
    }

    /// Reads the check file, to find out whether it parses.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read or does not parse.
    pub fn parse_checks(&self) -> Result<(), ChapterError> {
        self.tasks_on_disk().map(drop)
    }

    /// Reads the tasks that the check file has now. [`tasks`](Self::tasks) also has those that `tests/names.txt` lists.
    pub(crate) fn tasks_on_disk(&self) -> Result<Vec<Task>, ChapterError> {
        let source = fs::read_to_string(&self.check_file).map_err(|source| self.unreadable(source))?;
        tasks_in(&source).map_err(|error| ChapterError::Syntax {
            folder: self.folder.clone(),
            file: self.check_file.clone(),
            line: error.line,
            message: error.message,
        })
    }

    fn unreadable(&self, source: io::Error) -> ChapterError {
        ChapterError::CheckFile { folder: self.folder.clone(), file: self.check_file.clone(), source }
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

    /// Returns the program that calls the learner's code, the example [`PLAY`].
    pub fn play_file(&self) -> PathBuf {
        self.exercise_dir.join("examples").join(PLAY).with_extension("rs")
    }

    /// Reads from the chapter's README which tasks are optional. Without the file, none is.
    pub(crate) fn find_optional_tasks(&mut self) {
        let readme = Readme::read(self).unwrap_or_default();
        for task in &mut self.tasks {
            task.set_optional(readme.is_optional(&task.id));
        }
    }

    /// Returns the tasks that count, in the order of the check file.
    pub fn required_tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| !task.is_optional())
    }

    /// Returns the harder tasks at the end of the chapter, which do not count.
    pub fn optional_tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.is_optional())
    }

    /// Returns the name without the number: `async-generator`.
    pub fn name(&self) -> &str {
        parts(&self.folder).map_or(&self.folder, |(_, name)| name)
    }

    /// Returns the file that a learner edits.
    pub fn lib_file(&self) -> PathBuf {
        self.exercise_dir.join("src").join("lib.rs")
    }

    /// Returns the file of the reference answer.
    pub fn solution_file(&self) -> PathBuf {
        self.solution_dir.join("src").join("lib.rs")
    }

    /// Returns the stub: the file that a learner edits, as it was before the first edit.
    pub fn stub_file(&self) -> PathBuf {
        self.solution_dir.join("stub.rs")
    }

    /// Returns a task's name in the whole course, which never changes: `0-async-generator/seeded`.
    pub fn key(&self, task: &Task) -> String {
        self.key_of(&task.id)
    }

    /// Returns the key of the task of this name.
    pub fn key_of(&self, id: &str) -> String {
        format!("{}/{id}", self.folder)
    }

    fn is_called(&self, name: &str) -> bool {
        [self.number.to_string().as_str(), &self.folder, &self.package, self.name(), &self.lib].contains(&name)
    }
}

/// Finds a chapter by its number, its folder, its name, its package or its library.
///
/// # Errors
///
/// Returns an error that lists the chapters if none has this name.
pub fn find<'c>(chapters: &'c [Chapter], name: &str) -> Result<&'c Chapter, ChapterError> {
    chapters.iter().find(|chapter| chapter.is_called(name)).ok_or_else(|| ChapterError::Unknown {
        name: name.to_owned(),
        known: chapters.iter().map(|chapter| chapter.folder.clone()).collect(),
    })
}

/// Splits `0-async-generator` into number and name.
fn parts(folder: &str) -> Option<(u32, &str)> {
    let (number, name) = folder.split_once('-')?;
    Some((number.parse().ok()?, name)).filter(|(_, name)| !name.is_empty())
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
    fn chapters_are_ordered_by_number() {
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
        assert_eq!(tasks[2], Task::new("third", ["lost"]));
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
    fn listed_chapters_are_found_without_parsing_their_checks() {
        let names = "0-a second::z\n0-a first::inner::deep\n";
        let root = course(&["0-a", "1-b"], names);
        fs::write(root.path().join("tests/0-a.rs"), "no Rust").unwrap();
        let (chapters, damaged) = Chapter::listed(root.path()).unwrap();
        assert!(damaged.is_empty(), "{damaged:?}");
        let ids = |chapter: &Chapter| chapter.tasks.iter().map(|task| task.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&chapters[0]), ["second", "first"]);
        assert_eq!(ids(&chapters[1]), ["second", "first"], "a chapter that is not listed is parsed");
        assert!(matches!(chapters[0].parse_checks(), Err(ChapterError::Syntax { .. })));
        chapters[1].parse_checks().unwrap();
        fs::remove_file(root.path().join("tests/0-a.rs")).unwrap();
        let (chapters, damaged) = Chapter::listed(root.path()).unwrap();
        assert_eq!((chapters.len(), damaged.len()), (1, 1));
        assert!(damaged[0].to_string().contains("0-a.rs"), "{}", damaged[0]);
    }

    #[test]
    fn the_readme_says_which_tasks_are_optional() {
        let root = course(&["0-a"], "0-a second::z\n0-a first::inner::deep\n0-a third::lost\n");
        let optional = |chapters: &[Chapter]| -> Vec<String> {
            chapters[0].optional_tasks().map(|task| task.id.clone()).collect()
        };
        assert!(optional(&Chapter::all(root.path()).unwrap().0).is_empty());
        let readme = "# A\n\n1. `second`: a.\n\n## Optional tasks\n\n2. `first`: b.\n3. `third`: c.\n";
        fs::write(root.path().join("exercises/0-a/README.md"), readme).unwrap();
        let chapters = Chapter::all(root.path()).unwrap().0;
        assert_eq!(optional(&chapters), ["first", "third"]);
        assert_eq!(chapters[0].required_tasks().count(), 1);
        assert_eq!(optional(&Names::read(root.path()).chapters(root.path())), ["first", "third"]);
    }

    #[test]
    fn an_unreadable_file_is_named() {
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
