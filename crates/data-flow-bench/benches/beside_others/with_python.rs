//! The same graphs with the Python original, async-data-flow 0.0.1, where Python and the package can be had.

use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use criterion::BenchmarkGroup;

use crate::cpu_time::CpuTime;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/beside_others/original.py");

/// The folder with the package, which is installed once.
static PACKAGE: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let installed = install();
    if let Err(error) = &installed {
        eprintln!("The Python original is left out: {error}");
    }
    installed.ok()
});

fn install() -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("async-data-flow");
    if !folder.join("asyncdataflow").is_dir() {
        let pip = ["-m", "pip", "install", "--quiet", "--no-deps", "async-data-flow==0.0.1", "--target"];
        let output = Command::new("python3").args(pip).arg(&folder).output()?;
        if !output.status.success() {
            return Err(Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
        }
    }
    Ok(folder)
}

/// Returns the processor time that a number of runs takes.
fn time(package: &Path, case: &str, runs: u64) -> Result<Duration> {
    let mut python = Command::new("python3");
    python.arg(SCRIPT).args([case, &runs.to_string()]).env("PYTHONPATH", package);
    // The original prints the results of all groups. It reports the time elsewhere.
    let output = python.stdout(Stdio::null()).output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let seconds = text.trim().parse().map_err(|_| Error::other(text.trim().to_owned()))?;
    Ok(Duration::from_secs_f64(seconds))
}

/// Measures the case of the original that has this name.
pub(crate) fn measure(group: &mut BenchmarkGroup<'_, CpuTime>, case: &str) {
    let Some(package) = &*PACKAGE else { return };
    group.sample_size(10);
    group.bench_function("async-data-flow", |b| {
        b.iter_custom(|runs| time(package, case, runs).expect("the original runs"));
    });
    group.sample_size(50);
}
