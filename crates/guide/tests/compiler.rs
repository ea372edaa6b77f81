//! What the guide shows of the compiler is what the compiler says.
//!
//! `TRYBUILD=overwrite cargo test --package guide --test compiler` writes it anew.

#[test]
fn every_error_is_what_the_compiler_says() {
    trybuild::TestCases::new().compile_fail("../../book/ui/*.rs");
}
