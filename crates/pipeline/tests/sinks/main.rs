//! The sinks, the batcher and the dead letters. What is about Postgres runs where `POSTGRES_URL` names a server to try
//! it on; `.ci/postgres.sh` starts one.

mod batcher;
mod child;
mod dead_letters;
mod files;
mod postgres;
#[path = "../server/mod.rs"]
mod server;
mod sqlite;

use streamlings_pipeline::{
    Data, Record,
    sinks::{Keyed, Sink, Target},
};

fn keyed(key: &str, name: &str, data: Data) -> Keyed {
    Keyed { key: key.to_owned(), record: Record { source: "github".into(), name: name.to_owned(), data } }
}

fn number(key: &str, name: &str, number: i64) -> Keyed {
    keyed(key, name, Data::Number(number))
}

async fn open(to: &str) -> Box<dyn Sink> {
    let target: Target = to.parse().expect("the text names a sink");
    target.open().await.expect("the sink opens")
}

async fn refused(to: &str) -> String {
    let target: Target = to.parse().expect("the text names a sink");
    target.open().await.expect_err("the sink does not open").to_string()
}
