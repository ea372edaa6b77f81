//! Every fault of the server with every sink: good items arrive once, bad items become dead letters, and the exit code says
//! whether there was an error.

mod server;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use streamlings_pipeline::sinks::Target;
use tempfile::TempDir;
use tokio::runtime::Builder;
use tokio_postgres::{NoTls, SimpleQueryMessage, SimpleQueryRow};

/// The expected result for two pages of ten users, of which the first one that is requested meets the fault.
struct Case {
    fault: &'static str,
    options: &'static str,
    code: i32,
    users: usize,
    letters: usize,
    errors: usize,
}

const CASES: [Case; 13] = [
    // A retry succeeds, and nothing is missing.
    Case { fault: "429:0x1", options: "", code: 0, users: 20, letters: 0, errors: 0 },
    Case { fault: "502x1", options: "", code: 0, users: 20, letters: 0, errors: 0 },
    Case { fault: "503x2", options: "", code: 0, users: 20, letters: 0, errors: 0 },
    Case { fault: "504x1", options: "", code: 0, users: 20, letters: 0, errors: 0 },
    Case { fault: "resetx1", options: "", code: 0, users: 20, letters: 0, errors: 0 },
    Case { fault: "half-bodyx1", options: "", code: 0, users: 20, letters: 0, errors: 0 },
    Case { fault: "no-answerx1", options: "--timeout 1s", code: 0, users: 20, letters: 0, errors: 0 },
    // A retry would not help: one page is missing.
    Case { fault: "403x1", options: "", code: 1, users: 10, letters: 0, errors: 1 },
    Case { fault: "malformedx1", options: "", code: 1, users: 10, letters: 0, errors: 1 },
    Case { fault: "wrong-typex1", options: "", code: 1, users: 10, letters: 0, errors: 1 },
    Case { fault: "endlessx1", options: "", code: 1, users: 10, letters: 0, errors: 1 },
    // Four of the ten lack a field.
    Case { fault: "missing-fieldx1", options: "", code: 1, users: 16, letters: 4, errors: 0 },
    // Every request fails.
    Case { fault: "500", options: "", code: 1, users: 0, letters: 0, errors: 2 },
];

/// A sink of the program, and how to read it.
trait Sink {
    /// The beginning of every place of this kind, also in the help.
    const FORM: &'static str;

    /// Returns the value of `--to`.
    fn place(&self) -> String;

    /// Reads all records: the source of each, and a text that is unique in the source.
    fn records(&self, stdout: &str) -> Vec<(String, String)>;
}

fn pipeline(folder: &TempDir, arguments: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pipeline"));
    command.args(arguments.split_whitespace()).current_dir(folder).stdin(Stdio::null());
    let Output { status, stdout, stderr } = command.output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("it is a text");
    (status.code().expect("it ends by itself"), text(stdout), text(stderr))
}

/// Counts the records of each source, and checks that none is there twice.
fn counts(records: &[(String, String)]) -> BTreeMap<&str, usize> {
    let mut sorted: Vec<_> = records.iter().collect();
    sorted.sort_unstable();
    assert!(sorted.windows(2).all(|two| two[0] != two[1]), "a record is there twice: {sorted:?}");
    records.iter().fold(BTreeMap::new(), |mut counts, (source, _)| {
        *counts.entry(&**source).or_default() += 1;
        counts
    })
}

fn every_fault_with<S: Sink>(sink: impl Fn(PathBuf, usize) -> S) {
    for (at, Case { fault, options, code, users, letters, errors }) in CASES.iter().enumerate() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let sink = sink(folder.path().to_owned(), at);
        assert!(sink.place().starts_with(S::FORM), "{} is no {}", sink.place(), S::FORM);
        let always = format!("--source posts --source users --records 20 --page-size 10 --to {}", sink.place());

        let (ended, out, stderr) = pipeline(&folder, &format!("{always} {options} --fault users={fault}"));
        assert_eq!(ended, *code, "{fault}: {stderr}");
        let records = sink.records(&out);
        let mut expected = BTreeMap::from([("posts", 20), ("users", *users)]);
        expected.retain(|_, count| *count > 0);
        assert_eq!(counts(&records), expected, "{fault}: {stderr}");
        let kept = fs::read_to_string(folder.path().join("dead-letters.ndjson")).unwrap_or_default();
        let kept: Vec<Value> = kept.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(kept.len(), *letters, "{fault}: {kept:?}");
        assert!(kept.iter().all(|letter| letter["source"] == "users" && letter["page"].is_u64()), "{kept:?}");
        let pages = if *errors == 1 { "1 page" } else { "2 pages" };
        assert_eq!(
            stderr.contains(&format!("error: users: {pages} could not be fetched")),
            *errors > 0,
            "{fault}: {stderr}"
        );
        assert!(!stderr.contains("error: posts"), "{fault}: {stderr}");

        // The next run has a working server, and completes the records.
        let (ended, out, stderr) = pipeline(&folder, &always);
        assert_eq!(ended, 0, "after {fault}: {stderr}");
        let expected = BTreeMap::from([("posts", 20), ("users", 20)]);
        assert_eq!(counts(&sink.records(&out)), expected, "after {fault}: {stderr}");
    }
}

