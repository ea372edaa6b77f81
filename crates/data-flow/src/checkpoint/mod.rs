//! Checkpoints: the results of finished steps, kept so that a run that was killed goes on behind them.
//!
//! A run with [`Options::checkpoints`](crate::Options::checkpoints) has a name and a [`Store`]. The typed form keeps the
//! results of the steps that ask for it by [`Flow::checkpoint`](crate::Flow::checkpoint), the [named form](crate::named)
//! those of all steps. A run of the same name finds them, and does not repeat these steps.
//!
//! - The key is the name of the run, the step and its whole input. So no result is taken for that of another input.
//! - Only success is kept. An entry that cannot be read as the step's result counts as missing.
//! - The entries of a run are removed when it succeeds.
//! - A step that is killed between its work and its checkpoint runs again. So a step with an effect outside of the flow must
//!   be idempotent: it replaces a file, or inserts by key.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::atomic::{AtomicU32, Ordering};
//! use data_flow::{Options, checkpoint::Files, step};
//!
//! static DOWNLOADS: AtomicU32 = AtomicU32::new(0);
//! static WRITES: AtomicU32 = AtomicU32::new(0);
//!
//! async fn download(id: u32) -> Result<String, std::io::Error> {
//!     DOWNLOADS.fetch_add(1, Ordering::Relaxed);
//!     Ok(format!("page {id}"))
//! }
//! async fn write(page: String) -> Result<usize, std::io::Error> {
//!     match WRITES.fetch_add(1, Ordering::Relaxed) {
//!         0 => Err(std::io::Error::other("the disk is full")),
//!         _ => Ok(page.len()),
//!     }
//! }
//!
//! let folder = tempfile::tempdir()?;
//! let flow = step(download).checkpoint("download") | write;
//! let options = Options::new().checkpoints(Files::new(folder.path()), "page 7");
//!
//! assert!(flow.run_with(7, &options).await.is_err());
//! assert_eq!(flow.run_with(7, &options).await?, 6);
//! assert_eq!(DOWNLOADS.load(Ordering::Relaxed), 1);
//! # Ok(())
//! # }
//! ```

mod files;
mod key;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::sync::Arc;

use crate::error::BoxError;
use crate::step::run_blocking;

pub use files::Files;
pub use key::Key;
#[cfg(feature = "sqlite")]
pub use sqlite::Sqlite;

/// A place where the results of finished steps are kept.
///
/// The methods may block: they are called on the blocking pool. A result that `save` has accepted must survive a crash, and
/// `load` must never return a part of one.
pub trait Store: Send + Sync + 'static {
    /// Returns the result for this key, if there is one.
    ///
    /// # Errors
    ///
    /// If the store cannot be read.
    fn load(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError>;

    /// Keeps a result. An earlier one for the same key is replaced.
    ///
    /// # Errors
    ///
    /// If the store cannot be written.
    fn save(&self, key: &Key, result: &[u8]) -> Result<(), StoreError>;

    /// Removes all results of a run.
    ///
    /// # Errors
    ///
    /// If the store cannot be written.
    fn forget(&self, run: &str) -> Result<(), StoreError>;
}

/// An error of a [`Store`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A file or folder cannot be used.
    #[error("cannot {operation} {}", .path.display())]
    File {
        /// The operation that failed, as a verb.
        operation: &'static str,
        /// The file or folder.
        path: std::path::PathBuf,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// A database cannot be used.
    #[cfg(feature = "sqlite")]
    #[error("cannot {operation} the database of the checkpoints")]
    Sqlite {
        /// The operation that failed, as a verb.
        operation: &'static str,
        /// The reason.
        #[source]
        source: rusqlite::Error,
    },
    /// An error of another store.
    #[error(transparent)]
    Other(BoxError),
}

/// The store of a run, and the name of the run.
#[derive(Clone)]
pub(crate) struct Checkpoints {
    store: Arc<dyn Store>,
    run: Arc<str>,
}

impl Checkpoints {
    pub(crate) fn new(store: Arc<dyn Store>, run: String) -> Checkpoints {
        Checkpoints { store, run: run.into() }
    }

    pub(crate) fn run(&self) -> &str {
        &self.run
    }

    /// Returns the entry of a step with an input.
    pub(crate) fn entry(&self, step: &str, input: &[u8]) -> Entry {
        Entry { store: Arc::clone(&self.store), key: Arc::new(Key::new(&*self.run, step, input)) }
    }

    /// Removes the entries of the run.
    pub(crate) async fn forget(&self) -> Result<(), StoreError> {
        let Checkpoints { store, run } = self.clone();
        in_store(move || store.forget(&run)).await
    }
}

/// The result of one step in a store.
pub(crate) struct Entry {
    store: Arc<dyn Store>,
    key: Arc<Key>,
}

impl Entry {
    pub(crate) async fn load(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let (store, key) = (Arc::clone(&self.store), Arc::clone(&self.key));
        in_store(move || store.load(&key)).await
    }

    pub(crate) async fn save(&self, result: Vec<u8>) -> Result<(), StoreError> {
        let (store, key) = (Arc::clone(&self.store), Arc::clone(&self.key));
        in_store(move || store.save(&key, &result)).await
    }
}

/// Uses a store on the blocking pool.
async fn in_store<T: Send + 'static>(
    operation: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match run_blocking(move || Ok(operation())).await {
        Ok(result) => result,
        Err(trouble) => Err(StoreError::Other(trouble.into())),
    }
}
