//! Flows that do not fit, and the compiler's words for it.
//!
//! `cargo author bless compiler` updates the errors, for example after an update of Rust.

#[test]
fn a_flow_that_does_not_fit_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
