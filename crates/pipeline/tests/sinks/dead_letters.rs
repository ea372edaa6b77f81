use std::fs;

use serde_json::{Value, json};
use streamlings_pipeline::Chain;
use streamlings_pipeline::dead_letters::{DeadLetter, DeadLetters, MAX_ITEM_BYTES, MAX_REASON_BYTES};
use tempfile::tempdir;

fn letter(item: Value) -> DeadLetter {
    let (field, reason) = ("name".to_owned(), "it is missing".to_owned());
    DeadLetter { source: "github".into(), page: Some(3), field, reason, item }
}

#[tokio::test]
async fn a_letter_has_the_place_and_the_reason() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("dead.ndjson");
    let mut letters = DeadLetters::open(&path).await.unwrap();
    letters.append(&[letter(json!({ "id": 7 })), DeadLetter { page: None, ..letter(json!("a\nb")) }]).await.unwrap();
    // The file has them during the run.
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "{\"source\":\"github\",\"page\":3,\"field\":\"name\",\"reason\":\"it is missing\",\"item\":{\"id\":7}}\n\
         {\"source\":\"github\",\"page\":null,\"field\":\"name\",\"reason\":\"it is missing\",\"item\":\"a\\nb\"}\n"
    );
    assert_eq!(letters.appended(), 2);
}

#[tokio::test]
async fn appends_in_each_run_and_ends_the_unfinished_line_of_a_killed_one() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("dead.ndjson");
    fs::write(&path, "{\"source\":\"posts\"}\n{\"sour").unwrap();
    for _ in 0..2 {
        let mut letters = DeadLetters::open(&path).await.unwrap();
        letters.append(&[letter(json!(1))]).await.unwrap();
    }
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[..2], ["{\"source\":\"posts\"}", "{\"sour"]);
    assert_eq!(lines.len(), 4);
    assert!(lines[2..].iter().all(|line| line.ends_with("\"item\":1}")));
}

#[tokio::test]
async fn stores_the_beginning_of_a_long_item() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("dead.ndjson");
    let mut letters = DeadLetters::open(&path).await.unwrap();
    let long = json!({ "name": "日".repeat(100_000) });
    letters.append(&[DeadLetter { reason: "é".repeat(100_000), ..letter(long.clone()) }]).await.unwrap();
    let kept: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let item = kept["item"].as_str().unwrap();
    assert!(item.starts_with("{\"name\":\"日") && item.len() <= MAX_ITEM_BYTES && item.len() > MAX_ITEM_BYTES - 3);
    assert_eq!(kept["item_bytes"], long.to_string().len());
    assert_eq!(kept["reason"].as_str().unwrap().len(), MAX_REASON_BYTES);
}

#[tokio::test]
async fn an_error_names_the_file() {
    let folder = tempdir().unwrap();
    let error = DeadLetters::open(folder.path().join("no/such.ndjson")).await.unwrap_err().to_string();
    assert!(error.contains("cannot open the file of dead letters") && error.contains("such.ndjson"), "{error}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_an_error() {
    let mut letters = DeadLetters::open("/dev/full").await.unwrap();
    let error = Chain(&letters.append(&[letter(json!(1))]).await.unwrap_err()).to_string();
    assert!(error.contains("/dev/full") && error.contains("No space left"), "{error}");
    assert_eq!(letters.appended(), 0);
}
