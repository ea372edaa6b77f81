//! The book as a site.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use mdbook_driver::MDBook;
use mdbook_driver::errors::Error;

use crate::directives::Directives;
use crate::unscripted;

/// Where a course is, and where its site goes.
#[derive(Clone, Debug)]
pub struct Places {
    /// The workspace.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
}

impl Places {
    /// This workspace.
    ///
    /// # Errors
    ///
    /// When it is not where it was when this program was built.
    pub fn of_this_course() -> io::Result<Places> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        Ok(Places { root, target })
    }

    /// A course in this folder, with a target folder of its own.
    ///
    /// # Errors
    ///
    /// When it is not there.
    pub fn of(root: &Path) -> io::Result<Places> {
        let root = root.canonicalize()?;
        Ok(Places { target: root.join("target"), root })
    }

    /// The folder of the guide's sources.
    pub fn book(&self) -> PathBuf {
        self.root.join("book")
    }

    /// Where the site goes, unless another folder is asked for.
    pub fn site(&self) -> PathBuf {
        self.target.join("book")
    }
}

/// Builds the guide into a folder.
///
/// # Errors
///
/// When a file cannot be read or written, or a directive cannot be shown. What mdBook only complains of is logged.
pub fn build(places: &Places, output: &Path) -> Result<(), Error> {
    let mut book = MDBook::load(places.book())?;
    book.with_preprocessor(Directives);
    book.config.build.build_dir = std::path::absolute(output)?;
    // Where it is published, links lead to the sources of its pages.
    let repository: Option<String> = book.config.get("output.html.git-repository-url")?;
    let has_template = book.config.get::<String>("output.html.edit-url-template")?.is_some();
    if let Some(repository) = repository.filter(|_| !has_template) {
        book.config.set("output.html.edit-url-template", format!("{repository}/edit/main/book/{{path}}"))?;
    }
    book.build()?;
    Ok(finish(output)?)
}

/// Gives the pages what readers without a script see. The page of all pages, which prints itself by a script, goes without;
/// and pollscope's own recordings are left out: the pages have them in another form.
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
        fs::write(&path, if is_print { unscripted::left_out(&page) } else { unscripted::shown(&page) })?;
    }
    Ok(())
}
