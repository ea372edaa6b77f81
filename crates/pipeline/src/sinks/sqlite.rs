//! An `SQLite` database.

use std::{path::PathBuf, sync::Arc};

use futures::{FutureExt as _, future::BoxFuture};
use parking_lot::Mutex;
use rusqlite::{Connection, OpenFlags, ToSql, TransactionBehavior, params};

use super::kind::{Opener, SinkKind};
use super::{KeyedRecord, Sink, SinkError};
use crate::{Data, blocking::blocking};

pub(super) const KIND: SinkKind = SinkKind {
    name: "sqlite",
    extensions: &["sqlite", "sqlite3", "db"],
    description: "an SQLite database, with the table `records`",
    opener: Opener::Database(|path| async { Ok(Box::new(Sqlite::open(path).await?) as Box<dyn Sink>) }.boxed()),
};

/// The table. A column of type `ANY` in a strict table keeps the type of each value: numbers stay numbers.
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
struct Sqlite {
    path: PathBuf,
    /// The connection, shared with a write that continues after its future was dropped. It needs no poisoning: a
    /// transaction that panics is rolled back.
    connection: Arc<Mutex<Connection>>,
}

impl Sqlite {
    async fn open(path: PathBuf) -> Result<Self, SinkError> {
        let opened = blocking({
            let path = path.clone();
            move || open(PathBuf::from(".").join(path))
        });
        match opened.await {
            Ok(connection) => Ok(Self { path, connection: Arc::new(Mutex::new(connection)) }),
            Err(source) => Err(SinkError::Sqlite { path, source }),
        }
    }
}

/// Opens the database and creates the table. The path starts with a folder and URIs are off, so that a file name
/// such as `:memory:` has no special meaning.
fn open(path: PathBuf) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::default() - OpenFlags::SQLITE_OPEN_URI)?;
    // A write-ahead log lets others read during a write.
    connection.pragma_update(None, "journal_mode", "wal")?;
    // No commit waits for the disk. A killed process loses nothing that was committed; a power failure loses the last
    // batches at most, and the next run writes them again.
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.execute_batch(TABLE)?;
    // Fails now, not after the first batch was fetched, if the table has other columns.
    connection.prepare_cached(UPSERT)?;
    Ok(connection)
}

fn upsert(connection: &mut Connection, batch: &[KeyedRecord]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    {
        let mut upsert = transaction.prepare_cached(UPSERT)?;
        for KeyedRecord { key, record } in batch {
            let data: &dyn ToSql = match &record.data {
                Data::Text(text) => text,
                Data::Number(number) => number,
            };
            upsert.execute(params![record.source, key, record.name, data])?;
        }
    }
    transaction.commit()
}

impl Sink for Sqlite {
    fn write<'a>(&'a mut self, batch: &'a [KeyedRecord]) -> BoxFuture<'a, Result<(), SinkError>> {
        Box::pin(async move {
            let connection = Arc::clone(&self.connection);
            let batch = batch.to_vec();
            let stored = blocking(move || upsert(&mut connection.lock(), &batch)).await;
            stored.map_err(|source| SinkError::Sqlite { path: self.path.clone(), source })
        })
    }

    /// Closes the database, so that it is one file again: `SQLite` copies the write-ahead log into it.
    fn finish(self: Box<Self>) -> BoxFuture<'static, Result<(), SinkError>> {
        Box::pin(async move {
            blocking(move || drop(self.connection)).await;
            Ok(())
        })
    }
}
