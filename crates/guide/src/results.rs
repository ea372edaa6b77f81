//! The results of the benches: `benches/results/NAME.json`, which `cargo guide bench` writes from criterion's estimates.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The results of one bench, with the machine and the date.
///
/// ```
/// # fn main() -> Result<(), guide::results::ResultsError> {
/// use guide::results::Results;
///
/// # let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/course"));
/// let results = Results::read(root, "fetch")?;
/// for case in &results.cases {
///     println!("{}: {} ns", case.name, case.mean_ns);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    /// The thing that one value is the time for: `10 posts fetched`, or `an item`.
    pub of: String,
    /// The date, such as `2026-11-21`.
    pub date: String,
    /// The processor, its cores, the system and the compiler.
    pub machine: String,
    /// The cases, in the order of the bench.
    pub cases: Vec<Case>,
}

/// The result of one case: the mean and its 95 % confidence interval, in nanoseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The name, such as `in turn, 10`.
    pub name: String,
    /// The mean.
    pub mean_ns: f64,
    /// The lower end of the interval.
    pub low_ns: f64,
    /// The upper end of the interval.
    pub high_ns: f64,
    /// The least time that is possible on any machine, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_ns: Option<f64>,
}

/// An error of reading or measuring results.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResultsError {
    /// A file cannot be read.
    #[error("cannot read {}, which `cargo guide bench` writes", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The list of charts is not valid.
    #[error("{} is not a list of charts", .path.display())]
    Charts {
        /// The file.
        path: PathBuf,
        /// The parse error.
        source: toml::de::Error,
    },
    /// A file of results, or of criterion's estimates, is not valid.
    #[error("{} does not have the expected fields", .path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// The parse error.
        source: serde_json::Error,
    },
    /// The results cannot be written.
    #[error("cannot write {}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// A bench failed, and has printed why.
    #[error("`cargo bench --package {package} --bench {bench}` failed, see above")]
    Bench {
        /// The package of the bench.
        package: String,
        /// The name of the bench.
        bench: String,
    },
    /// Cargo cannot be started.
    #[error("cannot run cargo")]
    Cargo {
        /// The system's error.
        source: io::Error,
    },
    /// A chart is not in the list.
    #[error("benches/results/charts.toml has no chart `{0}`")]
    UnknownChart(String),
}

/// A chart of `benches/results/charts.toml`, and the bench that it shows.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chart {
    /// The name of the results, and of the chart on a page: `{{#bench NAME}}`.
    pub(crate) name: String,
    /// The thing that one value is the time for.
    pub(crate) of: String,
    pub(crate) package: String,
    pub(crate) bench: String,
    /// The name of criterion's group, which is the first folder of its estimates.
    pub(crate) group: String,
    /// The cases, in order. Each is a folder of criterion's below the group.
    pub(crate) cases: Vec<String>,
    /// The least time that is possible on any machine, in nanoseconds, by case.
    #[serde(default)]
    pub(crate) limits_ns: BTreeMap<String, f64>,
}

#[derive(Clone, Debug, Deserialize)]
struct Charts {
    chart: Vec<Chart>,
}

impl Results {
    /// Reads the results of this name in the workspace at `root`.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, or does not have the fields of results.
    pub fn read(root: &Path, name: &str) -> Result<Results, ResultsError> {
        json(&root.join("benches/results").join(format!("{name}.json")))
    }

    pub(crate) fn write(&self, root: &Path, name: &str) -> Result<PathBuf, ResultsError> {
        let path = root.join("benches/results").join(format!("{name}.json"));
        let text =
            serde_json::to_string_pretty(self).map_err(|source| ResultsError::Json { path: path.clone(), source })?;
        fs::write(&path, text + "\n").map_err(|source| ResultsError::Write { path: path.clone(), source })?;
        Ok(path)
    }
}

/// Reads the list of charts of the workspace at `root`.
pub(crate) fn charts(root: &Path) -> Result<Vec<Chart>, ResultsError> {
    let path = root.join("benches/results/charts.toml");
    let charts = toml::from_str(&text(&path)?).map_err(|source| ResultsError::Charts { path, source });
    charts.map(|Charts { chart }| chart)
}

/// Reads criterion's estimates for a case, and divides them by the number of elements that were measured at a time.
pub(crate) fn case(estimates: &Path, chart: &Chart, case: &str) -> Result<Case, ResultsError> {
    let folder = estimates.join(&chart.group).join(case).join("new");
    let Estimates { mean } = json(&folder.join("estimates.json"))?;
    let Benchmark { throughput } = json(&folder.join("benchmark.json"))?;
    let elements = throughput.map_or(1.0, |Throughput { elements }| elements);
    Ok(Case {
        name: case.replace('/', ", "),
        mean_ns: mean.point_estimate / elements,
        low_ns: mean.confidence_interval.lower_bound / elements,
        high_ns: mean.confidence_interval.upper_bound / elements,
        limit_ns: chart.limits_ns.get(case).copied(),
    })
}

#[derive(Deserialize)]
struct Estimates {
    mean: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
    confidence_interval: Interval,
}

#[derive(Deserialize)]
struct Interval {
    lower_bound: f64,
    upper_bound: f64,
}

#[derive(Deserialize)]
struct Benchmark {
    throughput: Option<Throughput>,
}

#[derive(Deserialize)]
struct Throughput {
    #[serde(rename = "Elements")]
    elements: f64,
}

fn json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, ResultsError> {
    serde_json::from_str(&text(path)?).map_err(|source| ResultsError::Json { path: path.to_owned(), source })
}

fn text(path: &Path) -> Result<String, ResultsError> {
    fs::read_to_string(path).map_err(|source| ResultsError::Read { path: path.to_owned(), source })
}
