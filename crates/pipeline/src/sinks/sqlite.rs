//! A file that is a database.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures::future::BoxFuture;
use rusqlite::{Connection, OpenFlags, ToSql, TransactionBehavior, params};

use super::{Keyed, Sink, SinkError};
use crate::{Data, blocking::blocking};

/// A column of the type `ANY` in a strict table keeps what it is given: a number is a number, a text a text.
const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS records (
        source TEXT NOT NULL,
        key TEXT NOT NULL,
        name TEXT NOT NULL,
        data ANY NOT NULL,
        PRIMARY KEY (source, key)
    ) STRICT, WITHOUT ROWID";

const UPSERT: &str = "
    INSERT INTO records (source, key, name, data) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (source, key) DO UPDATE SET name = excluded.name, data = excluded.data";

#[derive(Debug)]
pub(super) struct Sqlite {
    path: PathBuf,
    /// Shared with a write that goes on although its future was dropped.
    connection: Arc<Mutex<Connection>>,
}

impl Sqlite {
    pub(super) async fn open(path: PathBuf) -> Result<Self, SinkError> {
        let opened = blocking({
            let path = path.clone();
            move || open(PathBuf::from(".").join(path))
        });
        match opened.await {
            Ok(connection) => Ok(Self { path, connection: Arc::new(Mutex::new(connection)) }),
            Err(why) => Err(SinkError::Sqlite { path, why }),
        }
    }
}

/// The path begins with a folder, and URIs are off, so that no name of a file means something else to `SQLite`, as
/// `:memory:` does.
fn open(path: PathBuf) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::default() - OpenFlags::SQLITE_OPEN_URI)?;
    // Others can read while it is written to.
    connection.pragma_update(None, "journal_mode", "wal")?;
    // A process that is killed loses nothing that was committed, and a computer that loses power no more than the last
    // batches, which the next run writes again. For that no commit need wait for the disk.
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.execute_batch(TABLE)?;
    // A table of that name with other columns is found out now, not after the first batch was fetched.
    connection.prepare_cached(UPSERT)?;
    Ok(connection)
}

fn upsert(connection: &mut Connection, batch: &[Keyed]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    {
        let mut upsert = transaction.prepare_cached(UPSERT)?;
        for Keyed { key, record } in batch {
            let data: &dyn ToSql = match &record.data {
                Data::Text(text) => text,
                Data::Number(number) => number,
            };
            upsert.execute(params![record.source, key, record.name, data])?;
        }
    }
    transaction.commit()
}

/// A transaction that panicked was rolled back.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sink for Sqlite {
    fn write<'a>(&'a mut self, batch: &'a [Keyed]) -> BoxFuture<'a, Result<(), SinkError>> {
        Box::pin(async move {
            let connection = Arc::clone(&self.connection);
            let batch = batch.to_vec();
            let stored = blocking(move || upsert(&mut lock(&connection), &batch)).await;
            stored.map_err(|why| SinkError::Sqlite { path: self.path.clone(), why })
        })
    }

    /// Closed, the database is one file again: `SQLite` copies to it what is still in the log beside it.
    fn finish(self: Box<Self>) -> BoxFuture<'static, Result<(), SinkError>> {
        Box::pin(async move {
            blocking(move || drop(self.connection)).await;
            Ok(())
        })
    }
}
