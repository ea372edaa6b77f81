//! The README's table of guarantees names tests that exist.

use std::fs;
use std::path::Path;

#[test]
fn each_guarantee_names_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let mut sources = fs::read_to_string(root.join("src/conformance.rs")).unwrap();
    let contract = sources.clone();
    for file in fs::read_dir(root.join("tests")).unwrap() {
        sources.push_str(&fs::read_to_string(file.unwrap().path()).unwrap());
    }
    let (_, table) = readme.split_once("| when | what holds | test |").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let rows: Vec<&str> = table.lines().skip(2).collect();
    assert!(rows.len() > 20, "{rows:?}");
    for row in rows {
        let (_, names) = row.trim_end_matches(" |").rsplit_once("| ").unwrap();
        for name in names.split(", ") {
            let name = name.trim_matches('`');
            assert!(sources.contains(&format!("fn {name}(")), "there is no test {name}");
        }
    }
    // A function of the contract that the macro leaves out would be no test.
    let (list, functions) = contract.split_once("(@ $protocol:expr").unwrap();
    for function in functions.lines().filter_map(|line| line.strip_prefix("pub async fn ")) {
        let (name, _) = function.split_once('(').unwrap();
        assert!(list.lines().any(|line| line.trim() == name), "the macro leaves {name} out");
    }
}
