//! Records per second: through `process_items`, `filter_by_source` and `transform_data` on one core, and through the whole
//! program, from the built-in server to NDJSON.

use std::hint::black_box;
use std::process::{Command, Stdio};

use criterion::{BenchmarkId, Criterion, Throughput};
use serde_json::{Value, json};
use three_api_pipeline::{Fetched, Github, Posts, Source, Users, filter_by_source, process_items, transform_data};

const ITEMS: u64 = 10_000;
const FROM_SERVER: u64 = 200_000;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    through_the_stages(&mut criterion);
    from_server_to_ndjson(&mut criterion);
    criterion.final_summary();
}

type MakeItem = fn(u64) -> Value;

/// Makes every record of items in memory, and drops it.
fn through_the_stages(criterion: &mut Criterion) {
    let base = String::new;
    let sources: [(&dyn Source, MakeItem); 3] =
        [(&Github { base: base() }, repository), (&Posts { base: base() }, post), (&Users { base: base() }, user)];
    let mut group = criterion.benchmark_group("process, filter, transform");
    group.throughput(Throughput::Elements(ITEMS));
    for (source, item) in sources {
        let data = [Fetched { source, result: Ok((0..ITEMS).map(item).collect()) }];
        group.bench_function(BenchmarkId::from_parameter(source.name()), |bencher| {
            bencher.iter(|| {
                let items = filter_by_source(process_items(black_box(&data)), source.name());
                let made = transform_data(items).filter(|record| black_box(record).is_ok()).count();
                assert_eq!(made as u64, ITEMS);
            });
        });
    }
    group.finish();
}

fn repository(id: u64) -> Value {
    json!({ "id": id, "name": format!("repository-{id}"), "stargazers_count": id, "language": "Python" })
}

fn post(id: u64) -> Value {
    json!({ "id": id, "userId": 1, "title": format!("a post with the number {id}"), "body": "a line\nand more" })
}

fn user(id: u64) -> Value {
    let name = json!({ "title": "Ms", "first": "Ada", "last": format!("Lovelace {id}") });
    json!({ "name": name, "email": format!("ada.{id}@example.com"), "nat": "GB" })
}

/// Runs the whole program, including its start. Its output is discarded, so the reader is never slow.
fn from_server_to_ndjson(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("from server to NDJSON");
    group.throughput(Throughput::Elements(FROM_SERVER)).sample_size(10);
    group.bench_function("posts", |bencher| {
        bencher.iter(|| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_pipeline"));
            command.args(["--source", "posts", "--to", "ndjson:-", "--records", &FROM_SERVER.to_string()]);
            let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("it runs");
            assert!(status.success());
        });
    });
    group.finish();
}
