//! Measures the time from a save to the verdict, here and in rustlings, on the same exercises:
//!
//! ```console
//! $ cargo install rustlings --locked
//! $ cargo bench --profile dev --bench beside_rustlings
//! ```
//!
//! `-- --rounds 3` measures fewer rounds than ten, `-- median` one exercise, and `-- --save` writes
//! `benches/results/beside_rustlings.json`. The first run builds for some minutes.
//!
//! Both programs run in watch mode, side by side, each in a terminal of its own. In each round a wrong and a right answer
//! are saved here, and then there. A time begins before the file is written, and ends when the verdict is on the screen.
//!
//! The same on both sides: the functions, the checks, the versions and features of all crates, the toolchain, the machine,
//! and that everything that does not change is built.
//!
//! Not the same, because it is how each of them works:
//!
//! - In the smallest exercise, `median`, the tests of rustlings are bare assertions without any crate. Here they run under
//!   pollscope, as all checks do.
//! - Here, an answer is a library and its checks are an integration test, in a workspace of many packages. In rustlings,
//!   both are one file. rustlings builds it as a program and as a test, and if the tests pass, it also runs Clippy.
//! - Here, each check runs in a process of its own, and the verdict on a task comes before the other tasks of the chapter
//!   are checked. In rustlings all checks run in one process, and the verdict comes at the end. The processor time here
//!   includes all tasks of the chapter.
//! - The profile is the one that each of them gives its learners: rustlings has full debug information for its programs,
//!   and aborts on a panic outside of tests.
//! - Here, the background build of later chapters is off, as it is during any check.

mod exercise;
mod setup;
mod side;

#[path = "../../tests/course/terminal.rs"]
#[allow(dead_code, unreachable_pub, reason = "the tests of the runner use the rest")]
mod terminal;

use std::error::Error;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, SystemTime};
use std::{env, fs};

use serde_json::{Value, json};

use exercise::Exercise;
use setup::Setup;
use side::{Cost, Side};

const MISSING: &str = "rustlings is missing: `cargo install rustlings --locked` installs it";

/// A part of a cost, where it is known.
type Part = fn(&Cost) -> Option<Duration>;

/// The command line.
struct Options {
    rounds: usize,
    saves: bool,
    names: Vec<String>,
}

fn main() -> ExitCode {
    // `cargo bench -- --test` asks whether a bench works, and CI has no rustlings.
    if env::args().any(|argument| argument == "--test") {
        println!("nothing is measured with --test");
        return ExitCode::SUCCESS;
    }
    match options().and_then(|options| measure(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn options() -> Result<Options, Box<dyn Error>> {
    let mut options = Options { rounds: 10, saves: false, names: Vec::new() };
    // Cargo adds `--bench`.
    let mut arguments = env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--save" => options.saves = true,
            "--rounds" => {
                let rounds = arguments.next().unwrap_or_default();
                options.rounds = rounds.parse().map_err(|error| format!("cannot read --rounds {rounds}: {error}"))?;
            }
            name => options.names.push(name.to_owned()),
        }
    }
    Ok(options)
}

fn measure(options: &Options) -> Result<(), Box<dyn Error>> {
    let version = version("rustlings").ok_or(MISSING)?;
    let setup = Setup::new(Path::new(env!("CARGO_MANIFEST_DIR")))?;
    let machine = format!("{}, {version}", machine());
    println!("{machine}");
    let mut cases = Vec::new();
    for exercise in exercise::all(&setup.course)? {
        if options.names.is_empty() || options.names.contains(&exercise.name) {
            cases.extend(measure_exercise(&setup, &exercise, options.rounds)?);
        }
    }
    if options.saves {
        let today = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        let results = json!({
            "of": "from a save to the verdict, and the processor time until all is done: medians, in seconds",
            "date": today.split('T').next(),
            "machine": machine,
            "rounds": options.rounds,
            "cases": cases,
        });
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/results/beside_rustlings.json");
        fs::write(&file, format!("{results:#}\n"))
            .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
        println!("{}", file.display());
    }
    Ok(())
}

/// Measures an exercise, and returns the medians for a wrong and for a right answer.
fn measure_exercise(setup: &Setup, exercise: &Exercise, rounds: usize) -> Result<[Value; 2], Box<dyn Error>> {
    let mut sides = [setup.ours(exercise)?, setup.rustlings(exercise)?];
    // Twice, so that the incremental build knows both answers.
    for _ in 0..2 {
        for side in &mut sides {
            side.save_wrong()?;
            side.save_right()?;
        }
    }
    let (mut wrong, mut right) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    for _ in 0..rounds {
        for (side, costs) in sides.iter_mut().zip(&mut wrong) {
            costs.push(side.save_wrong()?);
        }
        for (side, costs) in sides.iter_mut().zip(&mut right) {
            costs.push(side.save_right()?);
        }
    }
    sides.into_iter().for_each(Side::quit);
    let summaries = [("wrong", wrong), ("right", right)].map(|(answer, costs)| summary(exercise, answer, costs));
    Ok(summaries)
}

/// Prints and returns the medians of both sides, and how many times rustlings' time the course takes.
fn summary(exercise: &Exercise, answer: &str, [ours, theirs]: [Vec<Cost>; 2]) -> Value {
    let median_of = |costs: &[Cost], part: Part| median(costs.iter().filter_map(part).collect());
    let mut case = json!({ "exercise": exercise.name, "answer": answer });
    let parts: [(&str, Part); 2] = [("wall", |cost| Some(cost.wall)), ("processor", |cost| cost.processor)];
    for (name, part) in parts {
        // Systems without `/proc` do not say the processor time of a child's children.
        let (Some(ours), Some(theirs)) = (median_of(&ours, part), median_of(&theirs, part)) else { continue };
        let rounded = |value: f64| (value * 1000.0).round() / 1000.0;
        let ratio = rounded(ours / theirs);
        println!(
            "{:16} {answer} answer, {name:9}: here {ours:6.3} s, rustlings {theirs:6.3} s, ratio {ratio:.2}",
            exercise.name
        );
        case[name] = json!({ "here": rounded(ours), "rustlings": rounded(theirs), "ratio": ratio });
    }
    case
}

/// Returns the median in seconds.
fn median(mut values: Vec<Duration>) -> Option<f64> {
    values.sort_unstable();
    let middle = values.len() / 2;
    let upper = values.get(middle)?.as_secs_f64();
    let is_even = values.len().is_multiple_of(2);
    Some(if is_even { f64::midpoint(values[middle - 1].as_secs_f64(), upper) } else { upper })
}

/// Describes the processor, its cores, the system and the compiler, as far as they are known.
fn machine() -> String {
    let processor = fs::read_to_string("/proc/cpuinfo").ok().and_then(|info| {
        let line = info.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(": ")?.1.trim().to_owned())
    });
    let processor = processor.unwrap_or_else(|| env::consts::ARCH.to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{processor}, {cores} cores, {}, {}", env::consts::OS, version("rustc").unwrap_or_default())
}

/// Returns the name and version that a program prints. `None` if it cannot be started.
fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Some(text.split(" (").next().unwrap_or_default().trim().to_owned())
}
