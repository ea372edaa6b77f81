//! Standard output, or a file that has its name only when it is whole.

use std::{
    ffi::OsString,
    fs::{self, File, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::SinkError;
use crate::blocking::blocking;

#[derive(Debug)]
pub(super) enum Output {
    Stdout,
    /// Something that is there and no ordinary file, such as a named pipe or `/dev/null`: it can't get its name later.
    Device {
        path: PathBuf,
        device: Arc<File>,
    },
    /// A process that is killed while the system copies a batch to a file leaves half a line there; nothing that it
    /// could do prevents that. So the file is written under another name, and gets its own when it is whole.
    File {
        path: PathBuf,
        partial: PathBuf,
        file: Arc<File>,
    },
}

impl Output {
    pub(super) async fn create(path: PathBuf) -> Result<Self, SinkError> {
        blocking(move || Self::create_now(&path).map_err(|why| SinkError::Create { path, why })).await
    }

    fn create_now(path: &Path) -> io::Result<Self> {
        // A link stays, and leads to the new file.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let is_other = fs::metadata(&path).is_ok_and(|found| !found.is_file());
        if is_other {
            let device = Arc::new(File::options().write(true).open(&path)?);
            return Ok(Self::Device { path, device });
        }
        let mut partial = OsString::from(&path);
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        let file = Arc::new(create_alone(&partial)?);
        Ok(Self::File { path, partial, file })
    }

    /// Writes whole lines. Once begun it is carried out, although the future is dropped.
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
        written.map_err(|why| self.failed(why))
    }

    /// Gives the file its name, in place of one that had it before.
    pub(super) async fn finish(self) -> Result<(), SinkError> {
        let Self::File { path, partial, file } = &self else { return Ok(()) };
        let (path, partial, file) = (path.clone(), partial.clone(), Arc::clone(file));
        // The contents are on the disk before the name is: a computer that loses power leaves the old file or the new.
        let publish = move || file.sync_all().and_then(|()| fs::rename(partial, path));
        blocking(publish).await.map_err(|why| self.failed(why))
    }

    pub(super) fn failed(&self, why: io::Error) -> SinkError {
        if why.kind() == io::ErrorKind::BrokenPipe {
            return SinkError::Closed;
        }
        let place = match self {
            Self::Stdout => "standard output".to_owned(),
            Self::Device { path, .. } | Self::File { partial: path, .. } => path.display().to_string(),
        };
        SinkError::Write { place, why }
    }
}

/// Makes the file, for as long as no other program does: two that write to one file at once would spoil it.
fn create_alone(path: &Path) -> io::Result<File> {
    let create = || File::options().write(true).create_new(true).open(path);
    let file = match create() {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            // It is either written right now, or was left by a run that was killed. The lock of that has ended with it.
            if let Ok(other) = File::open(path) {
                lock(&other, path)?;
            }
            match fs::remove_file(path) {
                // The other run has just given it its name.
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => create()?,
            }
        }
        created => created?,
    };
    lock(&file, path)?;
    Ok(file)
}

fn lock(file: &File, path: &Path) -> io::Result<()> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            let why = format!("another program is writing {}", path.display());
            Err(io::Error::new(io::ErrorKind::ResourceBusy, why))
        }
        // There are file systems that know no locks.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
