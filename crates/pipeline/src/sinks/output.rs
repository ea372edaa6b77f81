//! The outputs of text sinks: standard output, or a file that is replaced atomically.
//!
//! A process that is killed while the system copies a batch to a file leaves half a line there, and the process cannot
//! prevent that. So a file is written as `PATH.partial`, and renamed when it is complete. Libraries for atomic replacement
//! use hidden names; here the user finds what a killed run has written.

use std::{
    ffi::OsString,
    fs::{self, File, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::SinkError;
use crate::blocking::blocking;

/// An output of text.
#[derive(Debug)]
pub(super) enum Output {
    Stdout,
    /// An existing file that is not a regular one, such as a named pipe or `/dev/null`, and so cannot be replaced.
    Device {
        path: PathBuf,
        device: Arc<File>,
    },
    /// A regular file, written as `partial` until it is complete.
    File {
        path: PathBuf,
        partial: PathBuf,
        file: Arc<File>,
    },
}

impl Output {
    /// Opens the device, or creates the partial file.
    pub(super) async fn create(path: PathBuf) -> Result<Self, SinkError> {
        blocking(move || Self::create_now(&path).map_err(|source| SinkError::Create { path, source })).await
    }

    fn create_now(path: &Path) -> io::Result<Self> {
        // A symbolic link stays, and leads to the new file.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let is_device = fs::metadata(&path).is_ok_and(|found| !found.is_file());
        if is_device {
            let device = Arc::new(File::options().write(true).open(&path)?);
            return Ok(Self::Device { path, device });
        }
        let mut partial = OsString::from(&path);
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        let file = Arc::new(create_locked(&partial)?);
        Ok(Self::File { path, partial, file })
    }

    /// Writes whole lines. Once started, the write completes even if the future is dropped.
    pub(super) async fn write(&self, bytes: Vec<u8>) -> Result<(), SinkError> {
        let written = match self {
            Self::Stdout => {
                let print = move || {
                    let mut stdout = io::stdout().lock();
                    stdout.write_all(&bytes).and_then(|()| stdout.flush())
                };
                blocking(print).await
            }
            Self::Device { device: file, .. } | Self::File { file, .. } => {
                let file = Arc::clone(file);
                blocking(move || (&*file).write_all(&bytes)).await
            }
        };
        written.map_err(|error| self.failed(error))
    }

    /// Renames the partial file to its final name, replacing an older file.
    pub(super) async fn finish(self) -> Result<(), SinkError> {
        let Self::File { path, partial, file } = &self else { return Ok(()) };
        let (path, partial, file) = (path.clone(), partial.clone(), Arc::clone(file));
        // The contents reach the disk before the name does: after a power failure there is the old file or the new one.
        let replace = move || file.sync_all().and_then(|()| fs::rename(partial, path));
        blocking(replace).await.map_err(|error| self.failed(error))
    }

    /// Returns the error of the sink for an error of the system.
    pub(super) fn failed(&self, error: io::Error) -> SinkError {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return SinkError::Closed;
        }
        let place = match self {
            Self::Stdout => "standard output".to_owned(),
            Self::Device { path, .. } | Self::File { partial: path, .. } => path.display().to_string(),
        };
        SinkError::Write { place, source: error }
    }
}

/// Creates the file and locks it: two programs that wrote to it at the same time would destroy it.
fn create_locked(path: &Path) -> io::Result<File> {
    let create = || File::options().write(true).create_new(true).open(path);
    let file = match create() {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            // Another run is writing it, or was killed and has left it. The lock of a killed run has ended with it.
            if let Ok(other) = File::open(path) {
                lock(&other, path)?;
            }
            match fs::remove_file(path) {
                // `NotFound`: the other run has just renamed it.
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => create()?,
            }
        }
        created => created?,
    };
    lock(&file, path)?;
    Ok(file)
}

/// Locks the file. Some file systems have no locks; there this does nothing.
fn lock(file: &File, path: &Path) -> io::Result<()> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            let reason = format!("another program is writing {}", path.display());
            Err(io::Error::new(io::ErrorKind::ResourceBusy, reason))
        }
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
