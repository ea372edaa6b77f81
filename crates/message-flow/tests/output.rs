//! Outputs: files that have each message once, whatever happens between two runs.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use message_flow::output::{Csv, CsvOptions, Ndjson, NdjsonOptions};
use message_flow::{
    AsyncProtocol, BlockingProcessor, BoxError, Emitter, Event, Events, Flow, Manager, ManagerEnding, Message,
    Registry, Restart, Source, Summary,
};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Price {
    symbol: String,
    price: f64,
}

fn price(symbol: &str, price: f64) -> Price {
    Price { symbol: symbol.to_owned(), price }
}

/// Emits messages.
struct Emits<T>(Vec<T>);

impl<T: Message + Clone> Source for Emits<T> {
    fn events(events: &mut Events) {
        events.add(Event::<T>::new("message"));
    }

    async fn run(&mut self, out: &Emitter) -> Result<(), BoxError> {
        for message in &self.0 {
            out.emit(Event::<T>::new("message"), message.clone()).await?;
        }
        Ok(())
    }
}

/// Runs a flow from these messages to an output.
async fn write<T: Message + Clone, O: BlockingProcessor<Input = T>>(
    messages: Vec<T>,
    output: impl Fn() -> O + Send + 'static,
) -> Summary {
    let manager = Manager::new("m")
        .source("source", move || Emits(messages.clone()))
        .blocking("output", output)
        .route("source", "message", "output")
        .restart(Restart::never());
    Flow::new().manager(manager).start(&AsyncProtocol).unwrap().wait().await
}

async fn write_csv<T: Message + Clone>(path: &Path, delimiter: char, messages: Vec<T>) -> Summary {
    let path = path.to_owned();
    write(messages, move || Csv::new(CsvOptions { path: path.clone(), delimiter })).await
}

async fn write_ndjson<T: Message + Clone>(path: &Path, messages: Vec<T>) -> Summary {
    let path = path.to_owned();
    write(messages, move || Ndjson::new(NdjsonOptions { path: path.clone() })).await
}

fn file() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("prices");
    (folder, path)
}

fn reason(summary: &Summary) -> &str {
    match &summary.managers["m"].ending {
        ManagerEnding::GaveUp { reason, .. } => reason,
        other => panic!("it ended as {other:?}"),
    }
}

/// Fault 11 of aiopype's example: after three rows the file had only the last one, and no header.
#[tokio::test]
async fn the_header_is_there_once_and_each_run_appends() {
    let (_folder, path) = file();
    assert!(write_csv(&path, ',', vec![price("AAPL", 1.5), price("a, \"b\"\nc", 2.0)]).await.all_handled());
    assert!(write_csv(&path, ',', vec![price("AAPL", 3.0)]).await.all_handled());
    let expected = "symbol,price\nAAPL,1.5\n\"a, \"\"b\"\"\nc\",2.0\nAAPL,3.0\n";
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
}

#[tokio::test]
async fn the_delimiter_is_free() {
    for delimiter in [';', '\t', '|'] {
        let (_folder, path) = file();
        assert!(write_csv(&path, delimiter, vec![price("A;B\t|", 1.5)]).await.all_handled());
        let expected = format!("symbol{delimiter}price\n\"A;B\t|\"{delimiter}1.5\n");
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
    }
    for delimiter in ['"', '\n', 'ä', '→'] {
        let (_folder, path) = file();
        let summary = write_csv(&path, delimiter, vec![price("AAPL", 1.5)]).await;
        assert!(reason(&summary).ends_with(&format!("the delimiter {delimiter:?} is not one byte of ASCII")));
        assert!(!path.exists());
    }
}

#[tokio::test]
async fn what_a_crash_has_left_of_a_record_is_cut_off() {
    for torn in ["MSFT", "MSFT,2", "\"MS\nFT", "\"MS\nFT\",1", "\"a\"\"\nb"] {
        let (_folder, path) = file();
        fs::write(&path, format!("symbol,price\n\"x\ny\",1.5\n{torn}")).unwrap();
        assert!(write_csv(&path, ',', vec![price("AAPL", 3.0)]).await.all_handled());
        assert_eq!(fs::read_to_string(&path).unwrap(), "symbol,price\n\"x\ny\",1.5\nAAPL,3.0\n", "{torn:?}");
    }
    // Even of the header.
    let (_folder, path) = file();
    fs::write(&path, "symbol,pr").unwrap();
    assert!(write_csv(&path, ',', vec![price("AAPL", 3.0)]).await.all_handled());
    assert_eq!(fs::read_to_string(&path).unwrap(), "symbol,price\nAAPL,3.0\n");

    let (_folder, path) = file();
    assert!(write_ndjson(&path, vec![price("AAPL", 1.5)]).await.all_handled());
    OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"symbol\":\"\\\"").unwrap();
    assert!(write_ndjson(&path, vec![price("MSFT", 2.0)]).await.all_handled());
    let expected = "{\"symbol\":\"AAPL\",\"price\":1.5}\n{\"symbol\":\"MSFT\",\"price\":2.0}\n";
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
}

