//! The cache of verdicts. A package that was verified without a finding is neither compiled nor run again until something
//! changes that its verdict depends on.
//!
//! Each chapter has a file with the keys of its verdicts. A key is a hash of everything that a verdict depends on: the answer, the
//! checks, the local packages that they are compiled with, the versions of all other crates, the toolchain, and this tool.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::cargo;
use crate::chapter::Chapter;

/// The folders of a package that are not part of its library.
const NOT_IN_THE_LIBRARY: [&str; 5] = ["benches", "examples", "target", "tests", "traces"];

/// A hash in hexadecimal digits.
pub(crate) type Key = String;

/// The hashes of everything that the verdicts on a course depend on.
#[derive(Debug)]
pub(crate) struct Fingerprints {
    /// The hash of the toolchain, the versions of all crates, and the settings of Cargo.
    environment: Key,
    /// The local packages, by their folders.
    packages: BTreeMap<PathBuf, Package>,
}

#[derive(Debug)]
struct Package {
    name: String,
    hash: Key,
    dependencies: Vec<PathBuf>,
}

impl Fingerprints {
    /// Hashes the files of a course. Returns `None` if Cargo or rustc fails, which is reported when the packages are compiled.
    pub(crate) fn take(root: &Path) -> Option<Fingerprints> {
        let mut metadata = cargo::command(root);
        metadata.args(["metadata", "--offline", "--no-deps", "--format-version", "1"]);
        let metadata: Value = serde_json::from_slice(&output_of(&mut metadata)?).ok()?;
        let mut packages = BTreeMap::new();
        for package in metadata["packages"].as_array()? {
            let folder = Path::new(package["manifest_path"].as_str()?).parent()?;
            let dependencies = package["dependencies"].as_array()?.iter();
            let package = Package {
                name: package["name"].as_str()?.to_owned(),
                hash: hash_of_files(folder).ok()?,
                dependencies: dependencies.filter_map(|other| other["path"].as_str().map(PathBuf::from)).collect(),
            };
            packages.insert(folder.to_owned(), package);
        }
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let mut environment = Hasher::default();
        environment.add(&output_of(Command::new(rustc).arg("-vV").current_dir(root))?);
        environment.add(std::env::var("RUSTFLAGS").unwrap_or_default().as_bytes());
        for file in ["Cargo.lock", "Cargo.toml", ".cargo/config.toml"] {
            // A missing file counts as an empty one.
            environment.add(&fs::read(root.join(file)).unwrap_or_default());
        }
        Some(Fingerprints { environment: environment.key(), packages })
    }

    /// Returns the hash of everything that all verdicts on a chapter depend on.
    pub(crate) fn of_chapter(&self, chapter: &Chapter) -> Fingerprint {
        let mut hasher = Hasher::default();
        hasher.add(self.environment.as_bytes());
        // A missing file is reported by the compiler.
        hasher.add(&fs::read(&chapter.check_file).unwrap_or_default());
        let names = [&chapter.package, &chapter.solution_package, env!("CARGO_PKG_NAME")];
        let is_needed =
            |(folder, package): (&PathBuf, &Package)| names.contains(&package.name.as_str()).then(|| folder.to_owned());
        let mut folders: Vec<PathBuf> = self.packages.iter().filter_map(is_needed).collect();
        let mut seen = BTreeSet::new();
        while let Some(folder) = folders.pop() {
            if let Some(package) = self.packages.get(&folder)
                && seen.insert(folder)
            {
                // A learner edits the exercise, and only a part of its manifest is used: it is in the text of a package's own.
                if package.name != chapter.package {
                    hasher.add(package.hash.as_bytes());
                }
                folders.extend(package.dependencies.iter().cloned());
            }
        }
        Fingerprint(hasher)
    }
}

/// The hash of everything that all verdicts on a chapter depend on.
#[derive(Clone, Debug)]
pub(crate) struct Fingerprint(Hasher);

impl Fingerprint {
    /// Returns the key of a verdict that depends on these texts as well.
    pub(crate) fn key(&self, texts: &[String]) -> Key {
        let mut hasher = self.0.clone();
        for text in texts {
            hasher.add(text.as_bytes());
        }
        hasher.key()
    }
}

/// The keys of the verdicts on a chapter.
#[derive(Debug)]
pub(crate) struct Known {
    file: PathBuf,
    keys: BTreeSet<Key>,
}

impl Known {
    /// Reads the keys from the file of a chapter; there are none without the file.
    pub(crate) fn read(folder: &Path, chapter: &Chapter) -> Known {
        let file = folder.join(format!("{}.txt", chapter.folder));
        let keys = fs::read_to_string(&file).unwrap_or_default().lines().map(str::to_owned).collect();
        Known { file, keys }
    }

    pub(crate) fn is_of(&self, chapter: &Chapter) -> bool {
        self.file.file_stem().is_some_and(|stem| *stem == *chapter.folder)
    }

    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    pub(crate) fn contains(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// Replaces the file by one with these keys.
    pub(crate) fn write(&self, keys: &BTreeSet<&str>) -> io::Result<()> {
        let text = keys.iter().fold(String::new(), |text, key| text + key + "\n");
        course::fs::replace(&self.file, text)
    }
}

/// A hash of several parts. The length of each is hashed as well: `ab` and `c` differ from `a` and `bc`.
#[derive(Clone, Debug, Default)]
struct Hasher(Sha256);

impl Hasher {
    fn add(&mut self, part: &[u8]) {
        self.0.update(part.len().to_le_bytes());
        self.0.update(part);
    }

    fn key(self) -> Key {
        self.0.finalize().iter().fold(String::new(), |mut key, byte| {
            let _ = write!(key, "{byte:02x}");
            key
        })
    }
}

/// Returns the hash of all files of a package that may be part of its library.
fn hash_of_files(folder: &Path) -> io::Result<Key> {
    let mut hasher = Hasher::default();
    let mut folders = vec![folder.to_owned()];
    while let Some(current) = folders.pop() {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(&current)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        paths.sort();
        for path in paths {
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
            if path.is_dir() {
                if !NOT_IN_THE_LIBRARY.contains(&name.as_str()) && !name.starts_with('.') {
                    folders.push(path);
                }
            } else {
                hasher.add(name.as_bytes());
                hasher.add(&fs::read(&path)?);
            }
        }
    }
    Ok(hasher.key())
}

fn output_of(command: &mut Command) -> Option<Vec<u8>> {
    let output = command.output().ok()?;
    output.status.success().then_some(output.stdout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_ends_where_it_ends() {
        let key = |parts: &[&str]| {
            let mut hasher = Hasher::default();
            for part in parts {
                hasher.add(part.as_bytes());
            }
            hasher.key()
        };
        assert_eq!(key(&["ab", "c"]), key(&["ab", "c"]));
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
        assert_eq!(key(&[]).len(), 64);
    }

    #[test]
    fn a_package_is_what_its_library_is_made_of() {
        let folder = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| course::fs::replace(&folder.path().join(file), text).unwrap();
        write("src/lib.rs", "mod a;");
        write("src/deep/examples/a.rs", "");
        let first = hash_of_files(folder.path()).unwrap();
        write("tests/a.rs", "");
        assert_eq!(hash_of_files(folder.path()).unwrap(), first);
        write("src/deep/examples/a.rs", "//! Changed.");
        assert_ne!(hash_of_files(folder.path()).unwrap(), first);
        write("src/deep/examples/a.rs", "");
        assert_eq!(hash_of_files(folder.path()).unwrap(), first);
    }
}
