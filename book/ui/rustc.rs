//! Checks that the guide shows the errors that rustc really reports for the mistakes beside this file.
//!
//! `cargo author bless compiler` updates the errors, for example after an update of Rust.

#[test]
fn rustc_says_what_the_guide_shows() {
    let cases = trybuild::TestCases::new();
    for file in std::fs::read_dir(env!("CARGO_MANIFEST_DIR")).expect("the folder of mistakes is there") {
        let path = file.expect("the folder can be listed").path();
        if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("rustc.rs") {
            cases.compile_fail(path);
        }
    }
}
