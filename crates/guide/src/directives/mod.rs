//! The directives of a page: lines such as `{{#trace NAME | caption}}`, which are replaced by HTML or Markdown.

mod bench;
mod compiler;
mod links;
mod listing;
mod page;
mod quiz;
mod task;
mod trace;

use std::path::PathBuf;

use course::chapter::Chapter;
use course::names::Names;
use mdbook_preprocessor::book::{self, Book, BookItem};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::results::ResultsError;

pub use compiler::CompilerError;
pub use links::LinkError;
pub use listing::ListingError;
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
///
/// ```no_run
/// # fn example() -> Result<(), mdbook_driver::errors::Error> {
/// let mut book = mdbook_driver::MDBook::load("book")?;
/// book.with_preprocessor(guide::directives::Directives);
/// book.build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Directives;

impl Preprocessor for Directives {
    fn name(&self) -> &'static str {
        "streamlings"
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> mdbook_preprocessor::errors::Result<Book> {
        let sources = Sources::of(context)?;
        let mut result = Ok(());
        book.for_each_mut(|item| {
            if let BookItem::Chapter(page) = item
                && result.is_ok()
            {
                result = replace(&sources, page);
            }
        });
        result?;
        Ok(book)
    }
}

/// The sources of what directives show.
#[derive(Clone, Debug)]
pub(crate) struct Sources {
    /// The workspace.
    pub(crate) root: PathBuf,
    /// The folder of the pages: `book/src`.
    pub(crate) pages: PathBuf,
    /// The address of the published repository, if `book.toml` has it.
    pub(crate) repository: Option<String>,
    /// The chapters of the course.
    pub(crate) chapters: Vec<Chapter>,
}

impl Sources {
    fn of(context: &PreprocessorContext) -> mdbook_preprocessor::errors::Result<Sources> {
        let root = context.root.parent().unwrap_or(&context.root);
        Ok(Sources {
            root: root.to_owned(),
            pages: context.root.join(&context.config.book.src),
            repository: context.config.get("output.html.git-repository-url")?,
            chapters: Names::read(root).chapters(root),
        })
    }

    /// Returns a folder of the guide's own files, such as `book/ui`.
    pub(crate) fn book_folder(&self, name: &str) -> PathBuf {
        self.root.join("book").join(name)
    }
}

/// Replaces the directives of one page.
fn replace(sources: &Sources, page: &mut book::Chapter) -> Result<(), PageError> {
    let Some(path) = page.source_path.clone() else { return Ok(()) };
    // The identifiers on a page are numbered, because the same recording may be there twice.
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut count = 0;
    let failed = |line, source| PageError { page: path.clone(), line, source };
    let linked = links::resolve(&sources.chapters, &page.content)
        .map_err(|(line, error)| failed(line, Box::new(error.into())))?;
    let content = page::replace_directives(&linked, |directive| {
        count += 1;
        let id = format!("{stem}-{count}");
        match directive.name {
            "bench" => Ok(bench::html(sources, directive, &id)?),
            "compiler" => Ok(compiler::html(sources, directive)?),
            "quiz" => Ok(quiz::html(sources, directive, &id)?),
            "task" => Ok(task::one(sources, directive)?),
            "tasks" => Ok(task::all(sources, directive)?),
            "trace" => Ok(trace::html(sources, directive, &id)?),
            other => Err(DirectiveError::Unknown(other.to_owned())),
        }
    });
    page.content = content.map_err(|(line, error)| failed(line, error))?;
    Ok(())
}
