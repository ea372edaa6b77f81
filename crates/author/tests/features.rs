//! Whoever starts a chapter waits for no crate that was built before: the runner, the checks of all chapters and those of
//! the solutions need each crate with the same features.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use course::chapter::Chapter;

/// By crate and set of features: the packages that are built with it.
type Sets = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// Adds what is built for a package to `sets`. The kinds of dependencies are those of `cargo tree --edges`.
#[track_caller]
fn add(sets: &mut Sets, root: &Path, package: &str, kinds: &str) {
    let mut tree = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    course::cargo::remove_package_variables(&mut tree);
    tree.args(["tree", "--locked", "--offline", "--package", package, "--edges", kinds]);
    tree.args(["--prefix", "none", "--no-dedupe", "--format", "{p}\t{f}"]);
    let output = tree.current_dir(root).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let output = String::from_utf8(output.stdout).unwrap();
    assert!(output.lines().count() > 10, "cargo tree prints too little for {package}:\n{output}");
    for line in output.lines() {
        let (name, features) = line.split_once('\t').unwrap_or((line, ""));
        let packages = sets.entry(name.to_owned()).or_default().entry(features.to_owned()).or_default();
        if packages.last().is_none_or(|last| last != package) {
            packages.push(package.to_owned());
        }
    }
}

#[test]
fn no_crate_is_built_again_for_another_chapter() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (chapters, damaged) = Chapter::all(&root).unwrap();
    assert!(damaged.is_empty(), "{damaged:?}");
    let mut sets = Sets::new();
    add(&mut sets, &root, "streamlings", "normal,build");
    for chapter in &chapters {
        add(&mut sets, &root, &chapter.package, "normal,build,dev");
    }
    add(&mut sets, &root, "streamlings", "normal,build,dev");
    let mut twice = Vec::new();
    for (name, sets) in sets.iter().filter(|(_, sets)| sets.len() > 1) {
        twice.push(format!("\n{name}"));
        twice.extend(sets.iter().map(|(features, packages)| format!("    [{features}] for {}", packages.join(", "))));
    }
    assert!(
        twice.is_empty(),
        "These crates are built more than once, and so is everything that depends on them. Name the missing features in \
         crates/shared-features/Cargo.toml if the runner needs the crate, else in crates/chapter-features/Cargo.toml:\n{}",
        twice.join("\n")
    );
}
