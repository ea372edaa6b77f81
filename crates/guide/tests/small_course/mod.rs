//! A small course with every directive, in a temporary folder.

use std::fs;
use std::path::Path;

use guide::site::Paths;
use tempfile::TempDir;

/// Copies the small course, and adds the scripts and styles of the real guide.
pub(crate) fn small_course() -> (TempDir, Paths) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&here.join("tests/course"), folder.path());
    copy(&here.join("../../book/theme"), &folder.path().join("book/theme"));
    let paths = Paths::of(folder.path()).expect("it exists");
    (folder, paths)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be created");
    for entry in fs::read_dir(from).expect("it can be listed") {
        let path = entry.expect("it can be listed").path();
        let target = to.join(path.file_name().expect("it has a name"));
        if path.is_dir() { copy(&path, &target) } else { fs::copy(&path, &target).map(drop).expect("it can be copied") }
    }
}
