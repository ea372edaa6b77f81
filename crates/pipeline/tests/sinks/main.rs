//! The sinks, the batcher and the dead letters. The tests of Postgres need a server in `POSTGRES_URL`, which
//! `.ci/postgres.sh` starts.

mod batcher;
mod child;
mod dead_letters;
mod files;
mod postgres;
#[path = "../server/mod.rs"]
mod server;
mod sqlite;

use streamlings_pipeline::{
    Chain, Data, Record,
    sinks::{KeyedRecord, Sink, SinkError, Target},
};

fn keyed(key: &str, name: &str, data: Data) -> KeyedRecord {
    KeyedRecord { key: key.to_owned(), record: Record { source: "github".into(), name: name.to_owned(), data } }
}

fn number(key: &str, name: &str, number: i64) -> KeyedRecord {
    keyed(key, name, Data::Number(number))
}

async fn open(to: &str) -> Box<dyn Sink> {
    let target: Target = to.parse().expect("the text names a sink");
    target.open().await.expect("the sink opens")
}

/// Returns the message of the sink that does not open.
async fn refused(to: &str) -> String {
    let target: Target = to.parse().expect("the text names a sink");
    message(&target.open().await.expect_err("the sink does not open"))
}

/// Returns the error with its causes and the advice, as the program shows them.
fn message(error: &SinkError) -> String {
    format!("{}\n{}", Chain(error), error.advice().unwrap_or_default())
}
