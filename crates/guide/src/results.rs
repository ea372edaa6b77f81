//! Measured results: `benches/results/NAME.json`, written from criterion's estimates by `cargo guide bench`.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What a bench measured, on which machine and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    /// What one value is: `10 posts fetched`, or `an item`.
    pub of: String,
    /// `2026-11-21`
    pub date: String,
    /// Processor, cores, system and compiler.
    pub machine: String,
    /// In the order of the bench.
    pub cases: Vec<Case>,
}

/// One case: the mean, and the interval in which it lies with a confidence of 95 %, in nanoseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// `in turn, 10`
    pub name: String,
    /// The mean.
    pub mean_ns: f64,
    /// The lower end of the interval.
    pub low_ns: f64,
    /// Its upper end.
    pub high_ns: f64,
    /// What could not be beaten on any machine, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_ns: Option<f64>,
}

/// Why results cannot be read or renewed.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// A file.
    #[error("{} cannot be read: {source}; `cargo guide bench` measures and writes it", .path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file's form.
    #[error("{} has not the form that is needed: {why}", .path.display())]
    Form {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The results.
    #[error("{} cannot be written: {source}", .path.display())]
    Write {
        /// Where to.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The bench.
    #[error("`cargo bench --package {package} --bench {bench}` failed, see above")]
    Bench {
        /// Its package.
        package: String,
        /// Its name.
        bench: String,
    },
    /// Cargo.
    #[error("cargo cannot be started: {0}")]
    Cargo(io::Error),
    /// A chart that is not in the list.
    #[error("benches/results/charts.toml has no chart `{0}`")]
    Unknown(String),
}

/// A chart of `benches/results/charts.toml`: which bench it shows.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chart {
    /// Of the results, and on a page: `{{#bench NAME}}`.
    pub(crate) name: String,
    /// What one value is.
    pub(crate) of: String,
    pub(crate) package: String,
    pub(crate) bench: String,
    /// criterion's, and the first folder of its estimates.
    pub(crate) group: String,
    /// The cases in their order; each is a folder of criterion's below the group.
    pub(crate) cases: Vec<String>,
    /// What no machine could beat, in nanoseconds, by case.
    #[serde(default)]
    pub(crate) limits_ns: BTreeMap<String, f64>,
}

#[derive(Clone, Debug, Deserialize)]
struct Charts {
    chart: Vec<Chart>,
}

impl Results {
    /// The results of this name in the workspace at `root`.
    ///
    /// # Errors
    ///
    /// When there are none, or they have not the form of results.
    pub fn read(root: &Path, name: &str) -> Result<Results, ResultsError> {
        json(&root.join("benches/results").join(format!("{name}.json")))
    }

    pub(crate) fn write(&self, root: &Path, name: &str) -> Result<PathBuf, ResultsError> {
        let path = root.join("benches/results").join(format!("{name}.json"));
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| ResultsError::Form { path: path.clone(), why: error.to_string() })?;
        fs::write(&path, text + "\n").map_err(|source| ResultsError::Write { path: path.clone(), source })?;
        Ok(path)
    }
}

/// The charts of the workspace at `root`.
pub(crate) fn charts(root: &Path) -> Result<Vec<Chart>, ResultsError> {
    let path = root.join("benches/results/charts.toml");
    let Charts { chart } =
        toml::from_str(&text(&path)?).map_err(|error| ResultsError::Form { path, why: error.to_string() })?;
    Ok(chart)
}

/// What criterion has estimated for a case, and for how many elements at a time.
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
    let form = |error: serde_json::Error| ResultsError::Form { path: path.to_owned(), why: error.to_string() };
    serde_json::from_str(&text(path)?).map_err(form)
}

fn text(path: &Path) -> Result<String, ResultsError> {
    fs::read_to_string(path).map_err(|source| ResultsError::Read { path: path.to_owned(), source })
}
