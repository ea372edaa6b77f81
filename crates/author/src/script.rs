//! Tables of named shell scripts, and running them.

use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::cargo;

/// The functions that scripts share. What a script needs and a learner does not is installed by the script itself.
const PRELUDE: &str = r#"
set -euo pipefail
# A backtrace would hide every picture.
export RUST_BACKTRACE=0 DEBIAN_FRONTEND=noninteractive
# need PROGRAM PACKAGES...: installs the packages unless the program exists.
need() { command -v "$1" >/dev/null || { apt-get update -qq && apt-get install -y -qq "${@:2}"; }; }
# venv: creates target/python, with the packages that the checks need.
venv() {
    need python3 python3
    if [ ! -x target/python/bin/codespell ]; then
        python3 -m venv target/python || { apt-get update -qq && apt-get install -y -qq python3-venv && python3 -m venv target/python; }
        target/python/bin/pip install --quiet aiohttp codespell
    fi
}
"#;

/// A script with a name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Script {
    /// The name on the command line.
    pub(crate) name: &'static str,
    /// A description of the outcome.
    pub(crate) what: &'static str,
    /// The text, for bash. A failing command ends it.
    pub(crate) text: &'static str,
}

/// The error of a script.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ScriptError {
    #[error("cannot run bash")]
    Bash(#[source] io::Error),
    #[error("there is no {noun} `{name}`. There are:\n{}", .known.trim_end())]
    Unknown { noun: &'static str, name: String, known: String },
}

/// Finds the scripts with these names, in the order of the table. `noun` is the word for one of them.
pub(crate) fn find(table: &'static [Script], noun: &'static str, names: &[String]) -> Result<Vec<Script>, ScriptError> {
    if let Some(name) = names.iter().find(|name| table.iter().all(|script| script.name != **name)) {
        return Err(ScriptError::Unknown { noun, name: name.clone(), known: list(table) });
    }
    Ok(table.iter().filter(|script| names.iter().any(|name| name == script.name)).copied().collect())
}

/// Runs a script at the root of the workspace, under a heading, and prints the time that it took. Returns whether it
/// succeeded.
pub(crate) fn run(root: &Path, script: &Script) -> Result<bool, ScriptError> {
    println!("\n== {}: {}", script.name, script.what);
    let started = Instant::now();
    let mut bash = Command::new("bash");
    cargo::remove_package_variables(&mut bash);
    bash.current_dir(root).args(["-c", &format!("{PRELUDE}{}", script.text)]);
    let status = bash.status().map_err(ScriptError::Bash)?;
    let seconds = started.elapsed().as_secs_f64();
    if status.success() {
        println!("-- {}: {seconds:.1} s", script.name);
    } else {
        println!("-- {}: failed after {seconds:.1} s ({status})", script.name);
    }
    Ok(status.success())
}

/// Returns a table as text: a line for each script, with its name and description.
pub(crate) fn list(table: &[Script]) -> String {
    let width = table.iter().map(|script| script.name.len()).max().unwrap_or(0);
    table.iter().fold(String::new(), |list, script| format!("{list}  {:width$}  {}\n", script.name, script.what))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Script] = &[
        Script { name: "one", what: "the first", text: "test \"$RUST_BACKTRACE\" = 0" },
        Script { name: "other", what: "the second", text: "false; true" },
    ];

    #[test]
    fn scripts_are_found_in_the_order_of_the_table() {
        let names = ["other", "one"].map(str::to_owned);
        let found: Vec<&str> = find(TABLE, "step", &names).unwrap().iter().map(|script| script.name).collect();
        assert_eq!(found, ["one", "other"]);
        let error = find(TABLE, "step", &["two".to_owned()]).unwrap_err();
        let expected = "there is no step `two`. There are:\n  one    the first\n  other  the second";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn a_table_is_listed_in_columns() {
        assert_eq!(list(TABLE), "  one    the first\n  other  the second\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_failing_command_ends_a_script() {
        let root = tempfile::tempdir().unwrap();
        assert!(run(root.path(), &TABLE[0]).unwrap());
        assert!(!run(root.path(), &TABLE[1]).unwrap());
    }

    #[test]
    fn the_tables_name_packages_and_tests_that_exist() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let output =
            cargo::command(&root).args(["metadata", "--offline", "--no-deps", "--format-version", "1"]).output();
        let metadata: serde_json::Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
        let packages = metadata["packages"].as_array().unwrap();
        let targets: Vec<&serde_json::Value> =
            packages.iter().flat_map(|package| package["targets"].as_array().unwrap()).collect();
        for script in crate::ci::STEPS.iter().chain(crate::bless::TABLE) {
            let lines = script.text.split([';', '\n']).map(|line| line.split(' ').collect::<Vec<&str>>());
            for pair in lines.flat_map(|words| words.windows(2).map(<[&str]>::to_vec).collect::<Vec<_>>()) {
                let name = pair[1].trim_matches(['\'', '"']);
                let exists = match pair[0] {
                    _ if name.contains(['*', '$', '<']) => true,
                    "--package" => packages.iter().any(|package| package["name"] == name),
                    "--test" => targets.iter().any(|target| target["name"] == name && target["kind"][0] == "test"),
                    _ => true,
                };
                assert!(exists, "{}: there is no {} {name}", script.name, pair[0]);
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn bash_understands_the_tables() {
        for script in crate::ci::STEPS.iter().chain(crate::bless::TABLE) {
            let text = format!("{PRELUDE}{}", script.text);
            let output = Command::new("bash").args(["-n", "-c", &text]).output().unwrap();
            assert!(output.status.success(), "{}: {}", script.name, String::from_utf8_lossy(&output.stderr));
        }
    }
}
