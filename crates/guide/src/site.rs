//! Builds the book as a site.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use mdbook_driver::MDBook;
use mdbook_driver::errors::Error;

use crate::directives::Directives;
use crate::noscript;

/// The folders of a course.
#[derive(Clone, Debug)]
pub struct Paths {
    /// The workspace.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
}

impl Paths {
    /// Finds the workspace that this program was built from.
    ///
    /// # Errors
    ///
    /// Fails if the workspace has been moved or removed since then.
    pub fn of_this_course() -> io::Result<Paths> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        Ok(Paths { root, target })
    }

    /// Takes another folder as the workspace, with its own target folder.
    ///
    /// # Errors
    ///
    /// Fails if there is no such folder.
    pub fn of(root: &Path) -> io::Result<Paths> {
        let root = root.canonicalize()?;
        Ok(Paths { target: root.join("target"), root })
    }

    /// Returns the folder with the sources of the guide.
    pub fn book(&self) -> PathBuf {
        self.root.join("book")
    }

    /// Returns the default folder for the built site.
    pub fn site(&self) -> PathBuf {
        self.target.join("book")
    }
}

/// Builds the guide into a folder.
///
/// ```no_run
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use guide::site::{self, Paths};
///
/// let paths = Paths::of_this_course()?;
/// site::build(&paths, &paths.site())?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Fails if a file cannot be read or written, or a directive cannot be replaced. Other faults of a page are only
/// logged by mdBook: see [`Warnings`](crate::mdbook_log::Warnings).
pub fn build(paths: &Paths, output: &Path) -> Result<(), Error> {
    let mut book = MDBook::load(paths.book())?;
    book.with_preprocessor(Directives);
    book.config.build.build_dir = std::path::absolute(output)?;
    // Where the guide is published, each page links to its source.
    let repository: Option<String> = book.config.get("output.html.git-repository-url")?;
    let has_template = book.config.get::<String>("output.html.edit-url-template")?.is_some();
    if let Some(repository) = repository.filter(|_| !has_template) {
        book.config.set("output.html.edit-url-template", format!("{repository}/edit/main/book/{{path}}"))?;
    }
    book.build()?;
    Ok(finish(output)?)
}

/// Adds the HTML for readers without a script to each page, except to the page for printing, which needs a script anyway.
/// Removes pollscope's own recordings, which the pages contain in another form.
fn finish(site: &Path) -> io::Result<()> {
    let recordings = site.join("traces");
    if recordings.is_dir() {
        fs::remove_dir_all(recordings)?;
    }
    for entry in fs::read_dir(site)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let page = fs::read_to_string(&path)?;
        let is_print = path.file_name().is_some_and(|name| name == "print.html");
        fs::write(&path, if is_print { noscript::remove(&page) } else { noscript::reveal(&page) })?;
    }
    Ok(())
}
