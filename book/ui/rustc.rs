//! What rustc says of each mistake beside this file is what the guide shows.
//!
//! `TRYBUILD=overwrite cargo test --package book-ui` writes it anew, for example after an update of Rust.

#[test]
fn rustc_says_what_the_guide_shows() {
    let cases = trybuild::TestCases::new();
    for file in std::fs::read_dir(env!("CARGO_MANIFEST_DIR")).expect("the folder of mistakes is there") {
        let path = file.expect("it can be listed").path();
        if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("rustc.rs") {
            cases.compile_fail(path);
        }
    }
}
