//! The directives of a page: lines such as `{{#trace NAME | caption}}`, which are replaced by HTML or Markdown.

mod bench;
mod compiler;
mod links;
mod page;
mod quiz;
mod task;
mod trace;

use std::path::{Path, PathBuf};

use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::results::ResultsError;

pub use compiler::CompilerError;
pub use links::LinkError;
pub use page::Directive;
pub use quiz::{Question, QuizError};
pub use task::TaskError;
pub use trace::TraceError;

/// An error of one directive.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DirectiveError {
    /// The name is unknown.
    #[error("unknown directive `{{{{#{0}}}}}`: expected `#trace`, `#task`, `#tasks`, `#quiz`, `#bench` or `#compiler`")]
    Unknown(String),
    /// The directive does not end on its line.
    #[error("this directive has no `}}}}` on its line")]
    Unclosed,
    /// A chart.
    #[error(transparent)]
    Bench(#[from] ResultsError),
    /// A compiler error.
    #[error(transparent)]
    Compiler(#[from] CompilerError),
    /// A link to a task.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// A question.
    #[error(transparent)]
    Quiz(#[from] QuizError),
    /// A task.
    #[error(transparent)]
    Task(#[from] TaskError),
    /// A recording.
    #[error(transparent)]
    Trace(#[from] TraceError),
}

/// A directive that cannot be replaced, with its page and line.
#[derive(Debug, thiserror::Error)]
#[error("book/src/{}:{line}", .page.display())]
pub struct PageError {
    /// The file of the page, below `book/src`.
    page: PathBuf,
    line: usize,
    source: Box<DirectiveError>,
}

/// The preprocessor for mdBook that replaces all directives.
#[derive(Clone, Copy, Debug)]
pub struct Directives;

impl Preprocessor for Directives {
    fn name(&self) -> &'static str {
        "streamlings"
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> mdbook_preprocessor::errors::Result<Book> {
        let folders = Folders {
            book: context.root.clone(),
            source: context.root.join(&context.config.book.src),
            repository: context.config.get("output.html.git-repository-url")?,
        };
        let mut result = Ok(());
        book.for_each_mut(|item| {
            if let BookItem::Chapter(chapter) = item
                && result.is_ok()
            {
                result = replace(&folders, chapter);
            }
        });
        result?;
        Ok(book)
    }
}

/// The folders from which directives read.
#[derive(Clone, Debug)]
pub(crate) struct Folders {
    /// `book`
    pub(crate) book: PathBuf,
    /// `book/src`
    pub(crate) source: PathBuf,
    /// The address of the published repository, if `book.toml` has it.
    pub(crate) repository: Option<String>,
}

impl Folders {
    /// Returns the workspace.
    pub(crate) fn root(&self) -> &Path {
        self.book.parent().unwrap_or(&self.book)
    }
}

/// Replaces the directives of one page.
fn replace(folders: &Folders, chapter: &mut Chapter) -> Result<(), PageError> {
    let Some(path) = chapter.source_path.clone() else { return Ok(()) };
    // The identifiers on a page are numbered, because the same recording may be there twice.
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut count = 0;
    let failed = |line, source| PageError { page: path.clone(), line, source: Box::new(source) };
    let linked =
        links::resolve(folders.root(), &chapter.content).map_err(|(line, error)| failed(line, error.into()))?;
    let content = page::replace_directives(&linked, |directive| {
        count += 1;
        let id = format!("{stem}-{count}");
        match directive.name {
            "bench" => Ok(bench::html(folders, directive, &id)?),
            "compiler" => Ok(compiler::html(folders, directive)?),
            "quiz" => Ok(quiz::html(folders, directive, &id)?),
            "task" => Ok(task::one(folders, directive)?),
            "tasks" => Ok(task::all(folders, directive)?),
            "trace" => Ok(trace::html(folders, directive, &id)?),
            other => Err(DirectiveError::Unknown(other.to_owned())),
        }
    });
    chapter.content = content.map_err(|(line, error)| failed(line, error))?;
    Ok(())
}
