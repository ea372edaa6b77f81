//! Checkpoints in an SQLite database.

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _};

use super::{Key, Store, StoreError};

/// A store in an SQLite database: the table `checkpoints`, with a row for each result.
pub struct Sqlite {
    connection: Mutex<Connection>,
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite").finish_non_exhaustive()
    }
}

/// Returns a function that says which operation failed.
fn cannot(operation: &'static str) -> impl FnOnce(rusqlite::Error) -> StoreError {
    move |source| StoreError::Sqlite { operation, source }
}

impl Sqlite {
    /// Opens or creates the database. It may be the one that the flow writes its results to.
    ///
    /// # Errors
    ///
    /// If the file is no database, or cannot be opened or written.
    pub fn open(path: impl AsRef<Path>) -> Result<Sqlite, StoreError> {
        let connection = Connection::open(path).map_err(cannot("open"))?;
        connection.busy_timeout(Duration::from_secs(10)).map_err(cannot("open"))?;
        let create = "CREATE TABLE IF NOT EXISTS checkpoints (
            run TEXT NOT NULL, step TEXT NOT NULL, input TEXT NOT NULL, result BLOB NOT NULL,
            PRIMARY KEY (run, step, input)
        )";
        connection.execute_batch(create).map_err(cannot("write"))?;
        Ok(Sqlite { connection: Mutex::new(connection) })
    }

    // A statement is whole or has no effect, so a panic elsewhere leaves the connection usable.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Sqlite {
    fn load(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let select = "SELECT result FROM checkpoints WHERE run = ?1 AND step = ?2 AND input = ?3";
        let parameters = [key.run(), key.step(), key.input()];
        self.connection().query_row(select, parameters, |row| row.get(0)).optional().map_err(cannot("read"))
    }

    fn save(&self, key: &Key, result: &[u8]) -> Result<(), StoreError> {
        let insert = "INSERT OR REPLACE INTO checkpoints (run, step, input, result) VALUES (?1, ?2, ?3, ?4)";
        let parameters = (key.run(), key.step(), key.input(), result);
        self.connection().execute(insert, parameters).map_err(cannot("write"))?;
        Ok(())
    }

    fn forget(&self, run: &str) -> Result<(), StoreError> {
        self.connection().execute("DELETE FROM checkpoints WHERE run = ?1", [run]).map_err(cannot("write"))?;
        Ok(())
    }
}
