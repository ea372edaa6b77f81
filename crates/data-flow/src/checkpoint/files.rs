//! Checkpoints in files.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::key::hex_digest;
use super::{Key, Store, StoreError};

/// A store with a file for each result, in a folder for each run.
///
/// A file is written under another name, flushed to the disk and renamed: so after a crash it is there as a whole or not at
/// all. Names of runs and steps may contain any characters, since the files have their SHA-256 as names.
///
/// Two programs must not use the same run of one folder at the same time: the first one that succeeds removes its files.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
}

/// A number for the files that are being written by this process at the same time.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

impl Files {
    /// Returns a store in `folder`, which is created with the first result.
    pub fn new(folder: impl Into<PathBuf>) -> Files {
        Files { folder: folder.into() }
    }

    fn folder_of(&self, run: &str) -> PathBuf {
        self.folder.join(hex_digest(&[run.as_bytes()]))
    }

    fn file_of(&self, key: &Key) -> PathBuf {
        self.folder_of(key.run()).join(hex_digest(&[key.step().as_bytes(), key.input().as_bytes()]))
    }
}

/// Returns a function that says which operation failed.
fn cannot(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    move |source| StoreError::File { operation, path: path.to_owned(), source }
}

impl Store for Files {
    fn load(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.file_of(key);
        match fs::read(&path) {
            Ok(result) => Ok(Some(result)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(cannot("read", &path)(error)),
        }
    }

    fn save(&self, key: &Key, result: &[u8]) -> Result<(), StoreError> {
        let folder = self.folder_of(key.run());
        fs::create_dir_all(&folder).map_err(cannot("create", &folder))?;
        let path = self.file_of(key);
        let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
        let partial = path.with_extension(format!("{}-{number}.partial", std::process::id()));
        let write = || {
            let mut file = File::create(&partial)?;
            file.write_all(result)?;
            file.sync_all()
        };
        write().map_err(cannot("write", &partial))?;
        fs::rename(&partial, &path).map_err(cannot("replace", &path))?;
        sync_folder(&folder).map_err(cannot("flush", &folder))
    }

    fn forget(&self, run: &str) -> Result<(), StoreError> {
        let folder = self.folder_of(run);
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(cannot("remove", &folder)(error)),
            _ => Ok(()),
        }
    }
}

/// Flushes the names of a folder's files to the disk.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Does nothing: this system cannot open a folder as a file, and keeps names without it.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
