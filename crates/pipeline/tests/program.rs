//! The program `pipeline`, run as a process. The pages, the sinks and the cache have their own tests.

mod server;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use api_server::{ApiServer, Config as Apis, Route};
use serde_json::Value;
use streamlings_pipeline::Record;
use tempfile::TempDir;

fn pipeline(folder: &TempDir, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pipeline"));
    command.args(arguments.split_whitespace()).current_dir(folder).stdin(Stdio::null());
    command
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

fn run(folder: &TempDir, arguments: &str) -> (i32, String, String) {
    let Output { status, stdout, stderr } = pipeline(folder, arguments).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("it is a text");
    (status.code().expect("it ends by itself"), text(stdout), text(stderr))
}

fn records(ndjson: &str) -> Vec<Record> {
    ndjson.lines().map(|line| serde_json::from_str(line).expect("a line is a record")).collect()
}

/// Counts the records of each source.
fn counts(records: &[Record]) -> BTreeMap<&str, usize> {
    records.iter().fold(BTreeMap::new(), |mut counts, record| {
        *counts.entry(&*record.source).or_default() += 1;
        counts
    })
}

/// Returns the value in a column of the summary.
fn figure<'s>(summary: &'s str, source: &str, column: &str) -> &'s str {
    let header = summary.lines().find(|line| line.starts_with("source ")).expect("there is a summary");
    let line = summary.lines().find(|line| line.starts_with(&format!("{source} "))).expect("the source is in it");
    // A column ends where its header does.
    let end = header.find(&format!("{column} ")).map_or(header.len(), |start| start + column.len());
    line[..end].rsplit(' ').next().expect("the column has a value")
}

struct Running(Child);