#[tokio::test]
async fn a_file_with_other_columns_is_an_error_and_stays_as_it_is() {
    let (_folder, path) = file();
    fs::write(&path, "time,price\n1,1.5\n").unwrap();
    let summary = write_csv(&path, ',', vec![price("AAPL", 3.0)]).await;
    let expected = format!("{} has other columns: time,price, not symbol,price", path.display());
    assert!(reason(&summary).ends_with(&expected), "{}", reason(&summary));
    assert_eq!(fs::read_to_string(&path).unwrap(), "time,price\n1,1.5\n");
    assert_eq!(summary.counts("m", "output").unwrap().left, 1);
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_named() {
    let path = Path::new("/no/such/folder/prices");
    for summary in
        [write_csv(path, ',', vec![price("AAPL", 1.5)]).await, write_ndjson(path, vec![price("AAPL", 1.5)]).await]
    {
        assert!(reason(&summary).contains("cannot open /no/such/folder/prices: "), "{}", reason(&summary));
    }
}

#[tokio::test]
async fn a_message_that_is_no_record_fails_and_the_others_are_written() {
    #[derive(Clone, Serialize, Deserialize)]
    struct Odd {
        #[serde(serialize_with = "odd")]
        number: u8,
    }
    // As serde calls it.
    #[allow(clippy::trivially_copy_pass_by_ref)]
    fn odd<S: serde::Serializer>(number: &u8, serializer: S) -> Result<S::Ok, S::Error> {
        if number % 2 == 1 { serializer.serialize_u8(*number) } else { Err(serde::ser::Error::custom("it is even")) }
    }
    let numbers: Vec<Odd> = [1, 2, 3].map(|number| Odd { number }).into();
    let (_folder, path) = file();
    let summary = write_csv(&path, ',', numbers.clone()).await;
    assert_eq!(summary.counts("m", "output").unwrap().failed, 1);
    assert_eq!(fs::read_to_string(&path).unwrap(), "number\n1\n3\n");
    let (_folder, path) = file();
    let summary = write_ndjson(&path, numbers).await;
    assert_eq!(summary.counts("m", "output").unwrap().failed, 1);
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"number\":1}\n{\"number\":3}\n");
}

#[tokio::test]
async fn outputs_have_a_kind_in_toml() {
    let (_folder, path) = file();
    let registry = Registry::new()
        .source("prices", |_: message_flow::NoOptions| Emits(vec![price("AAPL", 1.5)]))
        .blocking("csv", Csv::<Price>::new);
    let text = format!(
        "name = 'm'\nsources.prices = {{ kind = 'prices' }}\nprocessors.csv = {{ kind = 'csv', options = {{ path = '{}', delimiter \
         = ';' }} }}\nroutes = [{{ from = 'prices', event = 'message', to = 'csv' }}]",
        path.display()
    );
    let flow = Flow::new().manager(registry.manager(&text).unwrap());
    assert!(flow.start(&AsyncProtocol).unwrap().wait().await.all_handled());
    assert_eq!(fs::read_to_string(&path).unwrap(), "symbol;price\nAAPL;1.5\n");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// Whatever is in a file and wherever it was torn, each acknowledged record is there, once.
    #[test]
    fn a_file_that_was_torn_anywhere_keeps_its_whole_records(
        symbols in prop::collection::vec("[ -~\n\r\"ä]{0,8}", 1..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let prices: Vec<Price> = symbols.iter().map(|symbol| price(symbol, 0.5)).collect();
        let (_folder, path) = file();
        assert!(runtime.block_on(write_csv(&path, ',', prices.clone())).all_handled());
        let whole = fs::read(&path).unwrap();
        let cut = cut.index(whole.len() + 1);
        fs::write(&path, &whole[..cut]).unwrap();
        assert!(runtime.block_on(write_csv(&path, ',', vec![price("last", 1.0)])).all_handled());
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let read: Vec<Price> = reader.deserialize().map(Result::unwrap).collect();
        let (last, kept) = read.split_last().unwrap();
        prop_assert_eq!(last, &price("last", 1.0));
        prop_assert_eq!(kept, &prices[..kept.len()]);
        // A record is kept if all of it was there.
        let ends = csv::Reader::from_reader(&whole[..]).into_records().count();
        prop_assert!(kept.len() <= ends && (cut < whole.len() || kept.len() == ends));
    }
}
