//! `cargo guide bench`: runs the benches of the charts and saves their results.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::time::SystemTime;

use crate::results::{self, Results, ResultsError};
use crate::site::Paths;

/// Runs the benches of the charts with these names, or of all charts, and writes the results to `benches/results`.
///
/// # Errors
///
/// Fails if a bench fails, or its results cannot be read or written.
pub fn run(paths: &Paths, names: &[String]) -> Result<(), ResultsError> {
    let root = &paths.root;
    let charts = results::charts(root)?;
    if let Some(unknown) = names.iter().find(|name| charts.iter().all(|chart| chart.name != **name)) {
        return Err(ResultsError::UnknownChart(unknown.clone()));
    }
    // Charts of one bench are of one run of it, so that they can be compared.
    let mut measured = BTreeSet::new();
    for chart in charts.iter().filter(|chart| names.is_empty() || names.contains(&chart.name)) {
        if measured.insert((&chart.package, &chart.bench)) {
            let mut cargo = course::cargo::command(root);
            cargo.args(["bench", "--package", &chart.package, "--bench", &chart.bench]);
            if !cargo.status().map_err(|source| ResultsError::Cargo { source })?.success() {
                return Err(ResultsError::Bench { package: chart.package.clone(), bench: chart.bench.clone() });
            }
        }
        let cases: Result<Vec<_>, _> =
            chart.cases.iter().map(|case| results::case(&paths.target.join("criterion"), chart, case)).collect();
        let results = Results { of: chart.of.clone(), date: today(), machine: machine(), cases: cases? };
        println!("{}", results.write(root, &chart.name)?.display());
    }
    Ok(())
}

/// Describes the processor, its cores, the system and the compiler, as far as they are known.
fn machine() -> String {
    let processor = fs::read_to_string("/proc/cpuinfo").ok().and_then(|info| {
        let line = info.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(": ")?.1.trim().to_owned())
    });
    let processor = processor.unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let compiler = Command::new("rustc").arg("--version").output().ok();
    let compiler = compiler.and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    let compiler = compiler.split(" (").next().unwrap_or_default().trim().to_owned();
    format!("{processor}, {cores} cores, {}, {compiler}", std::env::consts::OS)
}

/// Returns today's date in UTC, such as `2026-11-21`.
fn today() -> String {
    let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    now.split('T').next().unwrap_or_default().to_owned()
}