impl Running {
    fn start(folder: &TempDir, arguments: &str) -> Self {
        let mut command = pipeline(folder, arguments);
        Self(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs"))
    }

    /// Reads all that the program writes, and returns its standard error.
    fn end(mut self) -> String {
        let mut out = self.0.stdout.take().expect("a pipe");
        let reader = std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        let mut stderr = String::new();
        self.0.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("a text");
        reader.join().expect("it reads").expect("it can be read");
        stderr
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.0.id().to_string()]).status().expect("kill runs");
        assert!(sent.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns the next line that contains this text.
fn until(lines: &mut impl Iterator<Item = std::io::Result<String>>, text: &str) -> String {
    let found = lines.map(|line| line.expect("it can be read")).find(|line| line.contains(text));
    found.unwrap_or_else(|| panic!("no line contains {text:?}"))
}

#[test]
fn writes_all_sources_to_one_place() {
    let folder = folder();
    let (code, out, stderr) = run(&folder, "--to ndjson:- --records 250 --page-size 50");
    assert_eq!(code, 0, "{stderr}");
    let records = records(&out);
    assert_eq!(counts(&records), BTreeMap::from([("github", 250), ("posts", 250), ("users", 250)]));
    for source in ["github", "posts", "users"] {
        let seen = ["requests", "retries", "records", "bad", "errors"].map(|column| figure(&stderr, source, column));
        assert_eq!(seen, ["5", "0", "250", "0", "0"], "{stderr}");
    }
    assert!(stderr.contains("\n750 records were written to ndjson:- in "), "{stderr}");
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 0, "nothing is left behind");
}

#[test]
fn fetches_only_the_named_sources() {
    let (code, out, stderr) = run(&folder(), "--to csv:- --records 2 --source users --source posts --source users");
    assert_eq!((code, out.lines().count()), (0, 5), "{stderr}");
    assert!(!stderr.contains("github"), "{stderr}");
}

#[test]
fn fetches_one_source_after_the_other() {
    let arguments = "--to ndjson:- --records 300 --sequential --source users --source github";
    let (_, out, _) = run(&folder(), arguments);
    let records = records(&out);
    assert!(records[..300].iter().all(|record| record.source == "users"));
    assert!(records[300..].iter().all(|record| record.source == "github"));
}

#[test]
fn a_source_that_fails_does_not_affect_the_others() {
    let (code, out, stderr) = run(&folder(), "--to ndjson:- --records 20 --fault posts=404");
    assert_eq!(code, 1);
    assert_eq!(counts(&records(&out)), BTreeMap::from([("github", 20), ("users", 20)]));
    assert!(stderr.contains("error: posts: 1 page could not be fetched or read\n"), "{stderr}");
    assert!(stderr.contains("posts: cannot fetch page 1: GET http://") && stderr.contains("404 Not Found"), "{stderr}");
}

#[test]
fn bad_items_become_dead_letters() {
    let folder = folder();
    let (code, out, stderr) = run(&folder, "--to ndjson:- --records 9 --fault users=missing-field");
    assert_eq!(code, 1);
    assert_eq!(counts(&records(&out))["users"], 6);
    assert!(
        stderr.contains("error: users: 3 bad items\n3 bad items were written to dead-letters.ndjson\n"),
        "{stderr}"
    );
    let letters = fs::read_to_string(folder.path().join("dead-letters.ndjson")).expect("the file is there");
    let letters: Vec<Value> = letters.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(letters.len(), 3);
    for key in ["source", "page", "field", "reason", "item"] {
        assert!(letters.iter().all(|letter| !letter[key].is_null()), "{key}");
    }

    let (_, _, stderr) =
        run(&folder, "--to ndjson:- --records 3 --fault users=missing-field --dead-letters bad.ndjson");
    assert!(stderr.contains("1 bad item was written to bad.ndjson\n"), "{stderr}");
}

#[test]
fn retries_transient_errors() {
    let (code, _, stderr) = run(&folder(), "--to ndjson:- --records 5 --fault github=503x2");
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(["requests", "retries", "errors"].map(|column| figure(&stderr, "github", column)), ["3", "2", "0"]);
}

#[test]
fn a_second_run_stores_no_record_twice() {
    let folder = folder();
    for _ in 0..2 {
        let (code, _, stderr) = run(&folder, "--to out.sqlite --records 30");
        assert_eq!(code, 0, "{stderr}");
    }
    let database = rusqlite::Connection::open(folder.path().join("out.sqlite")).expect("it opens");
    let count: u32 = database.query_row("SELECT count(*) FROM records", [], |row| row.get(0)).expect("it counts");
    assert_eq!(count, 90);
}

#[test]
fn the_command_line_takes_precedence_over_the_file() {
    let folder = folder();
    let options =
        "source = ['posts', 'users']\nrecords = 7\nto = 'ndjson:-'\nfault = ['posts=503x1']\nlatency = '1ms'\n";
    fs::write(folder.path().join("options.toml"), options).expect("it can be written");
    let (code, out, stderr) = run(&folder, "--config options.toml --records 4 --source posts");
    assert_eq!((code, out.lines().count()), (0, 4), "{stderr}");
    assert_eq!(figure(&stderr, "posts", "retries"), "1");
}

#[test]
fn invalid_options_are_explained() {
    let folder = folder();
    let refused = |options: &str, expected: &[&str]| {
        fs::write(folder.path().join("options.toml"), options).expect("it can be written");
        let (code, out, stderr) = run(&folder, "--config options.toml");
        assert_eq!((code, &*out), (2, ""), "{stderr}");
        for one in expected.iter().chain(&["error: "]) {
            assert!(stderr.contains(one), "{one:?} is not in {stderr}");
        }
        assert!(!stderr.contains("s3cret"), "{stderr}");
    };
    refused("records = 1\n\nrecrods = 2\n", &["options.toml, line 3, key `recrods`", "`records`"]);
    refused("limit = 0", &["line 1, key `limit`"]);
    refused("page-size = 'many'", &["line 1, key `page-size`"]);
    refused("verbose = true\nlatency = 'fast'", &["line 2, key `latency`", "20ms"]);
    refused("fault = [\n'posts=503',\n'posts'\n]", &["key `fault`", "posts=503@0.1"]);
    refused("source = ['reddit']", &["key `source`", "`github`"]);
    refused("to = 'mysql://me:s3cret@host/db'", &["`to`", "out.csv"]);
    refused("to = 'postgres://me:s3cret@host:x/db'", &["`to`", "postgres://USER:PASSWORD@HOST"]);
    refused("to = 'postgres://me:s3cret@host", &["line 1, key `to`"]);
    refused("to = 'postgres://me:s3cret@127.0.0.1:1/db'", &["127.0.0.1:1/db"]);
    refused("to = 'nowhere/out.csv'", &["nowhere/out.csv"]);
    refused("cache = 'redis://me:s3cret@host:x'", &["unknown cache", "memory, off"]);
    refused("cache = 'rediss://me:s3cret@host'", &["unknown cache `rediss...`"]);
    refused("dead-letters = 'nowhere/bad.ndjson'", &["nowhere/bad.ndjson"]);
    refused("live = true\nlatency = '1s'", &["live"]);
    refused("base = 'http://127.0.0.1:1'\nfault = ['posts=503']", &["base"]);
    refused("base = 'here'", &["key `base`"]);
    for base in ["ftp://localhost/", "http://me:s3cret@localhost/", "http://localhost/?key=s3cret"] {
        refused(&format!("base = '{base}'"), &["key `base`", "http://127.0.0.1:8080"]);
    }
    refused("timeout = '0s'", &["key `timeout`", "500ms"]);
    refused("to = 'sqlite:-'", &["`to`", "sqlite:out.sqlite"]);
    refused("dead-letters = '-'", &["`dead-letters`"]);
    refused("cache = 'redis//me:s3cret@host'", &["unknown cache `redis...`"]);
    refused("trace = 'nowhere/out.svg'", &["trace", "nowhere/out.svg"]);
    refused("metrics = '192.0.2.1:80'", &["metrics", "192.0.2.1:80"]);
    let (code, _, stderr) = run(&folder, "--config none.toml");
    assert!(code == 2 && stderr.contains("none.toml"), "{stderr}");
    for wrong in ["--records many", "--limit 0", "--source reddit", "--fault posts", "--nosuch"] {
        assert_eq!(run(&folder, wrong).0, 2, "{wrong}");
    }
}

#[cfg(not(feature = "live"))]
#[test]
fn live_without_tls_says_how_to_build_with_it() {
    let (code, _, stderr) = run(&folder(), "--live");
    assert!(code == 2 && stderr.contains("--features live"), "{stderr}");
}

#[test]
fn two_options_cannot_name_one_file() {
    let folder = folder();
    fs::write(folder.path().join("old.ndjson"), "kept").expect("it can be written");
    for options in [
        "--to old.ndjson --dead-letters ./old.ndjson",
        "--to sqlite:old.ndjson --trace old.ndjson",
        "--to csv:- --dead-letters new.svg --trace ../NAME/new.svg",
        "--to dead-letters.ndjson",
    ] {
        let name = folder.path().file_name().expect("it has a name").to_string_lossy();
        let (code, _, stderr) = run(&folder, &options.replace("NAME", &name));
        assert!(code == 2 && stderr.contains("both name the file"), "{options}: {stderr}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("old.ndjson")).expect("it is there"), "kept");
}

#[cfg(target_os = "linux")]
#[test]
fn lost_dead_letters_are_counted() {
    let arguments = "--to ndjson:- --records 9 --fault users=missing-field --dead-letters /dev/full";
    let (code, out, stderr) = run(&folder(), arguments);
    assert_eq!((code, out.lines().count()), (1, 24), "{stderr}");
    assert!(stderr.contains("error: 3 bad items were lost"), "{stderr}");
}

/// Fetches all sources concurrently, each with exactly as many requests in flight as the limit allows.
#[test]
fn requests_in_flight_are_limited() {
    // Of GitHub and the posts, the first page has to arrive before the others can be requested.
    let server = ApiServer::start(Apis::new().barrier(1 + 1 + 3)).expect("it listens");
    let arguments = format!("--to ndjson:- --records 300 --limit 3 --base {}", server.url());
    let folder = folder();
    let running = Running::start(&folder, &arguments);
    server
        .wait_until(|counts| counts.answered >= 5, Duration::from_secs(60))
        .expect("five requests are in flight at the same time");
    server.open_barriers();
    let stderr = running.end();
    assert_eq!(figure(&stderr, "github", "records"), "300");
    assert_eq!(server.counts_of(Route::Users).most_in_flight, 3);
    assert!(server.counts_of(Route::Posts).most_in_flight <= 3, "{}", server.counts_of(Route::Posts));
}

#[test]
fn the_next_run_uses_the_responses_in_redis() {
    let Some(redis) = server::address("REDIS_URL", ".ci/redis.sh") else { return };
    let server = ApiServer::start(Apis::new()).expect("it listens");
    let arguments = format!("--to ndjson:- --records 100 --source posts --cache {redis} --base {}", server.url());
    let first = run(&folder(), &arguments);
    let second = run(&folder(), &arguments);
    assert_eq!((first.0, &first.1), (0, &second.1));
    assert_eq!(server.counts().started, 1);
    assert_eq!(figure(&second.2, "posts", "requests"), "0");
}

#[test]
fn a_cache_that_cannot_be_reached_is_a_warning() {
    let (code, out, stderr) = run(&folder(), "--to ndjson:- --records 3 --cache redis://127.0.0.1:1");
    assert_eq!((code, out.lines().count()), (0, 9), "{stderr}");
    assert!(stderr.contains("WARN") && stderr.contains("Redis"), "{stderr}");
}

#[test]
fn verbose_logs_every_request() {
    let (_, _, stderr) = run(&folder(), "--to ndjson:- --records 3 --source posts --fault posts=reset");
    assert!(!stderr.contains("DEBUG"), "{stderr}");
    let (_, _, stderr) = run(&folder(), "--to ndjson:- --records 3 --source posts --fault posts=resetx1 --verbose");
    assert!(stderr.contains("posts: attempt 1 of http://") && stderr.contains("200 OK"), "{stderr}");
}

#[test]
fn the_trace_has_a_lane_for_each_source_and_request() {
    let folder = folder();
    let (code, _, stderr) = run(&folder, "--to ndjson:- --records 3 --trace out.svg");
    assert_eq!(code, 0, "{stderr}");
    let svg = fs::read_to_string(folder.path().join("out.svg")).expect("it is there");
    for lane in ["github", "posts", "users", "/search/repositories", "/posts", "/api/"] {
        assert!(svg.contains(lane), "{lane} is not in the picture");
    }
}

#[test]
fn serves_metrics_during_the_run() {
    let folder = folder();
    let arguments = "--to ndjson:- --metrics 127.0.0.1:0 --source posts --source users --fault users=no-answer";
    let mut running = Running::start(&folder, arguments);
    let mut stderr = BufReader::new(running.0.stderr.take().expect("a pipe")).lines();
    let line = until(&mut stderr, "/metrics");
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address");
    // Records that are written have been counted.
    let out = BufReader::new(running.0.stdout.take().expect("a pipe"));
    assert_eq!(out.lines().take(100).count(), 100);

    let ask = |path: &str| {
        let mut stream = TcpStream::connect(address).expect("it listens");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer
    };
    let metrics = ask("/metrics");
    assert!(metrics.starts_with("HTTP/1.1 200") && metrics.contains("version=0.0.4"), "{metrics}");
    assert!(metrics.contains("\npipeline_records_total{source=\"posts\"} 100\n"), "{metrics}");
    assert!(ask("/").starts_with("HTTP/1.1 404"));
}

#[test]
fn ends_without_an_error_when_the_reader_goes() {
    for to in ["ndjson:-", "csv:-", "table"] {
        let folder = folder();
        let mut running = Running::start(&folder, &format!("--records 1000000 --source posts --to {to}"));
        let out = BufReader::new(running.0.stdout.take().expect("a pipe"));
        assert_eq!(out.lines().take(5).count(), 5);
        let mut stderr = String::new();
        running.0.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("a text");
        assert_eq!(running.0.wait().expect("it ends").code(), Some(0), "{stderr}");
        assert!(!stderr.contains("error:") && !stderr.contains("ERROR") && !stderr.contains("panicked"), "{stderr}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_writes_what_has_been_fetched() {
    for signal in ["-INT", "-TERM"] {
        let folder = folder();
        let mut running = Running::start(&folder, "--to out.ndjson --verbose --fault users=no-answer");
        let mut stderr = BufReader::new(running.0.stderr.take().expect("a pipe")).lines();
        // A batch is written as a whole, and the third source never responds.
        let partial = folder.path().join("out.ndjson.partial");
        let lines = || fs::read_to_string(&partial).map_or(0, |text| text.lines().count());
        while lines() < 200 {
            assert!(running.0.try_wait().expect("it can be asked").is_none(), "it has ended");
            std::thread::yield_now();
        }
        running.signal(signal);
        until(&mut stderr, "Ctrl-C again");
        until(&mut stderr, "interrupted: 200 records were written to out.ndjson");
        assert_eq!(running.0.wait().expect("it ends").code(), Some(130));
        let text = fs::read_to_string(folder.path().join("out.ndjson")).expect("the file has its name");
        assert_eq!(counts(&records(&text)), BTreeMap::from([("github", 100), ("posts", 100)]));
    }
}

#[cfg(unix)]
#[test]
fn a_second_interrupt_ends_the_program_at_once() {
    let folder = folder();
    // Nothing reads the pipe, so it fills up and the program blocks.
    let mut running = Running::start(&folder, "--to ndjson:- --records 1000000 --source posts --page-size 5000");
    let mut out = running.0.stdout.take().expect("a pipe");
    out.read_exact(&mut [0]).expect("it has begun");
    running.signal("-INT");
    let mut stderr = BufReader::new(running.0.stderr.take().expect("a pipe")).lines();
    until(&mut stderr, "Ctrl-C again");
    running.signal("-INT");
    assert_eq!(running.0.wait().expect("it ends").code(), Some(130));
}

/// Returns the peak memory of a process, in KiB.
#[cfg(target_os = "linux")]
fn peak(process: &Child) -> u64 {
    let status = fs::read_to_string(Path::new("/proc").join(process.id().to_string()).join("status"));
    let status = status.expect("it runs");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux has this line");
    peak.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// Writes a million records with `cargo test --release`. Without optimization that would take a minute, for the same memory.
#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_records() {
    const RECORDS: usize = if cfg!(debug_assertions) { 60_000 } else { 1_000_000 };
    let folder = folder();
    let start = Instant::now();
    let mut running = Running::start(&folder, &format!("--to ndjson:- --records {RECORDS} --source posts"));
    let mut out = BufReader::new(running.0.stdout.take().expect("a pipe")).lines();
    // The rest does not fit into the pipe, so the program is still running.
    assert_eq!(out.by_ref().take(RECORDS - 5000).count(), RECORDS - 5000);
    let peak = peak(&running.0);
    assert_eq!(out.count(), 5000);
    assert_eq!(running.0.wait().expect("it ends").code(), Some(0));
    let seconds = start.elapsed().as_secs_f64();
    println!("{RECORDS} records in {seconds:.2} s ({:.0} a second), {peak} KiB at most", RECORDS as f64 / seconds);
    assert!(peak < 64 * 1024, "{peak} KiB");
}
