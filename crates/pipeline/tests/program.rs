//! The program `pipeline`, run as a process. All of it but the pages, the sinks and the cache, which have tests of their own.

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

/// How many records there are of each source.
fn counts(records: &[Record]) -> BTreeMap<&str, usize> {
    records.iter().fold(BTreeMap::new(), |mut counts, record| {
        *counts.entry(&*record.source).or_default() += 1;
        counts
    })
}

/// The column of a source in the summary.
fn figure<'s>(summary: &'s str, source: &str, column: &str) -> &'s str {
    let heads = summary.lines().find(|line| line.starts_with("source ")).expect("there is a summary");
    let line = summary.lines().find(|line| line.starts_with(&format!("{source} "))).expect("the source is in it");
    // The columns end where their heads do.
    let end = heads.find(&format!("{column} ")).map_or(heads.len(), |start| start + column.len());
    line[..end].rsplit(' ').next().expect("something stands there")
}

struct Running(Child);

impl Running {
    fn start(folder: &TempDir, arguments: &str) -> Self {
        let mut command = pipeline(folder, arguments);
        Self(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs"))
    }

    /// Lets it write all that it has to, and gives what it said on standard error.
    fn end(mut self) -> String {
        let mut out = self.0.stdout.take().expect("a pipe");
        let reader = std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        let mut said = String::new();
        self.0.stderr.take().expect("a pipe").read_to_string(&mut said).expect("a text");
        reader.join().expect("it reads").expect("it can be read");
        said
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

/// The line that has this in it.
fn until(lines: &mut impl Iterator<Item = std::io::Result<String>>, said: &str) -> String {
    let found = lines.map(|line| line.expect("it can be read")).find(|line| line.contains(said));
    found.unwrap_or_else(|| panic!("it never said {said:?}"))
}

#[test]
fn all_sources_are_written_to_one_place() {
    let folder = folder();
    let (code, out, said) = run(&folder, "--to ndjson:- --records 250 --page-size 50");
    assert_eq!(code, 0, "{said}");
    let records = records(&out);
    assert_eq!(counts(&records), BTreeMap::from([("github", 250), ("posts", 250), ("users", 250)]));
    for source in ["github", "posts", "users"] {
        let seen = ["requests", "retries", "records", "bad", "errors"].map(|column| figure(&said, source, column));
        assert_eq!(seen, ["5", "0", "250", "0", "0"], "{said}");
    }
    assert!(said.contains("\n750 records were written to ndjson:- in "), "{said}");
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 0, "nothing is left behind");
}

#[test]
fn only_the_sources_that_are_asked_for() {
    let (code, out, said) = run(&folder(), "--to csv:- --records 2 --source users --source posts --source users");
    assert_eq!((code, out.lines().count()), (0, 5), "{said}");
    assert!(!said.contains("github"), "{said}");
}

#[test]
fn one_source_after_the_other() {
    let arguments = "--to ndjson:- --records 300 --sequential --source users --source github";
    let (_, out, _) = run(&folder(), arguments);
    let records = records(&out);
    assert!(records[..300].iter().all(|record| record.source == "users"));
    assert!(records[300..].iter().all(|record| record.source == "github"));
}

#[test]
fn a_source_that_fails_takes_nothing_from_the_others() {
    let (code, out, said) = run(&folder(), "--to ndjson:- --records 20 --fault posts=404");
    assert_eq!(code, 1);
    assert_eq!(counts(&records(&out)), BTreeMap::from([("github", 20), ("users", 20)]));
    assert!(said.contains("error: posts: 1 page did not come, or could not be read\n"), "{said}");
    assert!(said.contains("posts: page 1: http://") && said.contains("404 Not Found"), "{said}");
}

#[test]
fn bad_items_become_dead_letters() {
    let folder = folder();
    let (code, out, said) = run(&folder, "--to ndjson:- --records 9 --fault users=missing-field");
    assert_eq!(code, 1);
    assert_eq!(counts(&records(&out))["users"], 6);
    assert!(said.contains("error: users: 3 items are bad\n3 bad items are in dead-letters.ndjson\n"), "{said}");
    let letters = fs::read_to_string(folder.path().join("dead-letters.ndjson")).expect("the file is there");
    let letters: Vec<Value> = letters.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(letters.len(), 3);
    for key in ["source", "page", "field", "reason", "item"] {
        assert!(letters.iter().all(|letter| !letter[key].is_null()), "{key}");
    }

    let (_, _, said) = run(&folder, "--to ndjson:- --records 3 --fault users=missing-field --dead-letters bad.ndjson");
    assert!(said.contains("1 bad item is in bad.ndjson\n"), "{said}");
}

#[test]
fn what_may_pass_is_tried_again() {
    let (code, _, said) = run(&folder(), "--to ndjson:- --records 5 --fault github=503x2");
    assert_eq!(code, 0, "{said}");
    assert_eq!(["requests", "retries", "errors"].map(|column| figure(&said, "github", column)), ["3", "2", "0"]);
}

#[test]
fn a_second_run_leaves_each_record_once() {
    let folder = folder();
    for _ in 0..2 {
        let (code, _, said) = run(&folder, "--to out.sqlite --records 30");
        assert_eq!(code, 0, "{said}");
    }
    let database = rusqlite::Connection::open(folder.path().join("out.sqlite")).expect("it opens");
    let count: u32 = database.query_row("SELECT count(*) FROM records", [], |row| row.get(0)).expect("it counts");
    assert_eq!(count, 90);
}

#[test]
fn options_may_stand_in_a_file_and_the_command_line_comes_before() {
    let folder = folder();
    let options =
        "source = ['posts', 'users']\nrecords = 7\nto = 'ndjson:-'\nfault = ['posts=503x1']\nlatency = '1ms'\n";
    fs::write(folder.path().join("options.toml"), options).expect("it can be written");
    let (code, out, said) = run(&folder, "--config options.toml --records 4 --source posts");
    assert_eq!((code, out.lines().count()), (0, 4), "{said}");
    assert_eq!(figure(&said, "posts", "retries"), "1");
}

#[test]
fn wrong_options_are_refused_in_a_sentence() {
    let folder = folder();
    let refused = |options: &str, wanted: &[&str]| {
        fs::write(folder.path().join("options.toml"), options).expect("it can be written");
        let (code, out, said) = run(&folder, "--config options.toml");
        assert_eq!((code, &*out), (2, ""), "{said}");
        for one in wanted.iter().chain(&["error: "]) {
            assert!(said.contains(one), "{one:?} is not in {said}");
        }
        assert!(!said.contains("s3cret"), "{said}");
    };
    refused("records = 1\n\nrecrods = 2\n", &["options.toml, line 3, key `recrods`", "`records`"]);
    refused("limit = 0", &["line 1, key `limit`"]);
    refused("page-size = 'many'", &["line 1, key `page-size`"]);
    refused("verbose = true\nlatency = 'fast'", &["line 2, key `latency`", "20ms"]);
    refused("fault = [\n'posts=503',\n'posts'\n]", &["key `fault`", "posts=503@0.1"]);
    refused("source = ['reddit']", &["key `source`", "`github`"]);
    refused("to = 'mysql://me:s3cret@host/db'", &["to: ", "out.csv"]);
    refused("to = 'postgres://me:s3cret@host:x/db'", &["to: ", "postgres://USER:PASSWORD@HOST"]);
    refused("to = 'postgres://me:s3cret@host", &["line 1, key `to`"]);
    refused("to = 'postgres://me:s3cret@127.0.0.1:1/db'", &["127.0.0.1:1/db"]);
    refused("to = 'nowhere/out.csv'", &["nowhere/out.csv"]);
    refused("cache = 'redis://me:s3cret@host:x'", &["cache: ", "memory, off"]);
    refused("cache = 'rediss://me:s3cret@host'", &["cache: `rediss...`"]);
    refused("dead-letters = 'nowhere/bad.ndjson'", &["nowhere/bad.ndjson"]);
    refused("live = true\nlatency = '1s'", &["live"]);
    refused("base = 'http://127.0.0.1:1'\nfault = ['posts=503']", &["base"]);
    refused("base = 'here'", &["key `base`"]);
    for base in ["ftp://localhost/", "http://me:s3cret@localhost/", "http://localhost/?key=s3cret"] {
        refused(&format!("base = '{base}'"), &["key `base`", "http://127.0.0.1:8080"]);
    }
    refused("timeout = '0s'", &["key `timeout`", "500ms"]);
    refused("to = 'sqlite:-'", &["to: ", "sqlite:out.sqlite"]);
    refused("dead-letters = '-'", &["dead-letters: "]);
    refused("cache = 'redis//me:s3cret@host'", &["cache: `redis...`"]);
    refused("trace = 'nowhere/out.svg'", &["trace: ", "nowhere/out.svg"]);
    refused("metrics = '192.0.2.1:80'", &["metrics: ", "192.0.2.1:80"]);
    let (code, _, said) = run(&folder, "--config none.toml");
    assert!(code == 2 && said.contains("none.toml"), "{said}");
    for wrong in ["--records many", "--limit 0", "--source reddit", "--fault posts", "--nosuch"] {
        assert_eq!(run(&folder, wrong).0, 2, "{wrong}");
    }
}

#[cfg(not(feature = "live"))]
#[test]
fn without_tls_live_says_how_to_get_it() {
    let (code, _, said) = run(&folder(), "--live");
    assert!(code == 2 && said.contains("--features live"), "{said}");
}

#[test]
fn a_file_has_one_use() {
    let folder = folder();
    fs::write(folder.path().join("old.ndjson"), "kept").expect("it can be written");
    for options in [
        "--to old.ndjson --dead-letters ./old.ndjson",
        "--to sqlite:old.ndjson --trace old.ndjson",
        "--to csv:- --dead-letters new.svg --trace ../NAME/new.svg",
        "--to dead-letters.ndjson",
    ] {
        let name = folder.path().file_name().expect("it has a name").to_string_lossy();
        let (code, _, said) = run(&folder, &options.replace("NAME", &name));
        assert!(code == 2 && said.contains("both name the file"), "{options}: {said}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("old.ndjson")).expect("it is there"), "kept");
}

#[cfg(target_os = "linux")]
#[test]
fn bad_items_that_are_kept_nowhere_are_told() {
    let arguments = "--to ndjson:- --records 9 --fault users=missing-field --dead-letters /dev/full";
    let (code, out, said) = run(&folder(), arguments);
    assert_eq!((code, out.lines().count()), (1, 24), "{said}");
    assert!(said.contains("error: 3 bad items are kept nowhere"), "{said}");
}

/// All sources are asked at the same time, each with as many requests as are allowed and no more.
#[test]
fn requests_in_flight_are_limited() {
    // GitHub and the posts tell on their first pages where the others are.
    let server = ApiServer::start(Apis::new().barrier(1 + 1 + 3)).expect("it listens");
    let arguments = format!("--to ndjson:- --records 300 --limit 3 --base {}", server.url());
    let folder = folder();
    let running = Running::start(&folder, &arguments);
    server.wait_until(|counts| counts.answered >= 5, Duration::from_secs(60)).expect("five come together");
    server.open_barriers();
    let said = running.end();
    assert_eq!(figure(&said, "github", "records"), "300");
    assert_eq!(server.counts_of(Route::Users).most_in_flight, 3);
    assert!(server.counts_of(Route::Posts).most_in_flight <= 3, "{}", server.counts_of(Route::Posts));
}

#[test]
fn what_redis_keeps_serves_the_next_run() {
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
fn a_cache_that_is_not_there_is_a_warning() {
    let (code, out, said) = run(&folder(), "--to ndjson:- --records 3 --cache redis://127.0.0.1:1");
    assert_eq!((code, out.lines().count()), (0, 9), "{said}");
    assert!(said.contains("WARN") && said.contains("Redis"), "{said}");
}

#[test]
fn every_request_is_told_if_asked_for() {
    let (_, _, said) = run(&folder(), "--to ndjson:- --records 3 --source posts --fault posts=reset");
    assert!(!said.contains("DEBUG"), "{said}");
    let (_, _, said) = run(&folder(), "--to ndjson:- --records 3 --source posts --fault posts=resetx1 --verbose");
    assert!(said.contains("posts: attempt 1 of http://") && said.contains("200 OK"), "{said}");
}

#[test]
fn the_trace_has_a_lane_for_each_source_and_request() {
    let folder = folder();
    let (code, _, said) = run(&folder, "--to ndjson:- --records 3 --trace out.svg");
    assert_eq!(code, 0, "{said}");
    let svg = fs::read_to_string(folder.path().join("out.svg")).expect("it is there");
    for lane in ["github", "posts", "users", "/search/repositories", "/posts", "/api/"] {
        assert!(svg.contains(lane), "{lane} is not in the picture");
    }
}

#[test]
fn metrics_are_served_while_it_runs() {
    let folder = folder();
    let arguments = "--to ndjson:- --metrics 127.0.0.1:0 --source posts --source users --fault users=no-answer";
    let mut running = Running::start(&folder, arguments);
    let mut said = BufReader::new(running.0.stderr.take().expect("a pipe")).lines();
    let line = until(&mut said, "/metrics");
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address");
    // The posts are written, and so they are counted.
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
fn a_reader_that_has_enough_ends_it() {
    for to in ["ndjson:-", "csv:-", "table"] {
        let folder = folder();
        let mut running = Running::start(&folder, &format!("--records 1000000 --source posts --to {to}"));
        let out = BufReader::new(running.0.stdout.take().expect("a pipe"));
        assert_eq!(out.lines().take(5).count(), 5);
        let mut said = String::new();
        running.0.stderr.take().expect("a pipe").read_to_string(&mut said).expect("a text");
        assert_eq!(running.0.wait().expect("it ends").code(), Some(0), "{said}");
        assert!(!said.contains("error:") && !said.contains("ERROR") && !said.contains("panicked"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn interrupted_it_writes_what_has_come() {
    for signal in ["-INT", "-TERM"] {
        let folder = folder();
        let mut running = Running::start(&folder, "--to out.ndjson --verbose --fault users=no-answer");
        let mut said = BufReader::new(running.0.stderr.take().expect("a pipe")).lines();
        // The batch is written in whole, and the other source never answers.
        let partial = folder.path().join("out.ndjson.partial");
        let lines = || fs::read_to_string(&partial).map_or(0, |text| text.lines().count());
        while lines() < 200 {
            assert!(running.0.try_wait().expect("it can be asked").is_none(), "it has ended");
            std::thread::yield_now();
        }
        running.signal(signal);
        until(&mut said, "Ctrl-C once more");
        until(&mut said, "interrupted: 200 records were written to out.ndjson");
        assert_eq!(running.0.wait().expect("it ends").code(), Some(130));
        let text = fs::read_to_string(folder.path().join("out.ndjson")).expect("the file has its name");
        assert_eq!(counts(&records(&text)), BTreeMap::from([("github", 100), ("posts", 100)]));
    }
}

#[cfg(unix)]
#[test]
fn interrupted_twice_it_ends_whatever_it_waits_for() {
    let folder = folder();
    // Nobody reads, so the pipe is full some time.
    let mut running = Running::start(&folder, "--to ndjson:- --records 1000000 --source posts --page-size 5000");
    let mut out = running.0.stdout.take().expect("a pipe");
    out.read_exact(&mut [0]).expect("it has begun");
    running.signal("-INT");
    let mut said = BufReader::new(running.0.stderr.take().expect("a pipe")).lines();
    until(&mut said, "Ctrl-C once more");
    running.signal("-INT");
    assert_eq!(running.0.wait().expect("it ends").code(), Some(130));
}

/// What a process has needed at most, in KiB.
#[cfg(target_os = "linux")]
fn peak(process: &Child) -> u64 {
    let status = fs::read_to_string(Path::new("/proc").join(process.id().to_string()).join("status"));
    let status = status.expect("it runs");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux tells it");
    peak.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// A million in release, `cargo test --release`. Without optimisation that would take a minute, and the memory is the same.
#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_records() {
    const RECORDS: usize = if cfg!(debug_assertions) { 60_000 } else { 1_000_000 };
    let folder = folder();
    let start = Instant::now();
    let mut running = Running::start(&folder, &format!("--to ndjson:- --records {RECORDS} --source posts"));
    let mut out = BufReader::new(running.0.stdout.take().expect("a pipe")).lines();
    // The rest does not fit into the pipe: it cannot have ended yet.
    assert_eq!(out.by_ref().take(RECORDS - 5000).count(), RECORDS - 5000);
    let peak = peak(&running.0);
    assert_eq!(out.count(), 5000);
    assert_eq!(running.0.wait().expect("it ends").code(), Some(0));
    let seconds = start.elapsed().as_secs_f64();
    println!("{RECORDS} records in {seconds:.2} s ({:.0} a second), {peak} KiB at most", RECORDS as f64 / seconds);
    assert!(peak < 64 * 1024, "{peak} KiB");
}
