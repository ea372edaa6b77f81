//! The course runner.

mod chapter;
mod workspace;

fn main() {}
