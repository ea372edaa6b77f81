use std::{fs, path::Path, thread};

use rusqlite::{Connection, types::Value};
use streamlings_pipeline::Data;
use tempfile::tempdir;

use crate::{
    child::{BATCHES, ROWS, Writer},
    keyed, number, open, refused,
};

fn rows(path: &Path) -> Vec<(String, String, String, Value)> {
    let database = Connection::open(path).unwrap();
    let mut query = database.prepare("SELECT source, key, name, data FROM records ORDER BY source, key").unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

#[tokio::test]
async fn a_record_replaces_the_older_one_of_its_key() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.sqlite");
    let to = path.to_str().unwrap();
    for run in ["first", "second"] {
        let mut sink = open(to).await;
        sink.write(&[number("1", "old", 1), number("2", run, 2), number("1", run, 3)]).await.unwrap();
        sink.write(&[keyed("2", &format!("{run} again"), Data::Text("4".to_owned()))]).await.unwrap();
        sink.finish().await.unwrap();
    }
    // Numbers stay numbers, and texts stay texts.
    assert_eq!(
        rows(&path),
        [
            ("github".to_owned(), "1".to_owned(), "second".to_owned(), Value::Integer(3)),
            ("github".to_owned(), "2".to_owned(), "second again".to_owned(), Value::Text("4".to_owned())),
        ]
    );
}

#[tokio::test]
async fn sources_can_use_the_same_key() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.sqlite");
    let mut other = number("1", "name", 1);
    other.record.source = "posts".into();
    let mut sink = open(path.to_str().unwrap()).await;
    sink.write(&[number("1", "name", 1), other]).await.unwrap();
    sink.finish().await.unwrap();
    assert_eq!(rows(&path).len(), 2);
}

#[tokio::test]
async fn stores_any_text() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.sqlite");
    let odd = "a\0b'; DROP TABLE records; --\u{202e}日本語";
    let mut sink = open(path.to_str().unwrap()).await;
    sink.write(&[keyed(odd, odd, Data::Text(odd.to_owned()))]).await.unwrap();
    sink.finish().await.unwrap();
    let odd = odd.to_owned();
    assert_eq!(rows(&path), [("github".to_owned(), odd.clone(), odd.clone(), Value::Text(odd))]);
}

#[tokio::test]
async fn a_finished_database_is_one_file() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.sqlite");
    let mut sink = open(path.to_str().unwrap()).await;
    sink.write(&[number("1", "name", 1)]).await.unwrap();
    assert!(folder.path().join("out.sqlite-wal").exists());
    // Others can read at the same time.
    assert_eq!(rows(&path).len(), 1);
    sink.finish().await.unwrap();
    let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["out.sqlite"]);
}

#[tokio::test]
async fn an_error_names_the_file_and_the_reason() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.sqlite");
    fs::write(&path, "this is not a database, and it is longer than a header would be: ".repeat(20)).unwrap();
    let error = refused(path.to_str().unwrap()).await;
    assert!(error.contains("out.sqlite") && error.contains("not a database"), "{error}");

    let error = refused(folder.path().join("no/such/out.sqlite").to_str().unwrap()).await;
    assert!(error.contains("out.sqlite") && error.contains("unable to open"), "{error}");

    let path = folder.path().join("other.sqlite");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE records (id INTEGER PRIMARY KEY)").unwrap();
    let error = refused(path.to_str().unwrap()).await;
    assert!(error.contains("other.sqlite") && error.contains("no column named"), "{error}");
}

/// Waits until the child is in the middle of a transaction. A transaction that is larger than its memory is written to the
/// write-ahead log before it is committed.
fn until_in_the_middle(path: &Path, child: &mut Writer) {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let length = || fs::metadata(&log).map_or(0, |log| log.len());
    let before = length();
    while length() == before && child.process.try_wait().unwrap().is_none() {
        thread::yield_now();
    }
}

#[test]
fn a_killed_run_leaves_whole_batches_and_the_next_one_stores_every_record_once() {
    for killed_in in 0..4 {
        let folder = tempdir().unwrap();
        let path = folder.path().join("out.sqlite");
        let to = path.to_str().unwrap();

        let mut child = Writer::start(to, "first");
        child.until(&format!("writing {killed_in}"));
        until_in_the_middle(&path, &mut child);
        child.kill();
        let stored = rows(&path);
        assert_eq!(stored.len() % ROWS, 0, "a part of a batch is stored");
        assert!(stored.len() >= killed_in * ROWS, "a written batch is missing");

        let mut child = Writer::start(to, "second");
        child.until("finished");
        let stored = rows(&path);
        assert_eq!(stored.len(), BATCHES * ROWS);
        assert!(stored.iter().enumerate().all(|(id, row)| row.1 == format!("{id:06}") && row.2.starts_with("second")));
    }
}
