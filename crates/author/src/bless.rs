//! `cargo author bless`: renews the files that tests compare with fresh output.

use std::path::Path;

use clap::Args;

use crate::cli::Outcome;
use crate::script::{self, Script, ScriptError};

/// The renewable files. The order matters: the guide shows recordings and quizzes.
pub(crate) const TABLE: &[Script] = &[
    Script {
        name: "reference-traces",
        what: "solutions/*/traces: recordings of the solutions",
        text: "BLESS=1 cargo test --test reference_traces",
    },
    Script {
        name: "page-traces",
        what: "book/src/traces: recordings on the guide's pages",
        text: "BLESS=1 cargo test --test book_traces",
    },
    Script {
        name: "quiz",
        what: "book/quiz/*.answer: answers to the guide's questions",
        text: "BLESS=1 cargo test --package book-quiz",
    },
    Script {
        name: "compiler",
        what: "book/ui and data-flow-ui: the compiler's errors",
        text: "TRYBUILD=overwrite cargo test --package book-ui --package data-flow-ui",
    },
    Script {
        name: "unsolved",
        what: "book/unsolved: the verdicts on unsolved tasks",
        text: "BLESS=1 cargo test --test learner unsolved",
    },
    Script {
        name: "pictures",
        what: "the style of pollscope's pictures in the guide",
        text: "BLESS=1 cargo test --package guide static_svg",
    },
    Script {
        name: "snapshots",
        what: "snapshots of the runner's JSON and of pollscope's drawings",
        text: "INSTA_UPDATE=always cargo test --test check_json; INSTA_UPDATE=always cargo test --package pollscope",
    },
    Script {
        name: CHARTS,
        what: "benches/results: the measurements of the guide's charts; only if named",
        text: "cargo run --quiet --package guide -- bench",
    },
    Script {
        name: "data-flow-figures",
        what: "the figures in the README of crates/data-flow, from the measurements",
        text: "BLESS=1 cargo test --package streamlings-data-flow --test figures",
    },
];

/// The files that are only renewed by name: measuring takes minutes and a quiet machine.
const CHARTS: &str = "charts";

/// The arguments of `cargo author bless`.
#[derive(Debug, Args)]
#[command(after_help = format!("Groups of files:\n{}\nRead the difference before you commit it.", script::list(TABLE)))]
pub(crate) struct Request {
    /// The groups of files to renew; all of them, except the charts, if none is named
    #[arg(value_name = "GROUP")]
    what: Vec<String>,
    /// List the groups of files, and renew none
    #[arg(long)]
    list: bool,
}

/// Renews the files, up to the first failure.
pub(crate) fn run(root: &Path, request: &Request) -> Result<Outcome, ScriptError> {
    if request.list {
        let listed = if request.what.is_empty() { TABLE.to_vec() } else { find(&request.what)? };
        print!("{}", script::list(&listed));
        return Ok(Outcome::Fine);
    }
    let mut scripts = TABLE.to_vec();
    if request.what.is_empty() {
        scripts.retain(|script| script.name != CHARTS);
    } else {
        scripts = find(&request.what)?;
    }
    for script in &scripts {
        if !script::run(root, script)? {
            return Ok(Outcome::Found);
        }
    }
    println!("\nRead the difference before you commit it: git status; git diff");
    Ok(Outcome::Fine)
}

fn find(names: &[String]) -> Result<Vec<Script>, ScriptError> {
    script::find(TABLE, "group of files", names)
}
