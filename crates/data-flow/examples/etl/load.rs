//! The destinations. Each is idempotent: however often it runs, every row is there once.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use rusqlite::Connection;

use crate::transform::Row;

/// Writes the rows to the table `rows` of an SQLite database, in one transaction, and returns their number in the table.
pub(crate) fn write_sqlite(path: &Path, rows: &[Row]) -> Result<u64, rusqlite::Error> {
    let mut connection = Connection::open(path)?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(
        "CREATE TABLE IF NOT EXISTS rows (
            id INTEGER PRIMARY KEY, title TEXT NOT NULL, author TEXT NOT NULL, country TEXT NOT NULL
        )",
    )?;
    {
        let mut insert = transaction.prepare("INSERT OR REPLACE INTO rows VALUES (?1, ?2, ?3, ?4)")?;
        for Row { id, title, author, country } in rows {
            insert.execute((id.cast_signed(), title, author, country))?;
        }
    }
    let count: i64 = transaction.query_row("SELECT count(*) FROM rows", [], |row| row.get(0))?;
    transaction.commit()?;
    eprintln!("wrote {}", path.display());
    Ok(count.cast_unsigned())
}

/// Writes the rows as JSON, one in a line, and returns their number. The file is replaced as a whole or not at all.
pub(crate) fn write_ndjson(path: &Path, rows: &[Row]) -> Result<u64, io::Error> {
    let partial = path.with_extension("ndjson.partial");
    let mut file = BufWriter::new(File::create(&partial)?);
    for row in rows {
        serde_json::to_writer(&mut file, row)?;
        writeln!(file)?;
    }
    file.into_inner()?.sync_all()?;
    fs::rename(&partial, path)?;
    eprintln!("wrote {}", path.display());
    Ok(rows.len() as u64)
}