struct Ndjson(PathBuf);

impl Sink for Ndjson {
    const FORM: &'static str = "out.ndjson";

    fn place(&self) -> String {
        Self::FORM.to_owned()
    }

    fn records(&self, _: &str) -> Vec<(String, String)> {
        let text = fs::read_to_string(self.0.join("out.ndjson")).expect("it is there");
        let records = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line is a record"));
        records
            .map(|record| (record["source"].as_str().expect("a text").to_owned(), record["data"].to_string()))
            .collect()
    }
}

struct Csv(PathBuf);

impl Sink for Csv {
    const FORM: &'static str = "out.csv";

    fn place(&self) -> String {
        Self::FORM.to_owned()
    }

    fn records(&self, _: &str) -> Vec<(String, String)> {
        let mut reader = csv::Reader::from_path(self.0.join("out.csv")).expect("it is there");
        reader.records().map(|row| row.expect("a row")).map(|row| (row[0].to_owned(), row[2].to_owned())).collect()
    }
}

struct Table;

impl Sink for Table {
    const FORM: &'static str = "table";

    fn place(&self) -> String {
        Self::FORM.to_owned()
    }

    fn records(&self, stdout: &str) -> Vec<(String, String)> {
        let rows = stdout.lines().skip(1).map(|row| (row.split_whitespace().next(), row.split_whitespace().last()));
        rows.map(|(source, data)| (source.expect("a source").to_owned(), data.expect("data").to_owned())).collect()
    }
}

struct Sqlite(PathBuf);

impl Sink for Sqlite {
    const FORM: &'static str = "out.sqlite";

    fn place(&self) -> String {
        Self::FORM.to_owned()
    }

    fn records(&self, _: &str) -> Vec<(String, String)> {
        let database = rusqlite::Connection::open(self.0.join("out.sqlite")).expect("it opens");
        let mut rows = database.prepare("SELECT source, key FROM records").expect("the table is there");
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("it is asked");
        rows.map(|row| row.expect("a row")).collect()
    }
}

/// A schema for one test in a Postgres server, dropped at the end.
struct Postgres {
    server: String,
    schema: String,
}

impl Postgres {
    fn new(server: String, at: usize) -> Self {
        let postgres = Self { server, schema: format!("faults_{}_{at}", std::process::id()) };
        postgres.ask(&format!("CREATE SCHEMA {}", postgres.schema));
        postgres
    }

    fn ask(&self, statement: &str) -> Vec<SimpleQueryMessage> {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(&self.server, NoTls).await.expect("it is there");
            let connection = tokio::spawn(connection);
            let answer = client.simple_query(statement).await.expect("it answers");
            drop(client);
            connection.await.expect("it does not panic").expect("it ends well");
            answer
        })
    }
}

impl Sink for Postgres {
    const FORM: &'static str = "postgres";

    fn place(&self) -> String {
        let separator = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{separator}options=-csearch_path%3D{}", self.server, self.schema)
    }

    fn records(&self, _: &str) -> Vec<(String, String)> {
        let answer = self.ask(&format!("SELECT source, key FROM {}.records", self.schema));
        let rows = answer.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let column = |row: &SimpleQueryRow, at| row.get(at).expect("it is not null").to_owned();
        rows.map(|row| (column(row, 0), column(row, 1))).collect()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.ask(&format!("DROP SCHEMA {} CASCADE", self.schema));
    }
}

#[test]
fn every_kind_of_sink_is_tried() {
    let tried = [Table::FORM, Ndjson::FORM, Csv::FORM, Sqlite::FORM, Postgres::FORM];
    let help = Target::help();
    let is_tried = |form: &&str| tried.iter().any(|tried| form.trim_start().starts_with(tried));
    let (with_test, without): (Vec<&str>, Vec<&str>) = help.lines().partition(is_tried);
    assert_eq!(without, Vec::<&str>::new(), "these kinds have no test `every_fault_with_...`");
    assert_eq!(with_test.len(), tried.len(), "each test is of another kind:\n{help}");
}

#[test]
fn every_fault_with_a_table() {
    every_fault_with(|_, _| Table);
}

#[test]
fn every_fault_with_ndjson() {
    every_fault_with(|folder, _| Ndjson(folder));
}

#[test]
fn every_fault_with_csv() {
    every_fault_with(|folder, _| Csv(folder));
}

#[test]
fn every_fault_with_sqlite() {
    every_fault_with(|folder, _| Sqlite(folder));
}

#[test]
fn every_fault_with_postgres() {
    let Some(server) = server::address("POSTGRES_URL", ".ci/postgres.sh") else { return };
    every_fault_with(|_, at| Postgres::new(server.clone(), at));
}
