//! `cargo guide bench`: runs the benches of the charts and saves their results.

use std::fs;
use std::process::Command;

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
    for chart in charts.iter().filter(|chart| names.is_empty() || names.contains(&chart.name)) {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(root).args(["bench", "--package", &chart.package, "--bench", &chart.bench]);
        if !cargo.status().map_err(|source| ResultsError::Cargo { source })?.success() {
            return Err(ResultsError::Bench { package: chart.package.clone(), bench: chart.bench.clone() });
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

/// Returns today's date in UTC.
fn today() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    day((since.as_secs() / 86_400).cast_signed())
}

/// Returns the date so many days after 1970-01-01. In the calculation a year begins in March, so that a leap day is its
/// last day.
fn day(days: i64) -> String {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_days_is_a_date() {
        assert_eq!([0, 59, 11_016, 20_513].map(day), ["1970-01-01", "1970-03-01", "2000-02-29", "2026-03-01"]);
    }
}
