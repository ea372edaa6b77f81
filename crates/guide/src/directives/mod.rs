//! The directives of a page: lines such as `{{#trace NAME | caption}}`, each replaced by HTML.

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

pub use bench::BenchError;
pub use compiler::CompilerError;
pub use links::LinkError;
pub use page::Directive;
pub use quiz::{Question, QuizError};
pub use task::TaskError;
pub use trace::TraceError;

/// Why a directive cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum DirectiveError {
    /// There is none of this name.
    #[error(
        "there is no directive `{{{{#{0}}}}}`: there are `#trace`, `#task`, `#tasks`, `#quiz`, `#bench` and `#compiler`"
    )]
    Unknown(String),
    /// It does not end on its line.
    #[error("the directive that begins here has no `}}}}` on its line")]
    Open,
    /// A chart.
    #[error(transparent)]
    Bench(#[from] BenchError),
    /// An error of the compiler.
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

/// Which directive of which page cannot be shown, and why.
#[derive(Debug, thiserror::Error)]
#[error("book/src/{}:{line}: {why}", .page.display())]
pub struct PageError {
    /// The page's file, below `book/src`.
    page: PathBuf,
    line: usize,
    why: Box<DirectiveError>,
}

/// mdBook's view of all directives together.
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

/// Where the parts of the guide lie.
#[derive(Clone, Debug)]
pub(crate) struct Folders {
    /// `book`
    pub(crate) book: PathBuf,
    /// `book/src`
    pub(crate) source: PathBuf,
    /// Where the course is published, if `book.toml` says so.
    pub(crate) repository: Option<String>,
}

impl Folders {
    /// The workspace.
    pub(crate) fn root(&self) -> &Path {
        self.book.parent().unwrap_or(&self.book)
    }
}

/// Replaces the directives of one page.
fn replace(folders: &Folders, chapter: &mut Chapter) -> Result<(), PageError> {
    let Some(path) = chapter.source_path.clone() else { return Ok(()) };
    // The identifiers of a page's players are numbered: the same recording may stand there twice.
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut count = 0;
    let failed = |line, why| PageError { page: path.clone(), line, why: Box::new(why) };
    let linked = links::resolved(folders.root(), &chapter.content).map_err(|(line, why)| failed(line, why.into()))?;
    let content = page::replaced(&linked, |directive| {
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
    chapter.content = content.map_err(|(line, why)| failed(line, why))?;
    Ok(())
}
