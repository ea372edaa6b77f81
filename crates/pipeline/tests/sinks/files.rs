use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
};

use streamlings_pipeline::{Data, Record};
use tempfile::tempdir;

use crate::{
    child::{BATCHES, ROWS, Writer},
    keyed, message, number, open, refused,
};

fn files(folder: &Path) -> Vec<String> {
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    files
}

#[tokio::test]
async fn ndjson_has_the_three_keys_of_a_record() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.ndjson");
    let mut sink = open(path.to_str().unwrap()).await;
    sink.write(&[keyed("a", "free\nCodeCamp", Data::Text("75000 stars".to_owned()))]).await.unwrap();
    sink.write(&[number("b", "a title", 1)]).await.unwrap();
    sink.finish().await.unwrap();
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "{\"source\":\"github\",\"name\":\"free\\nCodeCamp\",\"data\":\"75000 stars\"}\n\
         {\"source\":\"github\",\"name\":\"a title\",\"data\":1}\n"
    );
    assert_eq!(files(folder.path()), ["out.ndjson"]);
}

#[tokio::test]
async fn a_run_without_records_writes_an_empty_file_or_a_header() {
    let folder = tempdir().unwrap();
    for (name, contents) in [("out.ndjson", ""), ("out.csv", "source,name,data\n")] {
        let path = folder.path().join(name);
        fs::write(&path, "of an earlier run").unwrap();
        open(path.to_str().unwrap()).await.finish().await.unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), contents);
    }
}

#[tokio::test]
async fn a_file_is_replaced_only_when_it_is_complete() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.csv");
    fs::write(&path, "of an earlier run").unwrap();
    let mut sink = open(path.to_str().unwrap()).await;
    sink.write(&[number("a", "title", 1)]).await.unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "of an earlier run");
    sink.finish().await.unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "source,name,data\ngithub,title,1\n");
    assert_eq!(files(folder.path()), ["out.csv"]);
}

#[test]
fn a_killed_run_leaves_the_old_file_and_a_partial_one() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.ndjson");
    fs::write(&path, "of an earlier run\n").unwrap();

    let mut child = Writer::that_waits(path.to_str().unwrap(), "first");
    child.until("finishing");
    child.kill();
    assert_eq!(fs::read_to_string(&path).unwrap(), "of an earlier run\n");
    let partial = fs::read_to_string(folder.path().join("out.ndjson.partial")).unwrap();
    assert!(partial.ends_with('\n') && partial.lines().all(|line| serde_json::from_str::<Record>(line).is_ok()));
    assert_eq!(partial.lines().count(), BATCHES * ROWS);

    let mut child = Writer::start(path.to_str().unwrap(), "second");
    child.until("finished");
    assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), BATCHES * ROWS);
    assert_eq!(files(folder.path()), ["out.ndjson"]);
}

#[tokio::test]
async fn an_error_names_the_file() {
    let folder = tempdir().unwrap();
    let error = refused(folder.path().join("no/such/out.csv").to_str().unwrap()).await;
    assert!(error.contains("out.csv") && error.contains("folder"), "{error}");
    // A folder with that name.
    let path = folder.path().join("out.ndjson");
    fs::create_dir(&path).unwrap();
    let error = refused(path.to_str().unwrap()).await;
    assert!(error.contains("out.ndjson"), "{error}");
}

#[test]
fn a_reader_that_goes_closes_the_sink() {
    for to in ["-", "ndjson:-", "csv:-"] {
        let mut child = Writer::start(to, "first");
        let mut output = BufReader::new(child.process.stdout.take().unwrap());
        let mut lines = String::new();
        for _ in 0..5 {
            output.read_line(&mut lines).unwrap();
        }
        drop(output);
        child.until("ended: Closed");
    }
}

#[test]
fn standard_output_gets_every_line() {
    let mut child = Writer::start("ndjson:-", "first");
    let mut output = child.process.stdout.take().unwrap();
    let mut text = String::new();
    output.read_to_string(&mut text).unwrap();
    child.until("finished");
    let records = text.lines().filter(|line| serde_json::from_str::<Record>(line).is_ok()).count();
    assert_eq!(records, BATCHES * ROWS);
}

#[cfg(unix)]
#[tokio::test]
async fn a_symbolic_link_stays_and_leads_to_the_new_file() {
    let folder = tempdir().unwrap();
    let (path, link) = (folder.path().join("today.csv"), folder.path().join("link.csv"));
    fs::write(&path, "of an earlier run").unwrap();
    std::os::unix::fs::symlink(&path, &link).unwrap();
    open(link.to_str().unwrap()).await.finish().await.unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&path).unwrap(), "source,name,data\n");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_device_is_not_replaced_and_a_full_one_is_an_error() {
    let mut sink = open("ndjson:/dev/null").await;
    sink.write(&[number("a", "title", 1)]).await.unwrap();
    sink.finish().await.unwrap();

    let mut sink = open("ndjson:/dev/full").await;
    let error = message(&sink.write(&[number("a", "title", 1)]).await.unwrap_err());
    assert!(error.contains("cannot write to /dev/full: No space left"), "{error}");
}

#[tokio::test]
async fn two_programs_cannot_write_one_file() {
    let folder = tempdir().unwrap();
    let to = folder.path().join("out.ndjson");
    let to = to.to_str().unwrap();
    let mut first = open(to).await;
    let error = refused(to).await;
    assert!(error.contains("another program is writing"), "{error}");
    first.write(&[number("1", "a", 1)]).await.unwrap();
    first.finish().await.unwrap();
    assert_eq!(fs::read_to_string(to).unwrap().lines().count(), 1);
    // The partial file of a killed run is replaced.
    fs::write(format!("{to}.partial"), "left").unwrap();
    open(to).await.finish().await.unwrap();
    assert_eq!(fs::read_to_string(to).unwrap(), "");
}
