//! `cargo author ci`: the steps of continuous integration, which `.ci/run` calls.

use std::path::Path;
use std::time::Instant;

use clap::Args;

use crate::cli::Outcome;
use crate::script::{self, Script, ScriptError};

/// The steps, in their order.
pub(crate) const STEPS: &[Script] = &[
    Script { name: "fmt", what: "formatting", text: "cargo fmt --all --check" },
    Script {
        name: "sync",
        what: "what exists twice is the same",
        text: "cargo run --locked --quiet --package author -- sync --check",
    },
    Script {
        name: "test",
        what: "the test command of the README",
        // For the Python half of the guide's table.
        text: "need python3 python3; cargo test --locked",
    },
    Script {
        name: "author",
        what: "the course's library and the author's tool",
        text: "cargo test --locked --package course --package author",
    },
    Script {
        name: "verify",
        what: "the answers, and what learners begin with",
        text: "cargo run --locked --quiet --package author -- verify",
    },
    Script { name: "pollscope", what: "pollscope on its own", text: "cargo test --locked --package pollscope" },
    Script {
        name: "api-server",
        what: "the web server on its own",
        text: "cargo test --locked --package api-server --features cli,pollscope",
    },
    Script {
        name: "pipeline",
        what: "the pipeline on its own, with a Redis and a Postgres",
        text: r#"
eval "$(.ci/redis.sh)"
trap 'kill "$REDIS_PID"' EXIT
postgres=$(.ci/postgres.sh)
export "$postgres"
trap 'kill "$REDIS_PID"; .ci/postgres.sh stop' EXIT
cargo test --locked --package streamlings-pipeline
cargo check --locked --package streamlings-pipeline --features live
"#,
    },
    Script {
        name: "data-flow",
        what: "the data flow on its own, also without its features, and what does not compile",
        text: r"
cargo test --locked --package streamlings-data-flow
cargo test --locked --package data-flow-ui
cargo check --locked --package streamlings-data-flow --no-default-features
",
    },
    Script {
        name: "message-flow",
        what: "the message flow on its own, simulated with faults",
        text: r"
cargo test --locked --package streamlings-message-flow
cargo check --locked --package streamlings-message-flow
",
    },
    Script { name: "solutions", what: "the solutions' own tests", text: "cargo test --locked --package 'solution-*'" },
    Script {
        name: "unsolved",
        what: "an unsolved exercise is red, with a picture",
        text: r#"
if cargo test --locked --package ex0-async-generator --test 0-async-generator >target/ex0.txt 2>&1; then
    echo "the stub of chapter 0 passes its checks"
    exit 1
fi
grep -q 'expected: ' target/ex0.txt && grep -q '│' target/ex0.txt
"#,
    },
    Script {
        name: "clippy",
        what: "no lint fires",
        text: "cargo clippy --locked --workspace --all-targets --features ex2-measure-runtime/bench -- -D warnings",
    },
    Script { name: "systems", what: "it compiles for Windows and macOS", text: ".ci/systems.sh" },
    Script {
        name: "doc",
        what: "documentation",
        text: "RUSTDOCFLAGS='-D warnings' cargo doc --locked --workspace --no-deps",
    },
    Script {
        name: "guide",
        what: "the guide, and what it shows",
        text: r"
cargo run --locked --quiet --package guide -- check target/book
cargo test --locked --package guide --package book-quiz --package book-ui
",
    },
    Script {
        name: "python",
        what: "what the guide says of Python",
        text: "venv; target/python/bin/python -m unittest discover --start-directory book/python --pattern 'test_*.py'",
    },
    Script {
        name: "spelling",
        what: "spelling",
        text: r"
venv
git ls-files -z '*.md' '*.rs' '*.toml' '*.py' '*.js' '*.css' | xargs -0 target/python/bin/codespell
",
    },
    Script {
        name: "browser",
        what: "the guide in a browser",
        text: r"
need chromium chromium
need npm nodejs npm
cd crates/guide/browser && npm ci --silent --no-audit --no-fund && npm test
",
    },
    Script {
        name: "bench",
        what: "each bench, once",
        text: r#"
need python3 python3
packages=$(cargo metadata --locked --no-deps --format-version 1 | python3 -c '
import json, sys
for package in json.load(sys.stdin)["packages"]:
    benches = [target for target in package["targets"] if "bench" in target["kind"]]
    features = {feature for bench in benches for feature in bench.get("required-features", [])}
    if benches:
        print(package["name"], *sorted(features))
')
while read -r package features; do
    cargo bench --locked --package "$package" --features "$features" -- --test </dev/null
done <<<"$packages"
"#,
    },
    Script {
        name: "memory",
        what: "a million records in little memory",
        text: "cargo test --locked --release --package streamlings-pipeline --test program memory -- --nocapture",
    },
    Script {
        name: "clean",
        what: "nothing but the target folder was written",
        text: r#"git status --porcelain; test -z "$(git status --porcelain)""#,
    },
];

/// The arguments of `cargo author ci`.
#[derive(Debug, Args)]
#[command(after_help = format!("Steps:\n{}", script::list(STEPS)))]
pub(crate) struct Request {
    /// The steps to run; all of them if none is named
    #[arg(value_name = "STEP")]
    steps: Vec<String>,
    /// List the steps, and run none
    #[arg(long)]
    list: bool,
}

/// Runs the steps in their order, up to the first that fails.
pub(crate) fn run(root: &Path, request: &Request) -> Result<Outcome, ScriptError> {
    let steps = if request.steps.is_empty() { STEPS.to_vec() } else { script::find(STEPS, "step", &request.steps)? };
    if request.list {
        print!("{}", script::list(&steps));
        return Ok(Outcome::Fine);
    }
    let started = Instant::now();
    for step in &steps {
        if !script::run(root, step)? {
            println!("`cargo author ci {}` repeats this step alone.", step.name);
            return Ok(Outcome::Found);
        }
    }
    println!("\nAll {} steps passed in {:.0} s.", steps.len(), started.elapsed().as_secs_f64());
    Ok(Outcome::Fine)
}
