//! Definitions that do not fit, and the compiler's words for it.

#[test]
fn a_definition_that_does_not_fit_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
